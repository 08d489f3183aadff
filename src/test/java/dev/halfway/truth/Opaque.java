package dev.halfway.truth;

/**
 * Bytes of a protocol that is not looked into: a fragment's part of a datagram, or a UDP datagram with its header.
 *
 * @param protocol IP protocol number
 */
record Opaque(int protocol, Bytes payload) implements Body {
    static final int UDP = 17;

    @Override
    public Opaque withPayload(Bytes changed) {
        return new Opaque(protocol, changed);
    }
}
