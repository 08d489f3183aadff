package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code capture} as far as it comes without an interface. */
class CaptureCommandTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "-w a | Missing required option: '--interface=IFACE'",
                "-i eth0 | Missing required option: '--write=FILE'",
                "-i eth0 -w a -s -1 | -s -1: negative; expected 0 to 262144",
                "-i eth0 -w a -s 262145 | -s 262145: too large; expected 0 to 262144",
                "-i eth0 -w a -s x | --snapshot-length 'x': expected a whole number, as in 12",
                "-i eth0 -w a -B 0 | -B 0: the kernel needs a buffer",
                "-i eth0 -w a -B 2097152 | -B 2097152: too large; expected 0 to 2097151",
                "-i eth0 -w a -c -5 | -c -5: negative",
                "-i eth0 -w a -C -1 | -C -1: negative",
                "-i eth0 -w a -G 9223372037 | -G 9223372037: too large",
                "-i eth0 -w a -W 3 | -W 3 counts the files of -C or -G",
                "-i eth0 -w - -C 1 | standard output is one stream",
                "-i eth0 -w - -G 1 | standard output is one stream",
                "-i eth0 -w a -p --promiscuous | contradict each other",
                "-i eth0 -w / | -w / is a directory",
            })
    void shouldRefuse(String arguments, String message) {
        CommandLineRun run = CommandLineRun.refused(("capture " + arguments).split(" "));
        assertEquals(2, run.code(), run.err());
        assertEquals("", run.out());
        assertTrue(run.err().contains(message), run.err());
        assertTrue(run.err().contains("Try 'halfway capture --help'."), run.err());
    }

    /** Also without the permission to capture: the kernel looks for the interface first. */
    @Test
    void shouldNameTheInterfacesThereAre() throws IOException {
        Path file = directory.resolve("a.pcapng");
        CommandLineRun run = CommandLineRun.refused("capture", "-i", "no\u001bsuch", "-w", file.toString());
        assertEquals(4, run.code());
        assertTrue(run.err().contains("no\\x1bsuch: "), run.err());
        assertFalse(Files.exists(file));
    }

    @Test
    void shouldDescribeEveryOption() {
        CommandLineRun run = CommandLineRun.refused("capture", "--help");
        assertEquals(0, run.code());
        for (String option : List.of("-i", "-w", "-s", "-B", "-c", "-C", "-G", "-W", "--promiscuous", "--immediate")) {
            assertTrue(run.out().contains(option), option);
        }
    }
}
