package dev.halfway.cli;

import dev.halfway.Analysis;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/** What the build makes of the command line for packages: manual pages, and completion for bash. */
public final class Manuals {
    private static final String PROGRAM = "halfway";

    private Manuals() {}

    /**
     * Writes {@code man/halfway.1} and {@code man/halfway-COMMAND.1}, and {@code completion/halfway}.
     *
     * @param args the directory to write below, the version, and the date of the pages
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            throw new IllegalArgumentException("expected DIRECTORY VERSION DATE");
        }
        Path directory = Path.of(args[0]);
        CommandLine program =
                Main.commandLine(Main.commands(Analysis::run, stop -> {}, OutputStream.nullOutputStream()));
        Path man = Files.createDirectories(directory.resolve("man"));
        ManualPage page = new ManualPage(args[1], args[2].replaceAll("T.*", ""));
        Files.writeString(man.resolve(PROGRAM + ".1"), page.of(program));
        for (CommandLine command : program.getSubcommands().values()) {
            if (command.getCommandSpec().helpCommand()) {
                continue;
            }
            Files.writeString(man.resolve(PROGRAM + "-" + command.getCommandName() + ".1"), page.of(command));
        }
        Path completion = Files.createDirectories(directory.resolve("completion"));
        Files.writeString(completion.resolve(PROGRAM), Completion.of(PROGRAM, program));
    }
}
