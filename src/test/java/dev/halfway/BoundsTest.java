package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.diagnose.Diagnosis;
import dev.halfway.flood.Flood;
import dev.halfway.match.Bounds;
import dev.halfway.match.LossRow;
import dev.halfway.match.PacketFates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes beyond each single bound is counted and told, and nothing is called lost because of it. */
class BoundsTest {
    private static final int MANY = 1 << 20;
    private static final int CANNOT_TELL = 3;

    @TempDir
    Path directory;

    private Diagnosis analysed(Flood flood, int count, Bounds bounds, Optional<PacketFates> fates) throws IOException {
        flood.write(directory, count);
        return analysed(
                directory.resolve("a.pcap"),
                directory.resolve("b.pcap"),
                Map.of(
                        "a",
                        List.of(Flood.addressesOf("a").split(",")),
                        "b",
                        List.of(Flood.addressesOf("b").split(","))),
                bounds,
                fates);
    }

    private static Diagnosis analysed(
            Path a, Path b, Map<String, List<String>> addresses, Bounds bounds, Optional<PacketFates> fates)
            throws IOException {
        return Analysis.run(
                UsualOptions.of(List.of(UsualOptions.host("a", a), UsualOptions.host("b", b)), addresses, bounds),
                fates);
    }

    private static void assertCannotTell(Diagnosis diagnosis, String why) {
        assertEquals(CANNOT_TELL, diagnosis.exitCode(), diagnosis.sentence());
        assertEquals(0, diagnosis.losses().stream().mapToLong(LossRow::lost).sum());
        assertTrue(
                diagnosis.inputs().stream()
                        .anyMatch(input -> input.ignored().keySet().stream().anyMatch(each -> each.contains(why))),
                why);
    }

    private static boolean says(Diagnosis diagnosis, String words) {
        return diagnosis.notes().stream().anyMatch(each -> each.contains(words));
    }

    @Test
    void shouldHoldSoManyAlike() throws IOException {
        Bounds few = new Bounds(MANY, MANY, 100, MANY, MANY, MANY);
        for (Flood alike : List.of(Flood.RESETS, Flood.RESETS_LOST, Flood.RESENT_LOST, Flood.SYNS_OF_ONE)) {
            assertCannotTell(analysed(alike, 3_000, few, Optional.empty()), "--max-copies");
        }
        Diagnosis usual =
                analysed(Flood.RESETS, 2_000, new Bounds(MANY, MANY, 10_000, MANY, MANY, MANY), Optional.empty());
        assertTrue(
                usual.inputs().stream().allMatch(input -> input.ignored().isEmpty()),
                "below the bound none is left aside");
    }

    @Test
    void shouldListSoManyThatWait() throws IOException {
        Bounds few = new Bounds(MANY, MANY, MANY, 500, MANY, MANY);
        long[] told = new long[1];
        PacketFates count = fate -> told[0]++;
        assertCannotTell(analysed(Flood.PINGS, 3_000, few, Optional.of(count)), "--max-listed");
        assertTrue(told[0] >= 500, told[0] + " listed");
        Diagnosis unlisted = analysed(Flood.SYNS, 3_000, few, Optional.empty());
        assertTrue(
                unlisted.losses().stream().mapToLong(LossRow::delivered).sum() > 3_000,
                "a list that nobody wants has none");
    }

    @Test
    void shouldFollowSoManyConnections() throws IOException {
        Bounds few = new Bounds(MANY, MANY, MANY, MANY, 400, MANY);
        Diagnosis diagnosis = analysed(Flood.BGP_CONNECTIONS, 1_000, few, Optional.empty());
        assertTrue(
                says(diagnosis, "more connections than are followed"),
                diagnosis.notes().toString());
        long sessions = diagnosis.bgp().stream()
                .mapToLong(peering -> peering.sessions().size())
                .sum();
        assertEquals(100, sessions, "a fourth of the messages");
    }

    @Test
    void shouldSumUpSoManyServices() throws IOException {
        Bounds usual = new Bounds(MANY, MANY, MANY, MANY, MANY, MANY);
        Diagnosis diagnosis = analysed(Flood.SERVICES, 6_000, usual, Optional.empty());
        assertTrue(
                says(diagnosis, "More services are asked for than are kept"),
                diagnosis.notes().toString());
    }

    @Test
    void shouldTellSoManyFindings() throws IOException {
        Path saved = Path.of("captures/loss-both-ways");
        Diagnosis all = analysed(
                saved.resolve("219.pcap"), saved.resolve("231.pcap"), Map.of(), Bounds.usual(2), Optional.empty());
        Diagnosis one = analysed(
                saved.resolve("219.pcap"),
                saved.resolve("231.pcap"),
                Map.of(),
                new Bounds(MANY, MANY, MANY, MANY, MANY, 1),
                Optional.empty());
        assertTrue(all.findings().size() > 1, "there are several");
        assertEquals(all.findings().subList(0, 1), one.findings());
        assertEquals(all.exitCode(), one.exitCode());
        assertTrue(
                says(one, all.findings().size() - 1 + " more finding"),
                one.notes().toString());
    }
}
