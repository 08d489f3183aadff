package dev.halfway.cli;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether somebody looks on. */
final class Terminal {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5}) \\d{1,5}");

    private Terminal() {}

    /** Whether input and output are a terminal. From Java 22 on there is a console even where they are not. */
    static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException before22) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many lines the terminal shows at once, by stty(1); empty where that does not tell. */
    static OptionalInt rows() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return rows(said);
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    /** @param said by stty: rows and columns; a terminal that does not know has 0 */
    static OptionalInt rows(String said) {
        Matcher size = SIZE.matcher(said.strip());
        int rows = size.matches() ? Integer.parseInt(size.group(1)) : 0;
        return rows > 0 ? OptionalInt.of(rows) : OptionalInt.empty();
    }

    /** Whether standard error is a terminal, wherever standard output goes; false where the system does not tell. */
    static boolean isErrorThere() {
        try {
            Path error = Path.of("/proc/self/fd/2").toRealPath();
            return error.startsWith("/dev/pts") || error.startsWith("/dev/tty") || error.startsWith("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
