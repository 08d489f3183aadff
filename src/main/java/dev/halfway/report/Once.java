package dev.halfway.report;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Facts that several findings have in common: each is told with the first of them. */
final class Once {
    private final Set<String> told = new HashSet<>();

    /** Those that were not told before; they are now. */
    List<String> news(List<String> facts) {
        return facts.stream().filter(told::add).toList();
    }
}
