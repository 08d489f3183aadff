package dev.halfway.check;

/** A case that cannot be checked: its captures, its options or its expectation are unusable. */
public final class UnreadableCase extends Exception {
    /** @param message a sentence for the user; not escaped */
    public UnreadableCase(String message) {
        super(message);
    }

    UnreadableCase(String message, Throwable cause) {
        super(message, cause);
    }
}
