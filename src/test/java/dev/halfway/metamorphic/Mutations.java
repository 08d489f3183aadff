package dev.halfway.metamorphic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Many trials, over all cases alike. */
final class Mutations {
    private Mutations() {}

    /** {@code COUNT SEED}: prints what does not hold; exits with 1 if anything does not. */
    public static void main(String[] args) throws IOException {
        int count = Integer.parseInt(args[0]);
        long seed = Long.parseLong(args[1]);
        Path directory = Files.createTempDirectory("mutations");
        List<String> wrong = of(Base.all(), count, seed, directory);
        wrong.forEach(System.out::println);
        System.out.println(count + " mutations from seed " + seed + ": " + wrong.size() + " do not hold");
        System.exit(wrong.isEmpty() ? 0 : 1);
    }

    /**
     * Trials {@code seed} to {@code seed + count - 1}; each is the same whatever the count. What does not hold, one line each,
     * with the number that makes it again.
     */
    static List<String> of(List<Base> cases, int count, long seed, Path directory) throws IOException {
        List<String> all = new ArrayList<>();
        for (long trial = seed; trial < seed + count; trial++) {
            Base base = cases.get((int) Math.floorMod(trial, (long) cases.size()));
            List<String> wrong = Trial.run(base, trial * 0x9e3779b97f4a7c15L, directory);
            if (!wrong.isEmpty()) {
                all.add(trial + " " + String.join("; ", wrong));
            }
        }
        return all;
    }
}
