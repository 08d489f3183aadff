package dev.halfway.cli;

import java.io.Console;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;

/** Whether somebody looks on. */
final class Terminal {
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
