package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.halfway.capture.Recordings.Portion;
import dev.halfway.capture.Recordings.Same;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordingsTest {
    private static final long MILLIS = 1_000_000;

    private final List<Portion> portions = new ArrayList<>();
    private int interfaceCount;

    /** With the interfaces of these names, of an Ethernet; times in milliseconds. */
    private void add(String file, long first, long last, String... names) {
        Map<Same, Integer> interfaces = new HashMap<>();
        for (String name : names) {
            interfaces.put(new Same(1, name, 0), interfaceCount++);
        }
        portions.add(new Portion(file, first * MILLIS, last * MILLIS, interfaces));
    }

    private void assertFirsts(int... expected) {
        assertArrayEquals(expected, Recordings.firsts(portions, interfaceCount));
    }

    @Test
    void shouldJoinFilesThatFollowOneAnother() {
        add("b.pcap2", 2_000, 3_000, "");
        add("b.pcap", 0, 1_000, "");
        add("b.pcap1.gz", 1_000, 2_000, "");
        assertFirsts(1, 1, 1);
    }

    @Test
    void shouldNotJoinFilesThatOverlap() {
        add("b1.pcap", 0, 1_000, "");
        add("b2.pcap", 900, 2_000, "");
        assertFirsts(0, 1);
    }

    @Test
    void shouldBearTimesThatRunBackALittle() {
        add("b1.pcap", 0, 1_005, "");
        add("b2.pcap", 1_000, 2_000, "");
        assertFirsts(0, 0);
    }

    /** A few packets of one interface, and all of another: short as it is, the one lies within the other. */
    @Test
    void shouldNotJoinAShortFileWithOneThatBeginsInIt() {
        add("tap0.pcap", 0, 5, "");
        add("tap1.pcap", 1, 2_000, "");
        assertFirsts(0, 1);
    }

    /** Somebody began to capture elsewhere. */
    @Test
    void shouldNotJoinFilesOfOtherNames() {
        add("bond.pcap", 0, 1_000, "");
        add("veth.pcap", 2_000, 3_000, "");
        assertFirsts(0, 1);
    }

    @Test
    void shouldNotJoinOtherInterfaces() {
        add("b1.pcapng", 0, 1_000, "eth0");
        add("b2.pcapng", 2_000, 3_000, "eth1");
        add("b3.pcapng", 4_000, 5_000, "eth1", "eth0");
        assertFirsts(0, 1, 1, 3);
    }

    /** Two rotations at once: names tell which file goes on with which. */
    @Test
    void shouldJoinTheFilesOfEachRotation() {
        add("eth0-00001.pcap", 0, 1_000, "");
        add("eth1-00001.pcap", 0, 1_001, "");
        add("eth1-00002.pcap", 1_002, 2_000, "");
        add("eth0-00002.pcap", 1_003, 2_000, "");
        assertFirsts(0, 1, 1, 0);
    }

    /** As a file has them that was made of very many others. */
    @Test
    void shouldBearVeryManyThatOverlap() {
        for (int i = 0; i < 20_000; i++) {
            add("b.pcapng", i, 100_000, "");
        }
        assertFirsts(IntStream.range(0, 20_000).toArray());
    }
}
