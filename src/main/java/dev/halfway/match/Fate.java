package dev.halfway.match;

/** What became of one sighting. */
public enum Fate {
    /** Left its host and was seen at the other within the loss threshold. */
    DELIVERED("delivered"),
    /** Seen at the other host after the loss threshold: lost in the terms of RFC 7680, kept apart. */
    LATE("late"),
    /** Not seen at the other host, which was watching, and nothing says that its capture missed it. */
    LOST("lost"),
    /** Not in the other capture, and yet the other host or its capture shows that it arrived or may have. */
    MISSED("missed"),
    /** The other capture could not have shown it. */
    UNOBSERVABLE("unobservable"),
    /** Arrived with other content than it left with. */
    CORRUPTED("corrupted"),
    /** Seen where it arrived, and matched with where it left. */
    ARRIVED("arrived"),
    /** Seen where it arrived, and never seen leaving. */
    APPEARED("appeared"),
    /** One more sighting of a packet already seen at the same host. */
    COPY("copy"),
    /** In scope, and left aside: it is not between two hosts with captures, or cannot be matched at all. */
    ASIDE("aside");

    private final String id;

    Fate(String id) {
        this.id = id;
    }

    /** The name in JSON, fixed. */
    public String id() {
        return id;
    }
}
