package dev.halfway.agent;

import java.io.IOException;
import java.io.InputStream;

/** Where the bytes of a source come from, pcap or pcapng. */
interface Origin {
    /**
     * Opens it from its start, or from where it is now.
     *
     * @throws IOException when it cannot be reached; its message says what was tried and what to do
     */
    InputStream open() throws IOException;

    /** When it is opened again. */
    Reopening reopening();

    /** What is done when the bytes come to an end. */
    enum Reopening {
        /** It is read once. */
        NEVER,
        /** An end is the end; what broke is opened again. */
        WHEN_BROKEN,
        /** There should be no end. */
        ALWAYS
    }
}
