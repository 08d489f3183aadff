package dev.halfway.truth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratorTest {
    private static final long SECONDS = 1_000_000_000L;
    private static final int PCAP_NANOSECONDS = 0xA1B23C4D;

    @TempDir
    private Path directory;

    static Stream<String> presets() {
        return StreamSupport.stream(Presets.names().spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("presets")
    void shouldGiveEachRecordOneFateAndConserveMatches(String preset) throws IOException {
        List<TruthRecord> truth = Generator.run(Presets.scenario(preset, 11, 2000, 10 * SECONDS), directory);
        Map<String, TruthRecord> byPlace = new HashMap<>();
        Map<String, Long> lastFrame = new HashMap<>();
        for (TruthRecord record : truth) {
            assertEquals(lastFrame.getOrDefault(record.host(), 0L) + 1, record.frame(), "frames are without a gap");
            lastFrame.put(record.host(), record.frame());
            byPlace.put(record.host() + record.frame(), record);
        }
        for (TruthRecord record : truth) {
            String other = record.host().equals("a") ? "b" : "a";
            for (long frame : record.matches()) {
                TruthRecord match = byPlace.get(other + frame);
                assertNotNull(match, preset + ": " + record + " matches a frame that is not there");
                assertTrue(match.matches().contains(record.frame()), preset + ": matches are mutual: " + record);
                assertTrue(match.sent() != record.sent(), preset + ": one end sent, the other got: " + record);
            }
            switch (record.outcome()) {
                case DELIVERED, LATE, CORRUPTED, ARRIVED ->
                    assertTrue(!record.matches().isEmpty(), preset + ": " + record);
                case APPEARED -> assertTrue(record.matches().isEmpty(), preset + ": " + record);
                case LOST, MISSED, UNOBSERVABLE ->
                    assertTrue(
                            record.sent() && (record.matches().isEmpty() || record.typeP() == TypeP.TCP_DATA),
                            preset + ": " + record);
                default -> {
                    // A copy may match or not; what is unrelated says nothing.
                }
            }
        }
    }

    @Test
    void shouldWriteTheSameBytesForTheSameSeed() throws IOException {
        Path again = Files.createDirectory(directory.resolve("again"));
        List<TruthRecord> first = Generator.run(Presets.scenario("mixed", 3, 2000, 10 * SECONDS), directory);
        List<TruthRecord> second = Generator.run(Presets.scenario("mixed", 3, 2000, 10 * SECONDS), again);

        assertEquals(first, second);
        for (String host : List.of("a", "b")) {
            assertArrayEquals(
                    Files.readAllBytes(Generator.capture(directory, host)),
                    Files.readAllBytes(Generator.capture(again, host)));
        }
    }

    @Test
    void shouldReadBackTheTruthItWrote() throws IOException {
        List<TruthRecord> truth = Generator.run(Presets.scenario("any", 3, 2000, 10 * SECONDS), directory);
        Path file = directory.resolve("truth.jsonl");
        TruthFile.write(file, truth);

        assertEquals(truth, TruthFile.read(file));
    }

    @Test
    void shouldLoseNothingOnACleanPath() throws IOException {
        for (TruthRecord record : Generator.run(Presets.scenario("clean", 1, 4000, 20 * SECONDS), directory)) {
            Outcome expected = record.sent() ? Outcome.DELIVERED : Outcome.ARRIVED;
            assertTrue(
                    record.outcome() == expected || record.outcome() == Outcome.UNRELATED,
                    () -> "not on a clean path: " + record);
        }
    }

    @Test
    void shouldLoseAtTheRateAskedFor() throws IOException {
        TruthScenario scenario = Presets.scenario("one-way", 2, 20_000, 30 * SECONDS);
        Map<Outcome, Long> fromB = new EnumMap<>(Outcome.class);
        for (TruthRecord record : Generator.run(scenario, directory)) {
            if (record.sent() && record.host().equals("b")) {
                fromB.merge(record.outcome(), 1L, Long::sum);
            }
            assertTrue(record.outcome() != Outcome.LOST || record.from().equals("b"), () -> record.toString());
        }
        double rate = (double) fromB.get(Outcome.LOST) / (fromB.get(Outcome.LOST) + fromB.get(Outcome.DELIVERED));
        // More than four standard deviations on either side.
        assertEquals(0.1, rate, 0.015);
    }

    @Test
    void shouldMakeEveryTypeOfPacket() throws IOException {
        Map<TypeP, Long> types = new EnumMap<>(TypeP.class);
        for (TruthRecord record : Generator.run(Presets.scenario("fragments", 4, 5000, 20 * SECONDS), directory)) {
            if (record.typeP() != null) {
                types.merge(record.typeP(), 1L, Long::sum);
            }
        }
        for (TypeP typeP : TypeP.values()) {
            assertTrue(types.containsKey(typeP) || typeP == TypeP.ICMP_ERROR, "none of " + typeP);
        }
    }

    @Test
    void shouldRepeatASynThatWasLostAfterOneTwoAndFourSeconds() throws IOException {
        TruthScenario scenario = Presets.scenario("clean", 6, 500, 20 * SECONDS);
        scenario.toB.lossRate = 1;
        scenario.traffic.sessions = 1;
        scenario.traffic.bulks = 0;
        scenario.traffic.churns = 0;
        List<Long> times = new ArrayList<>();
        for (TruthRecord record : Generator.run(scenario, directory)) {
            if (record.host().equals("a") && record.typeP() == TypeP.TCP_SYN && record.sent()) {
                times.add(record.timeNanos());
                // The last ones come when the capture at b has ended.
                assertTrue(record.outcome() == Outcome.LOST || times.size() > 4, () -> record.toString());
            }
        }
        assertTrue(times.size() >= 4, "SYNs: " + times);
        for (int i = 1; i < 4; i++) {
            double gapSeconds = (times.get(i) - times.get(i - 1)) / 1e9;
            assertEquals(1 << (i - 1), gapSeconds, 0.001);
        }
    }

    @Test
    void shouldStampRecordsByEachHostsOwnClock() throws IOException {
        TruthScenario scenario = Presets.scenario("clean", 7, 1000, 10 * SECONDS);
        scenario.b.clockOffsetNanos = 7200 * SECONDS;
        scenario.b.skewPpm = 100;
        scenario.b.clockSteps.add(new HostSetup.ClockStep(5 * SECONDS, -SECONDS));
        List<TruthRecord> truth = Generator.run(scenario, directory);
        List<Long> stamps = stamps(Generator.capture(directory, "b"));
        for (TruthRecord record : truth) {
            if (record.host().equals("b")) {
                long trueNanos = record.timeNanos();
                long expected = HostClock.START_NANOS
                        + 7200 * SECONDS
                        + trueNanos
                        + Math.round(trueNanos * 1e-4)
                        - (trueNanos >= 5 * SECONDS ? SECONDS : 0);
                assertEquals(expected, stamps.get((int) record.frame() - 1), "frame " + record.frame());
            }
        }
    }

    @Test
    void shouldMarkAsMissedWhatTheCaptureDropped() throws IOException {
        TruthScenario scenario = Presets.scenario("clean", 8, 5000, 20 * SECONDS);
        scenario.b.captureDropRate = 0.05;
        long missed = 0;
        long answered = 0;
        for (TruthRecord record : Generator.run(scenario, directory)) {
            assertTrue(record.outcome() != Outcome.LOST, () -> "nothing is lost: " + record);
            missed += record.outcome() == Outcome.MISSED ? 1 : 0;
            boolean request = record.typeP() == TypeP.ICMP_ECHO_REQUEST && record.outcome() == Outcome.MISSED;
            answered += request && record.accept().isEmpty() ? 1 : 0;
        }
        assertTrue(missed > 50, "missed: " + missed);
        assertTrue(answered > 0, "requests that must be called missed, as their replies were seen");
    }

    private static List<Long> stamps(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(PCAP_NANOSECONDS, in.getInt());
        in.position(24);
        List<Long> stamps = new ArrayList<>();
        while (in.hasRemaining()) {
            stamps.add(in.getInt() * SECONDS + in.getInt());
            int captured = in.getInt();
            in.position(in.position() + 4 + captured);
        }
        return stamps;
    }
}
