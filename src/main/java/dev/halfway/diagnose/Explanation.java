package dev.halfway.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One cause held against one trouble: how well it fits, what speaks for it and against it, what to do next. */
final class Explanation {
    private final String name;
    private final Support support;
    private final List<String> evidenceFor = new ArrayList<>();
    private final List<String> evidenceAgainst = new ArrayList<>();
    private final List<String> rulesOut = new ArrayList<>();
    private final List<String> remaining = new ArrayList<>();
    private String place;
    private String nextExperiment;

    Explanation(String name, Support support) {
        this.name = name;
        this.support = support;
    }

    Explanation because(String words) {
        evidenceFor.add(words);
        return this;
    }

    Explanation because(boolean holds, String words) {
        return holds ? because(words) : this;
    }

    Explanation against(String words) {
        evidenceAgainst.add(words);
        return this;
    }

    Explanation against(boolean holds, String words) {
        return holds ? against(words) : this;
    }

    Explanation rulingOut(String words) {
        rulesOut.add(words);
        return this;
    }

    Explanation rulingOut(boolean holds, String words) {
        return holds ? rulingOut(words) : this;
    }

    /** Replaces what would remain for any trouble of this kind. */
    Explanation leaving(String words) {
        remaining.add(words);
        return this;
    }

    Explanation leaving(boolean holds, String words) {
        return holds ? leaving(words) : this;
    }

    /** Where, when the cause knows better than the trouble. */
    Explanation at(String otherPlace) {
        place = otherPlace;
        return this;
    }

    Explanation next(String experiment) {
        nextExperiment = experiment;
        return this;
    }

    String name() {
        return name;
    }

    Support support() {
        return support;
    }

    List<String> evidenceFor() {
        return evidenceFor;
    }

    List<String> evidenceAgainst() {
        return evidenceAgainst;
    }

    List<String> rulesOut() {
        return rulesOut;
    }

    List<String> remaining() {
        return remaining;
    }

    Optional<String> place() {
        return Optional.ofNullable(place);
    }

    Optional<String> nextExperiment() {
        return Optional.ofNullable(nextExperiment);
    }
}
