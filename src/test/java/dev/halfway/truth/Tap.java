package dev.halfway.truth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The capture on one host: what it records of what passes, stamped by that host's clock. */
final class Tap {
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_ARP = 0x0806;
    private static final int ETHERTYPE_IPV6 = 0x86DD;
    private static final int SMALLEST_ETHERNET_FRAME = 60;
    /** From one of its interfaces to the next. */
    static final long COPY_LAG_NANOS = 2_000;

    private final HostSetup setup;
    private final HostClock clock;
    private final CaptureFile file;
    private final SplittableRandom random;
    private final List<Sighting> records = new ArrayList<>();
    private final List<Long> dropTimes = new ArrayList<>();
    private long unreportedDrops;
    private int dropping;

    Tap(HostSetup setup, HostClock clock, CaptureFile file, SplittableRandom random) {
        this.setup = setup;
        this.clock = clock;
        this.file = file;
        this.random = random;
    }

    HostSetup setup() {
        return setup;
    }

    /** In frame order. */
    List<Sighting> records() {
        return records;
    }

    /** When the capture dropped a record, in order; whether it says so is {@link HostSetup#reportsDrops}. */
    List<Long> dropTimes() {
        return dropTimes;
    }

    /** Shows the capture a packet, on each of its interfaces. The result is recorded if any of them was. */
    Sighting see(Ip packet, boolean sent, boolean offloaded, List<WirePacket> pieces, long nowNanos) {
        byte[] bytes = WireFormat.encode(packet, offloaded);
        int etherType = packet.isVersion6() ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4;
        Sighting first = null;
        List<Sighting> recorded = new ArrayList<>(setup.interfaces);
        for (int i = 0; i < setup.interfaces; i++) {
            Sighting sighting = new Sighting(this, sent, nowNanos + i * COPY_LAG_NANOS, pieces);
            record(sighting, etherType, bytes, i);
            if (sighting.recorded()) {
                recorded.add(sighting);
            }
            boolean better = first == null
                    || sighting.recorded() && (!first.recorded() || sighting.stampNanos < first.stampNanos);
            first = better ? sighting : first;
        }
        recorded.remove(first);
        for (Sighting copy : recorded) {
            copy.copyOf = first;
            first.copies.add(copy);
        }
        return first;
    }

    /** An ARP request for {@code target}, asked or heard. */
    void seeArp(byte[] target, boolean sent, long nowNanos) {
        ByteBuffer arp = ByteBuffer.allocate(28);
        arp.putShort((short) 1)
                .putShort((short) ETHERTYPE_IPV4)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 1);
        arp.put(hardwareAddress(sent)).put(new byte[] {10, 39, 1, (byte) setup.number});
        arp.put(new byte[6]).put(target);
        record(new Sighting(this, sent, nowNanos, List.of()), ETHERTYPE_ARP, arp.array(), 0);
    }

    /** Statistics up to now, where the format and the setup want any. */
    void writeStatistics(long nowNanos, boolean last) {
        boolean window = setup.reportsWindow && last;
        if (setup.format != HostSetup.Format.PCAPNG || !(window || setup.reportsDrops)) {
            return;
        }
        long end = Math.min(nowNanos, setup.captureEndNanos);
        if (end < setup.captureStartNanos) {
            return;
        }
        long start = window ? clock.at(setup.captureStartNanos) : -1;
        long drops = setup.reportsDrops ? dropTimes.size() : -1;
        try {
            file.statistics(clock.at(end), start, records.size() + dropTimes.size(), drops);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void record(Sighting sighting, int etherType, byte[] network, int interfaceIndex) {
        if (sighting.atNanos < setup.captureStartNanos || sighting.atNanos > setup.captureEndNanos) {
            sighting.unrecorded = Sighting.Unrecorded.OUTSIDE_WINDOW;
            return;
        }
        if (drops()) {
            sighting.unrecorded = Sighting.Unrecorded.DROPPED;
            dropTimes.add(sighting.atNanos);
            unreportedDrops++;
            return;
        }
        byte[] bytes = withLinkHeader(etherType, network, sighting.sent, interfaceIndex);
        long disorder = setup.stampDisorderNanos > 0 ? random.nextLong(setup.stampDisorderNanos) : 0;
        sighting.stampNanos = clock.at(sighting.atNanos) - disorder;
        try {
            file.packet(
                    sighting.stampNanos,
                    bytes,
                    Math.min(bytes.length, setup.snapLength),
                    setup.reportsDrops ? unreportedDrops : 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        unreportedDrops = 0;
        records.add(sighting);
        sighting.frame = records.size();
    }

    /** Captures drop in runs: the buffer is full for a while. */
    private boolean drops() {
        if (dropping > 0) {
            dropping--;
            return true;
        }
        if (random.nextDouble() < setup.captureDropRate / setup.captureDropRun) {
            dropping = setup.captureDropRun - 1;
            return true;
        }
        return false;
    }

    private byte[] withLinkHeader(int etherType, byte[] network, boolean sent, int interfaceIndex) {
        int headerLength = setup.linkHeaderLength();
        int length = headerLength + network.length;
        if (setup.linkType == HostSetup.ETHERNET && !sent) {
            length = Math.max(length, SMALLEST_ETHERNET_FRAME);
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        int packetType = sent ? 4 : 0;
        switch (setup.linkType) {
            case HostSetup.ETHERNET ->
                out.put(hardwareAddress(!sent)).put(hardwareAddress(sent)).putShort((short) etherType);
            case HostSetup.SLL ->
                out.putShort((short) packetType)
                        .putShort((short) 1)
                        .putShort((short) 6)
                        .put(hardwareAddress(sent))
                        .putShort((short) 0)
                        .putShort((short) etherType);
            default ->
                out.putShort((short) etherType)
                        .putShort((short) 0)
                        .putInt(2 + interfaceIndex)
                        .putShort((short) 1)
                        .put((byte) packetType)
                        .put((byte) 6)
                        .put(hardwareAddress(sent))
                        .putShort((short) 0);
        }
        out.put(network);
        return out.array();
    }

    /** This host's, or the router's. */
    private byte[] hardwareAddress(boolean own) {
        return new byte[] {2, 0, 0, 0, 0, (byte) (own ? setup.number : 0xFE)};
    }
}
