package dev.halfway.truth;

/** What became of one record; the fates of the method, and one more. */
enum Outcome {
    DELIVERED("delivered"),
    LATE("late"),
    UNOBSERVABLE("unobservable"),
    MISSED("missed"),
    CORRUPTED("corrupted"),
    LOST("lost"),
    ARRIVED("arrived"),
    APPEARED("appeared"),
    COPY("copy"),
    /** Not between the two hosts, or of no kind that is watched: nothing need be said of it. */
    UNRELATED("unrelated"),
    /** Only in what is checked: nothing was said. */
    ABSENT("absent");

    private final String id;

    Outcome(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    /** @throws IllegalArgumentException when there is none of this name */
    static Outcome of(String id) {
        for (Outcome outcome : values()) {
            if (outcome.id.equals(id)) {
                return outcome;
            }
        }
        throw new IllegalArgumentException("no fate is called \"" + id + "\"");
    }
}
