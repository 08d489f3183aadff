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
        long seconds = args.length > 4 ? Long.parseLong(args[4]) : DEFAULT_SECONDS;
        Path directory = Files.createDirectories(Path.of(args[2]));
        TruthScenario scenario = Presets.scenario(args[0], Long.parseLong(args[1]), packets, seconds * 1_000_000_000L);
        List<TruthRecord> records = Generator.run(scenario, directory);
        TruthFile.write(directory.resolve("truth.jsonl"), records);
        Map<String, Long> counts = new TreeMap<>();
        for (TruthRecord record : records) {
            counts.merge(record.host() + " " + record.outcome().id(), 1L, Long::sum);
            if (record.ambiguous()) {
                counts.merge(record.host() + " ambiguous", 1L, Long::sum);
            }
            if (record.excused()) {
                counts.merge(record.host() + " excused", 1L, Long::sum);
            }
        }
        counts.forEach((what, count) -> System.out.printf("%-20s %9d%n", what, count));
    }
}
