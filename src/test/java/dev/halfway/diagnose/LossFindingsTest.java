package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.ICMP_ECHO_REPLY;
import static dev.halfway.decode.TypeP.ICMP_ECHO_REQUEST;
import static dev.halfway.decode.TypeP.TCP_ACK;
import static dev.halfway.decode.TypeP.TCP_DATA;
import static dev.halfway.decode.TypeP.TCP_SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.diagnose.Decider.Sample;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found of packets that are lost from a to b, and how sure it is. */
class LossFindingsTest {
    private static Sample lost(long lost, long judged) {
        return new Sample(judged, lost);
    }

    private static List<Finding> findings(Trouble trouble) {
        return new LossFindings(trouble.symptoms(), 0).all();
    }

    private static Finding only(Trouble trouble) {
        List<Finding> findings = findings(trouble);
        assertEquals(1, findings.size(), findings::toString);
        return findings.get(0);
    }

    /** The capture at b is known to hold what arrives. */
    private static Trouble sound() {
        return new Trouble().row(TCP_ACK, "a", 1_000, 0).back(TCP_DATA, "b", 1_000, 0);
    }

    /** The same by what leaves b alone. */
    private static Trouble heard() {
        return new Trouble().back(TCP_DATA, "b", 1_000, 0);
    }

    /** A router that refuses a few is told beside what loses the others. */
    @Test
    void shouldTellWhoRefusesSomeOfWhatIsLost() {
        Finding dead = new LossFindings(
                        new Trouble()
                                .row(ICMP_ECHO_REQUEST, "a", 40, 40)
                                .row(ICMP_ECHO_REPLY, "b", 40, 40)
                                .row(TCP_SYN, "a", 2, 2)
                                .error(3, 13, "", 0, 2)
                                .symptoms(),
                        0)
                .all()
                .get(0);
        assertTrue(
                dead.sentence().endsWith("; router 192.0.2.7 says \"administratively prohibited\" of 2 lost packets."),
                dead.sentence());
        assertTrue(
                dead.remaining().toString().contains("router 192.0.2.7"),
                dead.remaining().toString());
        assertFalse(dead.cause().orElseThrow().evidenceAgainst().toString().contains("of one protocol only"));
    }

    @Test
    void shouldFindNothingWhereNothingIsLost() {
        assertEquals(List.of(), findings(sound()));
        assertEquals(Optional.empty(), new LossFindings(sound().symptoms(), 0).whyTooLittle());
    }

    /** Up to the share that is allowed a loss is none: of the direction, or of a kind for certain. */
    @ParameterizedTest
    @CsvSource({"5.6, 0", "5.5, 1"})
    void shouldFindNoLossUpToTheShareThatIsAllowed(double percent, int findings) {
        Trouble trouble = sound().row(TCP_DATA, "a", 100, 10);
        assertEquals(
                findings, new LossFindings(trouble.symptoms(), percent).all().size());
    }

    @Test
    void shouldTellALossWithItsPlace() {
        Finding finding = only(sound().row(ICMP_ECHO_REQUEST, "a", 40, 20).row(TCP_DATA, "a", 30, 7));
        assertEquals("one-way-loss", finding.kind());
        assertEquals(Grade.CERTAIN, finding.grade());
        assertEquals("between-taps", finding.place());
        assertEquals(Optional.of("a"), finding.from());
        assertEquals(Optional.of("b"), finding.to());
        assertEquals(List.of(ICMP_ECHO_REQUEST, TCP_DATA), finding.typeP());
        assertTrue(
                finding.sentence()
                        .startsWith("Echo requests (20 of 40), data segments (7 of 30) leave a and never reach b"),
                finding.sentence());
        assertEquals(
                "netfilter and rp_filter on both hosts: what leaves is captured behind them, what arrives before them",
                finding.rulesOut().get(0));
        assertTrue(finding.remaining().contains("driver and network card of a"));
        assertTrue(finding.remaining().contains("network card and XDP of b"));
        assertTrue(finding.nextExperiment().isPresent());
        assertFalse(finding.saysTooFew());
    }

    /** Of fewer than five packets nothing is said, unless behaviour confirms it. */
    @Test
    void shouldNotCallLossWhatTooFewPacketsTell() {
        Trouble few = new Trouble().asks(443, 1, 9, 9, 1, 0, 0).row(TCP_DATA, "a", 4, 2);
        String next =
                " Next: on a: for i in $(seq 50); do echo $i; sleep 0.2; done | nc -w 2 10.0.0.2 443, while both hosts"
                        + " capture, both ways, from before it begins until after it ends.";
        assertEquals(List.of(), findings(few));
        assertEquals(
                Optional.of("Cannot tell: data segments (2 of 4) that left a were not seen at b; too few packets, and"
                        + " nothing confirms the loss." + next),
                new LossFindings(few.symptoms(), 0).whyTooLittle());
        assertEquals(
                Optional.of("Cannot tell: data segments (2 of 4) that left a were not seen at b; too few packets, and"
                        + " nothing confirms the loss. The capture at b shows nothing that arrives: it may have been taken"
                        + " of one direction only (tcpdump -Q out)." + next),
                new LossFindings(few.withoutArrivals("b").symptoms(), 0).whyTooLittle());
        assertEquals(1, findings(new Trouble().row(TCP_DATA, "a", 5, 2)).size());
        assertEquals(1, findings(new Trouble().confirmed(TCP_DATA, "a", 4, 2)).size());
    }

    /** Three lost packets, or one that behaviour confirms. */
    @Test
    void shouldBeSureByThreePacketsOrByWhatConfirmsOne() {
        assertEquals(Grade.LIKELY, only(heard().row(TCP_DATA, "a", 30, 2)).grade());
        assertEquals(Grade.CERTAIN, only(heard().row(TCP_DATA, "a", 30, 3)).grade());
        assertEquals(
                Grade.CERTAIN, only(heard().confirmed(TCP_DATA, "a", 30, 1)).grade());
    }

    /** An echo request that is not answered by a host that answers no others, which arrived, confirms nothing. */
    @ParameterizedTest
    @CsvSource({"10, CERTAIN", "8, CERTAIN", "7, LIKELY"})
    void shouldNotTakeSilenceForAConfirmationOfLoss(long answers, Grade grade) {
        Trouble trouble = sound().confirmed(ICMP_ECHO_REQUEST, "a", 30, 1).asks(0, 1, 10, answers, 1, 0, 0);
        assertEquals(grade, only(trouble).grade());
    }

    @Test
    void shouldNotBeSureWhereTheFarCaptureShowsNothingArriving() {
        Finding finding = only(new Trouble().row(TCP_DATA, "a", 30, 30).withoutArrivals("b"));
        assertEquals(Grade.LIKELY, finding.grade());
        assertTrue(finding.remaining().toString().contains("taken of one direction only"), finding::toString);
    }

    /** No more than the capture misses anyway. */
    @Test
    void shouldBlameTheCaptureThatMissesAsMany() {
        Finding finding = only(
                new Trouble().row("a", "b", TCP_ACK, "a", 100, 0, 0, 0).row("a", "b", TCP_DATA, "a", 100, 8, 10, 0));
        assertEquals("capture-gap", finding.kind());
        assertEquals(Grade.LIKELY, finding.grade());
        assertEquals("capture gap", finding.cause().orElseThrow().name());
        assertEquals("capture:b", finding.place());
        assertEquals(
                "Data segments (8 of 90) from a are not in the capture at b, which lacks as many of those known to have arrived:"
                        + " whether any was lost cannot be told.",
                finding.sentence());
    }

    /** More than it misses: said all the same, that it misses some. */
    @Test
    void shouldSayThatTheCaptureMissesLessThanIsLost() {
        Finding finding = only(
                new Trouble().row("a", "b", TCP_ACK, "a", 1_000, 0, 0, 0).row("a", "b", TCP_DATA, "a", 100, 50, 1, 0));
        assertEquals("one-way-loss", finding.kind());
        assertTrue(finding.remaining().get(finding.remaining().size() - 1).startsWith("the capture at b: it lacks "));
    }

    @Test
    void shouldSayWhatALonePacketWas() {
        Finding finding = only(sound().confirmed(TCP_DATA, "a", 30, 1));
        assertTrue(
                finding.sentence().startsWith("1 data segment of 30 leaves a and never reaches b"), finding.sentence());
        assertTrue(finding.saysTooFew());
        assertEquals(Optional.empty(), finding.cause());
    }

    /** Worst first, and what is laid to a capture last. */
    @Test
    void shouldTellTheWorstFirst() {
        Trouble both = sound().row(TCP_DATA, "a", 100, 10).back(ICMP_ECHO_REPLY, "a", 100, 60);
        assertEquals(
                List.of(Optional.of("b"), Optional.of("a")),
                findings(both).stream().map(Finding::from).toList());
    }

    /** Who began what is lost, where what the other began arrives. */
    @Test
    void shouldSayWhoBeganAllThatIsLost() {
        Finding finding = only(new Trouble()
                .row(ICMP_ECHO_REPLY, "b", 30, 30)
                .row(ICMP_ECHO_REQUEST, "a", 32, 0)
                .back(TCP_DATA, "b", 100, 0));
        assertTrue(
                finding.sentence()
                        .startsWith(
                                "Echo replies (30 of 30) of exchanges that b began leave a and never reach b; of what a"
                                        + " began, 32 of 32 arrive"),
                finding.sentence());
    }

    /** By what decides: each feature in words of its own. */
    @Test
    void shouldSayWhatDecides() {
        Trouble rows = sound().row(TCP_SYN, "a", 20, 20).row(TCP_DATA, "a", 50, 0);
        String byKind = only(rows.decidedBy(
                        Feature.KIND, "tcp-syn", ByKind.KINDS + "SYNs", lost(20, 20), lost(0, 1_050)))
                .sentence();
        assertTrue(
                byKind.contains(
                        "SYNs (20 of 20) leave a and never reach b; of all other packets 1,050 of 1,050 arrive"),
                byKind);
        String bySize = only(rows.decidedBy(
                        Feature.SIZE, "1400", "longer than 1,400 bytes", lost(20, 20), lost(0, 1_050)))
                .sentence();
        assertTrue(bySize.startsWith("All 20 packets longer than 1,400 bytes leave a and never reach b"), bySize);
        assertTrue(bySize.contains("(20 SYNs); of all others 1,050 of 1,050 arrive"), bySize);
        String byRole = only(rows.decidedBy(
                        Feature.INITIATOR, "a", "of exchanges that a began", lost(20, 20), lost(0, 1_050)))
                .sentence();
        assertTrue(
                byRole.startsWith(
                        "SYNs (20 of 20) of exchanges that a began leave a and never reach b; of all others 1,050 of"
                                + " 1,050 arrive"),
                byRole);
    }
}
