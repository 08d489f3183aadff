package dev.halfway.match;

/** Both directions of one flow between two hosts. */
final class Flow {
    static final int UNKNOWN_HOST = -1;

    final int kind;
    final Lane forward;
    final Lane backward;
    /** A host sees it under other addresses or ports than another. */
    boolean translated;
    /** Index of the host that sent the first packet of the exchange, or {@link #UNKNOWN_HOST}; TCP only. */
    int initiator = UNKNOWN_HOST;

    Flow(int kind, Path path, Path reverse, int number) {
        this.kind = kind;
        forward = new Lane(this, path, 2 * number);
        backward = new Lane(this, reverse, 2 * number + 1);
        forward.reverse = backward;
        backward.reverse = forward;
    }
}
