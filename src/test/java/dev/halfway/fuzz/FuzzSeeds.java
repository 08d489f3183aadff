package dev.halfway.fuzz;

import dev.halfway.decode.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The inputs that fuzzing begins with, and that are tried in every build. */
final class FuzzSeeds {
    /** Inputs that once showed a fault, by target; each named for it. */
    private static final Path FOUND = Path.of("src/test/resources/fuzz");

    private static final int LARGEST_CAPTURE_BYTES = 8_192;

    private FuzzSeeds() {}

    /** {@code TARGET DIRECTORY}: writes the target's seeds there, and prints the class to be fuzzed. */
    public static void main(String[] args) throws IOException {
        FuzzTarget target = FuzzTarget.valueOf(args[0].toUpperCase(Locale.ROOT));
        Path directory = Files.createDirectories(Path.of(args[1]));
        List<byte[]> all = new ArrayList<>(target.ownSeeds());
        all.addAll(ofCorpus(target, Corpus.isThere() ? Corpus.files() : List.of()));
        for (Path found : found(target)) {
            all.add(Files.readAllBytes(found));
        }
        for (int i = 0; i < all.size(); i++) {
            Files.write(directory.resolve(String.format("seed-%04d", i)), all.get(i));
        }
        System.out.println(target.type.getName());
    }

    /** Of each small capture. */
    static List<byte[]> ofCorpus(FuzzTarget target, List<Path> captures) throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (Path capture : captures) {
            if (Files.size(capture) <= LARGEST_CAPTURE_BYTES) {
                seeds.addAll(target.seeds(Files.readAllBytes(capture)));
            }
        }
        return seeds;
    }

    /** Inputs that once showed a fault. */
    static List<Path> found(FuzzTarget target) throws IOException {
        Path directory = FOUND.resolve(target.id());
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }
}
