package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.halfway.Analysis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** {@code check} on copies of two cases of {@code captures/}. */
class CheckCommandTest {
    @TempDir
    private Path root;

    @BeforeEach
    void copyCases() throws IOException {
        copy("healthy", "some/healthy");
        copy("incident", "incident");
    }

    private void copy(String name, String to) throws IOException {
        Path target = Files.createDirectories(root.resolve(to));
        SavedCase saved = SavedCase.named(name);
        for (Path capture : saved.captures()) {
            Files.copy(capture, target.resolve(capture.getFileName()));
        }
        Files.copy(saved.directory().resolve("expected.json"), target.resolve("expected.json"));
    }

    private CommandLineRun check(String... options) {
        String[] args = new String[options.length + 2];
        args[0] = "check";
        System.arraycopy(options, 0, args, 1, options.length);
        args[args.length - 1] = root.toString();
        return CommandLineRun.of(Analysis::run, args);
    }

    /** Changes the first {@code from} in a case's expectation. */
    private void plant(String name, String from, String to) throws IOException {
        Path file = root.resolve(name).resolve("expected.json");
        String before = Files.readString(file);
        assertTrue(before.contains(from), before);
        int at = before.indexOf(from);
        Files.writeString(file, before.substring(0, at) + to + before.substring(at + from.length()));
    }

    private static List<String> lines(CommandLineRun run) {
        return run.out()
                .lines()
                .map(line -> line.replaceAll("\\d+\\.\\d{3}$", "T").replaceAll(" +", " "))
                .toList();
    }

    @Test
    void shouldListAllCasesAsExpected() {
        CommandLineRun run = check();
        assertEquals(
                List.of(
                        "case result seconds",
                        "incident as expected T",
                        "some/healthy as expected T",
                        "",
                        "2 cases: 2 as expected"),
                lines(run));
        assertEquals(0, run.code());
        assertEquals("", run.err());
    }

    @Test
    void shouldNamePacketExpectedAndFoundOfAPlantedRegression() throws IOException {
        plant(
                "incident",
                "\"findings\"",
                "\"packets\": [{\"host\": \"219\", \"frame\": 1, \"fate\": \"late\"}], \"findings\"");
        CommandLineRun run = check("--jobs", "1");
        assertEquals(1, run.code());
        assertTrue(
                run.out().contains("\nincident\n  packets 219 frame 1: fate: expected \"late\", found \""), run.out());
        assertTrue(run.out().endsWith("2 cases: 1 as expected, 1 NOT as expected\n"), run.out());
    }

    /** A capture may have any name where the arguments of its case tell it. */
    @ParameterizedTest
    @ValueSource(strings = {"231=b.dat", "231=b*t", "b.dat", "231=other.dat,b.dat"})
    void shouldNotWriteAReportOverACaptureThatACaseNames(String named) throws IOException {
        Path capture = root.resolve("incident/b.dat");
        Files.move(root.resolve("incident/231.pcap"), capture);
        byte[] before = Files.readAllBytes(capture);
        Files.writeString(
                root.resolve("incident/expected.json"),
                "{\"verdict\": \"one-way-loss\", \"args\": [\"219=219.pcap\", \"" + named + "\"]}");
        CommandLineRun run = check("-o=json=" + capture);
        assertEquals(2, run.code());
        assertTrue(run.err().contains("it is one of the inputs"), run.err());
        assertArrayEquals(before, Files.readAllBytes(capture));
    }

    @ParameterizedTest
    @ValueSource(strings = {"231=b.pcap", "231=b*p"})
    void shouldNotReadADeviceThatACaseLinksTo(String named) throws IOException {
        Files.createSymbolicLink(root.resolve("incident/b.pcap"), Path.of("/dev/null"));
        Files.writeString(
                root.resolve("incident/expected.json"),
                "{\"verdict\": \"one-way-loss\", \"args\": [\"219=219.pcap\", \"" + named + "\"]}");
        CommandLineRun run = check();
        assertEquals(4, run.code());
        assertTrue(run.out().contains("is no regular file"), run.out());
    }

    @Test
    void shouldKeepTheModeOfAFileThatItReplaces() throws IOException {
        Path report = Files.createFile(
                root.resolve("report.json"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        assertEquals(0, check("-o=json=" + report).code());
        assertTrue(Files.size(report) > 0);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(report)));
    }

    /** Subtracting or comparing them would take all the memory, or all the stack. */
    @Test
    void shouldNotReckonWithNumbersAndTreesOutOfAllBounds() throws IOException {
        Path expected = root.resolve("incident/expected.json");
        Files.writeString(expected, "{\"exitCode\": {\"min\": 5, \"max\": 1e999999999}}");
        CommandLineRun run = check("--update", "-o=json");
        assertEquals(4, run.code());
        assertTrue(run.out().contains("line 1: 1e999999999 is no number that a report could hold"), run.out());

        Files.writeString(expected, "{\"exitCode\": {\"min\": 5, \"max\": 1e300}}");
        assertEquals(0, check("--update").code());
        assertEquals(0, check().code());

        Files.writeString(expected, "{\"verdict\": " + "[".repeat(900) + "]".repeat(900) + "}");
        run = check();
        assertEquals(4, run.code());
        assertTrue(run.out().contains("expected.json cannot be read"), run.out());
    }

    @Test
    void shouldWriteValidJunitAndJson() throws IOException {
        plant("incident", "\"lost\": 30", "\"lost\": {\"min\": 31, \"max\": 33}");
        Files.writeString(
                Files.createDirectories(root.resolve("x<&>\"\u202e\u001b")).resolve("expected.json"), "{");
        Path junit = root.resolve("results.xml");
        CommandLineRun run = check("-o=json", "-o=junit=" + junit);
        assertEquals(4, run.code());

        JunitDocument document = JunitDocument.of(Files.readString(junit));
        assertEquals(
                "3 1 1",
                document.attribute("tests") + " " + document.attribute("failures") + " "
                        + document.attribute("errors"));
        Element failure = (Element)
                document.testCase("incident").getElementsByTagName("failure").item(0);
        assertTrue(
                failure.getAttribute("message").endsWith("lost: expected 31 to 33, found 30"),
                failure.getAttribute("message"));
        Element broken = document.testCase("x<&>\"\\x{202e}\\x1b");
        assertEquals(1, broken.getElementsByTagName("error").getLength());

        JsonNode json = new ObjectMapper().readTree(run.out());
        assertEquals(4, json.get("exitCode").asInt());
        JsonNode incident = json.get("cases").get(0);
        assertEquals("not-as-expected", incident.get("result").asText());
        assertEquals(
                "31 to 33", incident.get("differences").get(0).get("expected").asText());
        assertEquals("30", incident.get("differences").get(0).get("found").asText());
        assertEquals("unreadable", json.get("cases").get(2).get("result").asText());
    }

    @Test
    void shouldUpdateWhatDiffersAndLeaveTheRest() throws IOException {
        String healthy = Files.readString(root.resolve("some/healthy/expected.json"));
        String incident = Files.readString(root.resolve("incident/expected.json"));
        plant("incident", "\"lost\": 30", "\"lost\": 29");
        CommandLineRun run = check("--update");
        assertEquals(0, run.code());
        assertTrue(run.out().endsWith("2 cases: 1 as expected, 1 updated\n"), run.out());
        assertEquals(incident, Files.readString(root.resolve("incident/expected.json")));
        assertEquals(healthy, Files.readString(root.resolve("some/healthy/expected.json")));
    }

    /** A misspelt key inside, too. */
    @Test
    void shouldTellAKeyThatIsNoKeyOfARow() throws IOException {
        plant("incident", "\"delivered\"", "\"deliverd\"");
        CommandLineRun run = check();
        assertEquals(1, run.code());
        assertTrue(run.out().contains("deliverd: expected "), run.out());
        assertTrue(run.out().contains("found no such key; there are from, to"), run.out());
    }

    /** What is said to be the way to begin a case is one. */
    @Test
    void shouldRefuseAtOnceToWriteOverACase() throws IOException {
        for (Path input : List.of(root.resolve("incident/219.pcap"), root.resolve("incident/expected.json"))) {
            byte[] before = Files.readAllBytes(input);
            CommandLineRun run = CommandLineRun.refused("check", "-o=junit=" + input, root.toString());
            assertEquals(2, run.code(), run.err());
            assertTrue(run.err().contains("it is one of the inputs"), run.err());
            assertArrayEquals(before, Files.readAllBytes(input));
        }
        CommandLineRun missing =
                CommandLineRun.refused("check", "-o=json=" + root.resolve("missing/x"), root.toString());
        assertTrue(missing.err().contains("there is no directory"), missing.err());
    }

    @Test
    void shouldSayHowToBeginACase() throws IOException {
        Files.delete(root.resolve("incident/expected.json"));
        Files.delete(root.resolve("some/healthy/expected.json"));
        CommandLineRun none = check();
        assertEquals(4, none.code());
        assertTrue(
                none.err().contains("write {\"verdict\": \"no-loss\"} to expected.json beside the captures"),
                none.err());

        Path begun = Files.writeString(root.resolve("incident/expected.json"), "{\"verdict\": \"no-loss\"}");
        assertEquals(0, check("--update").code());
        assertTrue(Files.readString(begun).contains("one-way-loss"), Files.readString(begun));
    }

    @Test
    void shouldTellWhatItCannotUpdate() throws IOException {
        plant("incident", "\"verdict\"", "\"verdit\"");
        String planted = Files.readString(root.resolve("incident/expected.json"));
        CommandLineRun run = check("--update");
        assertEquals(1, run.code());
        assertTrue(
                run.out().contains("verdit: expected \"one-way-loss\", found no such key; there are schema, version"),
                run.out());
        assertEquals(planted, Files.readString(root.resolve("incident/expected.json")));
    }

    @Test
    void shouldTakeTheCapturesThatArgsName() throws IOException {
        Path directory = root.resolve("some/healthy");
        Files.move(directory.resolve("219.pcap"), directory.resolve("first"));
        Files.move(directory.resolve("231.pcap"), directory.resolve("second"));
        Files.writeString(directory.resolve("other.pcap"), "not part of the case");
        plant("some/healthy", "\"args\": []", "\"args\": [\"--max-loss\", \"1\", \"219=first\", \"231=second\"]");
        CommandLineRun run = check();
        assertEquals(0, run.code(), run.out());
    }

    @Test
    void shouldSayWhyACaseIsUnreadable() throws IOException {
        Files.writeString(root.resolve("incident/219.pcap"), "no capture");
        plant("some/healthy", "\"args\": []", "\"args\": [\"--frobnicate\"]");
        CommandLineRun run = check();
        assertEquals(4, run.code());
        assertTrue(run.out().contains("219.pcap"), run.out());
        assertTrue(run.out().contains("\"args\": Unknown option: '--frobnicate'"), run.out());
        assertTrue(run.out().endsWith("2 cases: 2 UNREADABLE\n"), run.out());
    }

    /** What a case holds may be anything: it is that case's failure, and the others are checked. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'losses': [{'from': '219', 'mentions': 'x'}]}|'losses': expected a list of strings for 'mentions'",
                "{'findings': [{'cause': {'name': 5}}, {'cause': {'name': 'y'}}]}|'findings': expected a string for the 'name'",
                "{'verdict': 'one-way-loss', 'args': ['219=x\\u0000.pcap', '231=231.pcap']}|cannot be a file name here",
                "{'verdict': 'one-way-loss', 'args': ['--help']}|may not give --help",
                "{'verdict': 'one-way-loss', 'args': ['-hq']}|may not give --help",
                "{'verdict': 'one-way-loss', 'args': ['--version']}|may not give --version",
                "{'verdict': 'one-way-loss', 'args': ['-o', 'text=VICTIM']}|may not give --output",
                "{'verdict': 'one-way-loss', 'args': ['-qotext=VICTIM']}|may not give --output",
                "{'verdict': 'one-way-loss', 'args': ['--output=json=VICTIM']}|may not give --output",
                "{'verdict': 'one-way-loss', 'args': ['--digest-key', 'VICTIM']}|may not give --digest-key",
                "{'verdict': 'one-way-loss', 'args': ['219=219.pcap,VICTIM', '231=231.pcap']}|is not in the directory of the case",
                "{'verdict': 'one-way-loss', 'args': ['219=219.pcap', '231=../some/healthy/231.pcap']}|is not in the directory of the case",
            })
    void shouldGoOnBehindACaseThatIsNone(String expected, String why) throws IOException {
        Path victim = Files.writeString(root.resolve("victim"), "0123456789abcdef");
        Files.writeString(
                root.resolve("incident/expected.json"),
                expected.replace('\'', '"').replace("VICTIM", victim.toString()));
        CommandLineRun run = check();
        assertEquals(4, run.code(), run.err());
        assertTrue(run.out().contains(why.replace('\'', '"')), run.out());
        assertTrue(run.out().endsWith("2 cases: 1 as expected, 1 UNREADABLE\n"), run.out());
        assertEquals("0123456789abcdef", Files.readString(victim));
    }

    /** Such a case could not fail; and there is nothing that it could be updated with. */
    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"args\": [\"--max-loss\", \"1\"]}", "{\"packets\": [], \"losses\": [], \"options\": {}}"
            })
    void shouldRefuseAnExpectationThatStatesNothing(String expected) throws IOException {
        Path file = Files.writeString(root.resolve("incident/expected.json"), expected);
        for (CommandLineRun run : List.of(check(), check("--update"))) {
            assertEquals(4, run.code(), run.err());
            assertTrue(run.out().contains("expected.json states nothing of the result"), run.out());
            assertTrue(run.out().endsWith("2 cases: 1 as expected, 1 UNREADABLE\n"), run.out());
        }
        assertEquals(expected, Files.readString(file));
    }

    /** That no cause is certain. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"findings\": []}", "{\"causes\": []}"})
    void shouldTakeThatNoCauseMayBeCertainForAStatement(String expected) throws IOException {
        Files.writeString(root.resolve("incident/expected.json"), expected);
        CommandLineRun run = check();
        assertEquals(1, run.code(), run.err());
        assertTrue(run.out().contains("causes that are certain: expected none, found"), run.out());
    }

    @Test
    void shouldTakeNoExpectationThatIsNoFileOfItsCase() throws IOException, InterruptedException {
        Path elsewhere = Files.writeString(root.resolve("elsewhere"), "{\"verdict\": \"inconclusive\"}");
        Path linked = root.resolve("incident/expected.json");
        Files.delete(linked);
        Files.createSymbolicLink(linked, elsewhere);
        CommandLineRun run = check("--update");
        assertEquals(4, run.code(), run.err());
        assertTrue(run.out().contains("expected.json is no regular file; links are not followed"), run.out());
        assertEquals("{\"verdict\": \"inconclusive\"}", Files.readString(elsewhere));

        Files.delete(linked);
        assertEquals(0, new ProcessBuilder("mkfifo", linked.toString()).start().waitFor());
        assertTrue(check().out().contains("expected.json is no regular file"));

        Files.delete(linked);
        Files.writeString(linked, "{\"verdict\": \"" + "x".repeat(5_000_003) + "\"}");
        assertTrue(check().out().contains("expected.json has 5000018 bytes, expected at most 4194304"));
    }

    @Test
    void shouldRefuseADirectoryWithoutCases() throws IOException {
        Path empty = Files.createDirectories(root.resolve("empty"));
        CommandLineRun run = CommandLineRun.of(Analysis::run, "check", empty.toString());
        assertEquals(4, run.code());
        assertTrue(run.err().contains("no expected.json in it or below"), run.err());
        assertEquals(
                4,
                CommandLineRun.of(Analysis::run, "check", root.resolve("none").toString())
                        .code());
        assertEquals(
                2,
                CommandLineRun.of(Analysis::run, "check", "-o=packets", root.toString())
                        .code());
        assertFalse(Files.exists(root.resolve("none")));
    }
}
