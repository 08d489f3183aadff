package dev.halfway.report;

import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * Some flows to look at, those with losses before others: as many as fit. Which flows there are, and how many packets of
 * each were sent and lost, is counted for {@link #MOST_COUNTED} of them.
 */
final class FlowSamples {
    static final int MOST_COUNTED = 1 << 15;

    private static final int MOST_SAMPLES = 96;
    /** For comparison, however many lose. */
    private static final int LEAST_CLEAN = 6;

    private final Map<Integer, FlowSample> samples = new HashMap<>();
    private long[] sent = new long[64];
    private long[] lost = new long[64];
    private int flows;

    void add(PacketFate packet) {
        int number = packet.flow().number();
        boolean isNew = number >= flows;
        flows = Math.max(flows, number + 1);
        count(number, packet);
        FlowSample sample = samples.get(number);
        if (sample == null && (isNew || packet.fate() == Fate.LOST)) {
            sample = admit(packet);
        }
        if (sample != null) {
            sample.add(packet);
        }
    }

    private void count(int number, PacketFate packet) {
        boolean left = packet.host().equals(packet.from()) && packet.fate() != Fate.COPY;
        if (!left || number >= MOST_COUNTED) {
            return;
        }
        if (number >= sent.length) {
            int length = Math.min(MOST_COUNTED, Math.max(number + 1, 2 * sent.length));
            sent = Arrays.copyOf(sent, length);
            lost = Arrays.copyOf(lost, length);
        }
        sent[number]++;
        lost[number] += packet.fate() == Fate.LOST ? 1 : 0;
    }

    /** Null when there is no room for another. */
    private FlowSample admit(PacketFate packet) {
        if (samples.size() >= MOST_SAMPLES) {
            List<FlowSample> clean = samples.values().stream()
                    .filter(each -> each.lost() == 0)
                    .sorted(Comparator.comparingLong(FlowSample::sent))
                    .toList();
            if (clean.size() <= LEAST_CLEAN) {
                return null;
            }
            samples.remove(clean.get(0).number());
        }
        FlowSample sample = new FlowSample(packet);
        samples.put(sample.number(), sample);
        return sample;
    }

    /** How many flows there are. */
    int flows() {
        return flows;
    }

    /** How many of those counted have losses. */
    long lossyFlows() {
        return Arrays.stream(lost).filter(count -> count > 0).count();
    }

    /** Packets of a flow that left either host; of one that is not counted, those of its sample. */
    long sent(FlowSample sample) {
        return sample.number() < MOST_COUNTED ? sent[sample.number()] : sample.sent();
    }

    long lost(FlowSample sample) {
        return sample.number() < MOST_COUNTED ? lost[sample.number()] : sample.lost();
    }

    /**
     * Those to draw: most lost first, then of those that lost nothing the ones that show what was found, then the longest.
     *
     * @param shows how well a flow fits what was found
     */
    List<FlowSample> best(int mostLossy, int mostClean, ToIntFunction<FlowSample> shows) {
        Comparator<FlowSample> order = Comparator.comparingLong(this::lost)
                .thenComparingInt(shows)
                .thenComparingLong(FlowSample::odd)
                .thenComparingLong(this::sent)
                .reversed()
                .thenComparing(FlowSample::number);
        List<FlowSample> sorted = new ArrayList<>(samples.values());
        sorted.sort(order);
        Stream<FlowSample> lossy =
                sorted.stream().filter(each -> each.lost() > 0).limit(mostLossy);
        Stream<FlowSample> clean =
                sorted.stream().filter(each -> each.lost() == 0).limit(mostClean);
        return Stream.concat(lossy, clean).toList();
    }
}
