package dev.halfway.match;

/** All live sightings of packets that look alike: one key, one lane, both ends. */
final class KeyGroup {
    final SightingList senders = new SightingList();
    final SightingList receivers = new SightingList();
    /** Senders that nothing matched within the usual delay, waiting for the loss threshold. */
    final SightingList overdueSenders = new SightingList();
    /** Arrivals that nothing matched within the usual delay. */
    final SightingList overdueReceivers = new SightingList();

    /** Of all in {@link #senders}, and of all in {@link #receivers}, since each was empty. */
    final IdentificationRun sentIdentifications = new IdentificationRun();

    final IdentificationRun receivedIdentifications = new IdentificationRun();

    long key;
    KeyGroup nextInBucket;
    /** Sightings that refer to this group; at 0 it goes back to the pool. */
    int references;
    /** When the latest of the matched ones left. */
    long lastMatchSentNanos;

    /** Two matched ones left apart by at least this, but for those at one moment; {@link Long#MAX_VALUE} for none. */
    long leastApartNanos;

    boolean matchedBefore;
    long lastMatchNanos;
    long lastMatchFrame;
    int lastMatchIdentification;
    /** Further records of the matched ones at their sender, at the same place, that no further arrival has taken up. */
    int twins;

    void reset(long newKey) {
        key = newKey;
        nextInBucket = null;
        references = 0;
        lastMatchSentNanos = Long.MIN_VALUE;
        leastApartNanos = Long.MAX_VALUE;
        matchedBefore = false;
        lastMatchNanos = 0;
        lastMatchFrame = 0;
        lastMatchIdentification = 0;
        twins = 0;
    }
}
