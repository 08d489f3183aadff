package dev.halfway.cli;

/** The command line asks for something that cannot be; the message says what and what to type instead. */
final class UsageException extends RuntimeException {
    UsageException(String message) {
        super(message);
    }
}
