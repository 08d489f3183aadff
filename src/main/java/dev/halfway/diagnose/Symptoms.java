package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.AppearedRow;
import dev.halfway.match.CapturePause;
import dev.halfway.match.ErrorRow;
import dev.halfway.match.ExchangeRow;
import dev.halfway.match.LossRow;
import dev.halfway.match.NeighbourRow;
import dev.halfway.match.OthersAskedRow;
import dev.halfway.match.PassageRow;
import dev.halfway.match.Reason;
import dev.halfway.match.RoutersBetween;
import dev.halfway.match.Standstill;
import dev.halfway.match.StrayFrameRow;
import dev.halfway.match.TimeSpan;
import dev.halfway.match.TraitRow;
import dev.halfway.match.Unjudged;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything a rule may look at: what was counted, what single packets show, and what both readings noted besides.
 *
 * @param hosts in the order in which their captures were given
 * @param losses packets that left, worst first
 * @param appeared packets that arrived without having been seen leaving
 * @param directions what decides and how the losses lie, for the directions that lose packets
 * @param passages how far inside its sender what leaves is seen to come
 * @param strayFrames packets to hosts in frames that are for other stations of their links
 * @param othersAsked what addresses of no host ask through one of another
 * @param withoutArrivals hosts whose captures show nothing arriving at all
 * @param withoutDepartures hosts whose captures show nothing leaving although other hosts hear of them
 * @param pauses by host: the longest time for which its captures stood still, or may have; absent where they did not
 * @param missing by host: when the first and the last packet passed that its captures do not hold; absent where there is none
 * @param meanwhile by host: what its captures hold of that time
 * @param clocks how they stand to each other, and when they were set
 * @param standstills hosts that for a while sent nothing although they were asked
 * @param lossThresholdNanos what arrives later than this is late
 * @param bgp speakers and the sessions between them
 */
record Symptoms(
        List<String> hosts,
        List<InputFacts> inputs,
        List<LossRow> losses,
        List<AppearedRow> appeared,
        List<Unjudged> unjudged,
        List<DirectionEvidence> directions,
        List<ExchangeRow> exchanges,
        List<ErrorRow> errors,
        List<NeighbourRow> neighbours,
        List<TraitRow> traits,
        List<PassageRow> passages,
        List<OthersAskedRow> othersAsked,
        RoutersBetween routersBetween,
        List<StrayFrameRow> strayFrames,
        Set<String> withoutArrivals,
        Set<String> withoutDepartures,
        Map<String, CapturePause> pauses,
        Map<String, TimeSpan> missing,
        Map<String, Meanwhile> meanwhile,
        List<ClockFacts> clocks,
        List<Standstill> standstills,
        long lossThresholdNanos,
        List<BgpPeering> bgp) {
    /** LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2. */
    private static final Set<Integer> COOKED = Set.of(113, 276);
    /** So near to a pause a packet is missing for the same reason; delays make it look farther away. */
    private static final long NEAR_NANOS = 100_000_000L;

    /** Rows of one direction in which something was judged. */
    List<LossRow> judged(String from, String to) {
        return losses.stream()
                .filter(row -> row.from().equals(from) && row.to().equals(to) && row.judged() > 0)
                .toList();
    }

    Optional<DirectionEvidence> evidence(String from, String to) {
        return directions.stream()
                .filter(each -> each.from().equals(from) && each.to().equals(to))
                .findFirst();
    }

    /** Errors that quote packets of one direction. */
    List<ErrorRow> errors(String from, String to) {
        return errors.stream()
                .filter(row -> row.from().equals(from) && row.to().equals(to))
                .toList();
    }

    /** What the packets of one direction look like at one host; empty when its capture shows none. */
    Optional<TraitRow> traits(String seenAt, String from, String to, boolean tcp) {
        return traits.stream()
                .filter(row -> row.seenAt().equals(seenAt)
                        && row.from().equals(from)
                        && row.to().equals(to)
                        && row.tcp() == tcp)
                .findFirst();
    }

    /** How many routers the packets of one direction pass; empty where none arrives that tells. */
    OptionalInt routers(String from, String to) {
        return routersBetween.on(hosts.indexOf(from), hosts.indexOf(to));
    }

    /** As in {@code it shows nothing from 21:46:13.1 to 21:46:15.2}; empty when there is no pause. */
    String pause(String host) {
        CapturePause pause = pauses.get(host);
        if (pause == null) {
            return "";
        }
        return "it shows nothing " + Words.period(pause.startNanos(), pause.endNanos());
    }

    /** Whether all of a time is that for which the host's captures stood still, or next to it. */
    boolean isInPause(String host, TimeSpan span) {
        CapturePause pause = pauses.get(host);
        return pause != null
                && span.firstNanos() >= pause.startNanos() - NEAR_NANOS
                && span.lastNanos() <= pause.endNanos() + NEAR_NANOS;
    }

    /** Whether all that its captures are known not to hold passed while they stood still. */
    boolean missesInPauseOnly(String host) {
        TimeSpan span = missing.get(host);
        return span != null && isInPause(host, span);
    }

    /** Whether anything was seen leaving a host. */
    boolean showsDepartures(String host) {
        return losses.stream().anyMatch(row -> row.from().equals(host) && row.sent() > 0)
                || neighbours.stream()
                        .anyMatch(row ->
                                row.seenAt().equals(host) && row.askerHost().equals(host) && row.requests() > 0);
    }

    /** Packets that a host's captures do not hold though they arrived, or for all that is known may have in a silence of these. */
    long missed(String host) {
        return losses.stream()
                .filter(row -> row.to().equals(host))
                .mapToLong(LossRow::missed)
                .sum();
    }

    /** Of these, packets of which nothing is known but that the captures were silent. */
    long missedInSilence(String host) {
        return unjudged(host, Reason.CAPTURE_SILENT) == 0
                ? 0
                : missed(host)
                        - unjudged(host, Reason.ANSWERED)
                        - unjudged(host, Reason.ACKNOWLEDGED)
                        - unjudged(host, Reason.CAPTURE_DROPS);
    }

    /** Packets to a host that were not judged for this reason. */
    long unjudged(String to, Reason reason) {
        return unjudged.stream()
                .filter(each -> each.to().equals(to) && each.reason() == reason)
                .mapToLong(Unjudged::count)
                .sum();
    }

    /** Packets that a host's captures hold as arrived. */
    long arrived(String host) {
        return losses.stream()
                .filter(row -> row.to().equals(host))
                .mapToLong(row -> row.delivered() + row.late() + row.corrupted())
                .sum();
    }

    /** Of these, packets that are answered or acknowledged. */
    long arrivedAnswered(String host) {
        return losses.stream()
                .filter(row -> row.to().equals(host) && row.typeP().isAnswered())
                .mapToLong(row -> row.delivered() + row.late() + row.corrupted())
                .sum();
    }

    /** Packets of a host that the capture at the other end holds and its own does not, where the clocks of the two have no bound. */
    long lacksAtUnknownTimes(String host, String other) {
        boolean bounded = clocks.stream()
                .filter(each -> Set.of(each.from(), each.to()).equals(Set.of(host, other)))
                .allMatch(each -> each.boundNanos().isPresent());
        return bounded
                ? 0
                : appeared.stream()
                        .filter(row -> row.from().equals(host) && row.to().equals(other))
                        .mapToLong(row -> row.count() - row.strange())
                        .sum();
    }

    /** Packets that left a host, by the capture at the other end, and that its own should have shown and does not. */
    long unseen(String host) {
        return appeared.stream()
                .filter(row -> row.from().equals(host))
                .mapToLong(row -> row.count() - row.explained() - row.strange())
                .sum();
    }

    /** Of these, resets: others send them in the host's name, so they tell nothing of what its capture misses. */
    long unseenResets(String host) {
        return appeared.stream()
                .filter(row -> row.from().equals(host) && row.typeP() == TypeP.TCP_RST)
                .mapToLong(row -> row.count() - row.explained() - row.strange())
                .sum();
    }

    /**
     * Packets that a host sent by itself while its captures show nothing of what others sent it, though it is answered in the host's
     * name, and none of these answers leaving. 0 where they lack any packet of this kind, or count drops: then they have gaps.
     */
    long sentByItselfMeanwhile(String host) {
        Meanwhile there = meanwhile.getOrDefault(host, Meanwhile.NOTHING);
        long answers = neverLeft(host, false);
        boolean elsewhere = there.came() == 0
                && neverLeft(host, true) == 0
                && unjudged(host, Reason.CAPTURE_DROPS) == 0
                && 2 * answers >= missed(host);
        return elsewhere ? there.began() : 0;
    }

    /** Packets in a host's name that its captures should have shown leaving and do not, whatever their TTL. */
    private long neverLeft(String host, boolean byItself) {
        return appeared.stream()
                .filter(row -> row.from().equals(host) && Meanwhile.isByItself(row.typeP()) == byItself)
                .mapToLong(row -> row.count() - row.explained())
                .sum();
    }

    /** Packets that a host's captures hold as leaving. */
    long left(String host) {
        return losses.stream()
                .filter(row -> row.from().equals(host))
                .mapToLong(LossRow::sent)
                .sum();
    }

    /** Whether what either host began goes between the same two addresses; true where it is not known. */
    boolean isBetweenOnePairOfAddresses(String one, String other) {
        List<ExchangeRow> begunByOne = exchanges(one, other);
        List<ExchangeRow> begunByOther = exchanges(other, one);
        return begunByOne.isEmpty()
                || begunByOther.isEmpty()
                || begunByOne.stream()
                        .anyMatch(row -> begunByOther.stream()
                                .anyMatch(back -> back.toAddress().equals(row.fromAddress())
                                        && back.fromAddress().equals(row.toAddress())));
    }

    /** A host was captured on all its interfaces at once ({@code any}): what left one may not have left the host. */
    boolean isOnAnyInterface(String host) {
        return inputs.stream()
                .filter(input -> input.point().host().equals(host))
                .anyMatch(input -> input.point().linkTypes().stream().anyMatch(COOKED::contains));
    }

    /** Connections between two hosts, whoever opened them. */
    long connections(String one, String other) {
        return Stream.concat(exchanges(one, other).stream(), exchanges(other, one).stream())
                .filter(row -> row.port() > 0)
                .mapToLong(ExchangeRow::flows)
                .sum();
    }

    /** Of these, those that another host's capture holds as well. */
    long leftAndArrived(String host) {
        return losses.stream()
                .filter(row -> row.from().equals(host))
                .mapToLong(row -> row.delivered() + row.late() + row.corrupted())
                .sum();
    }

    /** What one host asks of another. */
    List<ExchangeRow> exchanges(String from, String to) {
        return exchanges.stream()
                .filter(row -> row.from().equals(from) && row.to().equals(to))
                .toList();
    }

    /** The service most used by {@code asker} at {@code asked}, between addresses that lose packets if any do, TCP before echo. */
    Optional<ExchangeRow> service(String asker, String asked) {
        return exchanges(asker, asked).stream()
                .max(Comparator.comparing(this::isOfLosingAddresses)
                        .thenComparing(row -> row.port() > 0)
                        .thenComparing(ExchangeRow::flows));
    }

    /** Whether packets are lost, either way, that leave from or go to the addresses of an exchange. */
    boolean isOfLosingAddresses(ExchangeRow row) {
        return Stream.concat(evidence(row.from(), row.to()).stream(), evidence(row.to(), row.from()).stream())
                .anyMatch(each -> each.losing().containsAll(List.of(row.fromAddress(), row.toAddress())));
    }
}
