package dev.halfway.truth;

/**
 * An ICMP (RFC 792) or ICMPv6 (RFC 4443) echo message, by the version of the packet around it.
 *
 * @param identifier 0 to 65535
 * @param sequence 0 to 65535
 */
record Echo(boolean request, int identifier, int sequence, Bytes payload) implements Body {
    @Override
    public Echo withPayload(Bytes changed) {
        return new Echo(request, identifier, sequence, changed);
    }

    Echo withIdentifier(int changed) {
        return new Echo(request, changed, sequence, payload);
    }
}
