package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.ICMP_ECHO_REPLY;
import static dev.halfway.decode.TypeP.ICMP_ECHO_REQUEST;
import static dev.halfway.decode.TypeP.TCP_DATA;
import static dev.halfway.decode.TypeP.TCP_RST;
import static dev.halfway.decode.TypeP.TCP_SYN;
import static dev.halfway.decode.TypeP.TCP_SYN_ACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.match.ExchangeRow;
import dev.halfway.match.TimeSpan;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found of hosts that requests reach: a asks b. */
class SilenceFindingsTest {
    private static final int PING = 0;
    private static final int BGP = 179;
    private static final int PORT_UNREACHABLE = 3;

    /** Both captures are known to hold what passes. */
    private static Trouble sound() {
        return new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 100, 0)
                .back(ICMP_ECHO_REPLY, "a", 100, 0)
                .back(TCP_DATA, "b", 100, 0);
    }

    private static List<Finding> findings(Trouble trouble) {
        return new SilenceFindings(trouble.symptoms()).all();
    }

    private static Finding only(Trouble trouble) {
        List<Finding> findings = findings(trouble);
        assertEquals(1, findings.size(), findings::toString);
        return findings.get(0);
    }

    /** Fewer than three may be a ping that was cut off. */
    @ParameterizedTest
    @CsvSource({"2, 0", "3, 1"})
    void shouldFindAHostThatAnswersNothing(long arrived, int findings) {
        assertEquals(
                findings, findings(sound().asks(PING, 1, arrived, 0, 0, 1, 0)).size());
    }

    @Test
    void shouldSayThatAHostAnswersNothing() {
        Finding finding = only(sound().asks(PING, 1, 5, 0, 0, 1, 0).asks(BGP, 4, 4, 0, 0, 4, 0));
        assertEquals("host-silent", finding.kind());
        assertEquals(Grade.CERTAIN, finding.grade());
        assertEquals("5 echo requests and 4 SYNs from a reach b, which answers none of them.", finding.sentence());
        assertEquals(List.of(ICMP_ECHO_REQUEST, TCP_SYN), finding.typeP());
        assertEquals("host:b", finding.place());
        assertEquals(Optional.of("a"), finding.from());
        assertEquals(Optional.of("b"), finding.to());
        assertEquals("the network from a to b: they arrive", finding.rulesOut().get(0));
        assertTrue(finding.cause().isPresent());
        assertTrue(finding.nextExperiment().isPresent());
    }

    @Test
    void shouldSayThatAHostRefuses() {
        Finding every = only(sound().asks(BGP, 4, 4, 0, 0, 0, 4));
        assertEquals("host-refuses", every.kind());
        assertEquals(Grade.CERTAIN, every.grade());
        assertEquals("4 SYNs from a reach b, which answers every one with a reset.", every.sentence());
        Finding some = only(sound().asks(BGP, 10, 10, 7, 7, 0, 3));
        assertEquals("host-refuses", some.kind());
        assertTrue(some.sentence().contains("which refuses 3 of the 10 connections with a reset"), some.sentence());
    }

    /** Before the service was started it may well refuse a few. */
    @Test
    void shouldNotMindARefusalOrTwo() {
        assertEquals(List.of(), findings(sound().asks(BGP, 10, 10, 8, 8, 0, 2)));
    }

    @Test
    void shouldSayWhatTheHostItselfSaysOfIt() {
        Finding finding = only(sound().asks(BGP, 4, 4, 0, 0, 4, 0).error(PORT_UNREACHABLE, 3, "b", 0, 0));
        assertEquals("host-refuses", finding.kind());
        assertTrue(
                finding.sentence().contains("which refuses: b (192.0.2.7) says \"port unreachable\""),
                finding.sentence());
    }

    /** More than two in a hundred, and three at least. */
    @ParameterizedTest
    @CsvSource({"100, 97, 1", "100, 98, 0", "1000, 980, 0", "1000, 979, 1"})
    void shouldFindAHostThatAnswersSome(long arrived, long answers, int findings) {
        assertEquals(
                findings,
                findings(sound().asks(PING, 1, arrived, answers, 1, 1, 0)).size());
    }

    @Test
    void shouldSayHowManyGetNoAnswer() {
        Finding pings = only(sound().asks(PING, 1, 100, 60, 1, 1, 0));
        assertEquals("host-silent", pings.kind());
        assertTrue(
                pings.sentence().contains("100 echo requests from a reach b, which leaves 40 of them"),
                pings.sentence());
        Finding connections = only(sound().asks(BGP, 100, 100, 60, 60, 40, 0));
        assertTrue(
                connections.sentence().contains("leaves 40 of the 100 connections without an answer"),
                connections.sentence());
    }

    /** Its capture is known to miss as many packets that left: the answers may be among them. */
    @Test
    void shouldNotCallSilentAHostWhoseCaptureMissesAsMany() {
        assertEquals(List.of(), findings(sound().asks(PING, 1, 100, 60, 1, 1, 0).unseenLeaving(TCP_DATA, 40)));
    }

    /** What it misses four packets do not tell, and it may be the answers. */
    @ParameterizedTest
    @CsvSource({"4, 0", "5, 1"})
    void shouldNotCallSilentAHostOfWhoseCaptureHardlyAnythingIsKnown(long known, int findings) {
        Trouble trouble = new Trouble().back(TCP_DATA, "b", known, 0).asks(PING, 1, 110, 60, 1, 1, 0);
        assertEquals(findings, findings(trouble).size());
    }

    @Test
    void shouldBlameTheCaptureThatMissesAsManyPackets() {
        Trouble missing = new Trouble()
                .row("a", "b", TCP_DATA, "a", 100, 0, 40, 0)
                .back(TCP_DATA, "b", 100, 0)
                .asks(PING, 1, 100, 60, 1, 1, 0);
        Finding finding = only(missing);
        assertEquals("capture-gap", finding.kind());
        assertEquals(Grade.LIKELY, finding.grade());
        assertEquals("capture:b", finding.place());
        assertEquals("capture gap", finding.cause().orElseThrow().name());
        assertTrue(finding.sentence().contains("whether it does not answer cannot be told"), finding.sentence());
        assertTrue(finding.nextExperiment().isPresent());
    }

    /** What nothing else is known of may have been taken of one direction only. */
    @Test
    void shouldNotBeSureOfAHostWhoseCaptureShowsNothingLeaving() {
        Finding finding = only(new Trouble().asks(PING, 1, 5, 0, 0, 1, 0));
        assertEquals(Grade.LIKELY, finding.grade());
        assertTrue(finding.remaining().get(finding.remaining().size() - 1).contains("taken of one direction only"));
    }

    /** It answers, by what comes back: what does not come back may be lost where its capture shows nothing leaving. */
    @Test
    void shouldNotBlameAHostWhoseAnswersLeaveUnseen() {
        Finding finding = only(new Trouble().row(ICMP_ECHO_REQUEST, "a", 80, 0).asks(PING, 1, 80, 71, 1, 0, 0));
        assertEquals("capture-gap", finding.kind());
        assertEquals("capture:b", finding.place());
        assertTrue(
                finding.sentence()
                        .endsWith(
                                "; the capture at b shows nothing of what b sends: whether it does not answer them or its"
                                        + " answers are lost cannot be told."),
                finding.sentence());
    }

    /** Three in a row tell when those were, and nothing of the others. */
    @ParameterizedTest
    @CsvSource({"3, false", "40, true"})
    void shouldTellWhenWhereAllLieInARow(long longest, boolean told) {
        Finding finding = only(sound().asks(new ExchangeRow(
                "a",
                "b",
                ICMP_ECHO_REQUEST,
                "10.0.0.1",
                "10.0.0.2",
                0,
                1,
                100,
                100,
                60,
                1,
                0,
                0,
                OptionalLong.empty(),
                0,
                false,
                0,
                0,
                0,
                longest,
                0,
                Optional.of(new TimeSpan(1, 2)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())));
        assertEquals(told, finding.when().isPresent());
    }

    /** Each of two sorts, once, whoever sees them. */
    @Test
    void shouldSayBothRefusals() {
        Finding finding = only(sound().asks(BGP, 4, 4, 0, 0, 4, 0)
                .error(PORT_UNREACHABLE, 3, "b", 0, 0)
                .error(PORT_UNREACHABLE, 13, "b", 0, 0)
                .error(PORT_UNREACHABLE, 3, "b", 0, 0));
        assertTrue(
                finding.sentence()
                        .endsWith("which refuses: b (192.0.2.7) says \"port unreachable\" of packets from a, 3 times;"
                                + " b (192.0.2.7) says \"administratively prohibited\" of packets from a, 3 times."),
                finding.sentence());
        assertTrue(finding.nextExperiment().orElseThrow().contains("which rules reject"));
    }

    /** A segment that comes again and again is answered each time: by a reset, which is lost. */
    @ParameterizedTest
    @CsvSource({"3, 0", "2, 1"})
    void shouldNotMissTheAcknowledgmentOfAConnectionThatIsReset(long resets, int findings) {
        Trouble trouble = sound().back(TCP_RST, "a", resets, resets).asks(stalled(new TimeSpan(1, 2)));
        assertEquals(findings, findings(trouble).size());
    }

    private static ExchangeRow stalled(TimeSpan ignored) {
        return new ExchangeRow(
                "a",
                "b",
                TCP_SYN,
                "10.0.0.1",
                "10.0.0.2",
                BGP,
                1,
                1,
                1,
                1,
                1,
                0,
                0,
                OptionalLong.empty(),
                0,
                false,
                1,
                0,
                1,
                1,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(ignored),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void shouldTellSilenceSomeAnswersAndRefusalApart() {
        List<Finding> findings = findings(sound().asks(BGP, 4, 4, 0, 0, 0, 4)
                .asks(8080, 100, 100, 60, 60, 40, 0)
                .asks(PING, 1, 5, 0, 0, 1, 0));
        assertEquals(
                List.of("host-silent", "host-silent", "host-refuses"),
                findings.stream().map(Finding::kind).toList());
        assertTrue(findings.get(0).sentence().contains("answers none"));
    }

    @Test
    void shouldFindNothingWhereAllIsAnswered() {
        assertEquals(
                List.of(),
                findings(sound().row(TCP_SYN, "a", 10, 0)
                        .back(TCP_SYN_ACK, "a", 10, 0)
                        .asks(BGP, 10, 10, 10, 10, 0, 0)
                        .asks(PING, 1, 100, 100, 1, 0, 0)));
    }
}
