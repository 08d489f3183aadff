package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.ICMP_ECHO_REQUEST;
import static dev.halfway.decode.TypeP.TCP_ACK;
import static dev.halfway.decode.TypeP.TCP_DATA;
import static dev.halfway.decode.TypeP.TCP_RST;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.decode.TypeP;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found of packets that arrive with other content, once more, or without having left. */
class OddityFindingsTest {
    private static List<Finding> findings(Trouble trouble) {
        return new OddityFindings(trouble.symptoms(), 0).all();
    }

    private static Finding only(Trouble trouble) {
        List<Finding> findings = findings(trouble);
        assertEquals(1, findings.size(), findings::toString);
        return findings.get(0);
    }

    @Test
    void shouldFindNothingWhereAllArriveAsTheyLeft() {
        assertEquals(List.of(), findings(new Trouble().row(TCP_DATA, "a", 50, 5)));
    }

    @Test
    void shouldTellCorruptionKindByKind() {
        Finding finding = only(new Trouble()
                .odd(TCP_DATA, 50, 3, 0)
                .odd(TCP_DATA, 40, 1, 0)
                .odd(ICMP_ECHO_REQUEST, 20, 1, 0)
                .odd(TCP_ACK, 50, 0, 0));
        assertEquals("corruption", finding.kind());
        assertEquals(Grade.CERTAIN, finding.grade());
        assertEquals(
                "Damaged on the way, not lost: 4 data segments (of 90) and 1 echo request (of 20) from a arrive at b with other content than they left with.",
                finding.sentence());
        assertEquals(List.of(TCP_DATA, ICMP_ECHO_REQUEST), finding.typeP());
        assertEquals(Optional.of("a"), finding.from());
        assertEquals(Optional.of("b"), finding.to());
        assertEquals("between-taps", finding.place());
        assertEquals("random corruption", finding.cause().orElseThrow().name());
    }

    /** Up to the loss that is allowed, of what was judged. */
    @ParameterizedTest
    @CsvSource({"2, 0", "1.9, 1"})
    void shouldTellNothingUpToTheShareThatIsAllowed(double percent, int findings) {
        Trouble corrupted = new Trouble().odd(TCP_DATA, 50, 1, 0);
        assertEquals(
                findings,
                new OddityFindings(corrupted.symptoms(), percent).all().size());
    }

    /** Acknowledgments and resets that are all alike may be ones whose leaving the capture missed. */
    @ParameterizedTest
    @CsvSource({"TCP_DATA, certain", "ICMP_ECHO_REQUEST, certain", "TCP_ACK, likely", "TCP_RST, likely"})
    void shouldBeSureOfDuplicatesOfPacketsThatNobodySendsAlike(TypeP typeP, String grade) {
        Finding finding = only(new Trouble().odd(typeP, 50, 0, 2));
        assertEquals("duplication", finding.kind());
        assertEquals(grade, finding.grade().id());
        assertEquals("2 " + Words.plural(typeP) + " (of 50) from a arrive at b once more.", finding.sentence());
        assertEquals("duplicate delivery", finding.cause().orElseThrow().name());
    }

    @Test
    void shouldTellOfDuplicatesByThoseThatAreSure() {
        Finding finding = only(new Trouble().odd(TCP_ACK, 50, 0, 2).odd(TCP_DATA, 50, 0, 3));
        assertEquals(Grade.CERTAIN, finding.grade());
        assertEquals(List.of(TCP_DATA), finding.typeP());
    }

    /** A TTL of their own, or resets, which others send in a host's name. */
    @ParameterizedTest
    @CsvSource({
        "TCP_DATA, 3, 0, 0, ",
        "TCP_DATA, 3, 0, 1, '1 data segment in the name of a arrives at b and never left a.'",
        "TCP_RST, 3, 3, 0, ",
        "TCP_RST, 3, 1, 0, '2 RSTs in the name of a arrive at b and never left a.'",
        "TCP_RST, 5, 1, 1, '1 RST in the name of a arrives at b and never left a, and likely 3 more RSTs.'"
    })
    void shouldTellWhatIsInjected(TypeP typeP, long count, long explained, long strange, String sentence) {
        Trouble trouble = new Trouble().row(TCP_DATA, "a", 50, 0).appeared(typeP, count, explained, strange);
        assertEquals(
                Optional.ofNullable(sentence),
                findings(trouble).stream().map(Finding::sentence).findFirst());
    }

    /** Sure by a TTL that the sender has not; where its capture misses other packets it may have missed these. */
    @Test
    void shouldBeSureOfInjectionByATimeToLiveOfItsOwn() {
        Finding strange = only(new Trouble().appeared(TCP_RST, 3, 0, 3));
        assertEquals("injection", strange.kind());
        assertEquals(Grade.CERTAIN, strange.grade());
        assertEquals(List.of(TCP_RST), strange.typeP());
        assertEquals(
                Grade.LIKELY, only(new Trouble().appeared(TCP_RST, 3, 0, 0)).grade());
        Trouble missing = new Trouble().appeared(TCP_RST, 3, 0, 3).appeared(TCP_DATA, 4, 0, 0);
        assertEquals(Grade.LIKELY, findings(missing).get(0).grade());
    }

    /** The sender's capture misses every tenth packet, and every tenth reset. */
    @ParameterizedTest
    @CsvSource({"9, 0", "0, 1"})
    void shouldNotTakeForInjectedWhatTheSendersCaptureMissesAsOften(long resetsHeld, int findings) {
        Trouble trouble = new Trouble()
                .row(TCP_DATA, "a", 90, 0)
                .row(TCP_RST, "a", resetsHeld, 0)
                .appeared(TCP_DATA, 10, 0, 0)
                .appeared(TCP_RST, resetsHeld == 0 ? 9 : 1, 0, 0);
        assertEquals(findings, findings(trouble).size());
    }
}
