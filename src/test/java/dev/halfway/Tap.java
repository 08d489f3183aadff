package dev.halfway;

import dev.halfway.capture.PcapngBytes;
import dev.halfway.decode.Packets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

/** The capture of one host in a scenario: what it saw and when, and how its clock stood; becomes a pcapng file. */
final class Tap {
    /** One packet seen once; the frame number is known when the file is written. */
    static final class Record {
        final String host;
        private final long trueNanos;
        private final byte[] bytes;
        private long heldNanos;
        private int piece;
        private long dropsBefore;
        private int kept = Integer.MAX_VALUE;
        private int number;
        int file;
        long frame;

        private Record(String host, long trueNanos, byte[] bytes) {
            this.host = host;
            this.trueNanos = trueNanos;
            this.bytes = bytes;
        }

        /** The capture holds no more than so many bytes of it. */
        void keep(int length) {
            kept = length;
        }

        /** As damaged by the capture itself: an IPv4 header shorter than there is. */
        void malformed() {
            bytes[14] = 0x41;
        }

        /** It is written so much later, behind others, with the time when it was seen. */
        void writtenLater(long nanos) {
            heldNanos = nanos;
        }

        /** The capture says that it dropped so many packets just before this one (epb_dropcount). */
        void afterDropping(long count) {
            dropsBefore = count;
        }
    }

    private record Statistics(long trueNanos, long dropped) {}

    private static final int ETHERNET = 1;
    private static final int RAW = 101;
    private static final int LINUX_SLL2 = 276;
    private static final int IF_TSRESOL = 9;
    private static final int ISB_IFDROP = 5;
    private static final int EPB_DROPCOUNT = 4;

    final String name;
    private final List<Record> records = new ArrayList<>();
    private final List<Statistics> statistics = new ArrayList<>();
    private LongUnaryOperator clock = LongUnaryOperator.identity();
    private int cutBytes;
    private boolean onAnyInterface;
    private boolean onTunnelDevice;
    private int interfaces = 1;
    private boolean sections;
    private boolean apart;
    private int snapLength = 262_144;
    private BiFunction<Long, Boolean, Integer> pieces = (nanos, outgoing) -> 0;
    private BiPredicate<Long, Boolean> left = (nanos, outgoing) -> false;
    private BiPredicate<Packet, Boolean> filter = (packet, outgoing) -> true;
    private long fromNanos = Long.MIN_VALUE;
    private long toNanos = Long.MAX_VALUE;
    private final List<Long> restarts = new ArrayList<>();

    Tap(String name) {
        this.name = name;
    }

    /** From true time to what this host's clock shows, both nanoseconds since the epoch. */
    void clock(LongUnaryOperator shown) {
        clock = shown;
    }

    /** Ends its file at a moment and begins another with the next packet. */
    void restart(long trueNanos) {
        restarts.add(trueNanos);
    }

    /** Keeps only so many bytes of each packet. */
    void snapLength(int bytes) {
        snapLength = bytes;
    }

    /** Before it sees anything: its records stand in pieces, one behind the other, by their true time and whether they leave. */
    void writesInPieces(BiFunction<Long, Boolean, Integer> which) {
        pieces = which;
    }

    /** Misses some, by their true time and whether they leave. */
    void leavesOut(BiPredicate<Long, Boolean> which) {
        left = which;
    }

    /** Captures only what passes, by the packet and whether it leaves. */
    void filter(BiPredicate<Packet, Boolean> passes) {
        filter = passes;
    }

    /** Captures only what it sees from one moment of true time up to another. */
    void watching(long from, long to) {
        fromNanos = from;
        toNanos = to;
    }

    /** Captures on all interfaces at once: cooked packets that say where each was seen. */
    void captureOnAny() {
        onAnyInterface = true;
    }

    /** Captures on a device that has no link headers. */
    void captureOnTunnelDevice() {
        onTunnelDevice = true;
    }

    /** Captures on so many interfaces, which have no names. */
    void captureOn(int count) {
        interfaces = count;
    }

    /** The last so many bytes of its files are missing. */
    void cutShort(int bytes) {
        cutBytes = bytes;
    }

    /** Writes one section after the other, all in one file. */
    void inOneFile() {
        sections = true;
    }

    /** Captures each interface on its own: a file for each, or one after the other. */
    void eachInterfaceApart() {
        apart = true;
    }

    /** @param interfaceIndex from 1, as the cooked header says; an Ethernet header does not */
    Record sees(long trueNanos, Packet packet, boolean outgoing, int interfaceIndex) {
        byte[] ip = packet.bytes();
        int type = packet.isIpv6() ? 0x86dd : 0x0800;
        Record record = new Record(
                name,
                trueNanos,
                onAnyInterface
                        ? cooked(
                                type,
                                interfaceIndex,
                                outgoing ? 4 : packet.isForAnother() ? 3 : packet.isToAll() ? 1 : 0,
                                ip)
                        : onTunnelDevice ? ip : Packets.concat(packet.linkAddresses(), Packets.u16(type), ip));
        record.number = Math.min(interfaceIndex, interfaces) - 1;
        record.piece = pieces.apply(trueNanos, outgoing);
        boolean isWatching = trueNanos >= fromNanos && trueNanos < toNanos;
        if (isWatching && filter.test(packet, outgoing) && !left.test(trueNanos, outgoing)) {
            records.add(record);
        }
        return record;
    }

    /** ARP for IPv4 (RFC 826); operation 1 asks, 2 answers. */
    void seesArp(long trueNanos, int operation, String sender, String target) {
        byte[] arp = Packets.concat(
                Packets.hex("0001 0800 06 04"),
                Packets.u16(operation),
                Packets.hex("020000000002"),
                Packets.address(sender),
                Packets.hex("000000000000"),
                Packets.address(target));
        records.add(new Record(name, trueNanos, Packets.ethernet(0x0806, arp)));
    }

    /** Something else on the wire: it widens the window and says that this capture is not filtered. */
    void seesUdp(long trueNanos) {
        seesUdp(trueNanos, "192.0.2.1", "192.0.2.2");
    }

    /** The same from one address to another. */
    void seesUdp(long trueNanos, String source, String destination) {
        byte[] ip = Packets.ipv4(source, destination, 17, Packets.udp(53, new byte[8]));
        records.add(new Record(name, trueNanos, Packets.ethernet(0x0800, ip)));
    }

    /** Says at this moment how many packets it has dropped since it began (Interface Statistics Block). */
    void countsDropped(long trueNanos, long dropped) {
        statistics.add(new Statistics(trueNanos, dropped));
    }

    private static byte[] cooked(int type, int interfaceIndex, int packetType, byte[] ip) {
        byte[] header = ByteBuffer.allocate(20)
                .putShort((short) type)
                .putShort((short) 0)
                .putInt(interfaceIndex)
                .putShort((short) 1)
                .put((byte) packetType)
                .put((byte) 6)
                .put(Packets.hex(packetType == 4 ? "020000000001" : "020000000002"))
                .array();
        return Packets.concat(header, ip);
    }

    /**
     * The capture files, by name; packets of a piece in the order in which they were seen, with the time that the clock then showed.
     */
    Map<String, byte[]> captures() {
        records.sort(Comparator.comparingInt((Record record) -> record.piece)
                .thenComparingLong(record -> record.trueNanos + record.heldNanos));
        statistics.sort(Comparator.comparingLong(Statistics::trueNanos));
        Map<String, byte[]> captures = new LinkedHashMap<>();
        if (apart) {
            for (int each = 0; each < interfaces; each++) {
                int number = each;
                addPortions(captures, name + number + "-", record -> record.number == number);
            }
        } else {
            addPortions(captures, name, record -> true);
        }
        return captures;
    }

    private void addPortions(Map<String, byte[]> captures, String prefix, Predicate<Record> which) {
        PcapngBytes file = new PcapngBytes();
        long from = Long.MIN_VALUE;
        long frame = 0;
        int portion = 0;
        List<Long> ends = new ArrayList<>(restarts);
        ends.add(Long.MAX_VALUE);
        for (long end : ends) {
            frame = addPortion(file, frame, captures.size(), from, end, which);
            from = end;
            if (!sections || end == Long.MAX_VALUE) {
                byte[] whole = file.bytes();
                captures.put(prefix + portion++ + ".pcapng", Arrays.copyOf(whole, whole.length - cutBytes));
                file = new PcapngBytes();
                frame = 0;
            }
        }
    }

    /** Returns the number of its last frame. */
    private long addPortion(
            PcapngBytes file, long framesBefore, int index, long fromNanos, long toNanos, Predicate<Record> which) {
        file.section(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < interfaces; i++) {
            file.iface(
                    onAnyInterface ? LINUX_SLL2 : onTunnelDevice ? RAW : ETHERNET,
                    snapLength,
                    file.byteOption(IF_TSRESOL, 9));
        }
        List<Statistics> untold = new ArrayList<>(statistics.stream()
                .filter(each -> each.trueNanos >= fromNanos && each.trueNanos < toNanos)
                .toList());
        long frame = framesBefore;
        for (Record record : records) {
            if (record.trueNanos < fromNanos || record.trueNanos >= toNanos || !which.test(record)) {
                continue;
            }
            while (!untold.isEmpty() && untold.get(0).trueNanos < record.trueNanos) {
                write(file, untold.remove(0));
            }
            record.file = index;
            record.frame = ++frame;
            PcapngBytes.Option[] options = record.dropsBefore == 0
                    ? new PcapngBytes.Option[0]
                    : new PcapngBytes.Option[] {file.longOption(EPB_DROPCOUNT, record.dropsBefore)};
            int length = Math.min(Math.min(snapLength, record.kept), record.bytes.length);
            byte[] kept = Arrays.copyOf(record.bytes, length);
            file.packet(record.number, clock.applyAsLong(record.trueNanos), kept, record.bytes.length, options);
        }
        untold.forEach(each -> write(file, each));
        return frame;
    }

    private void write(PcapngBytes file, Statistics each) {
        file.statistics(0, clock.applyAsLong(each.trueNanos), file.longOption(ISB_IFDROP, each.dropped));
    }
}
