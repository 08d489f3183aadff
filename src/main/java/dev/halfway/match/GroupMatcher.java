package dev.halfway.match;

/**
 * Matches packets that are either there or not: echo, TCP without payload, fragments, ICMP errors. Sightings with one key
 * form a {@link KeyGroup}; each is settled once everything that could usually be its match has been seen.
 */
final class GroupMatcher {
    /** How many packets alike are searched for one that another is a further sighting of, without IP IDs. */
    private static final int FEW_ALIKE = 8;
    /** How many packets alike are searched for one that another is a further sighting of, with IP IDs. */
    private static final int MOST_ALIKE = 256;
    /** How many packets alike are searched for the match by its IP ID; mostly it is the first. */
    private static final int MOST_OVERTAKEN = 4_096;

    /** Times that differ by no more than this part of one are about as long. */
    private static final int ABOUT_AS_LONG = 8;

    private final GroupTable groups = new GroupTable();
    private final GroupPairing pairing = new GroupPairing();
    private final Strays strays;
    private final GroupDoubts doubts;
    private final Pairs pairs;
    private final long thresholdNanos;
    private final long latenessNanos;

    /** @param lateness how long after it left a packet may arrive and still be told as late */
    GroupMatcher(Pairs pairs, long thresholdNanos, long latenessNanos) {
        this.pairs = pairs;
        this.thresholdNanos = thresholdNanos;
        this.latenessNanos = latenessNanos;
        doubts = new GroupDoubts(thresholdNanos);
        strays = new Strays(pairs, thresholdNanos);
    }

    /** Whether so many alike are there at its host. */
    boolean isFull(Sighting s, boolean leaving, int most) {
        KeyGroup group = groups.find(s.leg.lane.keyed(s.key));
        return group != null
                && most
                        <= (leaving
                                ? group.senders.size() + group.overdueSenders.size()
                                : group.receivers.size() + group.overdueReceivers.size());
    }

    /** Takes in a sighting; false when it is one more sighting of a packet already there. */
    boolean add(Sighting s, boolean leaving) {
        Lane lane = s.leg.lane;
        KeyGroup group = groups.findOrAdd(lane.keyed(s.key));
        group.references++;
        s.group = group;
        SightingList list = leaving ? group.senders : group.receivers;
        IdentificationRun identifications = leaving ? group.sentIdentifications : group.receivedIdentifications;
        if (list.isEmpty()) {
            identifications.clear();
        }
        boolean isNew = lane.telling(s) != 0 && identifications.isNew(s.identification);
        Sighting first = isNew ? null : copied(list, s, lane);
        if (first != null) {
            s.copyOf = first.frame;
            s.duplicate = first.isThereAgain(s.places) && !s.leg.isDoubled();
            if (!leaving && s.duplicate) {
                lane.path.noteDuplicated();
            }
            if (!leaving && Copies.mayBeAnother(first, s, lane)) {
                doubtLossOf(group.senders, s);
                doubtLossOf(group.overdueSenders, s);
            }
            if (!leaving && !first.passedOn && s.asks() && s.timeToLive() == first.timeToLive() - 1) {
                first.passedOn = true;
                lane.passedOn++;
            }
            first.seenAgain(s);
            return false;
        }
        s.mayBeSecondRecord = !list.isEmpty() && Copies.mayBeSecondRecord(list.last, s, lane);
        list.add(s);
        identifications.add(s.identification);
        return true;
    }

    /** The record {@code r}, taken for a further one of a packet that arrived, may be one of these instead. */
    private void doubtLossOf(SightingList senders, Sighting r) {
        Path path = r.leg.lane.path;
        int steps = FEW_ALIKE;
        for (Sighting s = senders.last; s != null && steps-- > 0; s = s.previous) {
            long delay = r.timeNanos - s.timeNanos;
            s.mayBeRecorded |= delay >= path.leastNanos() && delay <= path.plausibleNanos(thresholdNanos);
        }
    }

    /** The packet of which {@code s} is a further sighting: the oldest, since packets alike pass a host in order. */
    private static Sighting copied(SightingList list, Sighting s, Lane lane) {
        Sighting oldest = null;
        int steps = lane.telling(s) == 0 ? FEW_ALIKE : MOST_ALIKE;
        for (Sighting o = list.last; o != null && steps-- > 0; o = o.previous) {
            if (Copies.isFurtherSighting(o, s, lane)) {
                oldest = o;
            }
        }
        return oldest;
    }

    /**
     * A reply shows that the latest request before it arrived, whether or not the responder's capture has it; where that
     * capture has one, perhaps one that was not seen leaving, it is this that is answered. To be told once every request that
     * may have been before it is there.
     */
    void noteAnswer(Sighting reply, boolean leaving) {
        Lane requests = reply.leg.lane.reverse;
        requests.answersSeen |= leaving;
        KeyGroup group = groups.find(requests.keyed(reply.answeredKey));
        if (group != null) {
            long latest = reply.timeNanos + requests.path.epsilonNanos();
            Sighting request = lastUntil(latest, group.senders);
            request = request == null ? lastUntil(latest, group.overdueSenders) : request;
            boolean explained = request != null
                    && (cameBetween(request, latest, group.receivers)
                            || cameBetween(request, latest, group.overdueReceivers));
            if (request != null && request.timeNanos > group.lastMatchSentNanos && !explained) {
                request.answered = true;
            }
        }
    }

    private static boolean cameBetween(Sighting request, long latest, SightingList arrivals) {
        Sighting arrival = lastUntil(latest, arrivals);
        return arrival != null && arrival.timeNanos >= request.timeNanos + request.leg.lane.path.leastNanos();
    }

    private static Sighting lastUntil(long nanos, SightingList list) {
        Sighting last = list.last;
        while (last != null && last.timeNanos > nanos) {
            last = last.previous;
        }
        return last;
    }

    /** The usual delay has passed since {@code s}: pair it, or set it aside for the loss threshold. */
    void settle(Sighting s) {
        if (s.isDecided()) {
            return;
        }
        KeyGroup group = s.group;
        Path path = s.leg.lane.path;
        if (tryUnique(group, path)) {
            return;
        }
        boolean leaving = s.leg.position == Leg.Position.SENDER;
        // Where IP IDs tell all that left apart there is nothing to weigh.
        if (s.leg.lane.tellingBetweenEnds(s) == 0 || !group.sentIdentifications.isDistinct()) {
            doubts.weigh(group, s, leaving);
        }
        if (matchByIdentification(group, s, leaving ? group.receivers : group.senders)) {
            return;
        }
        matchOthersByIdentification(group);
        pairing.solve(
                group.senders,
                group.receivers,
                s.leg.lane,
                path.leastNanos(),
                path.plausibleNanos(thresholdNanos),
                true);
        Sighting sender = leaving ? s : pairing.senderOf(s);
        Sighting receiver = leaving ? pairing.receiverOf(s) : s;
        if (sender != null && receiver != null) {
            match(group, sender, pairing.firstCopy(sender, receiver));
            if (s.isDecided()) {
                return;
            }
        }
        if (leaving) {
            group.senders.remove(s);
            group.overdueSenders.add(s);
            s.overdue = true;
            Strays.add(s);
        } else {
            group.receivers.remove(s);
            settleUnmatchedArrival(group, s);
        }
    }

    /** One of each and nothing before: the everyday case. */
    private boolean tryUnique(KeyGroup group, Path path) {
        Sighting sender = group.senders.first;
        Sighting receiver = group.receivers.first;
        if (sender == null
                || receiver == null
                || sender.next != null
                || receiver.next != null
                || !group.overdueSenders.isEmpty()
                || !group.overdueReceivers.isEmpty()
                || group.matchedBefore) {
            return false;
        }
        long delay = receiver.timeNanos - sender.timeNanos;
        Lane lane = sender.leg.lane;
        boolean another = lane.tellingBetweenEnds(sender) != 0
                && lane.tellingBetweenEnds(receiver) != 0
                && sender.identification != receiver.identification
                && lane.keepsIdentification();
        if (delay < -path.mostAheadNanos() || delay > thresholdNanos || another) {
            return false;
        }
        path.observe(delay);
        lane.noteIdentifications(sender.identification, receiver.identification);
        if (!path.isOrdinary(delay) && lane.tellingBetweenEnds(receiver) == 0) {
            sender.mayStandIn = true;
            receiver.mayStandIn = true;
        }
        match(group, sender, receiver);
        return true;
    }

    /** Packets alike that overtook each other keep their IP IDs: where these tell, they tell best. */
    private boolean matchByIdentification(KeyGroup group, Sighting s, SightingList others) {
        Lane lane = s.leg.lane;
        int identification = lane.tellingBetweenEnds(s);
        int steps = identification == 0 ? 0 : MOST_OVERTAKEN;
        for (Sighting o = others.first; o != null && steps-- > 0; o = o.next) {
            if (lane.tellingBetweenEnds(o) == identification) {
                boolean leaving = s.leg.position == Leg.Position.SENDER;
                Sighting sender = leaving ? s : o;
                Sighting receiver = leaving ? o : s;
                long delay = receiver.timeNanos - sender.timeNanos;
                if (delay >= lane.path.leastNanos() && delay <= thresholdNanos) {
                    match(group, sender, receiver);
                    return true;
                }
            }
        }
        return false;
    }

    /** An arrival that its IP ID tells is no other packet's, even where that would make up for one that overtook it. */
    private void matchOthersByIdentification(KeyGroup group) {
        int steps = Assignment.MOST;
        Sighting o = group.senders.first;
        while (o != null && !group.receivers.isEmpty() && steps-- > 0) {
            Sighting next = o.next;
            matchByIdentification(group, o, group.receivers);
            o = next;
        }
    }

    private void match(KeyGroup group, Sighting sender, Sighting receiver) {
        listOf(group, sender, true).remove(sender);
        listOf(group, receiver, false).remove(receiver);
        if (sender.mayBeSecondRecord) {
            noteSecondRecord(group, sender);
        }
        if (group.matchedBefore && sender.timeNanos > group.lastMatchSentNanos) {
            group.leastApartNanos = Math.min(group.leastApartNanos, sender.timeNanos - group.lastMatchSentNanos);
        }
        group.matchedBefore = true;
        group.lastMatchSentNanos = Math.max(group.lastMatchSentNanos, sender.timeNanos);
        group.lastMatchNanos = receiver.timeNanos;
        group.lastMatchFrame = receiver.frame;
        group.lastMatchIdentification = receiver.identification;
        group.twins += sender.leg.isDoubled() ? 0 : sender.twins;
        sender.ambiguous |= sender.contested;
        sender.leg.lane.path.noteArrived();
        pairs.matched(sender, receiver);
    }

    /** Of two records that may be of one packet this one arrives. If the other did not, it may be the record too many. */
    private static void noteSecondRecord(KeyGroup group, Sighting s) {
        s.leg.lane.sendsAlikeAtOnce |=
                group.matchedBefore && Copies.isAtOnce(s.typeP, s.leg.lane, group.lastMatchSentNanos, s.timeNanos);
        doubtRecords(group.senders, s);
        doubtRecords(group.overdueSenders, s);
    }

    private static void doubtRecords(SightingList senders, Sighting s) {
        for (Sighting o = senders.first; o != null; o = o.next) {
            o.mayBeSecondRecord |= Copies.mayBeSecondRecord(o, s, s.leg.lane);
        }
    }

    private static SightingList listOf(KeyGroup group, Sighting s, boolean leaving) {
        if (leaving) {
            return s.overdue ? group.overdueSenders : group.senders;
        }
        return s.overdue ? group.overdueReceivers : group.receivers;
    }

    /** An arrival that no sender explains in the usual time: a further copy, or to be kept for later. */
    private void settleUnmatchedArrival(KeyGroup group, Sighting r) {
        Lane lane = r.leg.lane;
        boolean afterMatch = group.matchedBefore
                && r.timeNanos >= group.lastMatchNanos
                && r.timeNanos - group.lastMatchNanos <= thresholdNanos;
        boolean told = lane.telling(r) != 0 && group.lastMatchIdentification != 0;
        boolean another = told
                ? r.identification != group.lastMatchIdentification
                : afterMatch // packets alike do leave, and here none could be seen leaving
                        && (pairs.mayHaveLeftUnseen(r) || isTooLateForCopy(group, r) && pairs.mayHaveLeftInSilence(r));
        if (afterMatch && !another && (told || group.overdueSenders.isEmpty())) {
            duplicate(group, r);
            if (r.duplicate) {
                lane.path.noteDuplicated();
            }
            return;
        }
        r.overdue = true;
        r.isLikelyCopy = afterMatch && !another;
        r.copyOf = r.isLikelyCopy ? group.lastMatchFrame : 0;
        group.overdueReceivers.add(r);
    }

    /** Whether it comes longer behind the one that arrived than packets take, and about as long as they leave apart. */
    private boolean isTooLateForCopy(KeyGroup group, Sighting r) {
        long apart = r.timeNanos - group.lastMatchNanos;
        return apart > r.leg.lane.path.plausibleNanos(thresholdNanos)
                && apart >= group.leastApartNanos - group.leastApartNanos / ABOUT_AS_LONG;
    }

    private void duplicate(KeyGroup group, Sighting r) {
        r.copyOf = r.copyOf == 0 ? group.lastMatchFrame : r.copyOf;
        // Two that left at the same moment, alike, may be one packet at its sender's, and arrive as two all the same.
        r.duplicate = group.twins == 0;
        group.twins -= r.duplicate ? 0 : 1;
        r.orphan = false;
        pairs.copied(r);
    }

    /** The wait for {@code s} is over: match what is left by any delay that can be, then let it be judged. */
    void conclude(Sighting s) {
        if (s.isDecided()) {
            return;
        }
        KeyGroup group = s.group;
        Path path = s.leg.lane.path;
        // Where the way duplicates, what comes far later than packets do may be a copy of one sent again.
        long mostOfCopies = path.duplicates() ? path.plausibleNanos(thresholdNanos) : thresholdNanos;
        resolve(group, s, path.leastNanos(), mostOfCopies, true);
        if (!s.isDecided() && s.isLikelyCopy) {
            group.overdueReceivers.remove(s);
            contestLosses(group, s);
            duplicate(group, s);
        }
        if (!s.isDecided()) {
            resolve(group, s, mostOfCopies, latenessNanos, false);
        }
        if (s.isDecided() || path.areClocksUnbounded() && matchByOtherClocks(group, s)) {
            return;
        }
        if (s.leg.position == Leg.Position.SENDER) {
            group.overdueSenders.remove(s);
            s.ambiguous |= s.contested;
            pairs.missing(s);
        } else {
            group.overdueReceivers.remove(s);
            Sighting original = strays.originalOf(s);
            original = original == null ? strays.undamaged(s) : original;
            if (original == null) {
                if (path.areClocksUnbounded()) {
                    noteOtherClocks(s, group.senders);
                    noteOtherClocks(s, group.overdueSenders);
                }
                pairs.appeared(s);
            } else {
                corrupted(original, s);
            }
        }
    }

    /** A segment with payload that nothing explains: it may be a damaged copy of what is missing. */
    boolean takesDamaged(Sighting segment) {
        Sighting original = strays.undamaged(segment);
        if (original != null) {
            corrupted(original, segment);
        }
        return original != null;
    }

    private void corrupted(Sighting original, Sighting arrival) {
        if (original.group != null) {
            original.group.overdueSenders.remove(original);
        }
        pairs.corrupted(original, arrival);
    }

    /**
     * What is taken for a copy may be one of those that are missing, held up for long: likely not where most packets arrive twice,
     * unless there is one copy more than that.
     */
    private void contestLosses(KeyGroup group, Sighting copy) {
        Path path = copy.leg.lane.path;
        for (Sighting s = group.overdueSenders.first; s != null; s = s.next) {
            long delay = copy.timeNanos - s.timeNanos;
            if (delay >= path.leastNanos() && delay <= thresholdNanos) {
                s.mayBeCopy |= s.contested || !path.duplicatesMost();
                s.contested = true;
            }
        }
    }

    /** Where nothing says how far the clocks are off at most, a packet alike with the same IP ID is it, whatever they say. */
    private boolean matchByOtherClocks(KeyGroup group, Sighting s) {
        boolean leaving = s.leg.position == Leg.Position.SENDER;
        Sighting other = byIdentification(s, leaving ? group.receivers : group.senders);
        other = other == null ? byIdentification(s, leaving ? group.overdueReceivers : group.overdueSenders) : other;
        if (other != null) {
            match(group, leaving ? s : other, leaving ? other : s);
        }
        return other != null;
    }

    private Sighting byIdentification(Sighting s, SightingList others) {
        int identification = s.leg.lane.tellingBetweenEnds(s);
        int steps = identification == 0 ? 0 : MOST_OVERTAKEN;
        for (Sighting o = others.first; o != null && steps-- > 0; o = o.next) {
            if (s.leg.lane.tellingBetweenEnds(o) == identification
                    && Math.abs(o.timeNanos - s.timeNanos) <= thresholdNanos) {
                return o;
            }
        }
        return null;
    }

    /** None of those that left pairs with this arrival, and it is by the clocks alone that none does. */
    private static void noteOtherClocks(Sighting r, SightingList senders) {
        Lane lane = r.leg.lane;
        for (Sighting s = senders.first; s != null; s = s.next) {
            boolean fits = lane.tellingBetweenEnds(s) == lane.tellingBetweenEnds(r);
            s.cameByOtherClocks |= fits;
            r.cameByOtherClocks |= fits;
        }
    }

    /**
     * Pairs what is overdue. An arrival soon after a matched one may be a second copy of that; as long as one that left within the
     * loss threshold is missing it is rather this one, since as many came as left, unless the way is seen to duplicate. It is no
     * straggler of one sent long before.
     */
    private void resolve(KeyGroup group, Sighting s, long least, long most, boolean copiesToo) {
        if (group.overdueSenders.isEmpty() || group.overdueReceivers.isEmpty()) {
            return;
        }
        boolean unique = group.overdueSenders.size() == 1 && group.overdueReceivers.size() == 1 && !group.matchedBefore;
        Path path = s.leg.lane.path;
        pairing.solve(group.overdueSenders, group.overdueReceivers, s.leg.lane, least, most, copiesToo);
        boolean leaving = s.leg.position == Leg.Position.SENDER;
        Sighting sender = leaving ? s : pairing.senderOf(s);
        Sighting receiver = leaving ? pairing.receiverOf(s) : s;
        if (sender == null || receiver == null) {
            return;
        }
        if (unique) {
            path.observe(Math.min(thresholdNanos, receiver.timeNanos - sender.timeNanos));
        }
        pairing.noteRivals(sender, receiver);
        sender.contested |= receiver.isLikelyCopy;
        receiver.ambiguous |= receiver.isLikelyCopy;
        match(group, sender, receiver);
    }

    /** Lets go of the group of a sighting that is done with. */
    void release(Sighting s) {
        groups.release(s.group);
        s.group = null;
    }
}
