package dev.halfway.cli;

import picocli.CommandLine.Option;

/** How much is said on standard error; for every command. */
final class Verbosity {
    @Option(
            names = {"-q", "--quiet"},
            description = "No warnings.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more: counters on stderr, every row in the text, stack traces of internal errors.")
    boolean verbose;
}
