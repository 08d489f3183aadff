package dev.halfway.truth;

/** What the applications on the two hosts do. Counts are of each direction unless they say otherwise. */
final class TrafficSetup {
    /** Plain pings, one request a second and faster, each with its own identifier; some restarted with the same. */
    int pings = 3;
    /** Time between requests of the fastest of them; the others take twice, three times as much and so on. */
    long pingIntervalNanos = 100_000_000;
    /** Ping floods with constant payload, paced to fill the captures; sequence numbers wrap. */
    int floods;
    /** Pings with payloads that need three fragments. */
    int largePings;

    /** BGP-like sessions on port 179: small messages both ways, keepalives, now and then a burst of updates. */
    int sessions = 3;
    /** Connections on port 179 that carry bulk data, paced to fill the captures. */
    int bulks = 8;
    /** Bytes a bulk connection writes at once. */
    int bulkWriteBytes = 40_000;
    /** Short connections one after the other: opened, used, closed or reset, ports used again. */
    int churns = 2;

    /** Chance that a pure acknowledgment is sent several times over within microseconds. */
    double stutterRate = 0.005;
    /** Out of scope packets: other ports, UDP, ARP, third hosts. */
    boolean noise = true;
    /** Every other application uses IPv6. */
    boolean ipv6 = true;
}
