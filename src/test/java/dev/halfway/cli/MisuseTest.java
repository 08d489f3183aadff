package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is typed wrongly is answered in the user's words, with what may have been meant. */
class MisuseTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "anlyze a b|no command 'anlyze'; did you mean analyze?",
                "analyse a b|no command 'analyse'; did you mean analyze?",
                "Show a|no command 'Show'; did you mean show?",
                "ping|no command 'ping'; there are analyze, capture, agent,",
                "a.pcap b.pcap|did you mean: halfway analyze a.pcap b.pcap",
                "captures/incident/219.pcap x|did you mean: halfway analyze captures/incident/219.pcap x",
                "219=a 231=b|did you mean: halfway analyze 219=a 231=b",
                "show a b|'b' is one argument too many: show takes one CAPTURE",
                "check a b|'b' is one argument too many: check takes one DIRECTORY",
                "doctor eth0|'eth0' is one argument too many: doctor takes options only",
                "show --frame x a|--frame 'x': expected a frame number, as in 12",
                "check -j many a|--jobs 'many': expected a whole number, as in 12",
                "agent -i lo --keep 1.5|--keep '1.5': expected a whole number, as in 12",
                "analyze --digest-key /no/key a b|--digest-key /no/key: cannot be read",
                "analyze --digest-key scripts a b|--digest-key scripts: cannot be read",
                "analyze --digest-key /dev/null a b|--digest-key /dev/null: expected 16 to 4096 bytes",
                "agent -i lo --digest-key README.md|--digest-key is of no use without --digest-only",
                "show --fram 3 a|Unknown option '--fram'; did you mean --frame?",
                "analyze --xyz a b|Unknown option '--xyz'",
                "help anlyze|Unknown subcommand 'anlyze'.",
            })
    void shouldSayWhatMayHaveBeenMeant(String typed, String answer) {
        CommandLineRun run = CommandLineRun.refused(typed.split(" "));

        assertEquals(2, run.code(), run.err());
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("halfway: "), run.err());
        assertTrue(run.err().contains(answer), run.err());
        assertEquals(2, run.err().lines().count(), run.err());
    }

    /** As a name with bytes that the locale does not know. */
    @ParameterizedTest
    @CsvSource({"analyze,cannot be a file name here", "watch,is neither a source nor a file's name"})
    void shouldRefuseWhatCannotBeTheNameOfAFile(String command, String answer) {
        CommandLineRun run = CommandLineRun.refused(command, "a\0=b\0", "c=d");

        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains(answer), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"analyze", "capture", "agent", "watch", "check", "show", "doctor"})
    void shouldHelpWithACommandAsItDoesItself(String command) {
        CommandLineRun help = CommandLineRun.refused("help", command);

        assertEquals(0, help.code());
        assertEquals(CommandLineRun.refused(command, "--help").out(), help.out());
        assertTrue(help.out().contains("Usage: halfway " + command), help.out());
        assertTrue(help.out().contains("  70   "), help.out());
        assertEquals(command.equals("analyze"), help.out().contains("unrelated captures"), "its own exit codes");
        boolean judges = command.equals("analyze") || command.equals("watch");
        assertEquals(judges, help.out().contains("   3   "), help.out());
    }

    @Test
    void shouldHelpWithoutACommand() {
        CommandLineRun help = CommandLineRun.refused("help");

        assertEquals(0, help.code());
        assertEquals(CommandLineRun.refused("--help").out(), help.out());
    }

    @Test
    void shouldNameWhatAnAgentIsGiven() {
        String help = CommandLineRun.refused("agent", "--help").out();

        assertTrue(help.contains("--client=NAME[,NAME...]\n"), help);
        assertTrue(help.contains("--digest-only"), help);
        assertFalse(help.contains("--headers-only"), help);
    }
}
