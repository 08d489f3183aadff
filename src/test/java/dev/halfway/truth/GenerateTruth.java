package dev.halfway.truth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code GenerateTruth PRESET SEED DIRECTORY [PACKETS [SECONDS]]}: writes a.pcap, b.pcap and truth.jsonl. */
public final class GenerateTruth {
    private static final int DEFAULT_PACKETS = 200_000;
    private static final int DEFAULT_SECONDS = 120;

    private GenerateTruth() {}

    public static void main(String[] args) throws IOException {
        if (args.length < 3 || args.length > 5) {
            System.err.println("usage: GenerateTruth PRESET SEED DIRECTORY [PACKETS [SECONDS]]");
            System.err.println("presets: " + String.join(" ", Presets.names()));
            System.exit(2);
        }
        int packets = args.length > 3 ? Integer.parseInt(args[3]) : DEFAULT_PACKETS;
        double seconds = args.length > 4 ? Double.parseDouble(args[4]) : DEFAULT_SECONDS;
        Path directory = Files.createDirectories(Path.of(args[2]));
        TruthScenario scenario = Presets.scenario(args[0], Long.parseLong(args[1]), packets, Math.round(seconds * 1e9));
        List<TruthRecord> records = Generator.run(scenario, directory);
        TruthFile.write(directory.resolve("truth.jsonl"), records);
        Map<String, Long> counts = new TreeMap<>();
        for (TruthRecord record : records) {
            counts.merge(record.host() + " " + record.outcome().id(), 1L, Long::sum);
            if (record.open()) {
                counts.merge(record.host() + " open", 1L, Long::sum);
            }
            if (record.hidden()) {
                counts.merge(record.host() + " hidden", 1L, Long::sum);
            }
        }
        counts.forEach((what, count) -> System.out.printf("%-20s %9d%n", what, count));
    }
}
