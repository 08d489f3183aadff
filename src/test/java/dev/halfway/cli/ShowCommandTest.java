package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.capture.PcapngBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowCommandTest {
    private static final String ETHERNET = "020000000231" + "020000000219";
    /** 10.39.1.219 -> 10.39.1.231, echo reply, id 19809, seq 1, 8 bytes of payload. */
    private static final String ECHO_REPLY = ETHERNET + "0800" + "45000024123400004001" + "0000" + "0a2701db"
            + "0a2701e7" + "00000000" + "4d610001" + "0001020304050607";
    /** 10.39.1.219:179 -> 10.39.1.231:38688, SYN-ACK with MSS 1460. */
    private static final String SYN_ACK = ETHERNET + "0800" + "4500002c000040004006" + "0000" + "0a2701db" + "0a2701e7"
            + "00b39720" + "fffffff0" + "00000065" + "6012faf0" + "0000" + "0000" + "020405b4";

    private static final String UDP =
            ETHERNET + "0800" + "4500001c000000004011" + "0000" + "0a2701db" + "0a2701e7" + "00350035" + "00080000";
    private static final String ARP =
            ETHERNET + "0806" + "0001080006040001" + "0200000002190a2701db" + "0000000000000a2701e7";
    private static final String SPANNING_TREE =
            ETHERNET + "0026" + "424203000000000080000200000002190000000080000200000002198001";

    @TempDir
    Path directory;

    private String capture;

    @BeforeEach
    void writeCapture() throws IOException {
        capture = write("a.pcap", List.of(ECHO_REPLY, SYN_ACK, UDP, ARP, SPANNING_TREE))
                .toString();
    }

    @Test
    void shouldPrintOneLineForEachPacket() {
        CommandLineRun run = CommandLineRun.refused("show", capture);
        assertEquals("", run.err());
        assertEquals(0, run.code());
        String ends = "10.39.1.219 > 10.39.1.231";
        assertEquals(
                List.of(
                        "     1  2017-08-08 16:41:05.000001  " + ends + "  echo reply  id 19809 seq 1 len 8 ip-id 4660",
                        "     2  2017-08-08 16:41:05.000002  10.39.1.219:179 > 10.39.1.231:38688  SYN-ACK"
                                + "  seq 4294967280 ack 101 len 0 ip-id 0",
                        "     3  2017-08-08 16:41:05.000003  " + ends + "  left aside: UDP",
                        "     4  2017-08-08 16:41:05.000004  " + ends + "  left aside: ARP",
                        "     5  2017-08-08 16:41:05.000005  left aside: not IP"),
                run.out().lines().toList());
    }

    @Test
    void shouldShowAllFieldsOfOnePacket() {
        CommandLineRun run = CommandLineRun.refused("show", "-v", "--frame", "2", capture);
        assertEquals(0, run.code());
        for (String line : List.of(
                "Frame 2",
                "    length           58 bytes, 58 captured",
                "IPv4",
                "    source           10.39.1.219",
                "SYN-ACK (tcp-syn-ack)",
                "    ports            179 > 38688",
                "    flags            SYN, ACK",
                "    window           64240",
                "    MSS              1460",
                "    length           44 bytes, at byte 14 of the frame",
                "    payload          0 bytes, 0 captured, at byte 58 of the frame",
                "For comparison, dissected by Pcap4J")) {
            assertTrue(run.out().lines().anyMatch(line::equals), () -> line + "\n" + run.out());
        }
        assertTrue(run.out().contains("Acknowledgment Number: 101"), "Pcap4J agrees:\n" + run.out());
    }

    @Test
    void shouldLeaveTheOtherDissectionToVerbose() {
        CommandLineRun run = CommandLineRun.refused("show", "--frame", "2", capture);
        assertEquals("", run.err());
        assertEquals(0, run.code());
        assertTrue(run.out().contains("    ports            179 > 38688\n"), run.out());
        assertFalse(run.out().contains("Pcap4J"), run.out());
    }

    /** A router's "fragmentation needed" with the MTU 1400 (0x578) about an echo request with id 15033. */
    @Test
    void shouldNameTheFieldsOfAnErrorByWhatTheyAre() throws IOException {
        String error = ETHERNET + "0800" + "45000038000000004001" + "0000" + "0a270101" + "0a2701db" + "0304" + "0000"
                + "00000578" + "450005dc123440004001" + "0000" + "0a2701db" + "0a2701e7" + "0800" + "0000" + "3ab90007";
        String file = write("error.pcap", List.of(error)).toString();
        String out = CommandLineRun.refused("show", "--frame", "1", file).out();
        for (String line : List.of(
                "    MTU              1400",
                "    kind             echo request",
                "    identifier       15033",
                "    sequence         7")) {
            assertTrue(out.lines().anyMatch(line::equals), () -> line + "\n" + out);
        }
        assertFalse(out.contains("ports"), out);
        assertFalse(out.contains("rest of header"), out);
    }

    @Test
    void shouldTreatOnlyTheWatchedPortsAsOurs() {
        CommandLineRun run = CommandLineRun.refused("show", "--tcp-port=5201", capture);
        assertTrue(run.out().contains("left aside: TCP on other ports, see --tcp-port"), run.out());
    }

    @Test
    void shouldSayWhereItWasCapturedWhenAsked() throws IOException {
        PcapngBytes pcapng = new PcapngBytes();
        pcapng.section(ByteOrder.LITTLE_ENDIAN, pcapng.option(1, "host node-\u001b219"));
        pcapng.iface(1, 192, pcapng.option(2, "eth0"), pcapng.option(11, "\0icmp"));
        Path file = Files.write(directory.resolve("a.pcapng"), pcapng.bytes());
        assertEquals("", CommandLineRun.refused("show", file.toString()).err());
        assertEquals(
                "halfway: interface eth0 of node-\\x1b219, link type 1, 192 bytes of each packet, filter icmp\n",
                CommandLineRun.refused("show", "-v", file.toString()).err());
    }

    @Test
    void shouldSayHowManyPacketsThereAre() {
        CommandLineRun run = CommandLineRun.refused("show", "--frame=6", capture);
        assertEquals(2, run.code());
        assertEquals("", run.out());
        assertTrue(run.err().contains("a.pcap holds 5 packets"), run.err());
        assertEquals(2, CommandLineRun.refused("show", "--frame=0", capture).code());
    }

    @Test
    void shouldShowEveryPacketCutAtEveryLength() throws IOException {
        for (String packet : List.of(ECHO_REPLY, SYN_ACK, UDP, ARP)) {
            List<String> cuts = IntStream.rangeClosed(0, packet.length() / 2)
                    .mapToObj(length -> packet.substring(0, 2 * length))
                    .toList();
            String file = write("cuts.pcap", cuts).toString();
            CommandLineRun run = CommandLineRun.refused("show", file);
            assertEquals(0, run.code(), run.err());
            assertEquals(cuts.size(), run.out().lines().count());
            for (int frame = 1; frame <= cuts.size(); frame++) {
                assertEquals(
                        0,
                        CommandLineRun.refused("show", "--frame=" + frame, file).code());
            }
        }
    }

    @Test
    void shouldSayWhatIsNoCapture() throws IOException {
        CommandLineRun missing =
                CommandLineRun.refused("show", directory.resolve("missing.pcap").toString());
        assertEquals(4, missing.code());
        assertTrue(missing.err().contains("there is no such file"), missing.err());
        Path text = Files.writeString(directory.resolve("text.pcap"), "no capture at all\n");
        CommandLineRun run = CommandLineRun.refused("show", text.toString());
        assertEquals(4, run.code());
        assertEquals(1, run.err().lines().count(), run.err());
        assertEquals(4, CommandLineRun.refused("show", directory.toString()).code());
    }

    /** A microsecond pcap file (draft-ietf-opsawg-pcap), Ethernet, one packet a microsecond. */
    private Path write(String name, List<String> packets) throws IOException {
        ByteBuffer file = ByteBuffer.allocate(65_536).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(65_535)
                .putInt(1);
        int micros = 1;
        for (String packet : packets) {
            byte[] bytes = HexFormat.of().parseHex(packet);
            file.putInt(1_502_210_465)
                    .putInt(micros++)
                    .putInt(bytes.length)
                    .putInt(bytes.length)
                    .put(bytes);
        }
        byte[] content = new byte[file.position()];
        file.flip().get(content);
        return Files.write(directory.resolve(name), content);
    }
}
