package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.AnalysisOptions.Host;
import dev.halfway.capture.CaptureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureArgumentsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "a.pcap, a",
        "dir/a.pcapng, a",
        "a.cap.gz, a",
        "a.pcapng.zst, a",
        "A.PCAP.GZ, A",
        "a.pcap3, a",
        "10.39.1.219.pcap, 10.39.1.219",
        "10.39.1.219, 10.39.1.219",
        "node1.example.com, node1.example.com",
        ".pcap, .pcap",
    })
    void shouldNameAHostAfterItsFile(String file, String name) throws CaptureException {
        assertEquals(name, parse(file, "z=other").get(0).name());
    }

    @Test
    void shouldTakeNamesAsGiven() throws CaptureException {
        assertEquals(
                List.of(host("219", "a.pcap"), host("10.39.1.231", "b.pcap")),
                parse("219=a.pcap", "10.39.1.231=b.pcap"));
    }

    @Test
    void shouldJoinTheCapturesOfOneHost() throws CaptureException {
        assertEquals(List.of(host("x", "a1", "a2", "a3"), host("y", "b")), parse("x=a1,a2", "y=b", "x=a3"));
    }

    @Test
    void shouldNotTakeFilesOfOneNameForOneHost() throws CaptureException {
        assertEquals(List.of("a/x", "b/x"), names(parse("a/x.pcap", "b/x.pcap")));
        assertEquals(List.of("a/c/x", "b/c/x", "y"), names(parse("a/c/x.pcap", "b/c/x.pcap", "y.pcap")));
        assertEquals(List.of("x.pcap", "x.pcapng"), names(parse("x.pcap", "x.pcapng")));
    }

    @Test
    void shouldTakeTheSameFileTwiceForTwoHosts() throws CaptureException {
        List<Host> hosts = parse("x.pcap", "x.pcap");
        assertEquals(List.of("x", "x#2"), names(hosts));
    }

    @Test
    void shouldNotMixAnUnnamedHostWithANamedOne() throws CaptureException {
        List<Host> hosts = parse("219=first.pcap", "dir/219.pcap");
        assertEquals(List.of("219", "dir/219"), names(hosts));
        assertEquals(List.of(Path.of("first.pcap")), hosts.get(0).captures());
    }

    @Test
    void shouldReadStandardInputOnce() throws CaptureException {
        assertEquals(List.of(host("stdin", "-"), host("b", "b.pcap")), parse("-", "b.pcap"));
        assertEquals(List.of(host("a", "-"), host("b", "b.pcap")), parse("a=-", "b.pcap"));
        assertRefused("once only", "-", "b=-");
        assertRefused("once only", "a=-,-", "b.pcap");
    }

    @Test
    void shouldExpandPatternsInNaturalOrder() throws IOException {
        for (String name : List.of("219.pcap", "219.pcap10", "219.pcap2", "219.pcap1", "231.pcap")) {
            Files.createFile(directory.resolve(name));
        }
        List<Host> hosts = parse(directory + "/219.pcap*", "b=" + directory + "/23[1].pcap");
        assertEquals("219.pcap", hosts.get(0).captures().get(0).getFileName().toString());
        assertEquals(
                List.of("219.pcap", "219.pcap1", "219.pcap2", "219.pcap10"),
                hosts.get(0).captures().stream()
                        .map(path -> path.getFileName().toString())
                        .toList());
        assertEquals("219", hosts.get(0).name());
        assertEquals(List.of(directory.resolve("231.pcap")), hosts.get(1).captures());
    }

    @Test
    void shouldNameAHostAfterTheStartOfItsPattern() throws IOException {
        Files.createFile(directory.resolve("node-a-0001.pcap"));
        Files.createFile(directory.resolve("node-a-0002.pcap"));
        assertEquals(
                "node-a", parse(directory + "/node-a-*.pcap", "b.pcap").get(0).name());
        assertEquals(
                "node-a-0001", parse(directory + "/*.pcap", "b.pcap").get(0).name());
    }

    @Test
    void shouldTakeAnExistingFileAsItIs() throws IOException {
        Path star = Files.createFile(directory.resolve("odd*.pcap"));
        Path equals = Files.createFile(directory.resolve("a=b.pcap"));
        Path comma = Files.createFile(directory.resolve("a,b.pcap"));
        assertEquals(List.of(star), parse(star.toString(), "z=z").get(0).captures());
        assertEquals(List.of(equals), parse(equals.toString(), "z=z").get(0).captures());
        assertEquals(List.of(comma), parse("x=" + comma, "z=z").get(0).captures());
    }

    @Test
    void shouldSayWhenAPatternMatchesNothing() {
        CaptureException e = assertThrows(CaptureException.class, () -> parse(directory + "/*.pcap", "b.pcap"));
        assertTrue(e.getMessage().contains("no file matches this pattern"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"=a.pcap", "a=", "a=x,,y", "dir*/a.pcap", "a[.pcap"})
    void shouldRefuseWhatIsNoCapture(String argument) {
        assertThrows(UsageException.class, () -> parse(argument, "b.pcap"));
    }

    private static void assertRefused(String message, String... arguments) {
        UsageException e = assertThrows(UsageException.class, () -> parse(arguments));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private static List<Host> parse(String... arguments) throws CaptureException {
        return CaptureArguments.parse(List.of(arguments));
    }

    private static List<String> names(List<Host> hosts) {
        return hosts.stream().map(Host::name).toList();
    }

    private static Host host(String name, String... captures) {
        return new Host(name, List.of(captures).stream().map(Path::of).toList());
    }
}
