package dev.halfway.report;

import dev.halfway.decode.TypeP;
import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A stretch of one flow as each of its hosts saw it: from the beginning, or from a little before the first loss where that
 * comes later. A host's own capture holds what left and what arrived there; what only the other host saw is kept beside.
 */
final class FlowSample {
    /** From the beginning, while nothing is lost. */
    static final int MOST_AT_THE_BEGINNING = 32;

    static final int MOST = 40;
    private static final int MOST_BEFORE_A_LOSS = 10;
    private static final int MOST_ALONE = 48;
    private static final Set<Fate> ODD = EnumSet.of(Fate.LATE, Fate.CORRUPTED, Fate.APPEARED, Fate.MISSED, Fate.COPY);

    private final int number;
    private final String firstHost;
    private final String words;
    private final Map<String, Stretch> stretches = new HashMap<>();
    private long sent;
    private long lost;
    private long odd;
    private long sentBack;
    private long sentAgain;
    /** By host: where its latest new data begins. */
    private final Map<String, Integer> dataStart = new HashMap<>();

    private final boolean tcp;

    /** @param first the first packet of it that is told of */
    FlowSample(PacketFate first) {
        number = first.flow().number();
        firstHost = first.initiator().isEmpty() ? first.from() : first.initiator();
        words = first.flow().words();
        tcp = first.typeP().isTcp();
    }

    /** What one host saw. */
    static final class Stretch {
        private final List<PacketFate> packets = new ArrayList<>();
        private final Deque<PacketFate> latest = new ArrayDeque<>();
        private final List<PacketFate> alone = new ArrayList<>();
        private long firstLostNanos = Long.MAX_VALUE;
        private boolean contiguous = true;
        private long aloneCount;

        private void add(PacketFate packet) {
            if (packet.fate() != Fate.COPY && packet.matches().isEmpty()) {
                aloneCount++;
                if (alone.size() < MOST_ALONE) {
                    alone.add(packet);
                }
            }
            if (packet.fate() == Fate.LOST && firstLostNanos == Long.MAX_VALUE) {
                firstLostNanos = packet.referenceNanos();
                if (packets.size() + latest.size() > MOST_AT_THE_BEGINNING) {
                    packets.clear();
                    contiguous = false;
                }
                packets.addAll(latest);
                latest.clear();
            }
            boolean whileWell = firstLostNanos == Long.MAX_VALUE;
            if (packets.size() < (whileWell ? MOST_AT_THE_BEGINNING : MOST)) {
                packets.add(packet);
            } else if (whileWell) {
                if (latest.size() == MOST_BEFORE_A_LOSS) {
                    latest.removeFirst();
                }
                latest.addLast(packet);
            }
        }

        List<PacketFate> packets() {
            return packets;
        }

        /** It begins where the flow does, as far as this host's capture shows it. */
        boolean fromTheBeginning() {
            return contiguous;
        }

        /** What was seen here and not at the other host, as far as kept. */
        List<PacketFate> alone() {
            return alone;
        }

        boolean hasAllAlone() {
            return alone.size() == aloneCount;
        }
    }

    void add(PacketFate packet) {
        boolean left = packet.host().equals(packet.from()) && packet.fate() != Fate.COPY;
        sent += left ? 1 : 0;
        sentBack += left && !packet.from().equals(firstHost) ? 1 : 0;
        if (left && packet.typeP() == TypeP.TCP_DATA) {
            int start = packet.headers().sequence();
            Integer before = dataStart.get(packet.from());
            if (before != null && start - before <= 0) {
                sentAgain++;
            } else {
                dataStart.put(packet.from(), start);
            }
        }
        lost += packet.fate() == Fate.LOST ? 1 : 0;
        odd += ODD.contains(packet.fate()) || packet.typeP() == TypeP.TCP_RST ? 1 : 0;
        stretches.computeIfAbsent(packet.host(), host -> new Stretch()).add(packet);
    }

    int number() {
        return number;
    }

    /** Addresses and ports, from the initiator where that was known. */
    String words() {
        return words;
    }

    /** Packets told of since it was taken up. */
    long sent() {
        return sent;
    }

    long lost() {
        return lost;
    }

    /** Packets with which something else may be wrong. */
    long odd() {
        return odd;
    }

    /** Data segments that either host sent again. */
    long sentAgain() {
        return sentAgain;
    }

    /** Only one of its hosts sends. */
    boolean isUnanswered() {
        return sentBack == 0 || sentBack == sent;
    }

    boolean isTcp() {
        return tcp;
    }

    /** The host whose view is shown: the one of the first loss, else of the first packet. */
    String viewpoint() {
        return stretches.entrySet().stream()
                .filter(each -> each.getValue().firstLostNanos != Long.MAX_VALUE)
                .min((one, other) -> Long.compare(one.getValue().firstLostNanos, other.getValue().firstLostNanos))
                .map(Map.Entry::getKey)
                .orElse(
                        stretches.containsKey(firstHost)
                                ? firstHost
                                : stretches.keySet().iterator().next());
    }

    Map<String, Stretch> stretches() {
        return stretches;
    }
}
