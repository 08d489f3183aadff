package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reader of the lab's captures is told beyond the verdict and the counts, held against how the lab made them. */
class SaidOfCapturesTest {
    @TempDir
    private Path scratch;

    private Analyzed analyzed(String name, String... options) throws IOException {
        SavedCase saved = SavedCase.named(name);
        return Analyzed.of(
                scratch,
                List.of(options),
                saved.captures().stream().map(Path::toString).toList());
    }

    /** Of a page, however its lines are broken. */
    private static void assertSays(Analyzed analyzed, String... words) {
        String text = analyzed.text().replaceAll("\\s+", " ");
        for (String each : words) {
            assertTrue(text.contains(each), () -> "\"" + each + "\" is not in\n" + analyzed.text());
        }
    }

    private static JsonNode decidedBy(Analyzed analyzed) {
        return analyzed.report().at("/findings/0/decidedBy");
    }

    /** BIRD on 231 was stopped; that 219's timer fires a second late says nothing against it. */
    @Test
    void shouldSayOfAHoldTimerWhoWasSilent() throws IOException {
        Analyzed analyzed = analyzed("hold-timer-daemon");
        assertSays(
                analyzed,
                "no BGP message left 231 meanwhile, nothing was lost: look at the daemon there",
                "certain: BGP hold timer without loss");
    }

    /** The kernel's SYN-ACKs have another TTL than the daemon's data, and its KEEPALIVE never gets past the kernel of 219. */
    @Test
    void shouldTellTimesToLiveApartAndNotCallEstablishedWhatIsNot() throws IOException {
        Analyzed analyzed = analyzed("gtsm", "-v");
        assertSays(analyzed, "TTL 63 in data segments, 254 in SYNs and SYN-ACKs");
        assertFalse(analyzed.text().contains(" 219   Established"), analyzed.text());
        for (JsonNode session : analyzed.report().get("bgp")) {
            assertFalse(session.has("establishedNanos"), session.toString());
        }
    }

    /** The firewall forgot after 3 s; flows were idle for 1.2 s and for 5 s. */
    @Test
    void shouldSayBetweenWhichPausesAnIdleTimeoutLies() throws IOException {
        Analyzed analyzed = analyzed("idle-timeout");
        long passes = decidedBy(analyzed).get("passes").asLong();
        long fails = decidedBy(analyzed).get("fails").asLong();
        assertTrue(passes >= 1_200_000_000L && passes < 3_000_000_000L, "passes after " + passes);
        assertTrue(fails > 3_000_000_000L && fails < 6_000_000_000L, "fails after " + fails);
        assertSays(
                analyzed,
                "sent after their flow was idle for 5.3 s or more leave 231",
                "of all others (idle for at most 1.5 s) 1,280 of 1,280 arrive",
                "the timeout lies between 1.5 s and 5.3 s",
                "tcp_keepalive_time=1 ");
    }

    /** tcpdump at 231 was stopped for 2.5 s. */
    @Test
    void shouldSayWhenACaptureStoodStill() throws IOException {
        Analyzed analyzed = analyzed("capture-gap");
        assertSays(
                analyzed,
                "it shows nothing from 21:46:14.111 to 21:46:16.679 (2.6 s)",
                "halfway capture -i IFACE -B 65536",
                "Seen at 219, not seen leaving 231");
    }

    /** ping sends with DF and does not learn; TCP does. */
    @Test
    void shouldSayThatPathMtuDiscoveryWorks() throws IOException {
        Analyzed analyzed = analyzed("mtu-quoted");
        assertSays(
                analyzed,
                "an MTU of 1,400 bytes of IP, 1,414 with the Ethernet header",
                "path MTU discovery works for TCP: after the loss all 5 flows that lost data go on with shorter segments");
        assertEquals(1_400, decidedBy(analyzed).get("passes").asInt());
        assertEquals(1_401, decidedBy(analyzed).get("fails").asInt());
    }

    /** Replies to what 231 asks are lost: pings by 219 show nothing. */
    @Test
    void shouldHaveThePingRunWhereItIsLost() throws IOException {
        assertSays(analyzed("nat-loss"), "on 231: ping -c 50 -i 0.2 10.39.1.219");
    }

    /** Where nothing is lost, one that shows what was found: of that kind, unanswered, reset. */
    @ParameterizedTest
    @CsvSource({
        "silent-host, 10.39.1.231 to 10.39.1.219 echo identifier 25424: 0 of 20 packets lost",
        "tcp-md5, port 179: 0 of 2 packets lost",
        "no-listener, port 179: 0 of 2 packets lost",
        "injected-reset, port 179: 0 of 7 packets lost",
        "hold-timer-daemon, port 179: 0 of 35 packets lost",
        "gtsm, port 57701 to 10.39.1.231 port 179: 0 of 32 packets lost",
        "incident, echo identifier 16386: 30 of 60 packets lost"
    })
    void shouldOpenAFlowThatShowsTheFault(String name, String title) throws IOException {
        Path page = scratch.resolve("page.html");
        analyzed(name, "-o=html=" + page);
        Matcher open = Pattern.compile("<details class=\"flow\" id=\"flow-\\d+\" open[^>]*><summary>([^<]*)</summary>")
                .matcher(Files.readString(page));
        assertTrue(open.find());
        assertTrue(open.group(1).endsWith(title), open.group(1));
        assertFalse(open.find(), "one");
    }

    @Test
    void shouldNameEveryFlowThatLoses() throws IOException {
        Analyzed analyzed = analyzed("ecmp-member", "-v");
        JsonNode decider = decidedBy(analyzed);
        assertEquals("13 of 70 flows", decider.get("value").asText());
        assertEquals(13, decider.get("members").size());
        assertEquals(0, decider.get("otherMembers").asInt());
        for (JsonNode member : decider.get("members")) {
            assertSays(analyzed, member.asText());
        }
    }
}
