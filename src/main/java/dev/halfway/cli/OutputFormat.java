package dev.halfway.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Every output format of the contract. */
enum OutputFormat {
    TEXT(true),
    JSON(true),
    PACKETS(true),
    HTML(false),
    PCAPNG(true),
    JUNIT(true),
    HLOG(true);

    private final boolean built;

    OutputFormat(boolean built) {
        this.built = built;
    }

    /** This version can write it. */
    boolean isBuilt() {
        return built;
    }

    /** The name on the command line. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The names of those that this version can write, with commas between. */
    static String builtIds() {
        return Arrays.stream(values())
                .filter(OutputFormat::isBuilt)
                .map(OutputFormat::id)
                .collect(Collectors.joining(", "));
    }

    /** For completion in a shell. */
    static final class Names extends ArrayList<String> {
        Names() {
            super(List.of(builtIds().split(", ")));
        }
    }
}
