package dev.halfway.bench;

/** What left, and what of it did not arrive. */
final class Counts {
    static final int REQUEST = 0;
    static final int REPLY = 1;
    static final int DATA = 2;
    static final int ACK = 3;
    static final int RESET = 4;

    private static final String[] NAMES = {"icmp-echo-request", "icmp-echo-reply", "tcp-data", "tcp-ack", "tcp-rst"};

    private final long[][] sent = new long[2][NAMES.length];
    private final long[][] lost = new long[2][NAMES.length];

    void sent(int host, int kind, boolean isLost) {
        sent[host][kind]++;
        lost[host][kind] += isLost ? 1 : 0;
    }

    /** A line for each direction and kind. */
    String lines() {
        StringBuilder lines = new StringBuilder();
        for (int host = 0; host < 2; host++) {
            for (int kind = 0; kind < NAMES.length; kind++) {
                if (sent[host][kind] > 0) {
                    lines.append(host == 0 ? "a b " : "b a ").append(NAMES[kind]);
                    lines.append(' ').append(sent[host][kind]);
                    lines.append(' ').append(lost[host][kind]).append('\n');
                }
            }
        }
        return lines.toString();
    }
}
