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

    /** Whether it is worth opening again after it ended or broke. */
    boolean reopens();
}
