package dev.halfway.flood;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Traffic between A (10.0.0.0/16 and fd00:a::/64) and B (10.1.0.0/16 and fd00:b::/64) that no network carries by itself. */
public enum Flood {
    /** Each SYN of a connection of its own; none arrives. */
    SYNS_LOST {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            taps.fromA(nanos, syn(i), false);
        }
    },
    /** The same, and all arrive. */
    SYNS {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            taps.fromA(nanos, syn(i), true);
        }
    },
    /** SYNs of one connection that begins anew and anew; none arrives. */
    SYNS_OF_ONE {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            taps.fromA(nanos, Bytes.tcp(A, 5_000, B, BGP, SYN, i * 7_919, 0, NONE, NONE), false);
        }
    },
    /** Each ping of an identifier of its own, over many addresses; half of them arrive. */
    PINGS {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            byte[] echo = Bytes.echo(8, i & 0xffff, 0, PING);
            taps.fromA(nanos, Bytes.ipv4(A + (i >>> 16), B, Bytes.ICMP, echo), i % 2 == 0);
        }
    },
    /** Pings of one identifier; half of them arrive, and those with another content. */
    PINGS_SPOILED {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            taps.fromA(nanos, Bytes.ipv4(A, B, Bytes.ICMP, Bytes.echo(8, 9, i, PING)), false);
            byte[] other = PING.clone();
            other[i % 48 + 8] ^= 1;
            taps.atB(nanos, Bytes.ipv4(A, B, Bytes.ICMP, Bytes.echo(8, 9, i, other)));
        }
    },
    /** Pings of one identifier that are lost, and others of it that nobody sent. */
    PINGS_STRANGE {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            byte[] lost = PING.clone();
            ByteBuffer.wrap(lost).putInt(i);
            taps.fromA(nanos, Bytes.ipv4(A, B, Bytes.ICMP, Bytes.echo(8, 9, i & 0x3fff, lost)), false);
            taps.atB(nanos, Bytes.ipv4(A, B, Bytes.ICMP, Bytes.echo(8, 9, i & 0x3fff | 0x8000, lost)));
        }
    },
    /** Each connection has other addresses behind a device between, and it takes one SYN. */
    TRANSLATED {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            int port = 1_024 + i % 60_000;
            taps.fromA(nanos, Bytes.tcp(A, port, B, BGP, SYN, i, 0, NONE, NONE), false);
            taps.atB(nanos, Bytes.tcp(A + 1 + i % 250, port, B, BGP, SYN, i, 0, NONE, NONE));
        }
    },
    /** Resets that look alike; all arrive. */
    RESETS {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            taps.fromA(nanos, Bytes.tcp(A, 5_000, B, BGP, RST, 1, 0, NONE, NONE), true);
        }
    },
    /** Packets that look alike but for a few IP IDs; none arrives. */
    RESETS_LOST {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            byte[] segment = Bytes.segment(5_000, BGP, RST, 1, 0, NONE, NONE);
            taps.fromA(nanos, Bytes.ipv4(A, B, Bytes.TCP, 1 + i % 20_000, 0x4000, NONE, segment), false);
        }
    },
    /** The same bytes again and again; none arrives. */
    RESENT_LOST {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            taps.fromA(nanos, Bytes.tcp(A, 5_000, B, BGP, ACK, 1 + i % 7, i, NONE, PAYLOAD), false);
        }
    },
    /** Pieces of the same window again and again; half of them arrive. */
    RESENT {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            int at = 1 + (i * 37 & 0xffff);
            taps.fromA(nanos, Bytes.tcp(A, 5_000, B, BGP, ACK, at, 1, NONE, PAYLOAD), i % 2 == 0);
        }
    },
    /** New bytes, and between them others from far before, as often; none arrives. */
    RESENT_FAR {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            int at = i % 2 == 0 ? 1 + i * 50 : 1 + i * 7_919 % (1 + i) * 50;
            taps.fromA(nanos, Bytes.tcp(A, 5_000, B, BGP, ACK, at, 1, NONE, PAYLOAD), false);
        }
    },
    /** Segments of which every other byte arrives, one at a time. */
    PIECES {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            int segment = i / 700;
            if (i % 700 == 0) {
                taps.fromA(nanos, Bytes.tcp(A, 5_000, B, BGP, ACK, 1 + segment * 1_400, 1, NONE, SEGMENT), false);
            }
            byte[] piece = {0};
            taps.atB(nanos, Bytes.tcp(A, 5_000, B, BGP, ACK, 1 + 2 * (i * 37 % 700) + segment * 1_400, 1, NONE, piece));
        }
    },
    /** Bursts of data on as many connections as there are. */
    DATA {
        @Override
        long stepNanos() {
            return 20_000;
        }

        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            int flow = i / 70;
            int port = 1_024 + flow % 60_000;
            int from = A + flow / 60_000;
            taps.fromA(nanos, Bytes.tcp(from, port, B, BGP, ACK, 1 + i % 70 * 100, 1, NONE, PAYLOAD), true);
        }
    },
    /** Acknowledgments alike, of data that is never there, with SACK blocks. */
    ACKS {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            ByteBuffer sack = ByteBuffer.allocate(28).putInt(0x0101051a);
            for (int k = 0; k < 6; k++) {
                sack.putInt(1_000 * k + i % 9);
            }
            if (i % 64 == 0) {
                taps.fromA(nanos, Bytes.tcp(A, 5_000, B, BGP, ACK, i / 64 * 20, 1, NONE, PAYLOAD), i % 128 == 0);
            }
            taps.fromB(nanos, Bytes.tcp(B, BGP, A, 5_000, ACK, 1, 1 + i / 9_999, sack.array(), NONE), true);
        }
    },
    /** Fragments that overlap, of four datagrams. */
    FRAGMENTS_OF_FEW {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            taps.fromA(nanos, fragment(i % 4, i * 5 % 8_000), i % 3 != 0);
        }
    },
    /** Fragments that overlap, of as many datagrams as there are identifications. */
    FRAGMENTS_OF_MANY {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            taps.fromA(nanos, fragment(i / 4, i % 4 * 2), i % 3 != 0);
        }
    },
    /** Fragments of one identification that arrive cut again, each in two; of every tenth the second half is lost. */
    FRAGMENTS_CUT_AGAIN {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            int eighths = 1 + i * 12 % 8_000;
            byte[] body = new byte[96];
            ByteBuffer.wrap(body).putInt(i);
            taps.fromA(nanos, fragmentOfOne(eighths, body), false);
            taps.atB(nanos, fragmentOfOne(eighths, Arrays.copyOf(body, 48)));
            if (i % 10 != 0) {
                taps.atB(nanos, fragmentOfOne(eighths + 6, Arrays.copyOfRange(body, 48, 96)));
            }
        }
    },
    /** Tags in tags, as many as 64 KiB hold. */
    TAGS {
        @Override
        int linkType() {
            return Taps.ETHERNET;
        }

        @Override
        public int most() {
            return 4_000;
        }

        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            ByteBuffer frame =
                    ByteBuffer.allocate(65_000).putLong(0x0200000000010200L).putInt(2);
            while (frame.remaining() > 200) {
                frame.putShort((short) 0x8100).putShort((short) (frame.position() & 0xfff));
            }
            frame.putShort((short) 0x0800).put(ping(i));
            taps.fromA(nanos, Arrays.copyOf(frame.array(), frame.position()), true);
        }
    },
    /** IP in IP in IP, as often as 64 KiB hold. */
    TUNNELS {
        @Override
        public int most() {
            return 4_000;
        }

        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            byte[] inner = ping(i);
            int layers = 3_200;
            ByteBuffer all = ByteBuffer.allocate(20 * layers + inner.length);
            for (int k = 0; k < layers; k++) {
                byte[] header = Bytes.ipv4(A, B, Bytes.IP_IN_IP, NONE);
                header[2] = (byte) (all.remaining() >>> 8);
                header[3] = (byte) all.remaining();
                all.put(header);
            }
            taps.fromA(nanos, all.put(inner).array(), true);
        }
    },
    /** Options of no length, of IPv4 and TCP, and IPv6 extension headers without end. */
    OPTIONS {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            byte[] zeros = new byte[40];
            Arrays.fill(zeros, 0, 40, (byte) (i % 2 == 0 ? 0x07 : 0x01));
            zeros[1] = 0;
            byte[] segment = Bytes.segment(5_000, BGP, ACK, i, 1, zeros, NONE);
            taps.fromA(nanos, Bytes.ipv4(A, B, Bytes.TCP, 0, 0x4000, zeros, segment), true);
            if (i % 100 == 0) {
                byte[] headers = new byte[60_000];
                taps.fromA(nanos, Bytes.ipv6(0xfd00000a00000000L, 1, 0xfd00000b00000000L, 1, 0, headers), true);
            }
        }

        @Override
        public int most() {
            return 200_000;
        }
    },
    /** Flows whose addresses differ and cancel out. */
    COLLISIONS {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            byte[] segment = Bytes.segment(5_000, BGP, SYN, i, 0, NONE, NONE);
            // Within fd00:a::/32: high and low differ by the same.
            long high = 0xfd00000a00000000L | i;
            taps.fromA(nanos, Bytes.ipv6(high, i, 0xfd00000b00000000L, 1, Bytes.TCP, segment), i % 2 == 0);
        }
    },
    /** Connections that all say BGP, and no more. */
    BGP_CONNECTIONS {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            int port = 1_024 + i % 60_000;
            int from = A + i / 60_000;
            taps.fromA(nanos, Bytes.tcp(from, port, B, BGP, SYN, 1, 0, NONE, NONE), true);
            taps.fromB(nanos, Bytes.tcp(B, BGP, from, port, SYN | ACK, 7, 2, NONE, NONE), true);
            taps.fromA(nanos, Bytes.tcp(from, port, B, BGP, ACK, 2, 8, NONE, KEEPALIVE), true);
        }
    },
    /** Connections between the same ports, one after the other, each of which says BGP. */
    BGP_AGAIN {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            int port = 1_024 + i % 200;
            taps.fromA(nanos, Bytes.tcp(A, port, B, BGP, SYN, i * 7_919, 0, NONE, NONE), true);
            taps.fromA(nanos, Bytes.tcp(A, port, B, BGP, ACK, i * 7_919 + 1, 8, NONE, KEEPALIVE), true);
        }
    },
    /** One session that never stops talking; UPDATEs between, so that nothing can be put together. */
    BGP_MESSAGES {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            byte[] message = i % 2 == 0 ? KEEPALIVE : UPDATE;
            int at = 1 + i / 2 * (KEEPALIVE.length + UPDATE.length) + i % 2 * KEEPALIVE.length;
            taps.fromA(nanos, Bytes.tcp(A, 5_000, B, BGP, ACK, at, 1, NONE, message), true);
        }
    },
    /** What BGP says with a hole before each word, on many connections. */
    BGP_HOLES {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            int port = 1_024 + i % 1_000;
            int at = 1 + i / 1_000 * 30;
            taps.fromA(nanos, Bytes.tcp(A, port, B, BGP, ACK, at, 1, NONE, KEEPALIVE), true);
        }
    },
    /** ICMP errors, each about another packet that was sent before. */
    ERRORS {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            byte[] sent = Bytes.tcp(A, 5_000, B, BGP, SYN, i, 0, NONE, NONE);
            if (i % 4 == 0) {
                taps.fromA(nanos, sent, false);
            }
            byte[] quote = Bytes.echo(3, 0, 0, Arrays.copyOf(sent, 28));
            quote[1] = (byte) (i % 16);
            taps.fromB(nanos, Bytes.ipv4(B + i % 5_000, A, Bytes.ICMP, quote), true);
        }
    },
    /** Pings to and from as many addresses as there are. */
    ADDRESSES {
        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            int from = A + i % 60_000;
            int to = B + i / 7 % 60_000;
            taps.fromA(nanos, Bytes.ipv4(from, to, Bytes.ICMP, Bytes.echo(8, 9, i, PING)), true);
            taps.fromB(nanos, Bytes.ipv4(to, from, Bytes.ICMP, Bytes.echo(0, 9, i, PING)), i % 2 == 0);
        }
    },
    /** Long after each other, so that nothing is under way at once: connections to ever other addresses. */
    SERVICES {
        @Override
        long stepNanos() {
            return 1_000_000;
        }

        @Override
        void one(Taps taps, long nanos, int i) throws IOException {
            taps.fromA(nanos, Bytes.tcp(A, 5_000, B + i % 60_000, BGP, SYN, i, 0, NONE, NONE), true);
        }
    },
    /** A pcapng section of as many interfaces. */
    INTERFACES {
        @Override
        public void write(Path directory, int count) throws IOException {
            pcapng(directory, out -> {
                for (int i = 0; i < count; i++) {
                    block(out, 1, ByteBuffer.allocate(8).putShort((short) Taps.RAW_IP));
                }
            });
        }
    },
    /** A pcapng interface of as many options as 16 MB hold, and blocks of nothing but options. */
    BLOCK_OPTIONS {
        @Override
        public void write(Path directory, int count) throws IOException {
            pcapng(directory, out -> {
                int once = Math.min(count, 4_000_000);
                block(out, 1, options(8, once).putShort(0, (short) Taps.RAW_IP));
                for (int i = 0; i < count / 1_000; i++) {
                    block(out, 5, options(12, 1_000));
                }
            });
        }
    };

    static final int SYN = 2;
    static final int RST = 4;
    static final int ACK = 16;
    static final int BGP = 179;
    static final int A = 10 << 24 | 1;
    static final int B = 10 << 24 | 1 << 16 | 1;
    static final byte[] NONE = {};
    static final byte[] PING = new byte[56];
    static final byte[] PAYLOAD = new byte[100];
    static final byte[] SEGMENT = new byte[1_400];
    static final byte[] KEEPALIVE = message(4, 19);
    static final byte[] UPDATE = message(2, 23);

    private static final long SECOND = 1_000_000_000L;
    private static final long STEP_NANOS = 2_000;
    private static final int START_SECOND = 20;
    private static final int END_SECOND = 50;

    private static byte[] message(int type, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, 0, 16, (byte) 0xff);
        bytes[17] = (byte) length;
        bytes[18] = (byte) type;
        return bytes;
    }

    /** Which addresses are whose, as {@code --address} takes it. */
    public static String addressesOf(String host) {
        return host.equals("a") ? "10.0.0.0/16,fd00:a::/32" : "10.1.0.0/16,fd00:b::/32";
    }

    int linkType() {
        return Taps.RAW_IP;
    }

    /** More of it would only be a larger file. */
    public int most() {
        return Integer.MAX_VALUE;
    }

    /** So many of its packets are lost in truth, at most. */
    public int mostLost(int count) {
        return switch (this) {
            case SYNS, RESETS, DATA, TAGS, TUNNELS, OPTIONS, BGP_CONNECTIONS, BGP_AGAIN, BGP_MESSAGES, BGP_HOLES -> 0;
            case SERVICES, INTERFACES, BLOCK_OPTIONS, TRANSLATED -> 0;
            default -> count;
        };
    }

    long stepNanos() {
        return STEP_NANOS;
    }

    void one(Taps taps, long nanos, int i) throws IOException {
        throw new UnsupportedOperationException(name());
    }

    /** Writes {@code a.pcap} and {@code b.pcap}: pings of one a second, with the flood in the middle. */
    public void write(Path directory, int count) throws IOException {
        try (Taps taps = new Taps(directory, linkType())) {
            quiet(taps, 0, START_SECOND);
            long nanos = START_SECOND * SECOND;
            for (int i = 0; i < count; i++) {
                one(taps, nanos, i);
                nanos += stepNanos();
            }
            int next = (int) (nanos / SECOND) + 2;
            quiet(taps, next, next + END_SECOND);
        }
    }

    private void quiet(Taps taps, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            byte[] request = Bytes.ipv4(A, B, Bytes.ICMP, Bytes.echo(8, 7, i, PING));
            byte[] reply = Bytes.ipv4(B, A, Bytes.ICMP, Bytes.echo(0, 7, i, PING));
            taps.fromA(i * SECOND, linked(request), true);
            taps.fromB(i * SECOND + SECOND / 1_000, linked(reply), true);
        }
    }

    private byte[] linked(byte[] packet) {
        return linkType() == Taps.RAW_IP
                ? packet
                : ByteBuffer.allocate(14 + packet.length)
                        .putLong(0x0200000000010200L)
                        .putInt(2)
                        .putShort((short) 0x0800)
                        .put(packet)
                        .array();
    }

    private static byte[] syn(int i) {
        int port = 1_024 + i % 60_000;
        return Bytes.tcp(A + i / 60_000, port, B, BGP, SYN, i, 0, NONE, NONE);
    }

    private static byte[] ping(int i) {
        return Bytes.ipv4(A, B, Bytes.ICMP, Bytes.echo(8, 9, i, PING));
    }

    private static byte[] fragment(int datagram, int eighths) {
        byte[] body = eighths == 0 ? Bytes.echo(8, 9, datagram, PING) : PING;
        return Bytes.ipv4(A, B, Bytes.ICMP, datagram & 0xffff, 0x2000 | eighths, NONE, body);
    }

    private static byte[] fragmentOfOne(int eighths, byte[] body) {
        return Bytes.ipv4(A, B, Bytes.ICMP, 7, 0x2000 | eighths, NONE, body);
    }

    /** What is between the head of a pcapng file and its packets. */
    private interface Middle {
        void write(OutputStream out) throws IOException;
    }

    private static void pcapng(Path directory, Middle middle) throws IOException {
        for (String host : new String[] {"a", "b"}) {
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(directory.resolve(host + ".pcap")))) {
                block(
                        out,
                        0x0a0d0d0a,
                        ByteBuffer.allocate(16)
                                .putInt(0x1a2b3c4d)
                                .putInt(0x00010000)
                                .putLong(-1));
                middle.write(out);
                for (int i = 0; i < START_SECOND; i++) {
                    byte[] packet = ping(i);
                    long micros = 1_700_000_000_000_000L + i * 1_000_000L + (host.equals("b") ? 300 : 0);
                    block(
                            out,
                            6,
                            ByteBuffer.allocate(20 + packet.length)
                                    .putInt(0)
                                    .putInt((int) (micros >>> 32))
                                    .putInt((int) micros)
                                    .putInt(packet.length)
                                    .putInt(packet.length)
                                    .put(packet));
                }
            }
        }
    }

    /** So many empty options behind a block's own fields. */
    private static ByteBuffer options(int ownBytes, int count) {
        ByteBuffer body = ByteBuffer.allocate(ownBytes + 4 * count + 4);
        for (int i = 0; i < count; i++) {
            body.putInt(ownBytes + 4 * i, 0x7fff0000);
        }
        return body;
    }

    private static void block(OutputStream out, int type, ByteBuffer body) throws IOException {
        int length = 12 + body.capacity();
        out.write(ByteBuffer.allocate(8).putInt(type).putInt(length).array());
        out.write(body.array());
        out.write(ByteBuffer.allocate(4).putInt(length).array());
    }
}
