package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.ICMP_ECHO_REPLY;
import static dev.halfway.decode.TypeP.ICMP_ECHO_REQUEST;
import static dev.halfway.decode.TypeP.TCP_DATA;
import static dev.halfway.decode.TypeP.TCP_SYN;
import static dev.halfway.decode.TypeP.TCP_SYN_ACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.AddressBlock;
import dev.halfway.decode.PortSet;
import dev.halfway.decode.TypeP;
import dev.halfway.match.AppearedRow;
import dev.halfway.match.HostSurvey;
import dev.halfway.match.Plan;
import dev.halfway.match.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each of two captures shows by itself that do not overlap in time: 231 pings 219, as in the incident. */
class OneSidedTest {
    private static final long SECOND = 1_000_000_000L;

    private final Trouble trouble = new Trouble();
    private final List<AppearedRow> arrived = new ArrayList<>();

    private static HostSurvey survey(String name, long fromSecond) {
        HostSurvey survey = new HostSurvey(name, HostSurvey.Settings.USUAL, 2);
        survey.covers(fromSecond * SECOND);
        survey.covers((fromSecond + 5) * SECOND);
        return survey;
    }

    private OneSided story(long secondBegins) {
        Plan plan = new Plan(
                List.of(survey("231", 0), survey("219", secondBegins)),
                List.of(List.of(AddressBlock.parse("10.0.0.1")), List.of(AddressBlock.parse("10.0.0.2"))),
                PortSet.of(179),
                OptionalLong.empty());
        return new OneSided(trouble.symptoms().losses(), arrived, plan, List.of("231", "219"));
    }

    private String sentence() {
        return story(100).sentence(List.of());
    }

    private OneSidedTest sends(String from, String to, TypeP typeP, long count) {
        trouble.row(from, to, typeP, from, count, 0, 0, count);
        return this;
    }

    private OneSidedTest receives(String from, String to, TypeP typeP, long count) {
        arrived.add(new AppearedRow(from, to, typeP, Role.UNKNOWN, "", count, 0, 0));
        return this;
    }

    @Test
    void shouldTellBothStoriesAndWhatTheyMakeLikely() {
        sends("231", "219", ICMP_ECHO_REQUEST, 4).sends("219", "231", ICMP_ECHO_REPLY, 5);
        receives("231", "219", ICMP_ECHO_REQUEST, 5);
        assertEquals(
                "Cannot tell packet by packet: the captures of 219 and 231 do not overlap in time, so no packet can be in"
                        + " both. Likely all the same: echo replies leave 219 and do not reach 231, whose requests arrive. By"
                        + " itself 219 receives 5 echo requests from 231 and sends 5 replies. By itself 231 sends 4 echo"
                        + " requests to 219 and receives 0 replies.",
                sentence());
    }

    @Test
    void shouldFindTheLossThatBothStoriesMakeLikely() {
        sends("231", "219", ICMP_ECHO_REQUEST, 4).sends("219", "231", ICMP_ECHO_REPLY, 5);
        sends("231", "219", TCP_SYN, 4).sends("219", "231", TCP_SYN_ACK, 5);
        List<Finding> findings = story(100).findings();
        assertEquals(
                List.of(List.of(ICMP_ECHO_REPLY), List.of(TCP_SYN_ACK)),
                findings.stream().map(Finding::typeP).toList());
        Finding first = findings.get(0);
        assertEquals("one-way-loss", first.kind());
        assertEquals(Grade.LIKELY, first.grade());
        assertEquals("unknown", first.place());
        assertEquals(Optional.of("219"), first.from());
        assertEquals(Optional.of("231"), first.to());
        assertTrue(first.sentence().startsWith("Echo replies leave 219 and none is seen at 231"), first.sentence());
        assertTrue(first.nextExperiment().isPresent());
    }

    /** Nobody asked, or an answer came: then nothing is likely. */
    @Test
    void shouldNotTakeForLostWhatNobodyAskedForOrWhatArrived() {
        sends("219", "231", ICMP_ECHO_REPLY, 5).sends("231", "219", TCP_SYN, 5);
        assertEquals(List.of(), story(100).findings());
        sends("231", "219", ICMP_ECHO_REQUEST, 4).receives("219", "231", ICMP_ECHO_REPLY, 1);
        assertEquals(List.of(), story(100).findings());
        assertTrue(
                sentence()
                        .contains("231 sends 5 SYNs to 219 and receives 0 SYN-ACKs; sends 4 echo requests to 219 and"
                                + " receives 1 replies."),
                sentence());
        assertTrue(sentence().endsWith("Next: " + Commands.captureBoth("219", "231") + "."), sentence());
    }

    @Test
    void shouldTellTheAnswersOfAServer() {
        sends("219", "231", TCP_SYN_ACK, 7).sends("219", "231", TCP_DATA, 7);
        assertTrue(sentence().contains("By itself 219 sends 7 SYN-ACKs to 231. Next: "), sentence());
    }

    @Test
    void shouldSayThatTheCapturesHaveNothingInCommon() {
        assertTrue(sentence().startsWith("Cannot tell: the captures have no pair of addresses in common;"), sentence());
    }

    /** To the moment. */
    @ParameterizedTest
    @CsvSource({"5, Cannot tell: no packet could be judged.", "6, Cannot tell packet by packet:"})
    void shouldSayWhetherTheCapturesOverlap(long secondBegins, String words) {
        sends("231", "219", ICMP_ECHO_REQUEST, 4);
        String sentence = story(secondBegins).sentence(List.of());
        assertTrue(sentence.startsWith(words), sentence);
    }
}
