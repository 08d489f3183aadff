package dev.halfway;

import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.Scenario.Sent;
import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import dev.halfway.match.Reason;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets of which a capture holds too little to tell what they are (method.md sections 1 and 6). */
class SnapLengthScenarioTest {
    private static final String A6 = "2001:db8::1";
    private static final String B6 = "2001:db8::2";
    /** Ethernet, IPv6 and fragment header, and 2 bytes. */
    private static final int ENOUGH_BUT_FOR_FIRST_FRAGMENTS = 64;
    /** Ethernet, IPv6, and 6 bytes of ICMP; enough for ICMP over IPv4. */
    private static final int ENOUGH_BUT_FOR_IPV6 = 60;

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory);
        pings(0);
    }

    private void pings(int fromSecond) {
        for (int second = fromSecond; second <= 20; second++) {
            scenario.ping(second * SECOND, Packet.request(A6, B6, 7001, second));
            scenario.ping(second * SECOND + 300 * MILLIS, Packet.request(B6, A6, 7002, second));
        }
    }

    private Sent datagram(long nanos, int sequence, boolean lostSecond) {
        Packet whole = whole(sequence);
        Sent first = scenario.delivered(nanos, whole.fragment(0, 800));
        if (lostSecond) {
            return scenario.lost(nanos + 1_000, whole.fragment(800, 208));
        }
        scenario.delivered(nanos + 1_000, whole.fragment(800, 208));
        return first;
    }

    private static Packet first(int sequence) {
        return whole(sequence).fragment(0, 800);
    }

    private static Packet whole(int sequence) {
        return Packet.request(A6, B6, 5, sequence).payload(new byte[1000]).ipId(1 + sequence);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotJudgeFirstFragmentsThatOneCaptureCutsShort(boolean atReceiver) throws IOException {
        (atReceiver ? scenario.b : scenario.a).snapLength(ENOUGH_BUT_FOR_FIRST_FRAGMENTS);
        for (int i = 0; i < 12; i++) {
            datagram((1 + i) * SECOND + 500 * MILLIS, i, false);
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST), () -> result.diagnosis.sentence());
        assertEquals(0, result.diagnosis.findings().size());
        assertEquals(atReceiver ? 12 : 0, result.count(Fate.UNOBSERVABLE));
        assertEquals(atReceiver ? 0 : 12, result.appeared());
        Reason reason = atReceiver ? Reason.CUT_SHORT : Reason.SENDER_CUT_SHORT;
        assertEquals(
                12,
                result.fates.stream().filter(each -> each.reason() == reason).count());
    }

    /** What the far capture holds of them cannot be read: each such record may be one of them. */
    @Test
    void shouldNotCallLostWhatMayStandInRecordsThatCannotBeRead() throws IOException {
        for (int i = 0; i < 23; i++) {
            long nanos = (1 + i % 19) * SECOND + (501 + i) * MILLIS;
            Packet request = Packet.request("10.0.0.1", "10.0.0.2", 5, i);
            scenario.ping(nanos + 100 * MILLIS, Packet.request("10.0.0.1", "10.0.0.2", 6, i));
            scenario.leaves(nanos, request);
            scenario.arrives(nanos + DELAY, request).malformed();
        }
        Sent lost = scenario.lost(7 * SECOND + 17 * MILLIS, Packet.request("10.0.0.1", "10.0.0.2", 5, 99));
        Result result = scenario.run();
        assertEquals(23, result.count(Fate.UNOBSERVABLE), () -> result.diagnosis.sentence());
        assertEquals(Fate.LOST, result.of(lost).fate());
    }

    /** Each record that is cut is one packet: what is lost besides is lost. */
    @Test
    void shouldJudgeFragmentsThatAreNotAmongThoseCutShort() throws IOException {
        scenario.b.snapLength(ENOUGH_BUT_FOR_FIRST_FRAGMENTS);
        Sent seen = datagram(5 * SECOND + 500 * MILLIS, 1, false);
        Sent later = datagram(6 * SECOND + 500 * MILLIS, 2, true);
        Sent first = scenario.lost(7 * SECOND + 500 * MILLIS, first(3));
        Result result = scenario.run();
        assertEquals(Reason.CUT_SHORT, result.of(seen).reason());
        assertEquals(Fate.LOST, result.of(later).fate());
        assertEquals(Fate.LOST, result.of(first).fate());
    }

    /** The one that left first may have arrived before the capture began: the record that is there may be the other. */
    @Test
    void shouldLeaveRecordsToPacketsThatNothingElseKeepsFromBeingSeen() throws IOException {
        scenario = new Scenario(directory);
        scenario.b.snapLength(ENOUGH_BUT_FOR_FIRST_FRAGMENTS);
        long begins = 3 * SECOND + 500 * MILLIS;
        scenario.b.watching(Scenario.EPOCH + begins, Long.MAX_VALUE);
        scenario.b.seesUdp(Scenario.EPOCH + begins);
        pings(0);
        for (int i = 0; i < 4; i++) {
            scenario.delivered((5 + i) * SECOND + 600 * MILLIS, Packet.request(A6, B6, 6, i), DELAY + 30 * MILLIS);
        }
        Sent before = scenario.delivered(begins - DELAY - MILLIS, first(1));
        Sent behind = scenario.delivered(begins + 5 * MILLIS, first(2), DELAY + MILLIS / 10);
        Result result = scenario.run();
        assertEquals(Fate.UNOBSERVABLE, result.of(before).fate());
        assertEquals(Reason.CUT_SHORT, result.of(behind).reason());
        assertEquals(0, result.count(Fate.LOST));
    }

    /** One of two that left together is lost; the record may be either. */
    @Test
    void shouldNotSayWhichOfTwoIsLostWhereOneRecordMayBeEither() throws IOException {
        scenario.b.snapLength(ENOUGH_BUT_FOR_FIRST_FRAGMENTS);
        scenario.lost(5 * SECOND + 500 * MILLIS, first(1));
        scenario.delivered(5 * SECOND + 500 * MILLIS + 1_000, first(2));
        Result result = scenario.run();
        assertEquals(1, result.count(Fate.LOST));
        assertTrue(
                result.fates.stream().filter(each -> each.fate() == Fate.LOST).allMatch(PacketFate::ambiguous));
    }

    /** All of IPv6 is cut short at one host; of IPv4 nothing is, and nothing is lost. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotSayThatNothingIsLostWhereWhatWasAskedForIsCutShort(boolean inferring) throws IOException {
        scenario.quiet(0, 20);
        if (inferring) {
            scenario.inferringOwners();
        }
        scenario.a.snapLength(ENOUGH_BUT_FOR_IPV6);
        for (int i = 0; i < 10; i++) {
            scenario.lost(i * SECOND + 600 * MILLIS + DELAY, Packet.request(B6, A6, 7002, 100 + i));
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(3, result.diagnosis.exitCode(), result.diagnosis.sentence());
        assertTrue(result.diagnosis.sentence().contains("snap length"), result.diagnosis.sentence());
        boolean noted = result.diagnosis.notes().stream().anyMatch(note -> note.contains("snap length"));
        assertEquals(inferring, noted, "where it is not known whose packets they are, they are in no count");
    }

    /**
     * The same ping left twice, without anything to tell one from the other, and A's capture cut the second record:
     * that it arrived is no duplication. Without the record it is.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotCallDuplicatedWhatMayHaveLeftInARecordCutShort(boolean cut) throws IOException {
        Packet request = Packet.request("10.0.0.1", "10.0.0.2", 5, 1);
        scenario.quiet(0, 20);
        scenario.delivered(5 * SECOND + 500 * MILLIS, request);
        if (cut) {
            scenario.leaves(5 * SECOND + 500 * MILLIS + 40_000, request).keep(36);
        }
        Tap.Record again = scenario.arrives(5 * SECOND + 500 * MILLIS + DELAY + 40_000, request);
        Result result = scenario.run();
        assertEquals(cut ? 0 : 1, result.duplicates());
        assertEquals(cut ? Fate.APPEARED : Fate.COPY, result.of(again).fate());
        if (cut) {
            assertEquals(Reason.SENDER_CUT_SHORT, result.of(again).reason());
        }
    }
}
