package dev.halfway.capture;

import java.io.IOException;

/** A capture that cannot be opened or read on; the message is a sentence for the user: what, where, expected, try. */
public final class CaptureException extends IOException {
    public CaptureException(String message) {
        super(message);
    }

    public CaptureException(String message, Throwable cause) {
        super(message, cause);
    }
}
