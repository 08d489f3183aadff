package dev.halfway.cli;

import java.io.IOException;

/** An output that could not be written; the message is a sentence for the user. */
final class OutputException extends IOException {
    OutputException(String target, IOException cause) {
        super("cannot write " + target + ": " + reason(cause), cause);
    }

    private static String reason(IOException cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
