package dev.halfway.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** How the program ends; scripts rely on the numbers. */
enum ExitCode {
    NOTHING_FOUND(0, "nothing found"),
    FOUND(1, "one-way loss, or another finding, above --max-loss"),
    USAGE(2, "wrong use of the command line"),
    CANNOT_TELL(3, "cannot tell: no overlap, unrelated captures, too few packets"),
    UNREADABLE(4, "a capture cannot be opened, read or recorded"),
    INTERNAL(70, "a fault of the program, or its output cannot be written");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    int code() {
        return code;
    }

    /** For the help pages: code to meaning. */
    static Map<String, String> list() {
        Map<String, String> list = new LinkedHashMap<>();
        for (ExitCode exitCode : values()) {
            list.put((exitCode.code < 10 ? " " : "") + exitCode.code, exitCode.meaning);
        }
        return list;
    }
}
