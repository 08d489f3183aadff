package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What tells causes apart that lose the same class of packets.
 *
 * @param cutsAcrossServices of the flows to one and the same port or address, some are among those that lose most and others
 *     pass meanwhile
 * @param sizeTrend empty where nothing can be said of it
 * @param rhythm empty where the losses do not lie at one distance
 * @param wentOn of the TCP flows that lost data: in how many shorter data arrived later
 * @param begunMeanwhile of the flows that pass, some begin while others to the same port or address lose
 * @param confined empty where the losses lie all over the time that is seen
 * @param spells empty where the losses are not such times
 * @param spellsOfKinds the same for the kinds of packets that are lost, where others pass meanwhile
 * @param forgotten empty where it is not the old connections that lose
 * @param oldOnesEnd connections that passed lose everything from one moment on, and none of those that were there passes then
 * @param tunnel empty where not all that is lost left in one
 * @param behindPings empty where nothing can be said of it
 * @param soonAfterOthers most of what is lost leaves within a second after others between the same addresses that have arrived
 * @param suspects where nothing is shown to decide: classes of packets that are all lost, while all others arrive
 * @param hints the same of so few packets that each of these classes may be chance: nothing rests on them but what is not said
 */
public record Clues(
        boolean cutsAcrossServices,
        Optional<SizeTrend> sizeTrend,
        Optional<Rhythm> rhythm,
        Shrunk wentOn,
        boolean begunMeanwhile,
        Optional<Confined> confined,
        Optional<Spells> spells,
        Optional<Spells> spellsOfKinds,
        Optional<ForgottenConnections> forgotten,
        boolean oldOnesEnd,
        Optional<Tunnel> tunnel,
        Optional<BehindPings> behindPings,
        boolean soonAfterOthers,
        List<Suspect> suspects,
        List<Suspect> hints) {
    static final Clues NONE = new Clues(
            false,
            Optional.empty(),
            Optional.empty(),
            Shrunk.NONE,
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            false,
            List.of(),
            List.of());

    /**
     * A class that separates the lost from the others without a fault, of too few packets to be claimed.
     *
     * @param words to follow "packets"
     * @param others the others, likewise
     */
    public record Suspect(
            Feature feature,
            String words,
            String others,
            Decider.Sample inside,
            Decider.Sample outside,
            Decider.Detail detail) {}

    /**
     * What became of TCP flows that lost data.
     *
     * @param lost how many there are
     * @param wentOn in how many of them shorter data arrived later
     */
    public record Shrunk(int lost, int wentOn) {
        static final Shrunk NONE = new Shrunk(0, 0);

        static Shrunk of(Trials trials) {
            Map<Integer, Observed> latestLost = new HashMap<>();
            Set<Integer> shrunk = new HashSet<>();
            for (int i = 0; i < trials.size(); i++) { // in sending order
                Observed packet = trials.packet(i);
                if (packet.typeP != TypeP.TCP_DATA) {
                    continue;
                }
                if (trials.isLost(i)) {
                    latestLost.put(packet.flow, packet);
                    shrunk.remove(packet.flow);
                } else if (latestLost.containsKey(packet.flow) && packet.bytes < latestLost.get(packet.flow).bytes) {
                    shrunk.add(packet.flow);
                }
            }
            return new Shrunk(latestLost.size(), shrunk.size());
        }
    }

    /**
     * @param from index of the sender
     * @param inside the packets of the flows that lose most; empty when none does
     */
    static Clues of(
            Trials trials,
            DirectionLog log,
            int from,
            Optional<BitSet> inside,
            List<Suspect> suspects,
            List<Suspect> hints) {
        return new Clues(
                inside.filter(each -> passMeanwhile(trials, each, packet -> true))
                        .isPresent(),
                SizeTrend.of(trials),
                Rhythm.of(trials),
                Shrunk.of(trials),
                inside.filter(each -> passMeanwhile(trials, each, packet -> packet.flowOrdinal == 0))
                        .isPresent(),
                Confined.of(trials, log),
                Spells.of(trials),
                Spells.ofKinds(trials),
                ForgottenConnections.of(trials, from),
                ForgottenConnections.maybe(trials, from).isPresent(),
                Tunnel.of(trials),
                BehindPings.of(trials),
                FlowSetup.followsOthers(trials),
                suspects,
                hints);
    }

    Clues withForgotten(ForgottenConnections other) {
        return new Clues(
                cutsAcrossServices,
                sizeTrend,
                rhythm,
                wentOn,
                begunMeanwhile,
                confined,
                spells,
                spellsOfKinds,
                Optional.of(other),
                oldOnesEnd,
                tunnel,
                behindPings,
                soonAfterOthers,
                suspects,
                hints);
    }

    /** At the same time, so that it is not the beginning or the end of a loss that divides them. */
    private static boolean passMeanwhile(Trials trials, BitSet losing, Predicate<Observed> which) {
        Map<Long, long[]> spans = new HashMap<>();
        for (int i = losing.nextSetBit(0); i >= 0; i = losing.nextSetBit(i + 1)) {
            Observed packet = trials.packet(i);
            if (trials.isLost(i)) {
                long[] span =
                        spans.computeIfAbsent(packet.service, key -> new long[] {packet.timeNanos, packet.timeNanos});
                span[1] = Math.max(span[1], packet.timeNanos);
            }
        }
        for (int i = losing.nextClearBit(0); i < trials.size(); i = losing.nextClearBit(i + 1)) {
            Observed packet = trials.packet(i);
            long[] span = spans.get(packet.service);
            boolean meanwhile = span != null && packet.timeNanos > span[0] && packet.timeNanos < span[1];
            if (meanwhile && !trials.isLost(i) && which.test(packet)) {
                return true;
            }
        }
        return false;
    }
}
