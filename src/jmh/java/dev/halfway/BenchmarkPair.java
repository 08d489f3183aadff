package dev.halfway;

import dev.halfway.bench.PairGenerator;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.PortSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Two captures, in files that are removed after the benchmark. */
@State(Scope.Benchmark)
public class BenchmarkPair {
    static final PortSet PORTS = PortSet.of(179);
    /** Of both captures together, about. */
    static final int RECORDS = 100_000;
    /** Of B's clock to A's. */
    static final long OFFSET_NANOS = 7_200_000_000_000L;

    private Path directory;
    /** As {@link PairGenerator#write} tells it. */
    String truth;

    @Setup(Level.Trial)
    public void write() throws IOException {
        directory = Files.createTempDirectory("halfway-benchmark");
        truth = PairGenerator.write(a(), b(), List.of("records=" + RECORDS, "loss=1,0"));
    }

    @TearDown(Level.Trial)
    public void remove() throws IOException {
        Files.delete(a());
        Files.delete(b());
        Files.delete(directory);
    }

    Path a() {
        return directory.resolve("a.pcap");
    }

    Path b() {
        return directory.resolve("b.pcap");
    }

    List<HostFeed> feeds() {
        return List.of(feed("a", 0, a()), feed("b", 1, b()));
    }

    private static HostFeed feed(String host, int index, Path capture) {
        return new HostFeed(host, index, List.of(host), List.of(capture), Optional.empty(), new Decoder(PORTS));
    }

    AnalysisOptions options() {
        return UsualOptions.of(UsualOptions.host("a", a()), UsualOptions.host("b", b()));
    }
}
