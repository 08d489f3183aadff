package dev.halfway.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares what the program said of every packet ({@code -o packets}) with the truth.
 *
 * <p>A fate is right when it is the truth's, or one that the method's definitions give as well ({@link
 * TruthRecord#accept}). Where the program declares a packet ambiguous, its fate may be another; but only what the captures
 * leave open ({@link TruthRecord#open}) may be declared so, and lost packets must still come out in the right number for each
 * direction and Type-P, but for those that no count can show ({@link TruthRecord#hidden}).
 */
final class TruthCheck {
    private static final int EXAMPLES = 5;

    private record Place(String host, long frame) {}

    private record Got(
            Outcome outcome,
            String typeP,
            String from,
            String to,
            String initiator,
            boolean ambiguous,
            String why,
            SortedSet<Long> matches,
            long copyOf,
            long bytesLost) {

        private static final Got NOTHING =
                new Got(Outcome.ABSENT, null, null, null, null, false, "no line", new TreeSet<>(), -1, -1);

        private static Got of(JsonNode line) {
            SortedSet<Long> matches = new TreeSet<>();
            line.path("matches")
                    .forEach(match -> matches.add(match.path("frame").asLong()));
            return new Got(
                    Outcome.of(line.path("fate").asText()),
                    TruthFile.text(line, "typeP"),
                    TruthFile.text(line, "from"),
                    TruthFile.text(line, "to"),
                    TruthFile.text(line, "initiator"),
                    line.path("ambiguous").asBoolean(),
                    TruthFile.text(line, "why"),
                    matches,
                    line.path("copyOf").asLong(-1),
                    line.path("bytesLost").asLong(-1));
        }
    }

    /** How many packets were lost, at least and at most, and how many the program says. */
    private static final class LossCount {
        private long least;
        private long most;
        private long got;
    }

    private final Map<Place, Got> got = new HashMap<>();
    /** Of every copy, the frame of its first sighting. */
    private final Map<Place, Long> firsts = new HashMap<>();

    private final SortedMap<String, List<String>> wrong = new TreeMap<>();
    private final SortedMap<String, List<String>> wrongButAmbiguous = new TreeMap<>();
    private final SortedMap<String, List<String>> notes = new TreeMap<>();
    private final SortedMap<String, LossCount> losses = new TreeMap<>();
    private long judged;
    private long byAcceptance;
    private long byNoTrace;
    private long declaredAmbiguous;
    private long open;
    private long hidden;

    private TruthCheck() {}

    /** @throws IllegalArgumentException for a line with a fate that the contract does not name */
    static TruthCheck of(List<TruthRecord> truth, Path packets) throws IOException {
        TruthCheck check = new TruthCheck();
        check.read(packets);
        for (TruthRecord record : truth) {
            record.copyOf().ifPresent(first -> check.firsts.put(new Place(record.host(), record.frame()), first));
        }
        truth.forEach(check::compare);
        check.compareTotals();
        check.got.forEach((place, line) ->
                add(check.wrong, "a line about a packet that is not there", place.host() + " frame " + place.frame()));
        return check;
    }

    boolean passed() {
        return wrong.isEmpty();
    }

    /** How many disagreements there are that nothing excuses. */
    long wrongCount() {
        return wrong.values().stream().mapToLong(List::size).sum();
    }

    private void read(Path packets) throws IOException {
        try (MappingIterator<JsonNode> lines =
                new ObjectMapper().readerFor(JsonNode.class).readValues(packets.toFile())) {
            while (lines.hasNext()) {
                JsonNode line = lines.next();
                if (line.path("fate").asText().equals("aside")) {
                    continue; // as if there was no line: the truth is of packets between the hosts
                }
                Place place =
                        new Place(line.path("host").asText(), line.path("frame").asLong());
                if (got.put(place, Got.of(line)) != null) {
                    add(wrong, "two lines about one packet", place.host() + " frame " + place.frame());
                }
            }
        }
    }

    private void compare(TruthRecord truth) {
        Got line = got.remove(new Place(truth.host(), truth.frame()));
        Got said = line == null ? Got.NOTHING : line;
        if (truth.outcome() == Outcome.UNRELATED) {
            compareUnrelated(truth, said);
            return;
        }
        judged++;
        declaredAmbiguous += said.ambiguous() ? 1 : 0;
        open += truth.open() ? 1 : 0;
        hidden += truth.hidden() ? 1 : 0;
        if (said.ambiguous() && !truth.open()) {
            add(wrong, "declared ambiguous, and is not", describe(truth, said));
        }
        count(truth, said);
        if (said.outcome() == truth.outcome()) {
            compareDetails(truth, said);
        } else if (truth.accept().contains(said.outcome())) {
            byAcceptance++;
            byNoTrace += truth.traceless() ? 1 : 0;
            compareDetails(truth, said);
        } else {
            String kind = truth.outcome().id() + " -> " + said.outcome().id();
            add(said.ambiguous() ? wrongButAmbiguous : wrong, kind, describe(truth, said));
        }
    }

    /** Whatever is said of the neighbours' traffic, it must not be a finding about the two hosts. */
    private void compareUnrelated(TruthRecord truth, Got said) {
        boolean harmless = Set.of(Outcome.ABSENT, Outcome.UNOBSERVABLE, Outcome.APPEARED, Outcome.COPY)
                .contains(said.outcome());
        if (!harmless) {
            add(wrong, "unrelated -> " + said.outcome().id(), describe(truth, said));
        }
    }

    private void count(TruthRecord truth, Got said) {
        if (!truth.sent() || truth.outcome() == Outcome.COPY) {
            return;
        }
        LossCount loss = losses.computeIfAbsent(
                truth.from() + " -> " + truth.to() + " " + truth.typeP().id(), unseen -> new LossCount());
        boolean lost = truth.outcome() == Outcome.LOST;
        loss.least += lost && truth.accept().isEmpty() && !truth.hidden() ? 1 : 0;
        // Which of several unmatched packets a capture dropped, it does not say; only how many.
        boolean mayBeLost = truth.accept().contains(Outcome.LOST) || truth.outcome() == Outcome.MISSED && truth.open();
        loss.most += lost || mayBeLost ? 1 : 0;
        loss.got += said.outcome() == Outcome.LOST ? 1 : 0;
    }

    private void compareDetails(TruthRecord truth, Got said) {
        SortedMap<String, List<String>> where = said.ambiguous() ? wrongButAmbiguous : wrong;
        if (!truth.typeP().id().equals(said.typeP())) {
            add(wrong, "typeP of another kind", describe(truth, said) + " says " + said.typeP());
        }
        if (!truth.from().equals(said.from()) || !truth.to().equals(said.to())) {
            add(wrong, "another direction", describe(truth, said) + " says " + said.from() + " -> " + said.to());
        }
        if (!truth.initiator().equals(said.initiator())) {
            boolean unknown = said.initiator() == null || said.initiator().isEmpty();
            add(
                    unknown ? notes : wrong,
                    unknown ? "initiator unknown" : "another initiator",
                    describe(truth, said) + " says " + said.initiator() + ", not " + truth.initiator());
        }
        boolean mustMatch = switch (said.outcome()) {
            case DELIVERED, LATE, CORRUPTED, ARRIVED -> true;
            default -> false;
        };
        if (mustMatch && said.matches().isEmpty()) {
            add(wrong, said.outcome().id() + " without a match", describe(truth, said));
        }
        // What may be taken for a copy or not, in disorder, may as well be matched as any packet alike.
        boolean knowsMatches = truth.outcome() != Outcome.COPY;
        if (mustMatch && knowsMatches && !isMatch(truth, said.matches())) {
            add(
                    where,
                    "matched with another packet",
                    describe(truth, said) + " matches " + said.matches() + ", not " + truth.matches() + " or "
                            + truth.alike());
        }
        if (truth.bytesLost().isPresent()
                && said.outcome() == Outcome.LOST
                && truth.accept().isEmpty()
                && said.bytesLost() != truth.bytesLost().getAsLong()) {
            add(
                    where,
                    "bytes lost",
                    describe(truth, said) + " says " + said.bytesLost() + " bytes lost, not "
                            + truth.bytesLost().getAsLong());
        }
        boolean certainCopy = truth.outcome() == Outcome.COPY && truth.accept().isEmpty();
        long first = firsts.getOrDefault(new Place(truth.host(), said.copyOf()), said.copyOf());
        if (certainCopy && first != truth.copyOf().getAsLong() && !truth.alike().contains(first)) {
            add(
                    where,
                    "copy of another packet",
                    describe(truth, said) + " says copy of " + said.copyOf() + ", not "
                            + truth.copyOf().getAsLong());
        }
    }

    private static boolean isMatch(TruthRecord truth, SortedSet<Long> frames) {
        for (long frame : frames) {
            if (!truth.matches().contains(frame) && !truth.alike().contains(frame)) {
                return false;
            }
        }
        return true;
    }

    private void compareTotals() {
        losses.forEach((row, loss) -> {
            if (loss.got < loss.least || loss.got > loss.most) {
                add(wrong, "number of lost packets", row + ": " + loss.got + ", not " + range(loss));
            }
        });
    }

    private static String range(LossCount loss) {
        return loss.least == loss.most ? "" + loss.least : loss.least + " to " + loss.most;
    }

    private static String describe(TruthRecord truth, Got said) {
        String type = truth.typeP() == null ? "unrelated" : truth.typeP().id();
        return truth.host() + " frame " + truth.frame() + " " + type
                + (truth.open() ? " (open)" : "")
                + (truth.hidden() ? " (hidden)" : "")
                + (truth.accept().isEmpty() ? "" : " (also accepted: " + truth.accept() + ")")
                + " truly matches " + truth.matches() + "; why: " + said.why();
    }

    private static void add(SortedMap<String, List<String>> kinds, String kind, String example) {
        kinds.computeIfAbsent(kind, unseen -> new ArrayList<>()).add(example);
    }

    /** All that was found, for a reader. */
    String report() {
        StringBuilder out = new StringBuilder();
        out.append(judged).append(" packets judged; ");
        out.append(byAcceptance).append(" by another fate that the method gives as well, ");
        out.append(byNoTrace).append(" of them as the true one left no trace\n");
        out.append("ambiguous: ")
                .append(declaredAmbiguous)
                .append(" declared, ")
                .append(open);
        out.append(" that the captures leave open; ").append(hidden).append(" losses that no count shows\n\n");
        out.append("lost, by direction and Type-P: truth, got\n");
        losses.forEach((row, loss) -> out.append(String.format("  %-32s %14s %9d%n", row, range(loss), loss.got)));
        section(out, "noted", notes);
        section(out, "wrong, but declared ambiguous: truth -> got", wrongButAmbiguous);
        section(out, "WRONG: truth -> got", wrong);
        out.append(passed() ? "\nright\n" : "\nWRONG in " + wrongCount() + " ways\n");
        return out.toString();
    }

    private static void section(StringBuilder out, String title, SortedMap<String, List<String>> kinds) {
        if (kinds.isEmpty()) {
            return;
        }
        out.append('\n').append(title).append('\n');
        kinds.forEach((kind, examples) -> {
            out.append(String.format("  %-40s %9d%n", kind, examples.size()));
            for (String example : examples.subList(0, Math.min(EXAMPLES, examples.size()))) {
                out.append("      ").append(example).append('\n');
            }
        });
    }

    /** Kinds of disagreement that nothing excuses, with a description of each case. */
    SortedMap<String, List<String>> wrong() {
        return Collections.unmodifiableSortedMap(wrong);
    }
}
