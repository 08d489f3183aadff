package dev.halfway.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import picocli.CommandLine;

/**
 * One run of the command line in this process.
 *
 * @param out what went to standard output
 * @param err what went to standard error
 */
record CommandLineRun(int code, String out, String err) {
    /** A run whose analysis is {@code analyzer}. */
    static CommandLineRun of(AnalyzeCommand.Analyzer analyzer, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine(Main.commands(analyzer, stop -> {}, OutputStream.nullOutputStream()));
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        int code = Main.run(commandLine, args);
        return new CommandLineRun(code, out.toString(), err.toString());
    }

    /** A run that must not come as far as the analysis. */
    static CommandLineRun refused(String... args) {
        return of(
                (options, fates, progress) -> {
                    throw new AssertionError("analysed, with " + options + Optional.of(fates));
                },
                args);
    }
}
