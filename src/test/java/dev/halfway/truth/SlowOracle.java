package dev.halfway.truth;

import dev.halfway.truth.SlowDecoder.Packet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The matching of the method's section 4, slow and plain: per key, the non-crossing assignment with the most pairs whose
 * delays are possible, among these the one that strays least from the usual delay, among these the one with the most equal
 * non-zero IP identifications. Cubic in the packets of one key; for small cases without segmentation offload.
 */
final class SlowOracle {
    /**
     * What delays are possible and usual, as differences of the two captures' clocks: the clock offset is in them.
     *
     * @param spreadNanos two delays that both stray less than this from the usual one are equally good
     */
    record Delays(long leastNanos, long mostNanos, long usualNanos, long spreadNanos) {
        /** Around the median over the keys that each side has once; possible is from {@code epsNanos} less to Tmax more. */
        static Delays around(List<Packet> sent, List<Packet> arrived, long epsNanos, long spreadNanos) {
            Map<String, List<Packet>> arrivedByKey = byKey(arrived);
            List<Long> differences = new ArrayList<>();
            byKey(sent).forEach((key, packets) -> {
                List<Packet> matches = arrivedByKey.getOrDefault(key, List.of());
                if (packets.size() == 1 && matches.size() == 1) {
                    differences.add(matches.get(0).timeNanos() - packets.get(0).timeNanos());
                }
            });
            if (differences.isEmpty()) {
                throw new IllegalArgumentException("no key is unique at both ends");
            }
            differences.sort(null);
            long usual = differences.get(differences.size() / 2);
            long most = usual + TruthScenario.LOSS_THRESHOLD_NANOS;
            return new Delays(usual - epsNanos, most, usual, spreadNanos);
        }

        private boolean possible(Packet from, Packet to) {
            long delay = to.timeNanos() - from.timeNanos();
            return delay >= leastNanos && delay <= mostNanos;
        }

        private long deviation(Packet from, Packet to) {
            long deviation = Math.abs(to.timeNanos() - from.timeNanos() - usualNanos);
            return deviation <= spreadNanos ? 0 : deviation;
        }
    }

    /**
     * @param matches frame where it was sent to frame where it arrived
     * @param ambiguous frames of sent packets that are matched in one best assignment and not in another
     */
    record Result(Map<Long, Long> matches, Set<Long> ambiguous) {}

    /** How good an assignment is; the greater the better. */
    private record Score(int pairs, long deviationNanos, int equalIds) implements Comparable<Score> {
        private static final Score NONE = new Score(0, 0, 0);

        @Override
        public int compareTo(Score other) {
            if (pairs != other.pairs) {
                return Integer.compare(pairs, other.pairs);
            }
            if (deviationNanos != other.deviationNanos) {
                return Long.compare(other.deviationNanos, deviationNanos);
            }
            return Integer.compare(equalIds, other.equalIds);
        }
    }

    private final Delays delays;

    private SlowOracle(Delays delays) {
        this.delays = delays;
    }

    /** Matches packets of one direction; both lists in time order. */
    static Result match(List<Packet> sent, List<Packet> arrived, Delays delays) {
        SlowOracle oracle = new SlowOracle(delays);
        Map<String, List<Packet>> arrivedByKey = byKey(arrived);
        Result result = new Result(new HashMap<>(), new HashSet<>());
        byKey(sent)
                .forEach((key, packets) -> oracle.matchKey(packets, arrivedByKey.getOrDefault(key, List.of()), result));
        return result;
    }

    private void matchKey(List<Packet> sent, List<Packet> arrived, Result result) {
        Score[][] best = best(sent, arrived);
        int i = 0;
        int j = 0;
        while (i < sent.size() && j < arrived.size()) {
            if (best[i][j].equals(best[i + 1][j])) {
                i++;
            } else if (best[i][j].equals(best[i][j + 1])) {
                j++;
            } else {
                result.matches().put(sent.get(i++).frame(), arrived.get(j++).frame());
            }
        }
        for (Packet packet : sent) {
            List<Packet> others = new ArrayList<>(sent);
            others.remove(packet);
            boolean mayBeLost = best(others, arrived)[0][0].equals(best[0][0]);
            if (mayBeLost && mayBeMatched(packet, sent, arrived, best[0][0])) {
                result.ambiguous().add(packet.frame());
            }
        }
    }

    private boolean mayBeMatched(Packet packet, List<Packet> sent, List<Packet> arrived, Score optimum) {
        int at = sent.indexOf(packet);
        for (int j = 0; j < arrived.size(); j++) {
            if (delays.possible(packet, arrived.get(j))) {
                Score before = best(sent.subList(0, at), arrived.subList(0, j))[0][0];
                Score after = best(sent.subList(at + 1, sent.size()), arrived.subList(j + 1, arrived.size()))[0][0];
                if (plus(plus(before, after), pair(packet, arrived.get(j))).equals(optimum)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** At [i][j] the best score of assignments of the packets sent from i on to those arrived from j on. */
    private Score[][] best(List<Packet> sent, List<Packet> arrived) {
        Score[][] best = new Score[sent.size() + 1][arrived.size() + 1];
        for (int i = sent.size(); i >= 0; i--) {
            for (int j = arrived.size(); j >= 0; j--) {
                best[i][j] = Score.NONE;
                if (i < sent.size() && j < arrived.size()) {
                    best[i][j] = max(best[i + 1][j], best[i][j + 1]);
                    if (delays.possible(sent.get(i), arrived.get(j))) {
                        Score paired = plus(pair(sent.get(i), arrived.get(j)), best[i + 1][j + 1]);
                        best[i][j] = max(best[i][j], paired);
                    }
                }
            }
        }
        return best;
    }

    private Score pair(Packet from, Packet to) {
        boolean equalIds = from.identification() == to.identification() && from.identification() != 0;
        return new Score(1, delays.deviation(from, to), equalIds ? 1 : 0);
    }

    private static Score plus(Score one, Score other) {
        return new Score(
                one.pairs + other.pairs, one.deviationNanos + other.deviationNanos, one.equalIds + other.equalIds);
    }

    private static Score max(Score one, Score other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Map<String, List<Packet>> byKey(List<Packet> packets) {
        Map<String, List<Packet>> byKey = new HashMap<>();
        for (Packet packet : packets) {
            byKey.computeIfAbsent(packet.key(), unseen -> new ArrayList<>(1)).add(packet);
        }
        return byKey;
    }
}
