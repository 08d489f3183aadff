package dev.halfway.decode;

import dev.halfway.capture.CaptureException;
import dev.halfway.capture.CaptureFile;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.PacketSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Captures collected from other projects' tests: in the directory that system property {@code halfway.corpus} names. */
public final class Corpus {
    private static final Path ROOT = Path.of(System.getProperty("halfway.corpus", "../shared/corpus"));

    private static final Pattern HEADING = Pattern.compile("## (\\S+): .*");
    private static final Pattern ENTRY = Pattern.compile("- (\\S+) \\(packets .*");

    private Corpus() {}

    /** Whether there is one on this machine. */
    public static boolean isThere() {
        return Files.isDirectory(ROOT);
    }

    /** All captures, sorted; skips the test when there is no corpus. */
    public static List<Path> files() throws IOException {
        Assumptions.assumeTrue(isThere(), () -> "no captures in " + ROOT);
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(path -> path.toString().matches(".*\\.(pcap|pcapng)"))
                    .sorted()
                    .toList();
        }
    }

    /** Names of the files in which the corpus's list counts echoes or TCP port 179, as tshark found them. */
    public static Set<String> listedWithPacketsOfOurs() throws IOException {
        Set<String> names = new TreeSet<>();
        String folder = "";
        for (String line : Files.readAllLines(ROOT.resolve("SOURCES.md"))) {
            Matcher heading = HEADING.matcher(line);
            Matcher entry = ENTRY.matcher(line);
            if (heading.matches()) {
                folder = heading.group(1);
            } else if (entry.matches()) {
                names.add(folder + "/" + entry.group(1));
            }
        }
        return names;
    }

    /** How the corpus names a file. */
    public static String name(Path file) {
        return file.startsWith(ROOT) ? ROOT.relativize(file).toString() : file.toString();
    }

    /** Hands over all that can be read. Many of these files are damaged on purpose: reading ends where they are. */
    public static void read(Path file, FrameHandler handler) throws IOException {
        try (PacketSource source = CaptureFile.open(name(file), file)) {
            while (source.poll(handler, 64) != PacketSource.END) {
                // The handler does all there is to do.
            }
        } catch (CaptureException e) {
            // What came before it counts.
        }
    }
}
