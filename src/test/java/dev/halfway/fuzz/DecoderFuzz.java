package dev.halfway.fuzz;

import dev.halfway.decode.Checksums;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.PayloadDigest;
import dev.halfway.decode.PortSet;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A packet of any bytes. Input: link type and length on the wire, 16 bits each, then the bytes captured. Nothing is read
 * past them, and what is found does not depend on where in a buffer they stand, nor on the packet decoded before.
 */
public final class DecoderFuzz {
    static final int HEAD_BYTES = 4;
    private static final int ELSEWHERE = 37;

    private static final Decoder DECODER = new Decoder(PortSet.all());
    private static final DecodedPacket PACKET = new DecodedPacket();

    private DecoderFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < HEAD_BYTES) {
            return;
        }
        ByteBuffer head = ByteBuffer.wrap(input);
        int linkType = head.getShort() & 0xffff;
        byte[] captured = Arrays.copyOfRange(input, HEAD_BYTES, input.length);
        int wireLength = Math.max(captured.length, head.getShort() & 0xffff);
        int outcome = DECODER.decode(captured, 0, captured.length, wireLength, linkType, PACKET);
        String found = describe(captured, 0, outcome, PACKET);

        byte[] surrounded = new byte[captured.length + 2 * ELSEWHERE];
        Arrays.fill(surrounded, (byte) 0xff);
        System.arraycopy(captured, 0, surrounded, ELSEWHERE, captured.length);
        DecodedPacket fresh = new DecodedPacket();
        int again =
                new Decoder(PortSet.all()).decode(surrounded, ELSEWHERE, captured.length, wireLength, linkType, fresh);
        String foundElsewhere = describe(surrounded, ELSEWHERE, again, fresh);
        Require.that(found.equals(foundElsewhere), found + " is the same as " + foundElsewhere);
    }

    private static String describe(byte[] buffer, int offset, int outcome, DecodedPacket packet) {
        if (outcome != DecodedPacket.IN_SCOPE) {
            return "outcome " + outcome;
        }
        int payload = packet.payloadOffset() - offset;
        Require.that(packet.payloadCaptured() >= 0 && packet.payloadLength() >= 0, "lengths of the payload");
        Require.that(packet.payloadCaptured() <= packet.payloadLength(), "captured is at most what there was");
        Require.that(
                packet.payloadCaptured() == 0 || packet.payloadOffset() + packet.payloadCaptured() <= buffer.length,
                "the payload is in the buffer");
        return packet.typeP() + " " + packet.sourceHigh() + " " + packet.sourceLow() + " " + packet.destinationHigh()
                + " " + packet.destinationLow() + " " + packet.sourcePort() + " " + packet.destinationPort() + " "
                + packet.sequence() + " " + packet.payloadCaptured() + " " + packet.payloadLength() + " "
                + (packet.payloadCaptured() == 0 ? "" : payload) + " "
                + PayloadDigest.of(buffer, packet.payloadOffset(), packet.payloadCaptured()) + " "
                + Checksums.transport(buffer, packet);
    }
}
