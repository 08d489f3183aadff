package dev.halfway.diagnose;

/** How sure a finding is. */
public enum Grade {
    CERTAIN("certain"),
    LIKELY("likely");

    private final String id;

    Grade(String id) {
        this.id = id;
    }

    /** The name in JSON, fixed. */
    public String id() {
        return id;
    }
}
