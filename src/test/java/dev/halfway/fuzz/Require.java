package dev.halfway.fuzz;

/** What must hold of any input; the fuzzer takes the error for a finding. */
final class Require {
    private Require() {}

    static void that(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("does not hold: " + what);
        }
    }
}
