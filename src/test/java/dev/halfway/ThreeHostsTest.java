package dev.halfway;

import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.EPOCH;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.diagnose.ClockFacts;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.match.Fate;
import dev.halfway.match.LossRow;
import dev.halfway.match.PacketFate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each packet is followed from the host that owns its source to the host that owns its destination. */
class ThreeHostsTest {
    private static final String[] ADDRESSES = {"10.0.0.1", "10.0.0.2", "10.0.0.3"};

    @TempDir
    Path directory;

    private final Tap[] taps = {new Tap("a"), new Tap("b"), new Tap("c")};
    private Tap.Record lost;

    /** Every host pings each other once a second; one reply from c to b is lost. */
    @BeforeEach
    void everyHostPingsEachOther() {
        for (int second = 0; second < 30; second++) {
            for (int from = 0; from < 3; from++) {
                for (int to = 0; to < 3; to++) {
                    if (from != to) {
                        ping(second, from, to);
                    }
                }
            }
        }
    }

    private void ping(int second, int from, int to) {
        long nanos = EPOCH + second * SECOND + (3 * from + to) * 100 * MILLIS;
        Packet request = Packet.request(ADDRESSES[from], ADDRESSES[to], 3 * from + to, second);
        taps[from].sees(nanos, request, true, 1);
        taps[to].sees(nanos + DELAY, request, false, 1);
        Tap.Record reply = taps[to].sees(nanos + DELAY + 50_000, request.answer(), true, 1);
        if (second == 12 && from == 1 && to == 2) {
            lost = reply;
        } else {
            taps[from].sees(nanos + 2 * DELAY + 50_000, request.answer(), false, 1);
        }
    }

    private Diagnosis run(List<PacketFate> fates, boolean given) throws IOException {
        List<AnalysisOptions.Host> hosts = new ArrayList<>();
        Map<String, List<String>> addresses = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            Path file = Files.write(
                    directory.resolve(taps[i].name + ".pcapng"),
                    taps[i].captures().values().iterator().next());
            hosts.add(new AnalysisOptions.Host(taps[i].name, List.of(file)));
            if (given) {
                addresses.put(taps[i].name, List.of(ADDRESSES[i]));
            }
        }
        AnalysisOptions options = UsualOptions.of(hosts, addresses);
        return Analysis.run(options, Optional.of(fates::add));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldFollowEachPacketBetweenItsTwoHosts(boolean given) throws IOException {
        taps[1].clock(nanos -> nanos + 7 * 3600 * SECOND);
        taps[2].clock(nanos -> nanos - 37 * SECOND);
        List<PacketFate> fates = new ArrayList<>();
        Diagnosis diagnosis = run(fates, given);
        List<PacketFate> notDelivered = fates.stream()
                .filter(each -> each.fate() != Fate.DELIVERED && each.fate() != Fate.ARRIVED)
                .toList();
        assertEquals(1, notDelivered.size(), () -> "all that did not arrive: " + notDelivered);
        PacketFate fate = notDelivered.get(0);
        assertEquals(Fate.LOST, fate.fate());
        assertEquals("c", fate.host());
        assertEquals(lost.frame, fate.frame());
        assertEquals("c", fate.from());
        assertEquals("b", fate.to());
        assertEquals("b", fate.initiator());
        assertEquals(12, diagnosis.losses().size(), "two kinds, six directions");
        assertEquals(
                30 * 6 * 2, diagnosis.losses().stream().mapToLong(LossRow::sent).sum());
    }

    /** A capture in the middle sees what passes between the two others. */
    @Test
    void shouldLeaveAsideWhatPassesAThirdHost() throws IOException {
        Packet request = Packet.request(ADDRESSES[0], ADDRESSES[2], 99, 1);
        taps[0].sees(EPOCH + 5 * SECOND, request, true, 1);
        taps[1].sees(EPOCH + 5 * SECOND + DELAY / 2, request, false, 1);
        taps[2].sees(EPOCH + 5 * SECOND + DELAY, request, false, 1);
        List<PacketFate> fates = new ArrayList<>();
        Diagnosis diagnosis = run(fates, true);
        assertEquals(1, fates.stream().filter(each -> each.fate() == Fate.LOST).count());
        assertEquals(0, diagnosis.appeared().size());
        assertEquals(
                30 * 6 * 2 + 1,
                diagnosis.losses().stream().mapToLong(LossRow::sent).sum());
        assertEquals(
                1L,
                diagnosis.inputs().get(1).ignored().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }

    /** Two hosts ping a third in the same way, and each other over IPv6: every packet is at both its ends as it is. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotTakeTwoHostsThatDoTheSameForOneThatIsTranslated(boolean stopsEarly) throws IOException {
        for (int i = 0; i < 3; i++) {
            taps[i] = new Tap(taps[i].name);
        }
        for (int i = 0; i < 30; i++) {
            long nanos = EPOCH + i * 100 * MILLIS;
            pinged(nanos, 0, 2, Packet.request(ADDRESSES[0], ADDRESSES[2], 7, i));
            pinged(nanos + 3 * MILLIS, 1, 2, Packet.request(ADDRESSES[1], ADDRESSES[2], 9, i));
            pinged(nanos + 6 * MILLIS, 0, 1, Packet.request("fd00::1", "fd00::2", 11, i));
        }
        if (stopsEarly) {
            taps[1].watching(EPOCH, EPOCH + 2 * SECOND);
        }
        Diagnosis diagnosis = run(new ArrayList<>(), false);
        assertEquals(List.of(), diagnosis.inferred());
        assertEquals(0, diagnosis.exitCode(), diagnosis.sentence());
    }

    private void pinged(long nanos, int from, int to, Packet request) {
        taps[from].sees(nanos, request, true, 1);
        taps[to].sees(nanos + DELAY, request, false, 1);
        taps[to].sees(nanos + DELAY + 50_000, request.answer(), true, 1);
        taps[from].sees(nanos + 2 * DELAY + 50_000, request.answer(), false, 1);
    }

    /** The two others exchange nothing; each exchanges packets with the one in the middle. */
    @Test
    void shouldKnowTheClocksOfHostsThatHaveNothingInCommonByWayOfAThird() throws IOException {
        taps[0] = new Tap("a");
        taps[1] = new Tap("b");
        taps[2] = new Tap("c");
        for (int second = 0; second < 30; second++) {
            for (int other : new int[] {0, 2}) {
                ping(second, other, 1);
                ping(second, 1, other);
            }
        }
        taps[1].clock(nanos -> nanos + 7 * 3600 * SECOND);
        taps[2].clock(nanos -> nanos - 37 * SECOND);
        Diagnosis diagnosis = run(new ArrayList<>(), true);
        ClockFacts clock = diagnosis.clocks().stream()
                .filter(each -> each.from().equals("a") && each.to().equals("c"))
                .findFirst()
                .orElseThrow();
        assertEquals("both-ways", clock.basis());
        assertEquals(List.of("b"), clock.via());
        assertEquals(-37 * SECOND, clock.offsetNanos(), clock.boundNanos().orElseThrow());
        assertEquals(2 * DELAY, clock.boundNanos().getAsLong(), MILLIS);
        assertEquals(List.of(), diagnosis.notes());
    }

    /** With a it spoke before its clock was set, with b after: each two agree, and all three do not. */
    @Test
    void shouldLoseNothingWhereAClockWasSetBetweenTwoThatItSpokeWith() throws IOException {
        for (int i = 0; i < 3; i++) {
            taps[i] = new Tap(taps[i].name);
        }
        for (int second = 0; second < 40; second++) {
            ping(second, 0, 1);
            ping(second, 1, 0);
            ping(second, second < 20 ? 0 : 1, 2);
            ping(second, 2, second < 20 ? 0 : 1);
        }
        taps[2].clock(nanos -> nanos + (nanos < EPOCH + 20 * SECOND ? 0 : 71 * SECOND));
        List<PacketFate> fates = new ArrayList<>();
        Diagnosis diagnosis = run(fates, true);
        assertEquals(0, diagnosis.losses().stream().mapToLong(LossRow::lost).sum(), diagnosis.sentence());
    }

    /**
     * What passes between a and c looks alike, and their clocks are not known: neither whether something of it is lost nor
     * whether it comes twice or out of order can be told, however well a knows b's clock.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldDoubtTheClocksOfEachTwoHosts(boolean isMiddleSilent) throws IOException {
        for (int i = 0; i < 3; i++) {
            taps[i] = new Tap(taps[i].name);
        }
        for (int i = 0; i < 300; i++) {
            long nanos = EPOCH + i * 200 * MILLIS;
            int sequence = 1 + (i % 29 == 0 ? 2 : i % 3);
            pinged(nanos + 50 * MILLIS, 0, 2, Packet.request(ADDRESSES[0], ADDRESSES[2], 9, sequence));
            if (isMiddleSilent) {
                taps[1].seesUdp(nanos);
            } else {
                pinged(nanos, 0, 1, Packet.request(ADDRESSES[0], ADDRESSES[1], 7, i));
            }
        }
        taps[2].clock(nanos -> nanos + 7_300 * MILLIS);
        Diagnosis diagnosis = run(new ArrayList<>(), true);
        assertEquals(List.of(), diagnosis.findings(), diagnosis.sentence());
        assertEquals(0, diagnosis.losses().stream().mapToLong(LossRow::lost).sum());
        assertEquals(
                0, diagnosis.losses().stream().mapToLong(LossRow::duplicates).sum());
        assertEquals(
                0, diagnosis.losses().stream().mapToLong(LossRow::reordered).sum());
    }

    /** Whatever passes between a and c looks alike, but b knows both their clocks. */
    @Test
    void shouldNotDoubtClocksThatAThirdHostKnows() throws IOException {
        for (int i = 0; i < 3; i++) {
            taps[i] = new Tap(taps[i].name);
        }
        for (int i = 0; i < 60; i++) {
            long nanos = EPOCH + i * SECOND;
            pinged(nanos, 0, 1, Packet.request(ADDRESSES[0], ADDRESSES[1], 7, i));
            pinged(nanos + 200 * MILLIS, 2, 1, Packet.request(ADDRESSES[2], ADDRESSES[1], 8, i));
            Packet alike = Packet.request(ADDRESSES[0], ADDRESSES[2], 9, i % 10);
            if (i == 33) {
                taps[0].sees(nanos + 500 * MILLIS, alike, true, 1);
            } else {
                pinged(nanos + 500 * MILLIS, 0, 2, alike);
            }
        }
        taps[2].clock(nanos -> nanos + 7_300 * MILLIS);
        Diagnosis diagnosis = run(new ArrayList<>(), true);
        assertEquals(1, diagnosis.losses().stream().mapToLong(LossRow::lost).sum(), diagnosis.sentence());
        assertEquals(
                6 * 60 - 1, diagnosis.losses().stream().mapToLong(LossRow::sent).sum());
    }

    /** Each packet between the two others passes b, a router: it sees it with a TTL that is one less. */
    private void everythingPassesTheMiddle(String lostBefore, String lostBehind) {
        for (int i = 0; i < 3; i++) {
            taps[i] = new Tap(taps[i].name);
        }
        for (int second = 0; second < 30; second++) {
            long nanos = EPOCH + second * SECOND;
            for (int from = 0; from <= 2; from += 2) {
                int to = 2 - from;
                long start = nanos + from * 100 * MILLIS;
                Packet request = Packet.request(ADDRESSES[from], ADDRESSES[to], 40 + from, second);
                Packet syn = Packet.tcp(ADDRESSES[from], 40_000 + second, ADDRESSES[to], 179, Packet.SYN)
                        .sequence(9_999);
                Packet synAck = Packet.tcp(
                                ADDRESSES[to], 179, ADDRESSES[from], 40_000 + second, Packet.SYN | Packet.ACK)
                        .sequence(4_999)
                        .acknowledging(10_000);
                asked(start, from, to, request, request.answer(), lostBefore, lostBehind);
                asked(start + 50 * MILLIS, from, to, syn, synAck, lostBefore, lostBehind);
            }
        }
    }

    private void asked(
            long nanos, int from, int to, Packet request, Packet answer, String lostBefore, String lostBehind) {
        passes(nanos, from, to, request, "", "");
        passes(nanos + DELAY + 50_000, to, from, answer, lostBefore, lostBehind);
    }

    /** @param lostBefore the address to which nothing comes as far as the middle, if any is; likewise behind it */
    private void passes(long nanos, int from, int to, Packet packet, String lostBefore, String lostBehind) {
        taps[from].sees(nanos, packet, true, 1);
        if (!lostBefore.equals(ADDRESSES[to])) {
            taps[1].sees(nanos + DELAY / 2, packet.forwarded(), false, 1);
            if (!lostBehind.equals(ADDRESSES[to])) {
                taps[to].sees(nanos + DELAY, packet.forwarded(), false, 1);
            }
        }
    }

    /** It owns no address and keeps nothing from being told. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTellWhatTwoHostsShowWithACaptureOnTheWayBetweenThem(boolean given) throws IOException {
        everythingPassesTheMiddle("", "");
        taps[1].clock(nanos -> nanos + 7 * 3600 * SECOND);
        Diagnosis diagnosis = run(new ArrayList<>(), given);
        assertEquals(List.of(), diagnosis.findings());
        assertEquals(0, diagnosis.exitCode(), diagnosis.sentence());
        assertEquals(
                240, diagnosis.losses().stream().mapToLong(LossRow::delivered).sum());
        assertEquals(1, diagnosis.notes().size(), () -> "notes: " + diagnosis.notes());
        String note = diagnosis.notes().get(0);
        assertTrue(note.startsWith("b owns none of the addresses"), note);
        assertTrue(
                note.contains("analyse a and b alone for the way between these two, and b and c for the rest"), note);
        diagnosis.clocks().forEach(each -> assertEquals("both-ways", each.basis(), each.from() + " " + each.to()));
    }

    /** On whichever side of it: as if it were not there. */
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void shouldTellALossBetweenTwoHostsWithACaptureOnTheWay(boolean given, boolean before) throws IOException {
        everythingPassesTheMiddle(before ? ADDRESSES[0] : "", before ? "" : ADDRESSES[0]);
        Diagnosis diagnosis = run(new ArrayList<>(), given);
        assertEquals(1, diagnosis.exitCode(), diagnosis.sentence());
        assertEquals(1, diagnosis.findings().size(), () -> "findings: " + diagnosis.findings());
        assertEquals(Optional.of("c"), diagnosis.findings().get(0).from());
        assertEquals(Optional.of("a"), diagnosis.findings().get(0).to());
        assertTrue(diagnosis.notes().get(0).startsWith("b owns none"), () -> "notes: " + diagnosis.notes());
        assertEquals(
                60,
                diagnosis.losses().stream()
                        .filter(row -> row.from().equals("c"))
                        .mapToLong(LossRow::lost)
                        .sum());
    }

    /** Something else keeps it from being told whether all is well: that says nothing of what two others show. */
    @Test
    void shouldNotCallLikelyLostWhatIsInBothCapturesOfTwo() throws IOException {
        everythingPassesTheMiddle("", "");
        taps[1] = new Tap("b");
        taps[1].seesUdp(EPOCH);
        taps[1].seesUdp(EPOCH + 30 * SECOND);
        Diagnosis diagnosis = run(new ArrayList<>(), true);
        assertEquals(List.of(), diagnosis.findings());
        assertEquals(3, diagnosis.exitCode(), diagnosis.sentence());
    }
}
