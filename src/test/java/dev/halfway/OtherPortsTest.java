package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.ContentKey;
import dev.halfway.decode.PortSet;
import dev.halfway.diagnose.InputFacts.OtherTcp;
import dev.halfway.match.Bounds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OtherPortsTest {
    @Test
    void shouldBeEmptyAtFirst() {
        assertEquals(Optional.empty(), new OtherPorts().facts());
    }

    @Test
    void shouldCountTheServersPort() {
        OtherPorts ports = new OtherPorts();
        ports.note(40_000, 179);
        ports.note(179, 40_000);
        assertEquals(Optional.of(new OtherTcp(2, 179, 2)), ports.facts());
        assertEquals("all on port 179", ports.facts().orElseThrow().where());
        ports.note(22, 50_000);
        assertEquals("most on port 179", ports.facts().orElseThrow().where());
    }

    /** Thousands of other ports, each rare, do not hide the one that most packets are on, nor are counted for it. */
    @Test
    void shouldFindTheCommonestAmongMany() {
        OtherPorts ports = new OtherPorts();
        for (int i = 0; i < 10_000; i++) {
            ports.note(179, 60_000);
            if (i % 2 == 0) {
                ports.note(1_000 + i % 3_000, 60_000);
            }
        }
        OtherTcp facts = ports.facts().orElseThrow();
        assertEquals(15_000, facts.packets());
        assertEquals(179, facts.commonestPort());
        assertTrue(facts.commonestPackets() > 7_500 && facts.commonestPackets() <= 10_000, facts::toString);
        assertEquals("most on port 179", facts.where());
    }

    @Test
    void shouldBeSaidInNotesAndCounts() throws Exception {
        Path directory = Path.of("captures/incident");
        var diagnosis = Analysis.run(
                new AnalysisOptions(
                        List.of(
                                UsualOptions.host("219", directory.resolve("219.pcap")),
                                UsualOptions.host("231", directory.resolve("231.pcap"))),
                        Map.of(),
                        PortSet.of(80),
                        Optional.empty(),
                        3_000_000_000L,
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        OptionalLong.empty(),
                        Bounds.usual(2),
                        ContentKey.PUBLIC),
                Optional.empty());

        assertEquals(
                List.of(
                        "TCP on other ports was left aside: 148 packets, all on port 179; --tcp-port 179 analyses them."),
                diagnosis.notes());
        assertEquals(
                Map.of("TCP on ports not analysed, all on port 179", 89L),
                diagnosis.inputs().get(0).ignored());
    }
}
