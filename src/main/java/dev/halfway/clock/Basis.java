package dev.halfway.clock;

/** What an offset rests on, best first. */
public enum Basis {
    /** Packets matched in both directions: the offset has a bound. */
    BOTH_WAYS("both-ways"),
    /** Packets matched in one direction only: the offset is bounded on one side. */
    ONE_WAY("one-way"),
    /** The hosts' clocks are taken to agree. */
    WALL_CLOCK("wall-clock"),
    /** Nothing. */
    NONE("none");

    private final String word;

    Basis(String word) {
        this.word = word;
    }

    /** As the JSON output writes it. */
    public String word() {
        return word;
    }
}
