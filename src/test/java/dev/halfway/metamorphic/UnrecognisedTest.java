package dev.halfway.metamorphic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.AnalysisOptions;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.Fate;
import dev.halfway.match.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in both captures and is not recognised is not lost. */
class UnrecognisedTest {
    private static final int OWN = 0x0a2701db; // 10.39.1.219
    private static final int TRANSLATED = 0xc0a80909; // 192.168.9.9
    private static final long SECOND = 1_000_000_000;

    @TempDir
    private Path directory;

    /** A SYN and the RST that refuses it are too few to tell of a translation; forty such flows are not. */
    @Test
    void shouldRecogniseShortFlowsBehindATranslator() throws IOException {
        Answer answer = answer("no-listener", UnrecognisedTest::translated);
        assertEquals(0, answer.lost().size(), answer::words);
        assertTrue(answer.count("231>219", Fate.DELIVERED) >= 39, answer::words);
    }

    /** A SYN, a segment and their answers tell by what they acknowledge; behind a translator as well. */
    @ParameterizedTest
    @ValueSource(strings = {"injected-reset", "nat"})
    void shouldRecogniseShortConnectionsWithShiftedSequenceNumbers(String name) throws IOException {
        Answer answer = answer(name, UnrecognisedTest::shifted);
        assertEquals(0, answer.lost().size(), answer::words);
        assertTrue(answer.count("219>231", Fate.DELIVERED) > 30, answer::words);
    }

    /** A clock that was set while flows were translated: their packets are as far apart before it and behind, each. */
    @ParameterizedTest
    @ValueSource(longs = {37 * SECOND, -900_000_000, 900_000_000, -37 * SECOND})
    void shouldRecogniseTranslatedFlowsThroughAStep(long step) throws IOException {
        Answer before = answer("nat-loss", each -> each);
        for (int frame : new int[] {12, 26, 38, 60}) {
            Answer answer = answer("nat-loss", each -> each.frame() < frame ? each : each.at(each.nanos() + step));
            assertTrue(answer.lost("219>231") <= before.lost("219>231"), answer::words);
            assertEquals(0, answer.lost("231>219"), answer::words);
            assertTrue(answer.is(Verdict.ONE_WAY_LOSS) || answer.is(Verdict.INCONCLUSIVE), answer::words);
            assertEquals(0, answer.count("231>219", Fate.MISSED), "219's capture holds them all");
        }
    }

    /** What a short snap length leaves of a packet has the addresses of its host's side. */
    @Test
    void shouldKnowTheCutRecordsOfTranslatedFlows() throws IOException {
        Answer answer = answer("nat", "219", each -> each.snapped(46));
        assertEquals(0, answer.lost().size(), answer::words);
    }

    /** A real loss beside a step is one. */
    @Test
    void shouldStillLoseBesideAStep() throws IOException {
        Recording whole = Recording.read("231", Path.of("captures/random-10-one-way/231.pcap"));
        int middle = whole.items().size() / 2;
        Answer answer =
                answer("random-10-one-way", each -> each.frame() < middle ? each : each.at(each.nanos() + 40 * SECOND));
        Answer before = answer("random-10-one-way", each -> each);
        assertTrue(before.lost("219>231") > 0, before::words);
        long unsure = answer.packets().stream()
                .filter(each -> each.fate() == Fate.UNOBSERVABLE && each.reason() == Reason.CLOCK_STEPPED)
                .count();
        assertEquals(before.lost("219>231"), answer.lost("219>231"), () -> answer.words() + unsure);
    }

    /** What goes to the service, as 231 sees it. */
    private static Recording.Item shifted(Recording.Item item) {
        Ip ip = Ip.of(item.bytes(), Recording.ETHERNET);
        if (ip == null || !ip.isTcp() || ip.destinationPort() != 179 && ip.sourcePort() != 179) {
            return item;
        }
        boolean acknowledges = (ip.bytes.get(ip.at + 33) & 0x10) != 0;
        if (ip.destinationPort() == 179) {
            ip.shift(4, 123_456_789);
        } else if (acknowledges) {
            ip.shift(8, 123_456_789);
            ip.shiftSelective(123_456_789);
        }
        return item.with(ip.array());
    }

    /** The address of 219 as 231 sees it. */
    private static Recording.Item translated(Recording.Item item) {
        Ip ip = Ip.of(item.bytes(), Recording.ETHERNET);
        if (ip == null) {
            return item;
        }
        ip.translate(OWN, TRANSLATED);
        return item.with(ip.array());
    }

    private Answer answer(String name, UnaryOperator<Recording.Item> change) throws IOException {
        return answer(name, "231", change);
    }

    private Answer answer(String name, String changed, UnaryOperator<Recording.Item> change) throws IOException {
        List<AnalysisOptions.Host> hosts = new ArrayList<>();
        for (String host : List.of("219", "231")) {
            Recording recording = Recording.read(host, Path.of("captures", name, host + ".pcap"));
            Recording given = host.equals(changed)
                    ? recording.with(recording.items().stream().map(change).toList())
                    : recording;
            hosts.add(new AnalysisOptions.Host(
                    host, List.of(Files.write(directory.resolve(host + ".pcap"), given.pcap()))));
        }
        return Answer.of(hosts.toArray(AnalysisOptions.Host[]::new));
    }
}
