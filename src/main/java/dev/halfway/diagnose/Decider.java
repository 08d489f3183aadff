package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What separates the lost packets of one direction from those that arrive.
 *
 * @param value the class that loses, short: {@code 231}, {@code over 1400 bytes}, {@code 3 of 8 flows}
 * @param words the same to follow "packets": {@code of exchanges that 231 began}, {@code longer than 1,400 bytes}
 * @param inside the packets of that class
 * @param outside all others of the direction
 * @param p probability of so strong a separation by chance, after correction for all tests (Benjamini-Hochberg); 0 to 1
 * @param detail what else is known of the class
 * @param rivals what fits these packets about as well, and what would tell them apart; empty when this one stands alone
 * @param lostKinds how many packets of each kind the class loses; empty where that is not known
 * @param rest what is lost of the others; empty where that is less than five packets, or not all of the class is lost
 */
public record Decider(
        Feature feature,
        String value,
        String words,
        Sample inside,
        Sample outside,
        double p,
        Detail detail,
        List<Rival> rivals,
        Map<TypeP, Long> lostKinds,
        Optional<Rest> rest) {

    /** Of which it is not known what kinds the class loses, nor more of the others. */
    public Decider(
            Feature feature,
            String value,
            String words,
            Sample inside,
            Sample outside,
            double p,
            Detail detail,
            List<Rival> rivals) {
        this(feature, value, words, inside, outside, p, detail, rivals, Map.of(), Optional.empty());
    }

    /** Without detail. */
    public Decider(
            Feature feature, String value, String words, Sample inside, Sample outside, double p, List<Rival> rivals) {
        this(feature, value, words, inside, outside, p, Detail.NONE, rivals);
    }

    /**
     * What there is to say besides of some classes.
     *
     * @param passes the most that passes: of a size in bytes, of a pause in nanoseconds; empty for other features
     * @param fails the least of the class that is lost, likewise; of segments in bytes of payload
     * @param members of a class of flows, the names of some
     * @param others how many more it has
     * @param isBelow what is lost is less than what passes: then the least that passes, and the most that is lost
     * @param contrast of a class of addresses, one that loses and one that does not; empty where the names are not known
     * @param limit of a rate
     */
    public record Detail(
            OptionalLong passes,
            OptionalLong fails,
            List<String> members,
            int others,
            boolean isBelow,
            Optional<Contrast> contrast,
            Optional<Limit> limit) {
        public static final Detail NONE = new Detail(OptionalLong.empty(), OptionalLong.empty(), List.of(), 0, false);

        /** Of another class than one of addresses. */
        public Detail(OptionalLong passes, OptionalLong fails, List<String> members, int others, boolean isBelow) {
            this(passes, fails, members, others, isBelow, Optional.empty(), Optional.empty());
        }

        /** Of a rate. */
        static Detail of(Limit limit) {
            return new Detail(
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    List.of(),
                    0,
                    false,
                    Optional.empty(),
                    Optional.of(limit));
        }

        boolean isOfPings() {
            return limit.filter(Limit::isOfPings).isPresent();
        }

        /** Whether nothing passes above the most that is known to pass. */
        boolean isBounded() {
            return passes.isPresent() && fails.isPresent() && passes.getAsLong() < fails.getAsLong();
        }

        /** Above a number of something; {@link Long#MIN_VALUE} and {@link Long#MAX_VALUE} where one is not known. */
        static Detail above(long passes, long fails) {
            return new Detail(
                    passes == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(passes),
                    fails == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(fails),
                    List.of(),
                    0,
                    false);
        }

        /** As {@link #above}, below a number. */
        static Detail below(long passes, long fails) {
            return new Detail(
                    passes == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(passes),
                    OptionalLong.of(fails),
                    List.of(),
                    0,
                    true);
        }

        /** Of some of the flows of a class. */
        static Detail of(List<String> members, int others) {
            return new Detail(OptionalLong.empty(), OptionalLong.empty(), members, others, false);
        }

        /** Of addresses. */
        static Detail of(Contrast contrast) {
            return new Detail(
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    List.of(),
                    0,
                    false,
                    Optional.of(contrast),
                    Optional.empty());
        }
    }

    /**
     * Addresses to try a class of addresses by.
     *
     * @param source that packets of the class leave from; empty where it does not matter
     * @param destination that they go to
     * @param passing another address in place of one of these, by which packets pass: {@code from 10.0.0.7}, {@code to 10.0.0.7}
     */
    public record Contrast(Optional<String> source, String destination, Optional<String> passing) {}

    /**
     * A rate above which packets are lost.
     *
     * @param perSecond packets, or bytes of IP
     * @param burst so many of them pass at once
     * @param isOfPings of pings alone, where none of all packets explains nearly as much
     */
    public record Limit(double perSecond, double burst, boolean inBytes, boolean isOfPings) {}

    /** Packets of which it is known whether they arrived, and how many did not. */
    public record Sample(long judged, long lost) {
        public Sample {
            if (lost < 0 || lost > judged) {
                throw new IllegalArgumentException(lost + " lost of " + judged + " is not a share");
            }
        }

        /** 0 to 1; 0 when nothing was judged. */
        public double ratio() {
            return judged == 0 ? 0 : (double) lost / judged;
        }
    }

    /**
     * The losses that what decides does not explain.
     *
     * @param kinds how many packets are lost of each kind
     * @param decider what separates them from all others that are not of the class; empty where nothing tested does
     */
    public record Rest(Map<TypeP, Long> kinds, Optional<Decider> decider) {
        /** Whether they are lost in one stretch of time in which nothing arrives, and at no other time. */
        boolean isOutage() {
            return decider.filter(each -> each.feature() == Feature.TIME
                            && Loss.isAll(each.inside())
                            && each.outside().lost() == 0)
                    .isPresent();
        }
    }

    Decider with(Rest other) {
        return new Decider(feature, value, words, inside, outside, p, detail, rivals, lostKinds, Optional.of(other));
    }

    /**
     * Another explanation of the same losses.
     *
     * @param wouldTell how many more packets, of what kind, would decide between the two
     * @param words the class, to follow "packets"
     * @param inside the packets of that class
     * @param outside all others
     * @param detail what else is known of it
     */
    public record Rival(
            Feature feature,
            String value,
            String wouldTell,
            String words,
            Sample inside,
            Sample outside,
            Detail detail) {

        /** Without what is known of its class. */
        public Rival(Feature feature, String value, String wouldTell) {
            this(feature, value, wouldTell, "", new Sample(0, 0), new Sample(0, 0), Detail.NONE);
        }
    }

    /** The time to which the class is confined, with a comma before it; empty where it is lost all the time. */
    public String when() {
        return WhileLosing.when(words);
    }

    /** Effect size: how much more is lost inside than outside, -1 to 1. */
    public double effect() {
        return inside.ratio() - outside.ratio();
    }
}
