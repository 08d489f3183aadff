package dev.halfway.match;

/**
 * Where the captures allow other fates of packets alike than those that the likeliest assignment gives, says so. Senders and
 * arrivals of one key hang together when their delays and IP IDs let them be pairs. Among those that do, all is clear only when
 * as many arrived as left, in order and in the ordinary time, or when none arrived.
 */
final class GroupDoubts {
    private final long thresholdNanos;

    private Lane lane;
    private int identification;
    private long firstLeft;
    private long lastLeft;
    private long firstCame;
    private long lastCame;

    GroupDoubts(long thresholdNanos) {
        this.thresholdNanos = thresholdNanos;
    }

    /** Weighs all that hangs together with {@code s}, once; all that usually could has been seen. */
    void weigh(KeyGroup group, Sighting s, boolean leaving) {
        if (s.weighed) {
            return;
        }
        lane = s.leg.lane;
        identification = lane.tellingBetweenEnds(s);
        firstLeft = leaving ? s.timeNanos : Long.MAX_VALUE;
        lastLeft = leaving ? s.timeNanos : Long.MIN_VALUE;
        firstCame = leaving ? Long.MAX_VALUE : s.timeNanos;
        lastCame = leaving ? Long.MIN_VALUE : s.timeNanos;
        long reach = lane.path.plausibleNanos(thresholdNanos);
        long least = lane.path.leastNanos();
        boolean grows = true;
        while (grows) {
            grows = growSenders(group.senders, reach, least);
            grows |= growArrivals(group.receivers, reach, least);
        }
        judge(group);
    }

    private boolean growSenders(SightingList senders, long reach, long least) {
        boolean grown = false;
        for (Sighting s = firstCame <= lastCame ? senders.first : null; s != null; s = s.next) {
            boolean near = s.timeNanos >= firstCame - reach && s.timeNanos <= lastCame - least;
            if (near && isNew(s) && (s.timeNanos < firstLeft || s.timeNanos > lastLeft)) {
                firstLeft = Math.min(firstLeft, s.timeNanos);
                lastLeft = Math.max(lastLeft, s.timeNanos);
                grown = true;
            }
        }
        return grown;
    }

    private boolean growArrivals(SightingList arrivals, long reach, long least) {
        boolean grown = false;
        for (Sighting r = firstLeft <= lastLeft ? arrivals.first : null; r != null; r = r.next) {
            boolean near = r.timeNanos >= firstLeft + least && r.timeNanos <= lastLeft + reach;
            if (near && isNew(r) && (r.timeNanos < firstCame || r.timeNanos > lastCame)) {
                firstCame = Math.min(firstCame, r.timeNanos);
                lastCame = Math.max(lastCame, r.timeNanos);
                grown = true;
            }
        }
        return grown;
    }

    private boolean isNew(Sighting s) {
        int other = lane.tellingBetweenEnds(s);
        return !s.weighed && (identification == 0 || other == 0 || other == identification);
    }

    private boolean hasLeft(Sighting s) {
        return s.timeNanos >= firstLeft && s.timeNanos <= lastLeft && isNew(s);
    }

    private boolean hasCome(Sighting r) {
        return r.timeNanos >= firstCame && r.timeNanos <= lastCame && isNew(r);
    }

    private void judge(KeyGroup group) {
        int left = 0;
        int came = 0;
        boolean ordinary = true;
        Sighting r = nextCome(group.receivers.first);
        for (Sighting s = group.senders.first; s != null; s = s.next) {
            if (hasLeft(s)) {
                left++;
                if (r != null) {
                    ordinary &= lane.path.isOrdinary(r.timeNanos - s.timeNanos);
                    came++;
                    r = nextCome(r.next);
                }
            }
        }
        for (; r != null; r = nextCome(r.next)) {
            came++;
        }
        boolean fatesOpen = left > 1 && (left > came && came > 0 || left == came && !ordinary);
        boolean arrivalsOpen = left > 1 && came > 0 && (came != left || !ordinary);
        boolean mayStandIn = left > 0 && came > left && identification == 0;
        for (Sighting s = group.senders.first; s != null; s = s.next) {
            if (hasLeft(s)) {
                s.contested |= fatesOpen;
                s.weighed = true;
            }
        }
        for (Sighting a = group.receivers.first; a != null; a = a.next) {
            if (hasCome(a)) {
                a.ambiguous |= arrivalsOpen;
                a.mayStandIn |= mayStandIn;
                a.weighed = true;
            }
        }
    }

    private Sighting nextCome(Sighting from) {
        Sighting r = from;
        while (r != null && !hasCome(r)) {
            r = r.next;
        }
        return r;
    }
}
