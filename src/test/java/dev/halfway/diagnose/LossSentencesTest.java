package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.ICMP_ECHO_REPLY;
import static dev.halfway.decode.TypeP.ICMP_ECHO_REQUEST;
import static dev.halfway.decode.TypeP.TCP_ACK;
import static dev.halfway.decode.TypeP.TCP_DATA;
import static dev.halfway.decode.TypeP.TCP_SYN;
import static dev.halfway.decode.TypeP.TCP_SYN_ACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.diagnose.Decider.Sample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a loss from a to b is told, by what is known of it. The first loss is at 22:13:30, the last at 22:13:33. */
class LossSentencesTest {
    private static final long FIRST = Trouble.EPOCH + 10 * Trouble.SECOND;
    private static final String SINCE = "from 2023-11-14T22:13:29.500Z";
    private static final String FROM = ", from the first loss at 22:13:30.000 on";

    /** 20 SYNs are lost, and 50 data segments arrive. */
    private static Trouble trouble() {
        return new Trouble()
                .back(TCP_ACK, "b", 1_000, 0)
                .row(TCP_SYN, "a", 20, 20)
                .row(TCP_DATA, "a", 50, 0);
    }

    private static Sample lost(long lost, long judged) {
        return new Sample(judged, lost);
    }

    private static void assertTold(String beginning, Trouble trouble) {
        List<Finding> findings = new LossFindings(trouble.symptoms(), 0).all();
        assertEquals(1, findings.size(), findings::toString);
        assertTrue(
                findings.get(0).sentence().startsWith(beginning),
                findings.get(0).sentence());
    }

    @Test
    void shouldTellWhenAllIsLost() {
        Trouble all = trouble().decidedBy(Feature.TIME, SINCE, "at that time", lost(20, 20), lost(0, 50));
        assertTold("For a time none of the 20 packets that leave a reaches b (20 SYNs); at other times 50 of 50", all);
        all.pattern(70, 20, 1, 20, true);
        assertTold(
                "From 22:13:30.000 to 22:13:33.000 (3.0 s) none of the 20 packets that leave a reaches b (20 SYNs)",
                all);
        all.pattern(70, 20, 1, 20, false);
        assertTold("From 22:13:30.000 on none of the 20 packets that leave a reaches b (20 SYNs); at other", all);
    }

    @Test
    void shouldTellWhenSomeAreLost() {
        Trouble some = trouble()
                .decidedBy(Feature.TIME, SINCE, "at that time", lost(18, 25), lost(0, 45))
                .pattern(70, 20, 1, 20, false);
        assertTold(
                "From 22:13:30.000 on 18 of 25 packets that leave a never reach b (20 SYNs); at other times 45 of 45",
                some);
        some.decidedBy(Feature.TIME, SINCE, "at that time", lost(18, 25), lost(2, 45))
                .losing(Map.of(TCP_SYN, 18L), Optional.empty());
        assertTold(
                "From 22:13:29.500 on 18 of 25 packets that leave a never reach b (18 SYNs); at other times 43 of 45",
                some);
    }

    /** 16 of 652 is no part of what decides, and more than an accident. */
    @ParameterizedTest
    @CsvSource({
        "false, 'by nothing that was tested.', 'a lossy link, radio or overloaded device'",
        "true, 'mostly packets longer than 1,400 bytes (16 of 20).', 'what goes by the size'"
    })
    void shouldTellWhatElseIsLost(boolean separates, String how, String remaining) {
        Optional<Decider> bySize = separates
                ? Optional.of(new Decider(
                        Feature.SIZE,
                        "over 1400 bytes",
                        "longer than 1,400 bytes",
                        lost(16, 20),
                        lost(0, 632),
                        1e-6,
                        List.of()))
                : Optional.empty();
        Trouble both = new Trouble()
                .back(TCP_ACK, "b", 1_000, 0)
                .row(TCP_SYN, "a", 14, 14)
                .row(ICMP_ECHO_REPLY, "b", 652, 16)
                .decidedBy(Feature.KIND, "tcp-syn", "that are SYNs", lost(14, 14), lost(16, 652))
                .losing(Map.of(TCP_SYN, 14L), Optional.of(new Decider.Rest(Map.of(ICMP_ECHO_REPLY, 16L), bySize)));
        assertTold(
                "SYNs (14 of 14) leave a and never reach b; of all other packets 636 of 652 arrive; the 16 that do not (16"
                        + " echo replies; 2.5 %, 95 % range 1.5 to 3.9) are lost apart from that, " + how,
                both);
        assertTrue(new LossFindings(both.symptoms(), 0)
                .all()
                .get(0)
                .remaining()
                .contains("for what is lost apart from that: " + remaining));
    }

    /** What is missing apart from what decides is as much as the far capture misses of what is known to have arrived. */
    @Test
    void shouldNotCallLostApartFromThatWhatTheFarCaptureMisses() {
        Trouble both = new Trouble()
                .back(TCP_ACK, "b", 1_000, 0)
                .row(TCP_SYN, "a", 140, 140)
                .row(ICMP_ECHO_REPLY, "b", 652, 16)
                .row("a", "b", ICMP_ECHO_REQUEST, "a", 615, 0, 15, 0)
                .decidedBy(Feature.KIND, "tcp-syn", "that are SYNs", lost(140, 140), lost(16, 1_252))
                .losing(
                        Map.of(TCP_SYN, 140L),
                        Optional.of(new Decider.Rest(Map.of(ICMP_ECHO_REPLY, 16L), Optional.empty())));
        assertTold(
                "SYNs (140 of 140) leave a and never reach b; of all other packets 1,236 of 1,252 arrive; the 16 that do not"
                        + " (16 echo replies; 1.3 %, 95 % range 0.79 to 2.1) are no more than the capture at b misses of"
                        + " those known to have arrived: whether any of them was lost cannot be told",
                both);
        assertTrue(new LossFindings(both.symptoms(), 0)
                .all().get(0).remaining().stream().noneMatch(each -> each.startsWith("for what is lost apart")));
    }

    /** Before the replies begin to be lost the SYN-ACKs are lost already. */
    @Test
    void shouldTellWhatNeverArrivesWhereTheRestIsLostForATime() {
        String when = "of exchanges that b began, from 22:13:30.000 on";
        Trouble trouble = new Trouble()
                .back(TCP_ACK, "b", 1_000, 0)
                .row(ICMP_ECHO_REPLY, "b", 120, 117)
                .row(TCP_SYN_ACK, "b", 18, 18)
                .row(ICMP_ECHO_REQUEST, "a", 60, 0)
                .decidedBy(Feature.INITIATOR, "b", when, lost(134, 134), lost(1, 64))
                .losing(Map.of(ICMP_ECHO_REPLY, 117L), Optional.empty());
        String told =
                "From 22:13:30.000 on, all 134 packets (117 echo replies%s) of exchanges that b began leave a and never"
                        + " reach b; of all others 63 of 64 arrive%s.";
        assertTold(String.format(told, "", ""), trouble);
        trouble.losing(Map.of(ICMP_ECHO_REPLY, 117L, TCP_SYN_ACK, 17L), Optional.empty());
        assertTold(
                String.format(told, " and 17 SYN-ACKs", "; SYN-ACKs never arrive, at no time (18 of 18 lost)"),
                trouble);
    }

    private static Clues clues(Optional<Confined> confined, Optional<Spells> spells, List<Clues.Suspect> suspects) {
        return new Clues(
                false,
                Optional.empty(),
                Optional.empty(),
                Clues.Shrunk.NONE,
                false,
                confined,
                spells,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                suspects,
                List.of());
    }

    /** 15 or all of them in two spells. */
    @ParameterizedTest
    @CsvSource({"0, '20 SYNs', 50 of 50", "5, 'with those of other times 20 SYNs', 50 of 55"})
    void shouldTellTheTimesInWhichAllIsLost(long others, String kinds, String arrive) {
        List<Spells.Spell> times = List.of(
                new Spells.Spell(FIRST, FIRST + Trouble.SECOND),
                new Spells.Spell(FIRST + 60 * Trouble.SECOND, FIRST + 62 * Trouble.SECOND));
        Spells spells = new Spells(times, lost(20 - others, 20 - others), lost(others, 50 + others));
        assertTold(
                "In 2 spells, from 22:13:30.000 to 22:13:31.000 (1.0 s) and from 22:14:30.000 to 22:14:32.000 (2.0 s),"
                        + " none of the " + (20 - others) + " packets that leave a reaches b (" + kinds
                        + "); at other times " + arrive + " arrive",
                trouble().pattern(70, 20, 2, 10, true).clues(clues(Optional.empty(), Optional.of(spells), List.of())));
    }

    private static Confined confined() {
        return new Confined(OptionalLong.of(FIRST), OptionalLong.empty(), lost(20, 40), lost(0, 30));
    }

    @Test
    void shouldTellWhereTheLossesBegin() {
        assertTold(
                "From 22:13:30.000 on, 20 of 40 packets that leave a never reach b (20 SYNs); at other times 30 of 30 arrive",
                trouble()
                        .pattern(70, 20, 9, 3, false)
                        .clues(clues(Optional.of(confined()), Optional.empty(), List.of())));
    }

    /** Who began what is lost comes first, where all that the other began arrives. */
    @Test
    void shouldTellWhoBeganBeforeWhereTheLossesBegin() {
        Trouble replies = new Trouble()
                .back(TCP_ACK, "b", 1_000, 0)
                .row(ICMP_ECHO_REPLY, "b", 20, 20)
                .row(TCP_DATA, "a", 50, 0)
                .pattern(70, 20, 9, 3, false)
                .clues(clues(Optional.of(confined()), Optional.empty(), List.of()));
        assertTold(
                "Echo replies (20 of 20) of exchanges that b began leave a and never reach b, those lost all sent from 22:13:30.000 on; of"
                        + " what a began, 50 of 50 arrive",
                replies);
    }

    /** Since when comes second. */
    @Test
    void shouldTellOfThePauseBeforeAllThatIsLost() {
        Clues.Suspect suspect = new Clues.Suspect(
                Feature.IDLE_GAP,
                "sent after their flow was idle for 13 s or more (after at most 1.0 s packets pass)",
                "of flows without such a pause before",
                lost(20, 20),
                lost(0, 50),
                Decider.Detail.above(Trouble.SECOND, 13 * Trouble.SECOND));
        assertTold(
                "SYNs (20 of 20) leave a and never reach b, those lost all sent from 22:13:30.000 on, all of them sent after their flow was"
                        + " idle for 13 s or more; of all others (idle for at most 1.0 s) 50 of 50 arrive",
                trouble()
                        .pattern(70, 20, 9, 3, false)
                        .clues(clues(Optional.of(confined()), Optional.empty(), List.of(suspect))));
    }

    @Test
    void shouldTellThatAllThatIsLostIsLonger() {
        Clues.Suspect suspect = new Clues.Suspect(
                Feature.SIZE,
                "longer than 1,400 bytes (of IP)",
                "packets up to 1,400 bytes",
                lost(20, 20),
                lost(1, 50),
                Decider.Detail.NONE);
        assertTold(
                "SYNs (20 of 20) leave a and never reach b, all of them longer than 1,400 bytes; packets up to 1,400 bytes"
                        + " 49 of 50 arrive",
                trouble()
                        .pattern(70, 20, 9, 3, true)
                        .clues(clues(Optional.empty(), Optional.empty(), List.of(suspect))));
    }

    /** One run, of five packets at least. */
    @ParameterizedTest
    @CsvSource({
        "20, 20, ', every one sent from 22:13:30.000 to 22:13:33.000 (3.0 s)'",
        "20, 19, ''",
        "5, 5, ', every one sent from 22:13:30.000 to 22:13:33.000 (3.0 s)'",
        "4, 4, ''"
    })
    void shouldTellHowLongOneRunOfLossesLasts(long lost, long longest, String duration) {
        Trouble trouble = new Trouble()
                .back(TCP_ACK, "b", 1_000, 0)
                .row(TCP_SYN, "a", lost, lost)
                .row(TCP_DATA, "a", 50, 0)
                .pattern(50 + lost, lost, 2, longest, true);
        assertTold("SYNs (" + lost + " of " + lost + ") leave a and never reach b" + duration + ".", trouble);
    }

    /** All that the other began, or others besides. */
    @ParameterizedTest
    @CsvSource({"50, of what a began", "49, of all others"})
    void shouldTellWhatTheOtherBegan(long others, String words) {
        Trouble replies = new Trouble()
                .back(TCP_ACK, "b", 1_000, 0)
                .row(ICMP_ECHO_REPLY, "b", 20, 20)
                .row(TCP_DATA, "a", 50, 0)
                .decidedBy(Feature.INITIATOR, "b", "of exchanges that b began", lost(20, 20), lost(0, others));
        String end = words.equals("of all others") ? " " : ", ";
        assertTold(
                "Echo replies (20 of 20) of exchanges that b began leave a and never reach b; " + words + end + others
                        + " of " + others + " arrive",
                replies);
    }

    /** The time comes first, and then what is lost of which. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INITIATOR | of exchanges that a began | From the first loss at 22:13:30.000 on, all 20 packets (20 SYNs) of exchanges"
                        + " that a began leave a and never reach b; of all others 50 of 50 arrive",
                "SIZE | longer than 100 bytes | From the first loss at 22:13:30.000 on, all 20 packets longer than 100 bytes leave a"
                        + " and never reach b (20 SYNs); of all others 50 of 50 arrive",
            })
    void shouldTellWhatIsLostOfAClassForATime(Feature feature, String words, String sentence) {
        assertTold(sentence, trouble().decidedBy(feature, "x", words + FROM, lost(20, 20), lost(0, 50)));
    }

    @ParameterizedTest
    @CsvSource({"that are , SYNs", "over , TCP packets"})
    void shouldTellOfWhichKind(String before, String kind) {
        String words = before.startsWith("that") ? ByKind.KINDS + "SYNs" : ByKind.PROTOCOL + "TCP";
        assertTold(
                kind + " (20 of 21) leave a and never reach b" + FROM + "; of all other packets 49 of 49 arrive",
                trouble().decidedBy(Feature.KIND, "x", words + FROM, lost(20, 21), lost(0, 49)));
    }

    @ParameterizedTest
    @CsvSource({"20, 20, All 20 packets", "19, 20, 19 of 20 packets", "1, 1, 1 of 1 packets"})
    void shouldTellHowManyOfAClass(long lost, long judged, String words) {
        assertTold(
                words + " longer than 100 bytes leave a",
                trouble().decidedBy(Feature.SIZE, "x", "longer than 100 bytes", lost(lost, judged), lost(0, 50)));
    }

    /** Whoever began them. */
    @Test
    void shouldSumUpEachKind() {
        assertTold(
                "Data segments (30 of 110), ACKs (1 of 9) leave a and never reach b",
                new Trouble()
                        .back(TCP_ACK, "b", 1_000, 0)
                        .row(TCP_DATA, "a", 100, 25)
                        .row(TCP_DATA, "b", 10, 5)
                        .row(TCP_ACK, "a", 9, 1));
    }
}
