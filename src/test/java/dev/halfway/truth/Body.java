package dev.halfway.truth;

/** What an IP packet carries. */
sealed interface Body permits Tcp, Echo, Opaque {
    /** What counts as payload: behind the TCP header or the eight ICMP bytes. */
    Bytes payload();

    Body withPayload(Bytes payload);
}
