package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.ICMP_ECHO_REPLY;
import static dev.halfway.decode.TypeP.ICMP_ECHO_REQUEST;
import static dev.halfway.decode.TypeP.TCP_ACK;
import static dev.halfway.decode.TypeP.TCP_DATA;
import static dev.halfway.decode.TypeP.TCP_SYN;
import static dev.halfway.decode.TypeP.TCP_SYN_ACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import dev.halfway.match.Role;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the rules for causes ask of the packets lost from a to b. */
class LossTest {
    private static Sample lost(long lost, long judged) {
        return new Sample(judged, lost);
    }

    /** Nearly all of a class is all of it, and nearly none none: some may have passed before it began, some lost besides. */
    /** The clock was set back while nothing passed: the last loss is told before the first. */
    @Test
    void shouldKnowARunToTheEndAcrossAStep() {
        Trouble trouble = new Trouble().row(TCP_DATA, "a", 60, 20).pattern(60, 20, 1, 20, false);
        LossPattern pattern = trouble.loss().pattern().orElseThrow();
        LossPattern stepped = new LossPattern(
                pattern.judged(),
                pattern.lost(),
                pattern.periods(),
                pattern.longestPeriod(),
                pattern.noticeableRate(),
                pattern.gilbertP(),
                pattern.gilbertR(),
                pattern.lastBeforeNanos(),
                pattern.lastLostNanos(),
                pattern.firstLostNanos(),
                pattern.firstAfterNanos(),
                pattern.delayBefore());
        assertTrue(trouble.pattern(stepped).loss().isOneRunToTheEnd());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, false, false, false",
        "0, 20, false, false, true",
        "1, 20, false, false, true",
        "2, 20, false, false, false",
        "17, 20, false, false, false",
        "18, 20, true, false, false",
        "20, 20, true, true, false"
    })
    void shouldTellWhetherAClassIsLostOrPasses(long lost, long judged, boolean total, boolean all, boolean passes) {
        assertEquals(total, Loss.isTotal(lost(lost, judged)));
        assertEquals(all, Loss.isAll(lost(lost, judged)));
        assertEquals(passes, Loss.passes(lost(lost, judged)));
    }

    /** Ten that are lost and ten that are not leave no doubt. */
    @ParameterizedTest
    @CsvSource({
        "10, 10, 0, 10, true",
        "9, 9, 0, 10, false",
        "10, 11, 0, 10, false",
        "10, 10, 1, 10, false",
        "10, 10, 0, 9, false"
    })
    void shouldKnowACleanCut(long lostInside, long inside, long lostOutside, long outside, boolean clean) {
        Decider decider = new Decider(
                Feature.SIZE, "", "", lost(lostInside, inside), lost(lostOutside, outside), 1e-9, List.of());
        assertEquals(clean, Loss.isCleanCut(decider));
    }

    @Test
    void shouldSumUpByRoleAndProtocol() {
        Loss loss = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 10, 1)
                .row(ICMP_ECHO_REPLY, "b", 20, 2)
                .row(TCP_DATA, "a", 40, 4)
                .row("a", "b", TCP_ACK, "a", 5, 0, 0, 5)
                .back(TCP_ACK, "a", 80, 8)
                .loss();
        assertEquals(lost(7, 70), loss.all());
        assertEquals(lost(5, 50), loss.of(Role.REQUEST));
        assertEquals(lost(2, 20), loss.of(Role.RESPONSE));
        assertEquals(lost(3, 30), loss.of(Loss::isIcmp));
        assertEquals(lost(4, 40), loss.of(Loss::isTcp));
        assertEquals(lost(8, 80), loss.back());
        assertEquals(3, loss.rows().size(), "of acknowledgments nothing was judged");
        assertEquals(List.of(ICMP_ECHO_REQUEST, ICMP_ECHO_REPLY, TCP_DATA), loss.kinds());
    }

    @Test
    void shouldKnowWhatDecides() {
        Trouble trouble = new Trouble()
                .row(TCP_DATA, "a", 60, 20)
                .decidedBy(Feature.SIZE, "1400", "longer", lost(20, 20), lost(0, 40));
        Loss bySize = trouble.loss();
        assertTrue(bySize.decidedBy(Feature.SIZE).isPresent());
        assertTrue(bySize.decidedBy(Feature.DSCP).isEmpty());
        assertFalse(bySize.isDecidedOtherwise(Feature.DSCP, Feature.SIZE));
        assertTrue(bySize.isDecidedOtherwise(Feature.DSCP));
        assertTrue(bySize.hasNoRivals());
        assertFalse(bySize.isRival(Feature.DSCP));
        Loss rivals = trouble.orBy(Feature.DSCP, "8", "").loss();
        assertTrue(rivals.isRival(Feature.DSCP));
        assertFalse(rivals.isRival(Feature.SIZE));
        assertFalse(rivals.hasNoRivals());
        assertTrue(rivals.confined().isEmpty() && rivals.rhythm().isEmpty());
        Loss byNothing = new Trouble().row(TCP_DATA, "a", 60, 20).loss();
        assertFalse(byNothing.isDecidedOtherwise());
        assertEquals(Optional.empty(), byNothing.decider());
        assertEquals(Optional.empty(), byNothing.pattern());
    }

    /** Where nothing decides: losses that lie between others are not one accident. */
    @ParameterizedTest
    @CsvSource({"4, false", "5, true"})
    void shouldHaveNoRivalsWhereLossesLieApart(long periods, boolean apart) {
        assertEquals(
                apart,
                new Trouble()
                        .row(TCP_DATA, "a", 60, 20)
                        .pattern(60, 20, periods, 8, true)
                        .loss()
                        .hasNoRivals());
    }

    /** All in one run, of five packets and a second at least, to the end of what is seen and not from its beginning. */
    @ParameterizedTest
    @CsvSource({
        "60, 20, 20, false, true",
        "60, 20, 20, true, false",
        "60, 20, 19, false, false",
        "20, 20, 20, false, false",
        "60, 4, 4, false, false",
        "60, 5, 5, false, true"
    })
    void shouldKnowARunToTheEnd(long judged, long lost, long longest, boolean ends, boolean isRun) {
        assertEquals(
                isRun,
                new Trouble()
                        .row(TCP_DATA, "a", judged, lost)
                        .pattern(judged, lost, 1, longest, ends)
                        .loss()
                        .isOneRunToTheEnd());
    }

    /** Some SYNs, and nothing else: something looks at how connections begin. */
    @ParameterizedTest
    @CsvSource({
        "TCP_SYN, 30, 15, true",
        "TCP_SYN_ACK, 30, 15, true",
        "TCP_ACK, 30, 15, false",
        "TCP_SYN, 30, 27, false",
        "TCP_SYN, 30, 1, false"
    })
    void shouldKnowLossesOfOpeningsAlone(TypeP typeP, long sent, long lost, boolean openings) {
        Trouble trouble = new Trouble().row(typeP, "a", sent, lost).row(TCP_DATA, "a", 200, 0);
        assertEquals(
                openings ? Optional.of(typeP) : Optional.empty(), trouble.loss().openings());
        assertEquals(
                Optional.empty(),
                trouble.row(ICMP_ECHO_REQUEST, "a", 50, 1).loss().openings());
    }

    /** From where its exchanges began, by the protocol that loses. */
    @Test
    void shouldSayWhatSendsItAgain() {
        assertEquals(
                "on a: ping -c 50 -i 0.2 10.0.0.2",
                new Trouble()
                        .row(ICMP_ECHO_REQUEST, "a", 9, 3)
                        .asks(0, 1, 9, 9, 1, 0, 0)
                        .loss()
                        .again());
        assertEquals(
                "on b: ping -c 50 -i 0.2 10.0.0.1",
                new Trouble()
                        .row(ICMP_ECHO_REPLY, "b", 9, 3)
                        .asks(0, 1, 9, 9, 1, 0, 0)
                        .loss()
                        .again());
        String opened = new Trouble()
                .row(TCP_SYN, "a", 9, 3)
                .asks(443, 1, 9, 9, 1, 0, 0)
                .loss()
                .again();
        assertTrue(opened.startsWith("on a: ") && opened.contains("nc -z -w 1 10.0.0.2 443"), opened);
        String answered = new Trouble()
                .row(TCP_SYN_ACK, "b", 9, 3)
                .asks(443, 1, 9, 9, 1, 0, 0)
                .loss()
                .again();
        assertTrue(answered.startsWith("on b: ") && answered.contains("nc -z -w 1 10.0.0.1 443"), answered);
        String data = new Trouble()
                .row(TCP_DATA, "a", 9, 3)
                .asks(443, 1, 9, 9, 1, 0, 0)
                .loss()
                .again();
        assertTrue(data.endsWith("| nc -w 2 10.0.0.2 443"), data);
    }

    @Test
    void shouldSayHowLongAPacketIs() {
        assertEquals(
                "1,500 bytes of IP, 1,514 with the Ethernet header",
                new Trouble().row(TCP_DATA, "a", 9, 3).loss().ofIp(1_500));
    }

    /** Pings that show the loss again: by whom replies are lost it is the other one that asks. */
    @ParameterizedTest
    @CsvSource({"0, 9, b", "3, 9, a", "3, 0, a", "0, 0, a"})
    void shouldPingSoThatWhatIsLostGoesThatWay(long requests, long replies, String host) {
        Loss loss = new Trouble()
                .row(TypeP.ICMP_ECHO_REQUEST, "a", 50, requests)
                .row(TypeP.ICMP_ECHO_REPLY, "b", 50, replies)
                .loss();
        assertTrue(
                loss.pinging().ping("-c 3").startsWith("on " + host + ": ping -c 3 "),
                loss.pinging().ping("-c 3"));
    }
}
