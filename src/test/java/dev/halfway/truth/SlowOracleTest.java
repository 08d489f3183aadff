package dev.halfway.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.truth.SlowDecoder.Packet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlowOracleTest {
    private static final long MILLISECOND = 1_000_000;
    private static final SlowOracle.Delays DELAYS =
            new SlowOracle.Delays(-MILLISECOND, TruthScenario.LOSS_THRESHOLD_NANOS, MILLISECOND / 5, MILLISECOND / 10);

    @TempDir
    private Path directory;

    @Test
    void shouldNotShiftMatchesAfterALoss() {
        List<Packet> sent = List.of(packet(1, 0), packet(2, 1000 * MILLISECOND), packet(3, 2000 * MILLISECOND));
        List<Packet> arrived =
                List.of(packet(7, 1000 * MILLISECOND + 200_000), packet(8, 2000 * MILLISECOND + 200_000));

        SlowOracle.Result result = SlowOracle.match(sent, arrived, DELAYS);

        assertEquals(Map.of(2L, 7L, 3L, 8L), result.matches());
        assertEquals(Set.of(), result.ambiguous());
    }

    @Test
    void shouldCallAmbiguousWhatNothingTells() {
        List<Packet> sent = List.of(packet(1, 0), packet(2, 1000));
        List<Packet> arrived = List.of(packet(7, 200_000));

        SlowOracle.Result result = SlowOracle.match(sent, arrived, DELAYS);

        assertEquals(1, result.matches().size());
        assertEquals(Set.of(1L, 2L), result.ambiguous());
    }

    @Test
    void shouldLetTheIpIdentificationBreakATie() {
        List<Packet> sent = List.of(packet(1, 0, 41), packet(2, 1000, 42));
        List<Packet> arrived = List.of(packet(7, 200_000, 42));

        SlowOracle.Result result = SlowOracle.match(sent, arrived, DELAYS);

        assertEquals(Map.of(2L, 7L), result.matches());
        assertEquals(Set.of(), result.ambiguous());
    }

    @Test
    void shouldMatchNothingBeforeItLeftNorAfterTheLossThreshold() {
        List<Packet> sent = List.of(packet(1, 5000 * MILLISECOND));
        List<Packet> arrived = List.of(packet(7, 4000 * MILLISECOND), packet(8, 8001 * MILLISECOND));

        assertEquals(Map.of(), SlowOracle.match(sent, arrived, DELAYS).matches());
    }

    /** The oracle knows the captures only, the truth knows the path: where they agree, both are right. */
    @ParameterizedTest
    @CsvSource({"one-way", "burst", "echo-only", "sack-off", "tcp-heavy", "offset-hours", "ipid0"})
    void shouldAgreeWithTheTruthOnGeneratedTraffic(String preset) throws IOException {
        boolean zero = preset.equals("ipid0");
        TruthScenario scenario = Presets.scenario(zero ? "sack-off" : preset, 21, 3000, 10_000_000_000L);
        if (zero) {
            scenario.a.ipId = HostSetup.IpId.ZERO;
            scenario.b.ipId = HostSetup.IpId.ZERO;
        }
        List<TruthRecord> truth = Generator.run(scenario, directory);
        Map<String, List<Packet>> captured = new HashMap<>();
        for (String host : List.of("a", "b")) {
            captured.put(host, SlowDecoder.read(Generator.capture(directory, host)));
        }
        int compared = compare(truth, captured, scenario.a, scenario.b, scenario.toB)
                + compare(truth, captured, scenario.b, scenario.a, scenario.toA);
        assertTrue(compared > 2000, "compared " + compared);
    }

    private static int compare(
            List<TruthRecord> truth, Map<String, List<Packet>> captured, HostSetup from, HostSetup to, LinkSetup link) {
        List<Packet> sent = fromHost(captured.get(from.name), from);
        List<Packet> arrived = fromHost(captured.get(to.name), from);
        SlowOracle.Delays delays = SlowOracle.Delays.around(
                sent, arrived, 10 * MILLISECOND, (link.usuallySlowestNanos() - link.baseDelayNanos) + 100_000);
        SlowOracle.Result result = SlowOracle.match(sent, arrived, delays);
        int compared = 0;
        for (TruthRecord record : truth) {
            boolean mine = record.host().equals(from.name) && record.sent();
            if (!mine
                    || record.outcome() == Outcome.UNRELATED
                    || result.ambiguous().contains(record.frame())) {
                continue;
            }
            compared++;
            boolean matched = result.matches().containsKey(record.frame());
            boolean right = matched
                    ? record.outcome() == Outcome.DELIVERED || record.open()
                    : record.outcome() == Outcome.LOST || record.outcome() == Outcome.UNOBSERVABLE;
            assertTrue(right, () -> (matched ? "matched: " : "not matched: ") + record);
        }
        return compared;
    }

    private static List<Packet> fromHost(List<Packet> packets, HostSetup host) {
        List<Packet> mine = new ArrayList<>(packets);
        mine.removeIf(packet -> packet.lastSourceByte() != host.number);
        return mine;
    }

    private static Packet packet(long frame, long timeNanos) {
        return packet(frame, timeNanos, 0);
    }

    private static Packet packet(long frame, long timeNanos, int identification) {
        return new Packet(frame, timeNanos, 1, "key", identification);
    }
}
