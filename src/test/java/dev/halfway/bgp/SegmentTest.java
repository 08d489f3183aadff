package dev.halfway.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.decode.Packets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SegmentTest {
    private static final byte[] KEEPALIVE = BgpBytes.keepalive();

    private static Optional<MessageType> type(byte[]... parts) {
        byte[] payload = Packets.concat(parts);
        byte[] buffer = Packets.concat(new byte[7], payload);
        return Segment.type(buffer, 7, payload.length, payload.length);
    }

    @Test
    void shouldTellKeepalivesOnlyWhereThereIsNothingElse() {
        assertEquals(Optional.of(MessageType.KEEPALIVE), type(KEEPALIVE));
        assertEquals(Optional.of(MessageType.KEEPALIVE), type(KEEPALIVE, KEEPALIVE));
        assertEquals(Optional.of(MessageType.UPDATE), type(KEEPALIVE, BgpBytes.update(40)));
        assertEquals(Optional.of(MessageType.UPDATE), type(BgpBytes.update(40), KEEPALIVE));
        assertEquals(Optional.of(MessageType.NOTIFICATION), type(BgpBytes.notification(4, 0)));
    }

    @Test
    void shouldTellNothingOfOtherBytes() {
        assertEquals(Optional.empty(), type(new byte[19]));
        assertEquals(Optional.empty(), type());
        assertEquals(Optional.empty(), type(KEEPALIVE, new byte[5]));
        assertEquals(Optional.empty(), type(BgpBytes.header(18, 4)));
        assertEquals(Optional.empty(), type(BgpBytes.header(23, 99)));
    }

    @Test
    void shouldTellNothingOfWhatIsCutBehindAKeepalive() {
        byte[] two = Packets.concat(KEEPALIVE, KEEPALIVE);
        for (int captured = 0; captured < two.length; captured++) {
            assertEquals(Optional.empty(), Segment.type(Arrays.copyOf(two, captured), 0, captured, two.length));
        }
    }
}
