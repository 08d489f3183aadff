package dev.halfway.cli;

import dev.halfway.Analysis;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
        Map<String, Supplier<Object>> commands =
                commands(Analysis::run, termination::onSignal, new FileOutputStream(FileDescriptor.out));
        if (args.length > 0 && commands.containsKey(args[0])) {
            commands.keySet().retainAll(Set.of(args[0])); // to look at all of them takes a while
        }
        CommandLine commandLine = commandLine(commands);
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
     * All commands but help, by name, to be made.
     *
     * @param onTermination gets what ends a command in order when the process is told to end
     * @param stdout where packets go that are written to standard output
     */
    static Map<String, Supplier<Object>> commands(
            AnalyzeCommand.Analyzer analyzer, Consumer<Runnable> onTermination, OutputStream stdout) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("analyze", () -> new AnalyzeCommand(analyzer, true));
        commands.put("capture", () -> new CaptureCommand(onTermination, stdout));
        commands.put("agent", () -> new AgentCommand(onTermination));
        commands.put("watch", () -> new WatchCommand(analyzer, onTermination));
        commands.put("check", () -> new CheckCommand(new CaseAnalysis(analyzer)));
        commands.put("show", ShowCommand::new);
        commands.put("doctor", DoctorCommand::new);
        return commands;
    }

    /** What parses a command line of these commands. */
    static CommandLine commandLine(Map<String, Supplier<Object>> commands) {
        CommandLine commandLine = new CommandLine(new Main());
        commands.forEach((name, command) -> commandLine.addSubcommand(name, command.get()));
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
