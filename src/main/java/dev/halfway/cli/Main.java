package dev.halfway.cli;

import dev.halfway.Analysis;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The command line. */
@Command(
        name = "halfway",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Finds one-way packet loss by matching the captures of both ends.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example: halfway analyze 219.pcap 231.pcap", "'halfway help COMMAND' says more."})
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        StandardOutput stdout = new StandardOutput();
        Termination termination = new Termination();
        CommandLine commandLine =
                commandLine(Analysis::run, termination::onSignal, new FileOutputStream(FileDescriptor.out));
        commandLine.setOut(
                new PrintWriter(new BufferedWriter(new OutputStreamWriter(stdout, StandardCharsets.UTF_8)), false));
        commandLine.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        int exitCode = run(commandLine, args);
        commandLine.getOut().flush();
        if (stdout.failure().isPresent()) {
            OutputException failure =
                    new OutputException("standard output", stdout.failure().get());
            exitCode = ErrorMessages.handle(failure, commandLine, false);
        }
        termination.exit(exitCode);
    }

    /** Runs one command line; whatever is thrown becomes a message and an exit code. */
    static int run(CommandLine commandLine, String... args) {
        try {
            return commandLine.execute(args);
        } catch (Error e) {
            return ErrorMessages.handle(e, commandLine, ErrorMessages.isVerbose(commandLine.getParseResult()));
        }
    }

    /**
     * The commands.
     *
     * @param onTermination gets what ends a command in order when the process is told to end
     * @param stdout where packets go that are written to standard output
     */
    static CommandLine commandLine(
            AnalyzeCommand.Analyzer analyzer, Consumer<Runnable> onTermination, OutputStream stdout) {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.addSubcommand(new AnalyzeCommand(analyzer, true));
        commandLine.addSubcommand(new CaptureCommand(onTermination, stdout));
        commandLine.addSubcommand(new AgentCommand(onTermination));
        commandLine.addSubcommand(new WatchCommand(analyzer, onTermination));
        commandLine.addSubcommand(new CheckCommand(new CaseAnalysis(analyzer)));
        commandLine.addSubcommand(new ShowCommand());
        commandLine.addSubcommand(new DoctorCommand());
        commandLine.addSubcommand(new CommandLine.HelpCommand());
        return configured(commandLine);
    }

    /** A command with the messages and exit codes that all have. */
    static CommandLine configured(CommandLine commandLine) {
        ErrorMessages messages = new ErrorMessages();
        commandLine.setParameterExceptionHandler(messages);
        commandLine.setExecutionExceptionHandler(messages);
        // A capture's name may begin with @; it is never a file of arguments.
        commandLine.setExpandAtFiles(false);
        describeExitCodes(commandLine);
        return commandLine;
    }

    private static void describeExitCodes(CommandLine commandLine) {
        UsageMessageSpec help = commandLine
                .getCommandSpec()
                .exitCodeOnInvalidInput(ExitCode.USAGE.code())
                .exitCodeOnExecutionException(ExitCode.INTERNAL.code())
                .usageMessage();
        if (help.exitCodeList().isEmpty()) {
            help.exitCodeListHeading("%nExit codes:%n").exitCodeList(ExitCode.list());
        }
        commandLine.getSubcommands().values().forEach(Main::describeExitCodes);
    }
}
