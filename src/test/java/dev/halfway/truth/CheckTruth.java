package dev.halfway.truth;

import java.io.IOException;
import java.nio.file.Path;

/** {@code CheckTruth DIRECTORY PACKETS}: compares {@code -o packets} with truth.jsonl; exit 1 when something is wrong. */
public final class CheckTruth {
    private CheckTruth() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: CheckTruth DIRECTORY PACKETS");
            System.exit(2);
        }
        TruthCheck check = TruthCheck.of(TruthFile.read(Path.of(args[0]).resolve("truth.jsonl")), Path.of(args[1]));
        System.out.print(check.report());
        if (!check.passed()) {
            System.exit(1);
        }
    }
}
