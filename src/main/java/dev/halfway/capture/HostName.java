package dev.halfway.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What this machine calls itself. */
final class HostName {
    /** The kernel's is not to be seen where a service is shown processes only. */
    private static final List<Path> TOLD_BY = List.of(Path.of("/proc/sys/kernel/hostname"), Path.of("/etc/hostname"));

    private HostName() {}

    /** Asks this machine and no name server; empty when it does not say. */
    static String ofThisMachine() {
        return firstOf(TOLD_BY);
    }

    static String firstOf(List<Path> files) {
        for (Path file : files) {
            try {
                return Files.readString(file).strip();
            } catch (IOException e) {
                // The next may be there.
            }
        }
        return "";
    }
}
