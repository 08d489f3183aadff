package dev.halfway.diagnose;

import dev.halfway.capture.ObservationPoint;
import dev.halfway.clock.TimeUnwrapper;
import dev.halfway.decode.Decoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What is known of one capture. Every packet of it is counted once: analysed, undecoded or ignored.
 *
 * @param inScope packets in scope with a time
 * @param analysed of these, those that were compared with the captures of another host
 * @param outsideRange of the others in scope, those outside the time that was asked for
 * @param undecoded packets of which it could not be told what they are: cut, malformed, unknown link type; by reason in
 *     words, in a fixed order
 * @param notAnalysed packets understood that are not in scope or have no time, likewise
 * @param leftAsideBy packets in scope that were not compared with any, likewise
 * @param windowStartNanos start of the time it covers, nanoseconds since the epoch on its own clock; empty when it holds
 *     nothing
 * @param addresses what its host owns, as text
 * @param addressesGiven by the user; else inferred
 * @param drops packets that the capture says it lost; empty when it does not say
 * @param missRate share of the packets that arrived, of kinds that are answered, that its capture does not hold, 0 to 1; empty when
 *     none was inferred
 * @param otherTcp TCP on ports that were not analysed; empty when there was none
 * @param pieces numbers of the records at which it goes back to an earlier time, where it was read in the order of the times for
 *     that; empty where it was read as it stands
 */
public record InputFacts(
        ObservationPoint point,
        long inScope,
        long analysed,
        long outsideRange,
        Map<String, Long> undecoded,
        Map<String, Long> notAnalysed,
        Map<String, Long> leftAsideBy,
        OptionalLong windowStartNanos,
        OptionalLong windowEndNanos,
        List<String> addresses,
        boolean addressesGiven,
        OptionalLong drops,
        OptionalDouble missRate,
        Optional<OtherTcp> otherTcp,
        List<Long> pieces) {
    /** The reason, among {@code undecoded}, of packets with a length or version that contradicts them. */
    public static final String MALFORMED = "malformed";

    /** Likewise, of packets of a link type that is none of ours. */
    public static final String UNREAD = "of a link type that is not read";

    private static final long SLIGHT_NANOS = 1_000_000;

    /** Packets in scope that were not compared with any. */
    public long leftAside() {
        return inScope - analysed;
    }

    /** Packets understood and left aside, by reason. */
    public Map<String, Long> ignored() {
        Map<String, Long> all = new LinkedHashMap<>(notAnalysed);
        all.putAll(leftAsideBy);
        return all;
    }

    /** How many packets were not decoded. */
    public long undecodedCount() {
        return undecoded.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many packets contradict themselves. */
    long malformed() {
        return undecoded.getOrDefault(MALFORMED, 0L);
    }

    /** Whether it holds any packets of a link type that is not read. */
    boolean holdsUnread() {
        return undecoded.containsKey(UNREAD);
    }

    /**
     * TCP that was left aside.
     *
     * @param commonestPort the one that most are on, of those that servers listen on
     * @param commonestPackets how many are on it, at least
     */
    public record OtherTcp(long packets, int commonestPort, long commonestPackets) {
        /** As in "most on port 179". */
        public String where() {
            String share = commonestPackets == packets ? "all" : 2 * commonestPackets > packets ? "most" : "some";
            return share + " on port " + commonestPort;
        }

        /** Of two captures together. The commonest port of the one that has more of it stands for both. */
        OtherTcp and(OtherTcp other) {
            OtherTcp more = commonestPackets >= other.commonestPackets ? this : other;
            long together = commonestPort == other.commonestPort
                    ? commonestPackets + other.commonestPackets
                    : more.commonestPackets;
            return new OtherTcp(packets + other.packets, more.commonestPort, together);
        }
    }

    /** More than packets are late by, on the way to the file. */
    private static final String CLOCK_SET =
            "this is taken for a clock that was set: if none was, the file is not in order of"
                    + " time, as where captures were put one behind the other; reordercap IN OUT makes one that is";

    private static final String IN_PIECES = "no clock was set, as the packets before and behind tell: put in order";

    /** That its times run back, as a sentence; empty when they do not. */
    Optional<String> stepBack() {
        long stepBack = point.largestStepBackNanos();
        return stepBack > 0
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%s: timestamps run back by up to %.6f s; %s.",
                        point.name(),
                        stepBack / 1e9,
                        stepBack > TimeUnwrapper.DEFAULT_THRESHOLD_NANOS
                                ? pieces.isEmpty() ? CLOCK_SET : IN_PIECES
                                : "put in order"))
                : Optional.empty();
    }

    /** The same, where it is so little that it is no news: a capture on several processors does that. */
    public Optional<String> slightStepBack() {
        return point.largestStepBackNanos() < SLIGHT_NANOS ? stepBack() : Optional.empty();
    }

    /** Its link types that are not read, as in "link type 147" or "link types 147 and 195"; empty when all are. */
    Optional<String> unreadLinkTypes() {
        List<String> unread = point.linkTypes().stream()
                .filter(linkType -> !Decoder.reads(linkType))
                .sorted()
                .map(String::valueOf)
                .toList();
        return unread.isEmpty()
                ? Optional.empty()
                : Optional.of((unread.size() == 1 ? "link type " : "link types ") + String.join(" and ", unread));
    }
}
