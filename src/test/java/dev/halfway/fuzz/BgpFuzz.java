package dev.halfway.fuzz;

import dev.halfway.bgp.Budget;
import dev.halfway.bgp.ByteStream;
import dev.halfway.bgp.Fault;
import dev.halfway.bgp.Message;
import dev.halfway.bgp.MessageType;
import dev.halfway.bgp.Stamp;
import dev.halfway.bgp.TapConnection;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.PortSet;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * One TCP connection to port 179 whose segments are anything. Input, for each segment: its TCP flags, a byte whose top bits
 * choose the end that sends and whether the sequence number goes on from the last or is given, the length of its payload in
 * two bytes, of which a quarter may be cut by the snap length; then the sequence number when it is given, and the payload.
 */
public final class BgpFuzz {
    static final int FROM_OTHER = 0x80;
    static final int SEQUENCE_GIVEN = 0x40;
    static final int CUT = 0x20;

    private static final int RAW_IP = 101;
    private static final int IP_LENGTH = 20;
    private static final int TCP_LENGTH = 20;
    private static final int MOST_PAYLOAD = 2_048;
    private static final long STEP_NANOS = 40_000_000L;

    private BgpFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Decoder decoder = new Decoder(PortSet.of(179));
        DecodedPacket packet = new DecodedPacket();
        TapConnection tap = new TapConnection(0, new Budget(1 << 15));
        int[] next = {1_000, 2_000_000_000};
        ByteBuffer in = ByteBuffer.wrap(input);
        long number = 0;
        boolean taken = false;
        try {
            while (in.hasRemaining()) {
                int flags = in.get() & 0xff;
                int choice = in.get() & 0xff;
                int length = Math.min(in.getShort() & 0xffff, MOST_PAYLOAD);
                int from = (choice & FROM_OTHER) != 0 ? 1 : 0;
                int sequence = (choice & SEQUENCE_GIVEN) != 0 ? in.getInt() : next[from];
                byte[] payload = new byte[Math.min(length, in.remaining())];
                in.get(payload);
                int captured = (choice & CUT) != 0 ? payload.length * 3 / 4 : payload.length;
                byte[] bytes = segment(from, flags, sequence, next[1 - from], payload);
                int capturedLength = bytes.length - payload.length + captured;
                next[from] = sequence + payload.length + Integer.bitCount(flags & 3);
                int outcome = decoder.decode(bytes, 0, capturedLength, bytes.length, RAW_IP, packet);
                Require.that(outcome == DecodedPacket.IN_SCOPE, "a segment in scope");
                number++;
                if (tap.glance(from, packet, bytes) == TapConnection.Heard.TAKEN) {
                    tap.accept(from, packet, bytes, new Stamp(number * STEP_NANOS, 0, number));
                    taken = true;
                }
            }
        } catch (BufferUnderflowException e) {
            // The input ends within a segment's head: there is no more.
        }
        tap.close();
        if (taken) {
            check(tap, number * STEP_NANOS);
        }
    }

    private static byte[] segment(int from, int flags, int sequence, int acknowledgment, byte[] payload) {
        ByteBuffer bytes = ByteBuffer.allocate(IP_LENGTH + TCP_LENGTH + payload.length);
        bytes.put((byte) 0x45).put((byte) 0).putShort((short) bytes.capacity()).putInt(0);
        bytes.put((byte) 64).put((byte) 6).putShort((short) 0);
        bytes.putInt(from == 0 ? 0x0a270101 : 0x0a270102).putInt(from == 0 ? 0x0a270102 : 0x0a270101);
        bytes.putShort((short) (from == 0 ? 40_000 : 179)).putShort((short) (from == 0 ? 179 : 40_000));
        bytes.putInt(sequence).putInt(acknowledgment);
        bytes.put((byte) 0x50).put((byte) flags).putShort((short) 512).putInt(0);
        return bytes.put(payload).array();
    }

    private static void check(TapConnection tap, long nanos) {
        tap.tcpState(nanos);
        tap.fsmState(nanos);
        tap.establishedNanos();
        for (int from = 0; from < 2; from++) {
            ByteStream stream = tap.stream(from);
            Require.that(stream.skippedBytes() >= 0 && stream.cutBytes() >= 0, "bytes skipped and cut");
            Require.that(stream.bytesOutside() >= 0 && stream.unacknowledgedBytes() >= 0, "bytes outside");
            long kept = stream.log().leftOut();
            long end = Long.MIN_VALUE;
            for (Message message : stream.log().kept()) {
                Require.that(message.start() >= end && message.end() > message.start(), "messages in stream order");
                end = message.end();
                kept += message.count();
                message.open().ifPresent(Object::toString);
            }
            long counted = 0;
            for (MessageType type : MessageType.values()) {
                counted += stream.log().count(type);
            }
            Require.that(kept == counted, kept + " messages kept or left out, " + counted + " counted");
            for (Fault fault : Fault.values()) {
                Require.that(stream.faults(fault) >= 0, "faults");
            }
        }
    }
}
