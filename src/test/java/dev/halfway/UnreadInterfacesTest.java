package dev.halfway;

import static dev.halfway.Scenario.EPOCH;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.capture.PcapngBytes;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Grade;
import dev.halfway.diagnose.InputFacts;
import dev.halfway.match.LossRow;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A capture with more interfaces than are kept: what is on the others may be any packet of that time. */
class UnreadInterfacesTest {
    private static final int KEPT = 65_536;
    private static final int PINGS = 60;
    private static final int FIRST = 20;

    @TempDir
    Path directory;

    private static PcapngBytes capture(int interfaces) {
        PcapngBytes bytes = new PcapngBytes().section(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < interfaces; i++) {
            bytes.iface(101, 0);
        }
        return bytes;
    }

    /** Pings from a to b; from the {@link #FIRST} on so many are on the last interface of b's capture, or nowhere. */
    private Diagnosis run(int elsewhere, int lost) throws IOException {
        PcapngBytes a = capture(1);
        PcapngBytes b = capture(KEPT + 1);
        for (int i = 0; i < PINGS; i++) {
            Packet request = Packet.request(Scenario.A, Scenario.B, 7, i);
            long micros = (EPOCH + i * SECOND) / 1_000;
            long arrival = micros + MILLIS / 1_000;
            a.packet(0, micros, request.bytes());
            boolean there = i < FIRST || i >= FIRST + elsewhere + lost;
            if (there) {
                b.packet(0, arrival, request.bytes());
                b.packet(0, arrival + 50, request.answer().bytes());
                a.packet(0, arrival + 1_000, request.answer().bytes());
            } else if (i < FIRST + elsewhere) {
                b.packet(KEPT, arrival, request.bytes());
            }
        }
        return diagnosed(a, b);
    }

    private Diagnosis diagnosed(PcapngBytes a, PcapngBytes b) throws IOException {
        return Analysis.run(
                UsualOptions.of(
                        List.of(
                                UsualOptions.host("a", Files.write(directory.resolve("a.pcapng"), a.bytes())),
                                UsualOptions.host("b", Files.write(directory.resolve("b.pcapng"), b.bytes()))),
                        Map.of("a", List.of(Scenario.A), "b", List.of(Scenario.B))),
                Optional.empty());
    }

    private static LossRow requests(Diagnosis diagnosis) {
        return diagnosis.losses().stream()
                .filter(row -> row.from().equals("a"))
                .findFirst()
                .orElseThrow();
    }

    /** Lost is what is sure not to be among them. */
    @ParameterizedTest
    @CsvSource({"5, 0, 0", "0, 5, 5"})
    void shouldCallNothingLostThatMayBeOnAnInterfaceThatIsNotRead(int elsewhere, int lost, int told)
            throws IOException {
        Diagnosis diagnosis = run(elsewhere, lost);
        assertEquals(PINGS, requests(diagnosis).sent());
        assertEquals(told, requests(diagnosis).lost());
        InputFacts input = diagnosis.inputs().get(1);
        assertEquals(
                elsewhere > 0 ? Map.of("on interfaces beyond those that are read", (long) elsewhere) : Map.of(),
                input.ignored());
        assertEquals(input.point().source().packets(), input.analysed() + elsewhere);
        assertEquals(
                elsewhere > 0,
                input.point().source().warnings().stream().anyMatch(each -> each.contains("65536 interfaces")));
        assertEquals(
                elsewhere > 0,
                diagnosis.notes().stream().anyMatch(each -> each.contains("5 packets are on interfaces beyond")));
        assertTrue(elsewhere == 0 || diagnosis.exitCode() == 3, diagnosis::sentence);
    }

    /** An interface of a link type that is not read may hold what seems lost: it is, likely, but not for certain. */
    @ParameterizedTest
    @CsvSource({"true, LIKELY", "false, CERTAIN"})
    void shouldNotBeCertainWherePacketsOfALinkTypeAreNotRead(boolean holdsOthers, Grade grade) throws IOException {
        PcapngBytes a = capture(1);
        PcapngBytes b = capture(1);
        b.iface(189, 0);
        for (int i = 0; i < PINGS; i++) {
            Packet request = Packet.request(Scenario.A, Scenario.B, 7, i);
            long micros = (EPOCH + i * SECOND) / 1_000;
            long arrival = micros + MILLIS / 1_000;
            a.packet(0, micros, request.bytes());
            if (i % 3 != 1) {
                b.packet(0, arrival, request.bytes());
                b.packet(0, arrival + 50, request.answer().bytes());
                a.packet(0, arrival + 1_000, request.answer().bytes());
            } else if (holdsOthers) {
                b.packet(1, arrival, request.bytes());
            }
        }
        Diagnosis diagnosis = diagnosed(a, b);
        assertEquals(PINGS / 3, requests(diagnosis).lost());
        assertEquals(grade, diagnosis.findings().get(0).grade(), diagnosis::sentence);
    }
}
