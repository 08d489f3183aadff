package dev.halfway;

import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.bgp.BgpBytes;
import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.diagnose.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device on the way that keeps connections loses what it has kept, at one moment, for both directions. */
class ForgottenScenarioTest {
    private static final long CLEARED = 15 * SECOND;

    @TempDir
    Path directory;

    /** Pings pass, TCP passes once its SYN has passed since. */
    private LossyTraffic cleared(SplittableRandom random) {
        Set<Integer> kept = new HashSet<>();
        return new LossyTraffic(directory, random, packet -> {
            if (packet.kind() == TypeP.TCP_SYN) {
                kept.add(packet.flow());
            }
            return packet.nanos() >= CLEARED && packet.kind().isTcp() && !kept.contains(packet.flow());
        });
    }

    private static Diagnosis diagnosis(LossyTraffic traffic, int byA, int byB, int openedByA, int openedByB)
            throws IOException {
        for (int i = 0; i < 40; i++) {
            traffic.ping(i * SECOND, i % 2 == 0, 7001 + i % 2, i, 84, 0);
        }
        for (int i = 0; i < byA + byB; i++) {
            traffic.talk(i * 130 * MILLIS, i < byA, 60, 700 * MILLIS);
        }
        for (int i = 0; i < openedByA + openedByB; i++) {
            traffic.connect(CLEARED + SECOND + i * SECOND, i < openedByA);
        }
        return traffic.run().diagnosis;
    }

    /** Three of B's are too few to say so of them alone. */
    @Test
    void shouldTellOneStoryOfBothDirections() throws IOException {
        Diagnosis diagnosis = diagnosis(cleared(new SplittableRandom(1)), 4, 3, 10, 3);
        assertEquals(Verdict.LOSS_BOTH_WAYS, diagnosis.verdict());
        assertEquals(2, diagnosis.findings().size());
        for (Finding finding : diagnosis.findings()) {
            assertEquals(
                    "stateful device without the state",
                    finding.cause().orElseThrow().name(),
                    finding.toString());
            assertEquals( // the new connections send no data: it may be that just these are dropped
                    List.of("ACL or anti-spoofing"),
                    finding.cause().orElseThrow().rivals(),
                    finding.toString());
        }
        String sentence = diagnosis.sentence();
        assertTrue(sentence.startsWith("Loss both ways, alike. From 22:13:35."), sentence);
        assertTrue(
                sentence.contains(" packets of the 4 connections opened before leave a and never reach b ("), sentence);
        assertTrue(
                sentence.contains(" packets of the 3 connections opened before leave b and never reach a ("), sentence);
        assertTrue(sentence.contains("; of the 3 opened since and of all others "), sentence);
        assertTrue(
                sentence.endsWith(" Most likely, both ways: stateful device without the state, or as likely ACL or"
                        + " anti-spoofing."),
                sentence);
    }

    /** Three that break at one moment and four opened since: too few to exclude chance, and no worse an explanation. */
    @Test
    void shouldOfferThatStoryOfSomeConnections() throws IOException {
        Diagnosis diagnosis = diagnosis(cleared(new SplittableRandom(1)), 3, 0, 4, 0);
        Finding finding = diagnosis.findings().stream()
                .filter(each -> each.from().equals(Optional.of("a")))
                .findFirst()
                .orElseThrow();
        Finding.Cause cause = finding.cause().orElseThrow();
        assertEquals("stateful device without the state", cause.name(), cause::toString);
        assertEquals(List.of("ACL or anti-spoofing"), cause.rivals(), cause::toString); // the new ones send no data
        assertEquals(Grade.LIKELY, cause.grade());
    }

    /** Nothing else is sent until they have given up: the path may have been down, or just these dropped. */
    @Test
    void shouldNotBeCertainOfAnOutageThatOldConnectionsAloneTellOf() throws IOException {
        LossyTraffic traffic = cleared(new SplittableRandom(1));
        for (int i = 0; i < 3; i++) {
            traffic.talk(i * 130 * MILLIS, true, 60, 700 * MILLIS);
        }
        for (int i = 0; i < 15; i++) {
            traffic.ping(i * SECOND / 2, i % 2 == 0, 7001 + i % 2, i, 84, 0);
            traffic.ping(60 * SECOND + i * SECOND / 2, i % 2 == 0, 7003 + i % 2, i, 84, 0);
        }
        Diagnosis diagnosis = traffic.run().diagnosis;
        assertTrue(
                diagnosis.findings().stream()
                        .flatMap(each -> each.cause().stream())
                        .noneMatch(each -> each.grade() == Grade.CERTAIN),
                diagnosis.findings()::toString);
    }

    /** One connection each way, and one opened since: as it happens. */
    @Test
    void shouldNotTellThatStoryOfFewConnections() throws IOException {
        Diagnosis diagnosis = diagnosis(cleared(new SplittableRandom(1)), 1, 1, 1, 1);
        assertTrue(
                diagnosis.findings().stream()
                        .flatMap(each -> each.cause().stream())
                        .noneMatch(each -> each.name().equals("stateful device without the state")),
                diagnosis.sentence());
    }

    /** One that breaks in mid-life, and the next one passes: no rule about ports does that, and one bad path may. */
    @Test
    void shouldOfferThatStoryOfOneConnection() throws IOException {
        Scenario s = new Scenario(directory).quiet(0, 40);
        BgpSpeaker old = new BgpSpeaker(s, true, 40_117).establishes(2 * SECOND);
        for (int second = 3; second < 15; second += 3) {
            old.keepalive(true, second * SECOND);
            old.keepalive(false, second * SECOND + 700 * MILLIS);
        }
        Packet again = old.message(true, BgpBytes.keepalive());
        Packet unheard = old.message(false, BgpBytes.keepalive());
        for (int i = 0; i < 6; i++) {
            long nanos = CLEARED + i * 1300 * MILLIS;
            s.lost(nanos, unheard);
            s.delivered(nanos + 213 * MILLIS, again);
            s.lost(nanos + 214 * MILLIS, old.segment(false, Packet.ACK));
        }
        BgpSpeaker opened = new BgpSpeaker(s, true, 40_119).establishes(25 * SECOND);
        opened.keepalive(true, 28 * SECOND);
        opened.keepalive(false, 29 * SECOND);
        Finding finding = s.run().diagnosis.findings().get(0);
        assertEquals("five-tuple", finding.decidedBy().orElseThrow().feature().id(), finding.toString());
        Finding.Cause cause = finding.cause().orElseThrow();
        assertEquals("stateful device without the state", cause.name(), cause::toString);
        assertEquals(List.of("ECMP or LAG member"), cause.rivals(), cause::toString);
    }
}
