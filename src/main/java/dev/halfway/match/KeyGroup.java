package dev.halfway.match;

/** All live sightings of packets that look alike: one key, one lane, both ends. */
final class KeyGroup {
    final SightingList senders = new SightingList();
    final SightingList receivers = new SightingList();
    /** Senders that nothing matched within the usual delay, waiting for the loss threshold. */
    final SightingList overdueSenders = new SightingList();
    /** Arrivals that nothing matched within the usual delay. */
    final SightingList overdueReceivers = new SightingList();

    long key;
    KeyGroup nextInBucket;
    /** Sightings that refer to this group; at 0 it goes back to the pool. */
    int references;
    /** Distinct packets that arrived, matched or not. */
    int arrivals;
    /** For an echo request: distinct replies seen at the responder and at the initiator, whichever is more, counts. */
    int answersLeft;

    int answersArrived;
    int answersUsed;
    boolean matchedBefore;
    long lastMatchNanos;
    long lastMatchFrame;
    int lastMatchIdentification;

    void reset(long newKey) {
        key = newKey;
        nextInBucket = null;
        references = 0;
        arrivals = 0;
        answersLeft = 0;
        answersArrived = 0;
        answersUsed = 0;
        matchedBefore = false;
        lastMatchNanos = 0;
        lastMatchFrame = 0;
        lastMatchIdentification = 0;
    }

    int answers() {
        return Math.max(answersLeft, answersArrived);
    }
}
