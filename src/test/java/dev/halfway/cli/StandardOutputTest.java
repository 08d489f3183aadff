package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
    @Test
    void shouldTakeAClosedPipeQuietly() {
        assertEquals(Optional.empty(), failureAfter("Broken pipe"));
    }

    @Test
    void shouldRememberEveryOtherFailure() {
        assertEquals(
                Optional.of("No space left on device"),
                failureAfter("No space left on device").map(IOException::getMessage));
    }

    private static Optional<IOException> failureAfter(String message) {
        StandardOutput stdout = new StandardOutput(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }
        });
        assertThrows(IOException.class, () -> stdout.write('x'));
        return stdout.failure();
    }
}
