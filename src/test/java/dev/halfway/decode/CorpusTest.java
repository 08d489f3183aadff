package dev.halfway.decode;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CorpusTest {
    @Test
    void shouldReadEveryFrameCutAnywhere() throws IOException {
        Decoder decoder = new Decoder(PortSet.all());
        DecodedPacket packet = new DecodedPacket();
        long[] frames = new long[1];
        for (Path file : Corpus.files()) {
            Corpus.read(file, frame -> {
                frames[0]++;
                int whole = frame.capturedLength();
                int longest = Math.min(whole, 256);
                for (int length = 0; length <= longest; length++) {
                    byte[] bytes = Arrays.copyOfRange(frame.buffer(), frame.offset(), frame.offset() + length);
                    decoder.decode(bytes, 0, length, frame.originalLength(), frame.linkType(), packet);
                    Checksums.transport(bytes, packet);
                }
            });
        }
        assertTrue(frames[0] > 10_000, "frames read: " + frames[0]);
    }
}
