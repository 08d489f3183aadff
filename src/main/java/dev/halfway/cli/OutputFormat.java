package dev.halfway.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Every output format of the contract. */
enum OutputFormat {
    TEXT,
    JSON,
    PACKETS,
    HTML,
    PCAPNG,
    JUNIT,
    HLOG;

    /** The name on the command line. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All names, with commas between. */
    static String ids() {
        return Arrays.stream(values()).map(OutputFormat::id).collect(Collectors.joining(", "));
    }

    /** For completion in a shell. */
    static final class Names extends ArrayList<String> {
        Names() {
            super(List.of(ids().split(", ")));
        }
    }
}
