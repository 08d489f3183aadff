package dev.halfway;

import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.Scenario.Sent;
import dev.halfway.decode.Packets;
import dev.halfway.decode.TypeP;
import dev.halfway.match.Fate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One way is dead, the other loses nothing and takes now longer, now shorter; packets that look alike may be the fastest of
 * all. The clocks are known from one side only, or by no packet at all that looks like no other.
 */
class OneWayScenarioTest {
    private static final long LEAST_DELAY = 15 * MILLIS;

    @TempDir
    Path directory;

    private Scenario scenario;
    private Random random;
    private String a;
    private String b;
    private long jitter;
    private String identifications;
    private int counted = 500;
    private final List<Sent> whole = new ArrayList<>();
    private long sentBack;

    private void twoHosts(String network, String ipIds, long jitterMicros, long seed) {
        scenario = new Scenario(directory);
        scenario.setClock(scenario.b, -777 * MILLIS, 0, -777 * MILLIS);
        boolean six = network.equals("IPv6");
        a = six ? "2001:db8::1" : "10.0.0.1";
        b = six ? "2001:db8::2" : "10.0.0.2";
        identifications = ipIds;
        jitter = jitterMicros * 1_000;
        random = new Random(seed);
    }

    private Packet identified(Packet packet) {
        return switch (identifications) {
            case "zero" -> packet;
            case "random" -> packet.ipId(1 + random.nextInt(65_535));
            default -> packet.ipId(counted++);
        };
    }

    private void asks(long nanos, Packet request, Packet answer) {
        long delay = LEAST_DELAY + (long) (random.nextDouble() * jitter);
        whole.add(scenario.delivered(nanos, request, delay));
        scenario.lost(nanos + delay + 50_000, answer);
        sentBack++;
    }

    /** SYN retries at 1, 2 and 4 s, all alike but where a timestamp tells them. */
    @ParameterizedTest
    @CsvSource({
        "IPv4, zero, 100",
        "IPv4, zero, 2000",
        "IPv4, zero, 8000",
        "IPv4, random, 8000",
        "IPv4, counting, 8000",
        "IPv4, zero, 200000",
        "IPv4, counting, 200000",
        "IPv6, zero, 2000",
        "IPv6, zero, 8000",
        "IPv6, zero, 200000",
    })
    void shouldLoseNoSynThatWasSentAgain(String network, String ipIds, long jitterMicros) throws IOException {
        for (long seed = 1; seed <= 4; seed++) {
            twoHosts(network, ipIds, jitterMicros, seed);
            whole.clear();
            sentBack = 0;
            for (int connection = 0; connection < 3; connection++) {
                long start = connection * 130 * MILLIS;
                for (int second : new int[] {0, 1, 3, 7}) {
                    Packet syn = Packet.tcp(b, 40_000 + connection, a, 179, Packet.SYN)
                            .sequence(999 + connection);
                    syn = connection == 0 ? syn.timestamps(1_000 * second + 1, 0) : syn;
                    Packet synAck = Packet.tcp(a, 179, b, 40_000 + connection, Packet.SYN)
                            .sequence(4_999)
                            .acknowledging(1_000 + connection);
                    asks(start + second * SECOND, identified(syn), synAck);
                }
            }
            assertLosesOneWayOnly(scenario.run(), TypeP.TCP_SYN);
        }
    }

    /** @param apart whether another ping is told from all others */
    @ParameterizedTest
    @CsvSource({
        "IPv4, zero, 100, true",
        "IPv4, zero, 20000, true",
        "IPv4, counting, 20000, true",
        "IPv4, random, 20000, true",
        "IPv4, counting, 20000, false",
        "IPv4, counting, 200000, false",
        "IPv6, zero, 20000, true",
        "IPv6, zero, 190000, true",
    })
    void shouldLoseNoRequestOfAPingThatWasStartedAgain(String network, String ipIds, long jitterMicros, boolean apart)
            throws IOException {
        for (long seed = 1; seed <= 4; seed++) {
            twoHosts(network, ipIds, jitterMicros, seed);
            pingThrice();
            for (int i = 0; apart && i < 6; i++) {
                ping((6_500 + i * 200) * MILLIS, Packet.request(a, b, 9, i + 1));
            }
            assertLosesOneWayOnly(scenario.run(), TypeP.ICMP_ECHO_REQUEST);
        }
    }

    /** The clocks are known by nothing then: how much was lost at the edges cannot be told, and all else can. */
    @ParameterizedTest
    @ValueSource(strings = {"IPv4", "IPv6"})
    void shouldLoseNoRequestWhereNothingTellsTheClocks(String network) throws IOException {
        twoHosts(network, "zero", 20_000, 1);
        pingThrice();
        Result result = scenario.run();
        assertEquals("wall-clock", result.diagnosis.clocks().get(0).basis());
        assertFates(result, TypeP.ICMP_ECHO_REQUEST);
        assertTrue(result.diagnosis.notes().stream().noneMatch(note -> note.startsWith("No packet is in both")));
        assertTrue(result.diagnosis.notes().stream().anyMatch(note -> note.startsWith("No packet that can be told")));
    }

    private void pingThrice() {
        whole.clear();
        sentBack = 0;
        for (int i = 0; i < 30; i++) {
            ping(i * 200 * MILLIS, Packet.request(a, b, 7, i % 10 + 1));
        }
    }

    private void ping(long nanos, Packet request) {
        asks(nanos, identified(request), request.answer());
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 2_000, 20_000, 200_000})
    void shouldLoseNoFragment(long jitterMicros) throws IOException {
        twoHosts("IPv4", "counting", jitterMicros, 1);
        for (int i = 0; i < 12; i++) {
            Packet large = identified(Packet.request(a, b, 7, i + 1).payload(Packets.payload(2_000)));
            asks(i * 200 * MILLIS, large.fragment(0, 1_480), large.answer().fragment(0, 1_480));
            asks(
                    i * 200 * MILLIS + 1_000,
                    large.fragment(1_480, 528),
                    large.answer().fragment(1_480, 528));
        }
        for (int i = 0; i < 6; i++) {
            ping((2_500 + i * 200) * MILLIS, Packet.request(a, b, 9, i + 1));
        }
        assertLosesOneWayOnly(scenario.run(), TypeP.ICMP_ECHO_REQUEST, TypeP.FRAGMENT);
    }

    /** Nothing but their IP IDs tells packets from each other, and the clocks are hours apart. */
    @Test
    void shouldCompareClocksByPacketsThatTheirIpIdsTellApart() throws IOException {
        twoHosts("IPv4", "counting", 20_000, 1);
        scenario.setClock(scenario.b, 32_400 * SECOND, 0, 32_400 * SECOND);
        pingThrice();
        Result result = scenario.run();
        assertLosesOneWayOnly(result, TypeP.ICMP_ECHO_REQUEST);
        assertEquals("one-way", result.diagnosis.clocks().get(0).basis());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -777, 32_400_000})
    void shouldCompareClocksByFragments(long aheadMillis) throws IOException {
        twoHosts("IPv4", "random", 0, 1);
        scenario.setClock(scenario.b, aheadMillis * MILLIS, 0, aheadMillis * MILLIS);
        List<Sent> lost = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            long nanos = i * 100 * MILLIS;
            Packet request = identified(Packet.request(a, b, 7, i + 1).payload(Packets.payload(2_000)));
            Packet reply = identified(request.answer());
            for (int offset = 0; offset < 2_008; offset += 1_480) {
                Packet part = request.fragment(offset, Math.min(1_480, 2_008 - offset));
                if (i == 10) {
                    lost.add(scenario.lost(nanos + offset, part));
                } else {
                    whole.add(scenario.delivered(nanos + offset, part));
                    whole.add(scenario.delivered(
                            nanos + MILLIS + offset, reply.fragment(offset, Math.min(1_480, 2_008 - offset))));
                }
            }
        }
        Result result = scenario.run();
        for (Sent each : whole) {
            assertEquals(Fate.DELIVERED, result.of(each).fate());
        }
        for (Sent each : lost) {
            assertEquals(Fate.LOST, result.of(each).fate());
        }
        assertEquals(0, result.appeared());
        assertEquals("both-ways", result.diagnosis.clocks().get(0).basis());
        assertEquals(aheadMillis * MILLIS, result.diagnosis.clocks().get(0).offsetNanos(), MILLIS);
    }

    private void assertLosesOneWayOnly(Result result, TypeP... kinds) {
        assertFates(result, kinds);
        assertEquals("one-way-loss", result.diagnosis.verdict().id());
    }

    private void assertFates(Result result, TypeP... kinds) {
        for (Sent each : whole) {
            assertEquals(Fate.DELIVERED, result.of(each).fate());
            assertEquals(
                    each.arrival().frame, result.of(each).matches().get(0).frame(), "frame " + each.departure().frame);
        }
        assertEquals(0, result.appeared());
        assertEquals(whole.size(), result.count(Fate.DELIVERED, kinds));
        assertEquals(whole.size(), result.count(Fate.DELIVERED));
        assertEquals(sentBack, result.count(Fate.LOST) + result.count(Fate.UNOBSERVABLE));
        assertTrue(result.count(Fate.LOST) > 0);
    }
}
