package dev.halfway.match;

import java.util.ArrayList;
import java.util.List;

/**
 * Which captures take each packet twice or more often: a mirror of both directions, a bond and its member on {@code any}, two
 * such captures merged. Packets that the network delivers twice are seen twice where they arrive only; a capture that takes
 * packets twice shows those that its own host sends twice as well. So what leaves decides, to the same address or, where too
 * little goes there, to all; only where too little leaves at all, what arrives does. Acknowledgments, resets and SYN-ACKs do not count: hosts send several of them at once, all alike.
 */
final class Doubling {
    /** So many records of what left, and each packet once, show that the capture takes it once. */
    private static final long ENOUGH = 8;
    /** More records of one packet no capture takes. */
    private static final int MOST = 8;
    /** Hosts send few packets alike within moments, but for acknowledgments and resets. */
    private static final long LEAST_LEAVING = 2;
    /** Where one in so many is there again, others may be that are not. */
    private static final long SOME = 10;
    /** A capture that takes each packet as often misses no more than one record of so many. */
    private static final long SELDOM = 50;
    /** The network may well deliver some packets twice. */
    private static final long LEAST_ARRIVING = 8;

    private final HostSurvey survey;
    private final Owners owners;
    private final int host;
    private long sampled;
    private long twins;
    private long soonTwins;
    private long momentTwins;
    private int mostTwins;

    Doubling(HostSurvey survey, Owners owners, int host) {
        this.survey = survey;
        this.owners = owners;
        this.host = host;
        for (Route route : survey.routes()) {
            if (isDeparture(route)) {
                sampled += route.sampled;
                twins += route.twins;
                soonTwins += route.soonTwins;
                momentTwins += route.momentTwins;
                mostTwins = Math.max(mostTwins, route.mostTwins);
            }
        }
    }

    private boolean isDeparture(Route route) {
        return owners.of(HostAddress.sourceOf(route)) == host && owners.of(HostAddress.destinationOf(route)) != host;
    }

    /**
     * What the captures take of each packet of a flow.
     *
     * @param each how many records, 1 where they take it once
     * @param always they take as many of nearly every packet
     */
    record Records(int each, boolean always) {
        static final Records ONE = new Records(1, false);

        private static Records of(int each, long twins, long sampled) {
            return new Records(each, each > 1 && SELDOM * (each * (sampled - twins) - sampled) <= sampled);
        }

        /** As many of what arrives, at most: a capture may take what leaves twice, and nothing else. */
        private Records ofArriving(long twins, long sampled) {
            return new Records(each, always && of(each, twins, sampled).always);
        }
    }

    /**
     * Whether records of one packet with the same time are there, as where captures that overlap were merged into one. What
     * arrives at one moment may have been held up on the way, so without IP IDs what leaves tells.
     */
    boolean takesRecordsTwice() {
        return survey.takesRecordsTwice() || momentTwins >= LEAST_LEAVING;
    }

    /** What the captures take of a flow, which is from or to the host. */
    Records records(Tuple tuple) {
        Route route = survey.route(HostAddress.sourceOf(tuple), HostAddress.destinationOf(tuple));
        if (route == null) {
            return Records.ONE;
        }
        return isDeparture(route) ? records(route) : records(route.reverse).ofArriving(route.twins, route.sampled);
    }

    private Records records(Route leaving) {
        Records records = leaving(leaving.twins, leaving.soonTwins, leaving.sampled, leaving.mostTwins);
        if (records.each() > 1 || leaving.sampled >= ENOUGH) {
            return records;
        }
        records = leaving(twins, soonTwins, sampled, mostTwins);
        if (records.each() > 1 || sampled >= ENOUGH) {
            return records;
        }
        Route arriving = leaving.reverse;
        return Records.of(records(arriving.twins, arriving.sampled, LEAST_ARRIVING), arriving.twins, arriving.sampled);
    }

    /**
     * By two rules, of which neither does for the other. How many records there are for each first one, on the whole, tells
     * by few packets: of four that leave, two are there twice. It takes a capture for one of single records that misses more
     * than a third of the second ones, and there the most records of any one packet tell; that by itself would be told by a
     * host that sends one packet twice, so it takes many, and a good share of all: no host sends so many twice, sooner than
     * it can know that they are lost.
     */
    private static Records leaving(long twins, long soonTwins, long sampled, int mostTwins) {
        int records = records(twins, sampled, LEAST_LEAVING);
        boolean missesSome = soonTwins >= ENOUGH && soonTwins * SOME >= sampled - twins;
        return Records.of(missesSome ? Math.max(records, Math.min(MOST, 1 + mostTwins)) : records, twins, sampled);
    }

    /** As many as there are for each first one; one third of the last may be missing, since a capture may miss some. */
    private static int records(long twins, long sampled, long least) {
        long firsts = Math.max(1, sampled - twins);
        return twins < least ? 1 : (int) Math.min(MOST, (3 * sampled + firsts) / (3 * firsts));
    }

    /** In words for the user; empty when the captures take each packet once. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        int most = survey.routes().stream()
                .filter(this::isDeparture)
                .mapToInt(route -> records(route).each())
                .max()
                .orElse(1);
        if (most > 1) {
            notes.add(survey.host() + "'s captures take packets " + (most == 2 ? "twice" : most + " times")
                    + " (a mirror of both directions, a bond and its member, or such captures merged): further sightings are"
                    + " left aside, and are no duplicates.");
        }
        return notes;
    }
}
