package dev.halfway.match;

/** The {@link Assignment} of sightings of a group: which of those that left is which of those that arrived. */
final class GroupPairing {
    private final Assignment assignment = new Assignment();
    /** Up to the first null; so are the receivers. */
    private final Sighting[] senders = new Sighting[Assignment.MOST];

    private final Sighting[] receivers = new Sighting[Assignment.MOST];

    /**
     * Pairs the first ones of both lists by delays within [least, most]; forgets what was paired before.
     *
     * @param copiesToo whether arrivals that are likely copies may be paired
     */
    void solve(SightingList left, SightingList arrived, Lane lane, long least, long most, boolean copiesToo) {
        assignment.reset(least, most, lane.path.usualNanos(), lane.keepsIdentification());
        int n = 0;
        for (Sighting o = left.first; o != null && n < Assignment.MOST; o = o.next) {
            senders[n++] = o;
            assignment.addSender(o.timeNanos, lane.tellingBetweenEnds(o));
        }
        clearFrom(senders, n);
        n = 0;
        for (Sighting o = arrived.first; o != null && n < Assignment.MOST; o = o.next) {
            if (copiesToo || !o.isLikelyCopy) {
                receivers[n++] = o;
                assignment.addReceiver(o.timeNanos, lane.tellingBetweenEnds(o));
            }
        }
        clearFrom(receivers, n);
        assignment.solve();
    }

    private static void clearFrom(Sighting[] array, int from) {
        for (int i = from; i < array.length && array[i] != null; i++) {
            array[i] = null;
        }
    }

    private static int indexOf(Sighting[] array, Sighting s) {
        for (int i = 0; i < array.length && array[i] != null; i++) {
            if (array[i] == s) {
                return i;
            }
        }
        return -1;
    }

    /** The arrival that is this one that left; null where none is. */
    Sighting receiverOf(Sighting sender) {
        int i = indexOf(senders, sender);
        int j = i < 0 ? -1 : assignment.receiverOf(i);
        return j < 0 ? null : receivers[j];
    }

    /** The one that left and is this arrival; null where none is. */
    Sighting senderOf(Sighting receiver) {
        int j = indexOf(receivers, receiver);
        int i = j < 0 ? -1 : assignment.senderOf(j);
        return i < 0 ? null : senders[i];
    }

    /** Of several arrivals that could all be this sender's, and that no other sender needs, the first is the packet. */
    Sighting firstCopy(Sighting sender, Sighting receiver) {
        int i = indexOf(senders, sender);
        for (int j = 0; receivers[j] != receiver; j++) {
            if (assignment.senderOf(j) < 0 && assignment.couldPair(i, j)) {
                return receivers[j];
            }
        }
        return receiver;
    }

    /** In unusual time, any other sender left might have been it as well. */
    void noteRivals(Sighting sender, Sighting receiver) {
        int j = indexOf(receivers, receiver);
        for (int i = 0; i < senders.length && senders[i] != null; i++) {
            if (senders[i] != sender && assignment.receiverOf(i) < 0 && assignment.couldPair(i, j)) {
                senders[i].contested = true;
                sender.contested = true;
            }
        }
    }
}
