package dev.halfway.bench;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Ethernet frames of the packets between the two hosts, as captured; with right checksums, where they are not cut. */
final class FrameBuilder {
    /** Snap length: as much of each frame is captured. */
    static final int CAPTURED = 256;
    /** Payload of the largest segment that leaves. */
    static final int LARGEST = 44 * 1448;

    private static final int PART = 1448;
    private static final int ETHERNET = 14;
    private static final int IP = 20;
    private static final int TCP_HEADER = 32;
    private static final int ICMP_HEADER = 8;
    private static final int ECHO_PAYLOAD = 56;
    private static final int TRANSPORT = ETHERNET + IP;
    private static final int BGP_HEADER = 19;
    private static final int BGP_PORT = 179;
    private static final int UPDATE = 2;
    private static final int KEEPALIVE = 4;
    private static final int[] ADDRESSES = {0x0a2701db, 0x0a2701e7};

    private final Options options;
    private final SplittableRandom random;
    private final byte[] bytes = new byte[CAPTURED];
    private final ByteBuffer frame = ByteBuffer.wrap(bytes);
    private final int[] identification = new int[2];
    private int length;
    private int sequence;

    FrameBuilder(Options options, SplittableRandom random) {
        this.options = options;
        this.random = random;
    }

    byte[] bytes() {
        return bytes;
    }

    int captured() {
        return Math.min(length, CAPTURED);
    }

    /** Of the frame on the link. */
    int length() {
        return length;
    }

    /** Length of a message that a speaker has now: mostly an UPDATE that withdraws prefixes, sometimes a KEEPALIVE. */
    int newMessage() {
        int prefixes = random.nextInt(35);
        return prefixes == 0 ? BGP_HEADER : BGP_HEADER + 4 + 4 * prefixes;
    }

    void build(FlowState flow, int host, int kind, long detail, long nanos) {
        boolean echo = kind == Counts.REQUEST || kind == Counts.REPLY;
        int payload = echo ? ECHO_PAYLOAD : kind == Counts.DATA ? flow.length[host] : 0;
        length = TRANSPORT + (echo ? ICMP_HEADER : TCP_HEADER) + payload;
        ethernetAndIp(host, echo ? 1 : 6);
        if (echo) {
            echo(flow, kind, detail);
        } else {
            tcp(flow, host, kind, nanos);
        }
        checksums();
    }

    private void ethernetAndIp(int host, int protocol) {
        frame.clear();
        frame.putShort((short) 0x0200).putInt(0x5e000001 + 1 - host);
        frame.putShort((short) 0x0200).putInt(0x5e000001 + host);
        frame.putShort((short) 0x0800);
        frame.putShort((short) 0x4500).putShort((short) (length - ETHERNET));
        int id = options.identifications ? 1 + identification[host]++ % 0xffff : 0;
        frame.putShort((short) id).putShort((short) 0x4000);
        frame.put((byte) 64).put((byte) protocol).putShort((short) 0);
        frame.putInt(ADDRESSES[host]).putInt(ADDRESSES[1 - host]);
    }

    private void echo(FlowState flow, int kind, long detail) {
        frame.put((byte) (kind == Counts.REQUEST ? 8 : 0)).put((byte) 0).putShort((short) 0);
        frame.putShort((short) (flow.number + 1)).putShort((short) detail);
        frame.putLong(detail >>> 16);
        for (int i = 16; i < 16 + ECHO_PAYLOAD - 8; i++) {
            frame.put((byte) i);
        }
    }

    private void tcp(FlowState flow, int host, int kind, long nanos) {
        boolean opener = flow.host == host;
        int port = 20_000 + flow.number % 40_000;
        frame.putShort((short) (opener ? port : BGP_PORT)).putShort((short) (opener ? BGP_PORT : port));
        boolean data = kind == Counts.DATA;
        sequence = flow.sequence[host];
        frame.putInt(sequence);
        frame.putInt(kind == Counts.RESET ? 0 : flow.received[host]);
        frame.put((byte) (TCP_HEADER / 4 << 4));
        frame.put((byte) (kind == Counts.RESET ? 0x04 : data ? 0x18 : 0x10));
        frame.putShort((short) 502).putShort((short) 0).putShort((short) 0);
        int clock = kind == Counts.RESET ? 0 : (int) (nanos / 1_000_000);
        frame.putInt(0x0101080a).putInt(clock + host * 77_777).putInt(clock - 1 + (1 - host) * 77_777);
        if (data) {
            message(flow.length[host], sequence);
        }
    }

    /** Always the same for the same sequence number: it may be sent again. */
    private void message(int size, int seed) {
        int end = Math.min(CAPTURED, frame.position() + size);
        int count = Math.min(size, end - frame.position());
        if (count < BGP_HEADER) {
            return;
        }
        frame.putLong(-1).putLong(-1);
        int messageLength = Math.min(size, 4_096);
        frame.putShort((short) messageLength).put((byte) (size == BGP_HEADER ? KEEPALIVE : UPDATE));
        if (size > BGP_HEADER) {
            frame.putShort((short) (messageLength - BGP_HEADER - 4));
            for (int i = 0; frame.position() + 6 <= end; i++) {
                frame.putInt(24 << 24 | (seed + i * 0x9e3779b9) >>> 8);
            }
            while (frame.position() < end) {
                frame.put((byte) 0);
            }
        }
    }

    private void checksums() {
        int captured = captured();
        frame.putShort(ETHERNET + 10, (short) 0);
        frame.putShort(ETHERNET + 10, (short) ~folded(sum(ETHERNET, TRANSPORT)));
        if (length > CAPTURED) {
            return;
        }
        int protocol = bytes[ETHERNET + 9];
        int at = TRANSPORT + (protocol == 1 ? 2 : 16);
        long sum = sum(TRANSPORT, captured);
        if (protocol == 6) {
            sum += sum(ETHERNET + 12, TRANSPORT) + protocol + captured - TRANSPORT;
        }
        frame.putShort(at, (short) ~folded(sum));
    }

    private long sum(int from, int to) {
        long sum = 0;
        for (int i = from; i + 1 < to; i += 2) {
            sum += frame.getShort(i) & 0xffff;
        }
        return (to - from & 1) == 0 ? sum : sum + ((bytes[to - 1] & 0xff) << 8);
    }

    private static int folded(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }

    /** It went through a router. */
    void hop() {
        bytes[ETHERNET + 8]--;
        frame.putShort(ETHERNET + 10, (short) 0);
        frame.putShort(ETHERNET + 10, (short) ~folded(sum(ETHERNET, TRANSPORT)));
    }

    /** Packets that the network card makes of a large segment. */
    int parts() {
        return LARGEST / PART;
    }

    /** Makes the large segment one of its packets. */
    void part(int number) {
        length = TRANSPORT + TCP_HEADER + PART;
        frame.putShort(ETHERNET + 2, (short) (length - ETHERNET));
        frame.putInt(TRANSPORT + 4, sequence + number * PART);
        hop();
        bytes[ETHERNET + 8]++;
    }
}
