package dev.halfway.cli;

import dev.halfway.decode.ContentKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Keys of digests, out of files. */
final class DigestKeys {
    /** Fewer could be tried one after the other. */
    private static final int LEAST_BYTES = 16;

    private static final int MOST_BYTES = 4_096;

    private DigestKeys() {}

    /** The key that everybody knows where no file is given. */
    static ContentKey read(Optional<Path> file) {
        return file.map(DigestKeys::read).orElse(ContentKey.PUBLIC);
    }

    private static ContentKey read(Path file) {
        byte[] secret;
        try (InputStream in = Files.newInputStream(file)) {
            secret = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new UsageException("--digest-key " + file + ": cannot be read: " + e.getMessage());
        }
        if (secret.length < LEAST_BYTES || secret.length > MOST_BYTES) {
            throw new UsageException("--digest-key " + file + ": expected " + LEAST_BYTES + " to " + MOST_BYTES
                    + " bytes, as 'head -c 32 /dev/urandom' gives");
        }
        return new ContentKey(secret);
    }
}
