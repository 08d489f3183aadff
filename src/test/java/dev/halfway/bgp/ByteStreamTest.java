package dev.halfway.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.Packets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteStreamTest {
    private static final long MILLIS = 1_000_000L;
    /** Ends just before sequence numbers wrap. */
    private static final int ISN = -100;

    private final ByteStream stream = new ByteStream(new Budget(1 << 15), message -> {});

    /** Numbered UPDATEs of different lengths between KEEPALIVEs. */
    private static byte[] conversation(int messages) {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            all.add(BgpBytes.keepalive());
            all.add(BgpBytes.update(23 + i * 37 % 900));
        }
        return Packets.concat(all.toArray(byte[][]::new));
    }

    private void segment(byte[] bytes, int from, int to, long nanos) {
        stream.segment(ISN + 1 + from, bytes, from, to - from, to - from, new Stamp(nanos, 0, 1));
    }

    private long count(MessageType type) {
        return stream.log().count(type);
    }

    @Test
    void shouldPutTogetherWhatComesInAnyOrderAndTwice() {
        byte[] bytes = conversation(40);
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            ByteStream any = new ByteStream(new Budget(1 << 15), message -> {});
            any.begin(ISN);
            List<int[]> parts = new ArrayList<>();
            for (int at = 0; at < bytes.length; ) {
                int end = Math.min(bytes.length, at + 1 + random.nextInt(700));
                parts.add(new int[] {Math.max(0, at - random.nextInt(60)), end});
                if (random.nextInt(3) == 0) {
                    parts.add(new int[] {Math.max(0, at - random.nextInt(900)), end});
                }
                at = end;
            }
            Collections.shuffle(parts, random);
            for (int[] part : parts) {
                any.segment(
                        ISN + 1 + part[0], bytes, part[0], part[1] - part[0], part[1] - part[0], new Stamp(0, 0, 1));
            }
            assertEquals(40, any.log().count(MessageType.KEEPALIVE), "seed " + seed);
            assertEquals(40, any.log().count(MessageType.UPDATE), "seed " + seed);
            assertEquals(0, any.skippedBytes(), "seed " + seed);
            assertEquals(bytes.length, any.contiguousEnd(), "seed " + seed);
        }
    }

    @Test
    void shouldWaitForWhatIsSentAgain() {
        byte[] bytes = conversation(3);
        stream.begin(ISN);
        segment(bytes, 0, 19, 0);
        segment(bytes, 42, bytes.length, 10 * MILLIS);
        stream.advance(5_000 * MILLIS);
        assertEquals(1, count(MessageType.KEEPALIVE), "nobody acknowledged what waits");
        segment(bytes, 19, 42, 5_000 * MILLIS);
        assertEquals(3, count(MessageType.KEEPALIVE));
        assertEquals(3, count(MessageType.UPDATE));
        assertEquals(0, stream.skippedBytes());
    }

    @Test
    void shouldGiveUpAHoleThatTheReceiverDoesNotHave() {
        byte[] bytes = conversation(3);
        stream.begin(ISN);
        segment(bytes, 0, 19, 0);
        segment(bytes, 42, bytes.length, 10 * MILLIS);
        stream.acknowledged(ISN + 1 + bytes.length);
        stream.advance(11 * MILLIS);
        assertEquals(1, count(MessageType.KEEPALIVE), "it may yet come, the capture not being quite in order");
        stream.advance(111 * MILLIS);
        assertEquals(3, count(MessageType.KEEPALIVE));
        assertEquals(2, count(MessageType.UPDATE));
        assertEquals(23, stream.skippedBytes());
        assertTrue(stream.log().kept().stream().noneMatch(Message::behindHole));
    }

    @Test
    void shouldMarkWhatStandsBehindAHoleInTheEnd() {
        byte[] bytes = conversation(2);
        stream.begin(ISN);
        segment(bytes, 0, 19, 0);
        segment(bytes, 42, bytes.length, MILLIS);
        stream.acknowledged(ISN + 1 + 19);
        stream.close();
        List<Message> kept = stream.log().kept();
        assertEquals(3, kept.size());
        assertFalse(kept.get(0).behindHole());
        assertTrue(kept.get(1).behindHole());
        assertTrue(kept.get(2).behindHole());
    }

    @Test
    void shouldCountWhatTheSnapLengthCutsOff() {
        byte[] bytes = conversation(4);
        stream.begin(ISN);
        int at = 0;
        for (int i = 0; i < 4; i++) {
            int end = at + 19 + 23 + i * 37 % 900;
            stream.segment(ISN + 1 + at, bytes, at, 40, end - at, new Stamp(i, 0, 1));
            at = end;
        }
        assertEquals(4, count(MessageType.KEEPALIVE));
        assertEquals(4, count(MessageType.UPDATE), "their headers are there");
        assertEquals(bytes.length - 160, stream.cutBytes());
    }

    @Test
    void shouldHoldNoMoreThanItsBound() {
        byte[] bytes = new byte[60_000];
        byte[] update = BgpBytes.update(4_000);
        for (int i = 0; i < 15; i++) {
            System.arraycopy(update, 0, bytes, 4_000 * i, 4_000);
        }
        stream.begin(ISN);
        stream.segment(ISN + 1, BgpBytes.keepalive(), 0, 19, 19, new Stamp(0, 0, 1));
        for (int i = 0; i < 50; i++) {
            stream.segment(ISN + 2_000 + 60_000 * i, bytes, 0, 60_000, 60_000, new Stamp(0, 0, 1));
        }
        assertEquals(1, count(MessageType.KEEPALIVE));
        assertEquals(50 * 15, count(MessageType.UPDATE), "the hole is given up when no more can wait");
        assertEquals(2_000 - 20, stream.skippedBytes());
    }

    @Test
    void shouldShareItsBoundWithOthers() {
        Budget budget = new Budget(1 << 15);
        int waiting = 0;
        for (int i = 0; i < 100; i++) {
            ByteStream one = new ByteStream(budget, message -> {});
            one.begin(ISN);
            byte[] bulk = new byte[60_000];
            for (int part = 0; part < 4; part++) {
                one.segment(ISN + 5_000 + 60_000 * part, bulk, 0, bulk.length, bulk.length, new Stamp(0, 0, 1));
            }
            waiting += one.contiguousEnd() == 0 ? 240_000 : 0;
        }
        assertTrue(waiting <= 4 << 20, waiting + " bytes wait");
        assertTrue(waiting > 2 << 20, waiting + " bytes wait");
    }

    @Test
    void shouldLeaveASegmentAsideThatIsFarOff() {
        byte[] bytes = conversation(1);
        stream.begin(ISN);
        segment(bytes, 0, 19, 0);
        stream.segment(ISN + Integer.MAX_VALUE, bytes, 0, 19, 19, new Stamp(1, 0, 1));
        segment(bytes, 19, bytes.length, 2);
        assertEquals(1, count(MessageType.UPDATE));
    }

    @Test
    void shouldKeepTheFirstAndTheLastOfVeryMany() {
        stream.begin(ISN);
        byte[] keepalive = BgpBytes.keepalive();
        int many = 5_000;
        for (int i = 0; i < many; i++) {
            stream.segment(ISN + 1 + 19 * i, keepalive, 0, 19, 19, new Stamp(i, 0, i));
        }
        MessageLog log = stream.log();
        assertEquals(many, log.count(MessageType.KEEPALIVE));
        assertEquals(1_024, log.kept().size());
        assertEquals(many - 1_024, log.leftOut());
        assertEquals(0, log.kept().get(0).completed().nanos());
        assertEquals(many - 1, log.kept().get(1_023).completed().nanos());
    }

    @Test
    void shouldTellAFloodOfUpdatesAsOne() {
        stream.begin(ISN);
        byte[] update = BgpBytes.update(50);
        for (int i = 0; i < 5_000; i++) {
            stream.segment(ISN + 1 + 50 * i, update, 0, 50, 50, new Stamp(i, 0, i));
        }
        List<Message> kept = stream.log().kept();
        assertEquals(1, kept.size());
        assertEquals(5_000, kept.get(0).count());
        assertEquals(250_000, kept.get(0).end());
        assertEquals(0, kept.get(0).completed().nanos());
        assertEquals(4_999, kept.get(0).last().nanos());
        assertEquals(5_000, stream.log().count(MessageType.UPDATE));
    }

    @Test
    void shouldReadAStreamMetInItsMiddle() {
        byte[] bytes = conversation(10);
        byte[] rest = Arrays.copyOfRange(bytes, 30, bytes.length);
        stream.segment(ISN, rest, 0, rest.length, rest.length, new Stamp(0, 0, 1));
        assertEquals(9, count(MessageType.KEEPALIVE));
        assertEquals(9, count(MessageType.UPDATE));
        assertFalse(stream.isFromStart());
    }
}
