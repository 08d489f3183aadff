package dev.halfway.metamorphic;

import dev.halfway.AnalysisOptions;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** One case, changed once or twice, and whether the answer is as it must be. */
final class Trial {
    /** A lost packet this close to the end of the other capture need not be judged. */
    private static final long EDGE_NANOS = 3_000_000_000L;

    private final Draft draft;
    private final Path directory;

    private Trial(Draft draft, Path directory) {
        this.draft = draft;
        this.directory = directory;
    }

    /**
     * Runs it; what does not hold, nothing when all does.
     *
     * @param directory for the captures
     * @param seed chooses the changes and all that is open in them
     */
    static List<String> run(Base base, long seed, Path directory) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Draft draft = new Draft(base, random);
        int count = random.nextInt(3) == 0 ? 2 : 1;
        List<Mutation> chosen = new ArrayList<>();
        while (chosen.size() < count) {
            Mutation mutation = Mutation.values()[random.nextInt(Mutation.values().length)];
            if (mutation.suits(base) && chosen.stream().noneMatch(each -> each.excludes(mutation))) {
                chosen.add(mutation);
            }
        }
        chosen.sort(Comparator.comparing(each -> each.writes));
        for (Mutation mutation : chosen) {
            if (draft.recordings.stream().anyMatch(each -> each.items().isEmpty())) {
                break;
            }
            mutation.apply(draft);
            draft.expect(mutation.consequence);
            draft.done.add(mutation.name());
        }
        return new Trial(draft, directory).check();
    }

    private List<String> check() throws IOException {
        List<AnalysisOptions.Host> hosts = new ArrayList<>();
        for (int host = 0; host < draft.recordings.size(); host++) {
            String name = draft.recordings.get(host).host();
            List<Path> files = new ArrayList<>();
            for (byte[] bytes : draft.files(host)) {
                files.add(Files.write(directory.resolve(name + "-" + files.size() + ".pcap"), bytes));
            }
            hosts.add(new AnalysisOptions.Host(name, files));
        }
        // Where packets are missing, who owns which address is harder to tell than what became of the packets; and
        // which
        // way a packet went decides what it is counted as. That is a question of its own.
        boolean given = draft.consequence.compareTo(Consequence.TAKEN) >= 0;
        Answer answer = Answer.of(hosts, given ? draft.base.addresses() : Map.of());
        List<String> wrong = new ArrayList<>();
        if (answer.verdict().isEmpty()) {
            if (draft.consequence != Consequence.DAMAGED) {
                wrong.add("refused: " + answer.sentence());
            }
            return described(wrong, answer);
        }
        checkLosses(answer, wrong);
        checkVerdict(answer, wrong);
        return described(wrong, answer);
    }

    private void checkLosses(Answer answer, List<String> wrong) {
        TreeSet<String> directions = new TreeSet<>(answer.lost().keySet());
        directions.addAll(draft.base.answer.lost().keySet());
        for (String direction : directions) {
            long before = draft.base.answer.lost(direction);
            long now = answer.lost(direction);
            long most = before + mayLookLost(direction);
            if (now > most || draft.consequence == Consequence.NONE && now != before) {
                wrong.add(now + " lost " + direction + ", not " + (now > most ? most + " or fewer" : before));
            }
        }
    }

    private void checkVerdict(Answer answer, List<String> wrong) {
        Base base = draft.base;
        if (answer.verdict().equals(base.answer.verdict())
                || draft.consequence != Consequence.NONE && answer.is(Verdict.INCONCLUSIVE)) {
            return;
        }
        if (draft.consequence != Consequence.NONE
                && base.answer.is(Verdict.LOSS_BOTH_WAYS)
                && answer.leavesOtherWayOpen()) {
            return;
        }
        if (draft.consequence == Consequence.DISPLACED && answer.is(Verdict.NO_LOSS) && leavesOpenWhatIsLost(answer)) {
            return;
        }
        boolean weaker = draft.consequence.compareTo(Consequence.CUT) >= 0;
        boolean holds = weaker
                && (answer.isLoss()
                        ? answer.lost().keySet().stream()
                                .allMatch(each -> base.answer.lost(each) > 0 || mayLookLost(each) > 0)
                        : answer.is(Verdict.NO_LOSS) && stillLost() == 0);
        if (!holds) {
            wrong.add("another verdict");
        }
    }

    private boolean leavesOpenWhatIsLost(Answer answer) {
        return draft.base.answer.lost().entrySet().stream()
                .allMatch(each -> answer.count(each.getKey(), Fate.UNOBSERVABLE) >= each.getValue());
    }

    /** How many packets of a direction look lost because of what was taken. */
    private long mayLookLost(String direction) {
        long count = 0;
        boolean anythingTaken = false;
        for (Recording recording : draft.base.recordings) {
            for (int frame : draft.taken(recording.host())) {
                anythingTaken = true;
                PacketFate fate = draft.base.fate(recording.host(), frame);
                if (fate != null && (fate.from() + ">" + fate.to()).equals(direction)) {
                    count += Math.max(1, fate.matches().size());
                }
            }
        }
        // Of what only an answer tells that it arrived, the answer may be among what was taken.
        return anythingTaken ? count + draft.base.answer.count(direction, Fate.MISSED) : 0;
    }

    /** Lost packets that are there yet, and not near the edge of what the other capture covers. */
    private long stillLost() {
        return draft.base.answer.packets().stream()
                .filter(each -> each.fate() == Fate.LOST)
                .filter(each -> !draft.taken(each.host()).contains((int) each.frame()))
                .filter(each -> !draft.cut(each.host()).contains((int) each.frame()))
                .filter(each -> covers(each.to(), each.referenceNanos()))
                .count();
    }

    private boolean covers(String host, long nanos) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (PacketFate each : draft.base.answer.packets()) {
            if (each.host().equals(host) && !draft.cut(host).contains((int) each.frame())) {
                first = Math.min(first, each.referenceNanos());
                last = Math.max(last, each.referenceNanos());
            }
        }
        return first + EDGE_NANOS < nanos && nanos < last - EDGE_NANOS;
    }

    private List<String> described(List<String> wrong, Answer answer) {
        return wrong.stream()
                .map(each -> draft.base + " " + draft.done + ": " + each + "; was " + draft.base.answer.words()
                        + ", is " + answer.words() + ": " + answer.sentence() + " " + answer.findings())
                .toList();
    }
}
