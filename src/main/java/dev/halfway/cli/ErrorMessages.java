package dev.halfway.cli;

import dev.halfway.report.Escape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What went wrong, in one line on standard error, and the exit code for it. */
final class ErrorMessages implements IParameterExceptionHandler, IExecutionExceptionHandler {
    @Override
    public int handleParseException(ParameterException e, String[] args) {
        return usage(e.getCommandLine(), e.getMessage());
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
