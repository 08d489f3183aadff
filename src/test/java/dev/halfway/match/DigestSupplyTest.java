package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.decode.ContentKey;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.Packets;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestSupplyTest {
    private static final ContentKey OURS = ContentKey.PUBLIC;
    private static final ContentKey THEIRS = new ContentKey("theirs".getBytes(StandardCharsets.US_ASCII));
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final int HEADERS = 40;
    private static final int RAW = 101;

    private final DigestSupply first = new DigestSupply();
    private final DigestSupply second = new DigestSupply();

    /** A segment with so many bytes of payload, of which so many are there. */
    private static DecodedPacket segment(int length, int captured) {
        byte[] bytes = Survey.segment(A, 40_000, B, 179, Packets.ACK, 7, 5, length);
        DecodedPacket packet = new DecodedPacket();
        new Decoder(Survey.SERVICES).decode(bytes, 0, HEADERS + captured, bytes.length, RAW, packet);
        return packet;
    }

    private static DecodedPacket digested(ContentKey key) {
        DecodedPacket packet = segment(200, 0);
        packet.carries(key.id(), 77);
        return packet;
    }

    private boolean comparable(ContentKey known) {
        return DigestSupply.areComparable(List.of(first, second), known);
    }

    @Test
    void shouldCompareDigestsByOneKeyThatNeedNotBeKnown() {
        first.note(digested(THEIRS));
        second.note(digested(THEIRS));
        assertEquals(true, first.any());
        assertEquals(true, comparable(OURS));
    }

    @Test
    void shouldNotCompareDigestsByTwoKeys() {
        first.note(digested(THEIRS));
        second.note(digested(OURS));
        assertEquals(false, comparable(OURS));
    }

    @Test
    void shouldNotCompareWhereOneHostHasDigestsByTwoKeys() {
        first.note(digested(THEIRS));
        first.note(digested(OURS));
        second.note(digested(OURS));
        assertEquals(false, comparable(OURS));
    }

    /** Where neither host has any, payloads are compared. */
    @Test
    void shouldMakeNoneWhereThereAreNone() {
        first.note(segment(200, 200));
        second.note(segment(200, 200));
        assertEquals(false, first.any());
        assertEquals(false, comparable(OURS));
    }

    /** It takes the key to make the digest of a payload that is there. */
    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void shouldCompareADigestWithAPayloadByItsKeyOnly(boolean known, boolean comparable) {
        first.note(digested(THEIRS));
        second.note(segment(200, 200));
        assertEquals(comparable, comparable(known ? THEIRS : OURS));
    }

    /** A digest is of the first 64 bytes, or of all where there are fewer. */
    @ParameterizedTest
    @CsvSource({"200, 64, true", "200, 63, false", "20, 20, true", "20, 19, false"})
    void shouldNeedTheBytesOfWhichADigestIs(int length, int captured, boolean comparable) {
        first.note(digested(OURS));
        second.note(segment(length, captured));
        assertEquals(comparable, comparable(OURS));
    }

    /** They are told by their headers. */
    @Test
    void shouldAskNothingOfPacketsWithoutAPayload() {
        first.note(digested(THEIRS));
        second.note(segment(0, 0));
        assertEquals(true, comparable(OURS));
    }

    /** They are matched by what they quote. */
    @Test
    void shouldAskNothingOfIcmpErrors() {
        byte[] quoted = Survey.segment(A, 40_000, B, 179, Packets.ACK, 7, 5, 0);
        byte[] error = Packets.ipv4(B, A, 1, Packets.icmp(3, 1, 0, quoted));
        DecodedPacket packet = new DecodedPacket();
        new Decoder(Survey.SERVICES).decode(error, 0, error.length, error.length, RAW, packet);
        first.note(digested(THEIRS));
        second.note(packet);
        assertEquals(true, comparable(OURS));
    }
}
