package dev.halfway.metamorphic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Many trials, over all cases alike. */
final class Mutations {
    /** What does not hold, one line each, with the number that makes it again. */
    final List<String> wrong = new ArrayList<>();
    /** Other verdicts than should be, none that says that packets were lost, of changes of which that is known. */
    final List<String> owed = new ArrayList<>();

    int ofOwed;

    private Mutations() {}

    /** {@code COUNT SEED}: prints what does not hold; exits with 1 if anything is not known. */
    public static void main(String[] args) throws IOException {
        int count = Integer.parseInt(args[0]);
        long seed = Long.parseLong(args[1]);
        Path directory = Files.createTempDirectory("mutations");
        Mutations all = of(count, seed, directory);
        all.owed.forEach(each -> System.out.println("known: " + each));
        all.wrong.forEach(System.out::println);
        System.out.println(
                count + " mutations from seed " + seed + ": " + all.wrong.size() + " do not hold; besides, of "
                        + all.ofOwed + " with a change of which it is known, " + all.owed.size());
        System.exit(all.wrong.isEmpty() ? 0 : 1);
    }

    /** Trials {@code seed} to {@code seed + count - 1}; each is the same whatever the count. */
    static Mutations of(int count, long seed, Path directory) throws IOException {
        List<Base> cases = Base.all();
        Mutations all = new Mutations();
        for (long trial = seed; trial < seed + count; trial++) {
            Base base = cases.get((int) Math.floorMod(trial, (long) cases.size()));
            Trial.Outcome outcome = Trial.run(base, trial * 0x9e3779b97f4a7c15L, directory);
            all.ofOwed += outcome.owed() ? 1 : 0;
            if (!outcome.wrong().isEmpty()) {
                all.wrong.add(trial + " " + String.join("; ", outcome.wrong()));
            }
            if (!outcome.known().isEmpty()) {
                all.owed.add(trial + " " + String.join("; ", outcome.known()));
            }
        }
        return all;
    }
}
