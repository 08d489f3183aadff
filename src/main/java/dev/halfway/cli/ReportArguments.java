package dev.halfway.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which reports are made, where they go and how they look: for analyze and watch alike. */
final class ReportArguments {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT[=FILE]",
            completionCandidates = OutputFormat.Names.class,
            converter = Output.Converter.class,
            description = "text, json, packets (JSON Lines: the fate of each packet), html (a page to look at and to"
                    + " send), pcapng (all captures in one, for Wireshark, each packet with its fate), junit (XML for"
                    + " pipelines), or hlog (HdrHistogram log of the delays); repeatable. Without FILE: standard"
                    + " output. Default: text; of watch, which needs -w for it, none.")
    private List<Output> outputs = new ArrayList<>();

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            completionCandidates = ColorChoice.Names.class,
            defaultValue = "auto",
            converter = ColorChoice.Converter.class,
            description = "auto, always or never. Default: ${DEFAULT-VALUE}: on a terminal, unless NO_COLOR is set.")
    private ColorChoice color;

    @Mixin
    private Verbosity verbosity;

    /** As given; none means what the command does without. */
    List<Output> outputs() {
        return outputs;
    }

    Verbosity verbosity() {
        return verbosity;
    }

    ReportOutputs.Settings settings() {
        return new ReportOutputs.Settings(
                color.enabled(Terminal.isThere(), System.getenv()), color == ColorChoice.ALWAYS, verbosity.verbose);
    }
}
