package dev.halfway.decode;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.halfway.decode.VariedPackets.Sample;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final int ROUNDS = 50_000;
    /** Far less than one object a packet, room for what the virtual machine itself may allocate on this thread. */
    private static final long TOLERATED_BYTES = 64 * 1024;

    @Test
    void shouldAllocateNothingPerPacket() {
        Sample[] samples = VariedPackets.ALL.toArray(Sample[]::new);
        Decoder decoder = new Decoder(PortSet.of(179));
        DecodedPacket packet = new DecodedPacket();
        decodeAll(samples, decoder, packet);

        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < ROUNDS; round++) {
            decodeAll(samples, decoder, packet);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < TOLERATED_BYTES, () -> allocated + " bytes for " + ROUNDS * samples.length + " packets");
    }

    private static void decodeAll(Sample[] samples, Decoder decoder, DecodedPacket packet) {
        for (Sample sample : samples) {
            byte[] bytes = sample.bytes();
            decoder.decode(bytes, 0, bytes.length, bytes.length, sample.linkType(), packet);
            Checksums.transport(bytes, packet);
            PayloadDigest.of(bytes, packet.payloadOffset(), packet.payloadCaptured());
        }
    }
}
