package dev.halfway.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** A command as a page for man(1), from what its help says; macros of man(7). */
final class ManualPage {
    private final String version;
    private final String date;

    ManualPage(String version, String date) {
        this.version = version;
        this.date = date;
    }

    String of(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        UsageMessageSpec usage = spec.usageMessage();
        String name = spec.qualifiedName("-");
        StringBuilder page = new StringBuilder();
        line(
                page,
                ".TH \"" + name.toUpperCase(Locale.ROOT) + "\" 1 \"" + date + "\" \"Halfway " + version
                        + "\" \"Halfway manual\"");
        // Left-aligned and without hyphenation: options must not be broken.
        line(page, ".nh");
        line(page, ".ad l");
        line(page, ".SH NAME");
        String[] about = usage.header().length > 0 ? usage.header() : usage.description();
        line(page, text(name) + " \\- " + text(withoutStop(String.join(" ", about))));
        line(page, ".SH SYNOPSIS");
        line(page, text(command.getHelp().synopsis(0).replaceAll("\\s+", " ").strip()));
        line(page, ".SH DESCRIPTION");
        paragraphs(page, usage.description());
        arguments(page, spec);
        options(page, spec);
        commands(page, command);
        exitCodes(page, usage);
        examples(page, usage.footer());
        seeAlso(page, command);
        return page.toString();
    }

    private static void paragraphs(StringBuilder page, String[] texts) {
        for (int i = 0; i < texts.length; i++) {
            if (i > 0) {
                line(page, ".PP");
            }
            line(page, text(formatted(texts[i])));
        }
    }

    private static void arguments(StringBuilder page, CommandSpec spec) {
        List<PositionalParamSpec> shown = spec.positionalParameters().stream()
                .filter(each -> !each.hidden())
                .toList();
        if (!shown.isEmpty()) {
            line(page, ".SH ARGUMENTS");
        }
        for (PositionalParamSpec each : shown) {
            item(page, "\\fI" + text(each.paramLabel()) + "\\fR", each);
        }
    }

    private static void options(StringBuilder page, CommandSpec spec) {
        line(page, ".SH OPTIONS");
        for (OptionSpec each : spec.options()) {
            if (each.hidden()) {
                continue;
            }
            String names = Arrays.stream(each.names())
                    .map(name -> "\\fB" + text(name) + "\\fR")
                    .collect(Collectors.joining(", "));
            boolean hasValue = each.arity().max() > 0 && !each.paramLabel().isEmpty();
            item(page, names + (hasValue ? " \\fI" + text(each.paramLabel()) + "\\fR" : ""), each);
        }
    }

    private static void item(StringBuilder page, String term, ArgSpec arg) {
        line(page, ".TP");
        line(page, term);
        line(
                page,
                text(Arrays.stream(arg.description()).map(ManualPage::formatted).collect(Collectors.joining(" "))));
    }

    private static void commands(StringBuilder page, CommandLine command) {
        if (!command.getSubcommands().isEmpty()) {
            line(page, ".SH COMMANDS");
        }
        for (CommandLine each : command.getSubcommands().values()) {
            line(page, ".TP");
            line(page, "\\fB" + text(each.getCommandName()) + "\\fR");
            line(
                    page,
                    text(String.join(" ", each.getCommandSpec().usageMessage().header())));
        }
    }

    private static void exitCodes(StringBuilder page, UsageMessageSpec usage) {
        if (!usage.exitCodeList().isEmpty()) {
            line(page, ".SH \"EXIT STATUS\"");
        }
        usage.exitCodeList().forEach((code, meaning) -> {
            line(page, ".TP");
            line(page, text(code.strip()));
            line(page, text(meaning));
        });
    }

    /** Indented lines are what one types. */
    private static void examples(StringBuilder page, String[] footer) {
        if (footer.length > 0) {
            line(page, ".SH EXAMPLES");
        }
        boolean typed = false;
        boolean first = true;
        for (String each : footer) {
            if (each.isBlank()) {
                continue;
            }
            boolean indented = each.startsWith(" ");
            if (indented != typed) {
                line(page, indented ? ".PP\n.RS 4\n.nf" : ".fi\n.RE");
            }
            if (!indented && !first) {
                line(page, ".PP");
            }
            typed = indented;
            first = false;
            line(page, text(formatted(each).strip()));
        }
        if (typed) {
            line(page, ".fi\n.RE");
        }
    }

    private static void seeAlso(StringBuilder page, CommandLine command) {
        line(page, ".SH \"SEE ALSO\"");
        CommandLine parent = command.getParent();
        String others = parent == null
                ? command.getSubcommands().keySet().stream()
                        .map(each -> page(command.getCommandName() + "-" + each))
                        .collect(Collectors.joining(", "))
                : page(parent.getCommandName());
        line(page, others + ", \\fBtcpdump\\fR(8), \\fBpcap\\-filter\\fR(7)");
    }

    private static String page(String name) {
        return "\\fB" + text(name) + "\\fR(1)";
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** As picocli prints it: markup gone, percent signs single. */
    private static String formatted(String text) {
        return Ansi.OFF.string(String.format(Locale.ROOT, text));
    }

    /** What roff would take for its own is spelled out. */
    private static String text(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }

    private static void line(StringBuilder page, String line) {
        page.append(line).append('\n');
    }
}
