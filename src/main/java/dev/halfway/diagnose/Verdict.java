package dev.halfway.diagnose;

/** The answer in one word. */
public enum Verdict {
    NO_LOSS("no-loss"),
    ONE_WAY_LOSS("one-way-loss"),
    LOSS_BOTH_WAYS("loss-both-ways"),
    HOST_SILENT("host-silent"),
    INCONCLUSIVE("inconclusive");

    private final String id;

    Verdict(String id) {
        this.id = id;
    }

    /** The name in JSON, fixed. */
    public String id() {
        return id;
    }
}
