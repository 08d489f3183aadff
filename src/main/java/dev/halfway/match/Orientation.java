package dev.halfway.match;

import java.util.ArrayList;
import java.util.List;

/**
 * For one pair of addresses X and Y and two hosts g and h: the votes for X being at g and Y at h, and for the reverse.
 */
final class Orientation {
    /** One side must outvote the other by this much: single packets are missed, mirrored or spoofed. */
    private static final long MAJORITY = 8;
    /** So many votes of one kind stand against what the user says. */
    private static final long ENOUGH = 3;
    /** By so many standard deviations what ticks come to over all answers is no chance. */
    private static final double SURE_DEVIATIONS = 4;
    /** By so many it speaks against what else is weak. */
    private static final double DOUBTFUL_DEVIATIONS = 2;

    private final long[] straight = new long[Evidence.values().length];
    private final long[] crossed = new long[Evidence.values().length];

    /** Packets from X, and those from Y: with a larger TTL at g, with a larger one at h, and with the same. */
    private final long[][] hops = new long[2][3];

    /** Answers that follow plainly sooner where they would if X is at g, and where they would if X is at h. */
    private long soonerAtOwn;

    private long soonerAtOther;
    /** Those of which the ticks of coarse clocks do not let it be told. */
    private long untold;
    /** By how much sooner all follow where they would if X is at g; no single one by much more than ticks could make of it. */
    private double soonerNanos;

    private double soonerSquares;
    /** The same of those that one host shows before what they answer, as if they came there at the same moment. */
    private double untimedNanos;

    private double untimedSquares;

    /** A packet of the two addresses is in both captures. */
    boolean compared;
    /** Both captures hold packets in both directions. */
    boolean bothWays;
    /** Neither capture holds a packet in the other direction. */
    boolean oneWay;

    void vote(Evidence evidence, boolean isStraight, long votes) {
        (isStraight ? straight : crossed)[evidence.ordinal()] += votes;
    }

    /**
     * Where a capture marks the same packets both ways, on one interface going in and on another going out, its marks tell
     * nothing, and stand against nobody else's.
     *
     * @param route X to Y
     */
    void voteByMarks(Route route, boolean isAtG) {
        long asSource = route.outbound + route.reverse.inbound;
        long asDestination = route.inbound + route.reverse.outbound;
        if (isMajority(asSource, asDestination) || isMajority(asDestination, asSource)) {
            vote(Evidence.MARKS, isAtG, asSource);
            vote(Evidence.MARKS, !isAtG, asDestination);
        }
    }

    private static boolean isMajority(long votes, long against) {
        return votes > 0 && votes >= MAJORITY * against;
    }

    /**
     * One packet answers another, and that is seen at both hosts.
     *
     * @param nanos by how much sooner that is where it would be if X is at g
     * @param coarseNanos so much the clocks' ticks may make of it
     */
    void noteAnswer(long nanos, long coarseNanos) {
        if (coarseNanos > 0 && Math.abs(nanos) <= coarseNanos) {
            untold++;
        } else if (nanos > 0) {
            soonerAtOwn++;
        } else {
            soonerAtOther++;
        }
        long most = 2 * coarseNanos;
        double limited = Math.max(-most, Math.min(most, nanos));
        soonerNanos += limited;
        soonerSquares += limited * limited;
    }

    /**
     * One packet answers another, and one of the hosts, whose clock is coarse, does not show how long after it: within a tick
     * the answer may stand before what it answers. Those that are timed there are the slow ones, then.
     *
     * @param nanos by how much sooner it is where it would be if X is at g, were it no time at all there
     */
    void noteUntimedAnswer(long nanos, long coarseNanos) {
        double limited = Math.max(-2 * coarseNanos, Math.min(2 * coarseNanos, nanos));
        untimedNanos += limited;
        untimedSquares += limited * limited;
    }

    /**
     * Ticks lengthen and shorten alike; over many answers what is left is the way. Where it is shorter than ticks tell of mostly,
     * a few that it seems to make far longer span a clock that was set. What is not timed must not make a difference.
     */
    void voteByAnswers() {
        if (untold <= soonerAtOwn + soonerAtOther) {
            vote(Evidence.ANSWER_TIME, true, soonerAtOwn);
            vote(Evidence.ANSWER_TIME, false, soonerAtOther);
        } else {
            int side = sideOfAllAnswers(SURE_DEVIATIONS);
            if (side != 0) {
                vote(Evidence.ANSWER_TIME, side > 0, untold + soonerAtOwn + soonerAtOther);
            }
        }
    }

    /** What the times of all answers come to, ticks and all; 0 where that is within so many standard deviations. */
    private int sideOfAllAnswers(double deviations) {
        boolean isBeyond = Math.abs(soonerNanos) > deviations * Math.sqrt(soonerSquares)
                && Math.abs(soonerNanos + untimedNanos) > deviations * Math.sqrt(soonerSquares + untimedSquares)
                && soonerNanos > 0 == soonerNanos + untimedNanos > 0;
        return !isBeyond ? 0 : soonerNanos > 0 ? 1 : -1;
    }

    /** Notes by how much the TTL of a packet in both captures is larger at g. */
    void noteHops(boolean fromX, int moreAtG) {
        hops[fromX ? 0 : 1][moreAtG > 0 ? 0 : moreAtG < 0 ? 1 : 2]++;
    }

    /** A router takes from the TTL of every packet on its way; of a few alone, something else rewrote it. */
    void voteByHops() {
        for (int way = 0; way < 2; way++) {
            if (hops[way][0] + hops[way][1] > hops[way][2]) {
                vote(Evidence.TIME_TO_LIVE, way == 0, hops[way][0]);
                vote(Evidence.TIME_TO_LIVE, way == 1, hops[way][1]);
            }
        }
    }

    /** Positive for X at g, negative for X at h, 0 when the evidence does not decide. */
    int decided() {
        for (Evidence evidence : Evidence.values()) {
            int side = side(evidence, 1);
            if (side != 0) {
                return evidence == Evidence.EXCLUSIVE && isContradicted(side) ? 0 : side;
            }
        }
        return 0;
    }

    /** What only one capture holds the other may have missed, and left in fact: so say those who answer soonest. */
    private boolean isContradicted(int side) {
        return side(Evidence.OWN_ANSWERS, 1) == -side || sideOfAllAnswers(DOUBTFUL_DEVIATIONS) == -side;
    }

    /**
     * Whether it is decided by nothing but packets that one capture lacks, with none the other way that would show whether that
     * is the sender's and has missed them.
     */
    boolean isUnsure() {
        for (Evidence evidence : Evidence.values()) {
            if (side(evidence, 1) != 0) {
                return oneWay && evidence == Evidence.EXCLUSIVE;
            }
        }
        return false;
    }

    /**
     * As {@link #decided}, by what packets show that nothing could feign, whatever the user says; 0 where that is little, or
     * not of one mind.
     */
    int shown() {
        int shown = 0;
        for (Evidence evidence : Evidence.values()) {
            int side = strongSide(evidence);
            if (side != 0 && shown != 0 && side != shown) {
                return 0;
            }
            shown = side != 0 ? side : shown;
        }
        return shown;
    }

    /** The side that votes of this kind are for, if it is at least so many. */
    private int side(Evidence evidence, long least) {
        long s = straight[evidence.ordinal()];
        long c = crossed[evidence.ordinal()];
        return s >= least && s >= MAJORITY * c ? 1 : c >= least && c >= MAJORITY * s ? -1 : 0;
    }

    /** The side that enough votes are for, of a kind that stands against what the user says. */
    private int strongSide(Evidence evidence) {
        int side = side(evidence, ENOUGH);
        boolean isStrong = switch (evidence) {
            case MARKS, TIME_TO_LIVE, ANSWER_TIME -> true;
            // A capture of one direction only lacks what it does not take.
            case EXCLUSIVE -> bothWays && !isContradicted(side);
            default -> false;
        };
        return isStrong ? side : 0;
    }

    /** What {@link #shown} goes by: {@code TTL of 12 packets}. */
    String shownBy() {
        List<String> words = new ArrayList<>();
        for (Evidence evidence : Evidence.values()) {
            if (strongSide(evidence) != 0) {
                long votes = Math.max(straight[evidence.ordinal()], crossed[evidence.ordinal()]);
                words.add(evidence.words() + " (" + votes + ")");
            }
        }
        return String.join(", ", words);
    }

    /** The votes in words, for an error. */
    String words() {
        StringBuilder words = new StringBuilder();
        for (Evidence evidence : Evidence.values()) {
            long s = straight[evidence.ordinal()];
            long c = crossed[evidence.ordinal()];
            if (s + c > 0) {
                words.append(words.isEmpty() ? "" : ", ")
                        .append(evidence.words())
                        .append(' ')
                        .append(s)
                        .append(" to ")
                        .append(c);
            }
        }
        int exclusive = side(Evidence.EXCLUSIVE, 1);
        if (exclusive != 0 && sideOfAllAnswers(DOUBTFUL_DEVIATIONS) == -exclusive) {
            words.append("; ").append(Evidence.ANSWER_TIME.words()).append(" speaks against it");
        }
        return words.isEmpty() ? "nothing in the packets that are looked at tells" : words.toString();
    }
}
