package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.halfway.Analysis;
import dev.halfway.report.PublishedSchema;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From files to the report, with the real analysis: 20 pings each way, and the replies to b's pings are lost. */
class AnalyzeFilesTest {
    private static final int PINGS = 20;
    private static final int A = 0xc0000201;
    private static final int B = 0xc0000202;
    private static final int REQUEST = 8;
    private static final int REPLY = 0;

    @TempDir
    Path directory;

    private Path fileA;
    private Path fileB;

    @BeforeEach
    void writeCaptures() throws IOException {
        ByteBuffer a = pcap();
        ByteBuffer b = pcap();
        for (int i = 0; i < PINGS; i++) {
            int micros = i * 100_000;
            ping(b, micros, B, A, REQUEST, 1, i);
            ping(a, micros + 200, B, A, REQUEST, 1, i);
            ping(a, micros + 250, A, B, REPLY, 1, i);
            ping(a, micros + 50_000, A, B, REQUEST, 2, i);
            ping(b, micros + 50_200, A, B, REQUEST, 2, i);
            ping(b, micros + 50_250, B, A, REPLY, 2, i);
            ping(a, micros + 50_450, B, A, REPLY, 2, i);
        }
        fileA = write("a.pcap", a);
        fileB = write("b.pcap", b);
    }

    @Test
    void shouldFindTheLossWhateverTheOrderOfTheFiles() throws IOException {
        for (List<Path> order : List.of(List.of(fileA, fileB), List.of(fileB, fileA))) {
            CommandLineRun run = CommandLineRun.of(
                    Analysis::run,
                    "analyze",
                    "-o=json",
                    order.get(0).toString(),
                    order.get(1).toString());
            assertEquals(1, run.code(), run.err());
            assertEquals(List.of(), PublishedSchema.errors(run.out()));
            assertEquals(List.of("a>b icmp-echo-reply b 20"), losses(run.out()));
        }
    }

    @Test
    void shouldAnalyseOnlyWhatTheFilterPasses() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                Analysis::run, "analyze", "-o=json", "--filter=icmp[4:2] == 2", fileA.toString(), fileB.toString());
        assertEquals(List.of(), losses(run.out()));
        JsonNode input = new ObjectMapper().readTree(run.out()).at("/inputs/0");
        assertEquals(4 * PINGS, input.get("packets").asInt());
        assertEquals(2 * PINGS, input.get("analysed").asInt());
        assertEquals(0, run.code(), run.out());
    }

    @Test
    void shouldReadStandardInput() throws IOException {
        InputStream stdin = System.in;
        try {
            System.setIn(new ByteArrayInputStream(Files.readAllBytes(fileB)));
            CommandLineRun run = CommandLineRun.of(Analysis::run, "analyze", "-o=json", fileA.toString(), "b=-");
            assertEquals(List.of("a>b icmp-echo-reply b 20"), losses(run.out()));
            assertEquals(
                    "-",
                    new ObjectMapper().readTree(run.out()).at("/inputs/1/file").asText());
        } finally {
            System.setIn(stdin);
        }
    }

    @Test
    void shouldGiveTheFateOfEachPacket() {
        CommandLineRun run =
                CommandLineRun.of(Analysis::run, "analyze", "-o=packets", fileA.toString(), fileB.toString());
        List<String> lines = run.out().lines().toList();
        assertEquals(7 * PINGS, lines.size());
        for (String line : lines) {
            assertEquals(List.of(), PublishedSchema.packetErrors(line));
        }
        assertEquals(
                PINGS,
                lines.stream()
                        .filter(line -> line.contains("\"fate\":\"lost\""))
                        .count());
        assertTrue(lines.stream()
                .filter(line -> line.contains("\"fate\":\"lost\""))
                .allMatch(line ->
                        line.contains("\"typeP\":\"icmp-echo-reply\",\"role\":\"response\",\"initiator\":\"b\"")));
    }

    /** Rows with losses as {@code from>to typeP initiator lost}. */
    private static List<String> losses(String json) throws IOException {
        List<String> losses = new ArrayList<>();
        for (JsonNode row : new ObjectMapper().readTree(json).get("losses")) {
            if (row.get("lost").asInt() > 0) {
                losses.add(row.get("from").asText() + ">" + row.get("to").asText() + " "
                        + row.get("typeP").asText() + " " + row.get("initiator").asText() + " "
                        + row.get("lost").asText());
            }
        }
        return losses;
    }

    /** A microsecond pcap file of raw IP packets (LINKTYPE_RAW). */
    private static ByteBuffer pcap() {
        return ByteBuffer.allocate(16_384)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(65_535)
                .putInt(101);
    }

    private static void ping(ByteBuffer file, int micros, int from, int to, int type, int id, int sequence) {
        ByteBuffer packet = ByteBuffer.allocate(36)
                .put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) 36)
                .putInt(0)
                .put((byte) 64)
                .put((byte) 1)
                .putShort((short) 0)
                .putInt(from)
                .putInt(to)
                .put((byte) type)
                .put((byte) 0)
                .putShort((short) 0)
                .putShort((short) id)
                .putShort((short) sequence)
                .putLong(0x0123456789abcdefL * (sequence + 1));
        file.putInt(1_502_210_465 + micros / 1_000_000).putInt(micros % 1_000_000);
        file.putInt(packet.capacity()).putInt(packet.capacity()).put(packet.array());
    }

    private Path write(String name, ByteBuffer file) throws IOException {
        byte[] content = new byte[file.position()];
        file.flip().get(content);
        return Files.write(directory.resolve(name), content);
    }
}
