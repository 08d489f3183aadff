package dev.halfway.cli;

import dev.halfway.report.Escape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What went wrong, in one line on standard error, and the exit code for it. */
final class ErrorMessages implements IParameterExceptionHandler, IExecutionExceptionHandler {
    /** What picocli says of a value that is no number: with the type in Java's words. */
    private static final Pattern NO_NUMBER =
            Pattern.compile("^Invalid value for option '(-[^' ]+)'.*: ('.*') is not an? (?:int|long)$", Pattern.DOTALL);

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            String what = unmatched.isUnknownOption()
                    ? unknownOption(e.getCommandLine(), unmatched.getUnmatched().get(0))
                    : unmatched(e.getCommandLine(), unmatched.getUnmatched());
            return usage(e.getCommandLine(), what);
        }
        Matcher number = NO_NUMBER.matcher(String.valueOf(e.getMessage()));
        return usage(
                e.getCommandLine(),
                number.find()
                        ? number.group(1) + " " + number.group(2) + ": expected a "
                                + (number.group(1).equals("--frame") ? "frame" : "whole") + " number, as in 12"
                        : e.getMessage());
    }

    private static String unknownOption(CommandLine commandLine, String typed) {
        String name = typed.replaceFirst("=.*", "");
        return "Unknown option '" + name + "'"
                + Misspelling.meant(
                                name, commandLine.getCommandSpec().optionsMap().keySet())
                        .filter(option -> option.startsWith("--"))
                        .map(option -> "; did you mean " + option + "?")
                        .orElse("");
    }

    /** What was typed that has no place: a command misspelt or forgotten, or an argument too many. */
    private static String unmatched(CommandLine commandLine, List<String> arguments) {
        String first = arguments.get(0);
        if (commandLine.getParent() == null) {
            if (looksLikeCapture(first)) {
                return "a command is missing before '" + first + "'; did you mean: halfway analyze "
                        + String.join(" ", arguments);
            }
            Set<String> commands = commandLine.getSubcommands().keySet();
            return "no command '" + first + "'; "
                    + Misspelling.meant(first, commands)
                            .map(command -> "did you mean " + command + "?")
                            .orElse("there are " + String.join(", ", commands));
        }
        String command = commandLine.getCommandName();
        List<PositionalParamSpec> takes = commandLine.getCommandSpec().positionalParameters();
        return "'" + first + "' is one argument too many: " + command + " takes "
                + (takes.isEmpty() ? "options only" : "one " + takes.get(0).paramLabel());
    }

    private static boolean looksLikeCapture(String argument) {
        String name = argument.substring(argument.indexOf('=') + 1);
        try {
            return argument.contains("=") || name.contains(".pcap") || Files.isRegularFile(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine commandLine, ParseResult parseResult) {
        return handle(e, commandLine, isVerbose(parseResult));
    }

    /** Whether the command that was run was asked to say more. */
    static boolean isVerbose(ParseResult parseResult) {
        return parseResult.hasSubcommand()
                ? isVerbose(parseResult.subcommand())
                : parseResult.hasMatchedOption("--verbose");
    }

    /** Also for what is no {@link Exception}: memory or stack used up. */
    static int handle(Throwable thrown, CommandLine commandLine, boolean verbose) {
        if (thrown instanceof UncheckedIOException e) {
            return handle(e.getCause(), commandLine, verbose);
        }
        if (thrown instanceof UsageException) {
            return usage(commandLine, thrown.getMessage());
        }
        PrintWriter err = commandLine.getErr();
        if (thrown instanceof OutputException) {
            say(err, thrown.getMessage());
            return ExitCode.INTERNAL.code();
        }
        if (thrown instanceof IOException e) {
            say(err, reading(e));
            return ExitCode.UNREADABLE.code();
        }
        if (thrown instanceof OutOfMemoryError) {
            say(err, "out of memory: Java's heap is used up; give it more, as in HALFWAY_MAX_HEAP=512m");
            return ExitCode.INTERNAL.code();
        }
        say(err, "internal error: " + thrown + (verbose ? "" : "; run with -v for the stack trace"));
        if (verbose) {
            thrown.printStackTrace(err);
            err.flush();
        }
        return ExitCode.INTERNAL.code();
    }

    private static int usage(CommandLine commandLine, String message) {
        PrintWriter err = commandLine.getErr();
        say(err, message);
        err.println("Try '" + commandLine.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCode.USAGE.code();
    }

    /** The classes of the file system say only the file's name. */
    private static String reading(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return "'" + missing.getFile() + "': there is no such file; check the name";
        } else if (e instanceof AccessDeniedException denied) {
            return "'" + denied.getFile() + "': not permitted to read it; check its owner and mode with ls -l";
        } else if (e instanceof FileSystemException failed && failed.getReason() == null) {
            return "'" + failed.getFile() + "' cannot be read";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static void say(PrintWriter err, String message) {
        err.println("halfway: " + Escape.terminal(String.valueOf(message)));
        err.flush();
    }
}
