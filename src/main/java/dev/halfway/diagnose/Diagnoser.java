package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.LossRow;
import dev.halfway.match.MatchRun;
import dev.halfway.match.Plan;
import dev.halfway.match.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Counts to findings, findings to a verdict. */
public final class Diagnoser {
    private static final int EXIT_NOTHING = 0;
    private static final int EXIT_FOUND = 1;
    private static final int EXIT_CANNOT_TELL = 3;
    /** Fewer unanswered requests than this may be a ping that was cut off. */
    private static final int LEAST_UNANSWERED = 3;
    /** As many lost packets are certain even when no behaviour confirms one. */
    private static final int LEAST_CERTAIN = 3;
    /** A loss up to this many times the rate at which a capture is known to miss packets may be misses as well. */
    private static final double MISSES_EXPLAIN = 3;

    private final List<String> hosts;
    private final List<InputFacts> inputs;
    private final List<ClockFacts> clocks;
    private final Plan plan;
    private final MatchRun run;
    private final double maxLossPercent;
    private final List<LossRow> losses;

    public Diagnoser(
            List<String> hosts,
            List<InputFacts> inputs,
            List<ClockFacts> clocks,
            Plan plan,
            MatchRun run,
            double maxLossPercent) {
        this.hosts = hosts;
        this.inputs = inputs;
        // Captures that are no pair have no clocks to compare.
        this.clocks = plan.refusals().isEmpty() ? clocks : List.of();
        this.plan = plan;
        this.run = run;
        this.maxLossPercent = maxLossPercent;
        losses = run.losses().stream()
                .sorted(Comparator.comparingDouble(Diagnoser::lostShare).reversed())
                .toList();
    }

    public Diagnosis diagnose() {
        List<Finding> findings = new ArrayList<>(lossFindings());
        findings.addAll(silentHosts());
        findings.addAll(deliveryFindings());
        Optional<String> blocked = whyNothingCanBeTold();
        if (findings.isEmpty() && blocked.isPresent()) {
            return result(
                    new OneSided(losses, run.appeared(), plan, hosts).findings(),
                    Verdict.INCONCLUSIVE,
                    blocked.get(),
                    EXIT_CANNOT_TELL);
        }
        Verdict verdict = verdict(findings);
        return result(findings, verdict, sentence(verdict, findings), findings.isEmpty() ? EXIT_NOTHING : EXIT_FOUND);
    }

    private Diagnosis result(List<Finding> findings, Verdict verdict, String sentence, int exitCode) {
        return new Diagnosis(
                hosts,
                inputs,
                clocks,
                losses,
                run.appeared(),
                run.unjudged(),
                plan.inferred(),
                new Notes(inputs, clocks, plan.notes()).all(),
                findings,
                verdict,
                sentence,
                maxLossPercent,
                exitCode);
    }

    /** Stable in the fixed order of the rows where nothing is lost. */
    private static double lostShare(LossRow row) {
        return row.lost() == 0 ? 0 : row.ratio();
    }

    private String sentence(Verdict verdict, List<Finding> findings) {
        return switch (verdict) {
            case NO_LOSS ->
                findings.isEmpty()
                        ? healthySentence()
                        : healthySentence() + " " + findings.get(0).sentence();
            case LOSS_BOTH_WAYS ->
                "Loss both ways. "
                        + findings.stream()
                                .filter(each -> each.kind().equals("one-way-loss"))
                                .map(Finding::sentence)
                                .collect(Collectors.joining(" "));
            default -> findings.get(0).sentence();
        };
    }

    private static Verdict verdict(List<Finding> findings) {
        List<Finding> lossy = findings.stream()
                .filter(each -> each.kind().equals("one-way-loss"))
                .toList();
        if (lossy.isEmpty()) {
            boolean silent = findings.stream().anyMatch(each -> each.kind().equals("host-silent"));
            return silent ? Verdict.HOST_SILENT : Verdict.NO_LOSS;
        }
        boolean bothWays = lossy.stream()
                .anyMatch(one -> lossy.stream()
                        .anyMatch(other ->
                                one.from().equals(other.to()) && one.to().equals(other.from())));
        return bothWays ? Verdict.LOSS_BOTH_WAYS : Verdict.ONE_WAY_LOSS;
    }

    /** One finding for each direction that loses more than is allowed; worst first. */
    private List<Finding> lossFindings() {
        Map<List<String>, List<LossRow>> lossy = new LinkedHashMap<>();
        for (LossRow row : losses) {
            if (row.lost() > 0 && 100 * row.ratio() > maxLossPercent) {
                lossy.computeIfAbsent(List.of(row.from(), row.to()), key -> new ArrayList<>())
                        .add(row);
            }
        }
        return lossy.values().stream()
                .sorted(Comparator.comparingDouble(Diagnoser::ratio).reversed())
                .map(this::lossFinding)
                .toList();
    }

    private static double ratio(List<LossRow> rows) {
        return rows.stream().mapToDouble(LossRow::ratio).max().orElse(0);
    }

    private Finding lossFinding(List<LossRow> rows) {
        LossRow first = rows.get(0);
        Optional<String> initiator = sharedInitiator(rows);
        boolean arrivalsShown = plan.showsArrivals(hosts.indexOf(first.to()));
        double missRate = run.missRate(hosts.indexOf(first.to())).orElse(0);
        boolean mayBeMissed = missRate > 0 && ratio(rows) <= MISSES_EXPLAIN * missRate;
        boolean certain = arrivalsShown
                && !mayBeMissed
                && rows.stream().anyMatch(row -> row.confirmed() > 0 || row.lost() >= LEAST_CERTAIN);
        return new Finding(
                "one-way-loss",
                certain ? Grade.CERTAIN : Grade.LIKELY,
                Words.sentence(counts(rows)
                        + initiator
                                .map(name -> " of exchanges that " + name + " began")
                                .orElse("")
                        + " leave " + first.from() + " and never reach " + first.to()
                        + initiator.map(name -> passing(first, name)).orElse("")),
                Optional.of(first.from()),
                Optional.of(first.to()),
                rows.stream().map(LossRow::typeP).distinct().toList(),
                initiator.map(name -> new Finding.DecidedBy("initiator", name, Optional.empty())),
                "between-taps",
                Optional.empty(),
                List.of(
                        "netfilter on " + first.from() + ": they were seen behind it, leaving",
                        "netfilter on " + first.to() + ": they would be seen before it, arriving"),
                remaining(first, arrivalsShown, mayBeMissed),
                Optional.empty());
    }

    private static List<String> remaining(LossRow direction, boolean arrivalsShown, boolean mayBeMissed) {
        List<String> remaining = new ArrayList<>(List.of(
                "driver and network card of " + direction.from(),
                "virtual switches, the fabric, security groups between the two",
                "network card and XDP of " + direction.to()));
        if (!arrivalsShown) {
            remaining.add("the capture at " + direction.to() + " itself, if it was taken of one direction only (tcpdump"
                    + " -Q): it shows nothing arriving");
        }
        if (mayBeMissed) {
            remaining.add("the capture at " + direction.to()
                    + " itself: it misses other packets that arrived at a rate like" + " this");
        }
        return remaining;
    }

    /** Kind by kind, lost of judged, whoever began the exchange. */
    private static String counts(List<LossRow> rows) {
        Map<TypeP, long[]> byKind = new EnumMap<>(TypeP.class);
        for (LossRow row : rows) {
            long[] sums = byKind.computeIfAbsent(row.typeP(), kind -> new long[2]);
            sums[0] += row.lost();
            sums[1] += row.judged();
        }
        return byKind.entrySet().stream()
                .map(each ->
                        Words.plural(each.getKey()) + " (" + each.getValue()[0] + " of " + each.getValue()[1] + ")")
                .collect(Collectors.joining(", "));
    }

    /** The one host that began all exchanges that lose packets, where others of this direction lose none. */
    private Optional<String> sharedInitiator(List<LossRow> lossy) {
        String initiator = lossy.get(0).initiator();
        boolean shared = !initiator.isEmpty()
                && lossy.stream().allMatch(row -> row.initiator().equals(initiator));
        return shared && !passingRows(lossy.get(0), initiator).isEmpty() ? Optional.of(initiator) : Optional.empty();
    }

    private List<LossRow> passingRows(LossRow direction, String initiator) {
        return losses.stream()
                .filter(row -> row.from().equals(direction.from())
                        && row.to().equals(direction.to())
                        && !row.initiator().isEmpty()
                        && !row.initiator().equals(initiator)
                        && row.judged() > 0)
                .toList();
    }

    private String passing(LossRow direction, String initiator) {
        List<LossRow> rows = passingRows(direction, initiator);
        long arrived = rows.stream().mapToLong(row -> row.judged() - row.lost()).sum();
        long sent = rows.stream().mapToLong(LossRow::judged).sum();
        return "; of what " + rows.get(0).initiator() + " began, " + arrived + " of " + sent + " packets arrive";
    }

    /** What arrives twice, or otherwise than it left. */
    private List<Finding> deliveryFindings() {
        List<Finding> findings = new ArrayList<>();
        for (LossRow row : losses) {
            if (100.0 * row.corrupted() > maxLossPercent * row.judged()) {
                findings.add(
                        delivery("corruption", row, row.corrupted(), "arrive at " + row.to() + " with other content"));
            }
            if (100.0 * row.duplicates() > maxLossPercent * row.judged()) {
                findings.add(delivery("duplication", row, row.duplicates(), "arrive at " + row.to() + " once more"));
            }
        }
        return findings;
    }

    private static Finding delivery(String kind, LossRow row, long count, String what) {
        return new Finding(
                kind,
                Grade.CERTAIN,
                Words.sentence(count + " " + (count == 1 ? row.typeP().words() : Words.plural(row.typeP())) + " from "
                        + row.from() + " " + what + ", of " + row.judged() + " sent"),
                Optional.of(row.from()),
                Optional.of(row.to()),
                List.of(row.typeP()),
                Optional.empty(),
                "between-taps",
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    /** Hosts that requests reach and that answer none. */
    private List<Finding> silentHosts() {
        List<Finding> findings = new ArrayList<>();
        for (LossRow row : losses) {
            TypeP answer = answerTo(row.typeP());
            if (answer != null && row.role() == Role.REQUEST && row.delivered() >= LEAST_UNANSWERED) {
                boolean answered = losses.stream()
                        .anyMatch(other -> other.typeP() == answer
                                && other.from().equals(row.to())
                                && other.to().equals(row.from())
                                && other.initiator().equals(row.initiator()));
                if (!answered && run.appeared().stream().noneMatch(seen -> seen.typeP() == answer)) {
                    findings.add(silent(row, answer));
                }
            }
        }
        return findings;
    }

    private static TypeP answerTo(TypeP typeP) {
        return switch (typeP) {
            case ICMP_ECHO_REQUEST -> TypeP.ICMP_ECHO_REPLY;
            case TCP_SYN -> TypeP.TCP_SYN_ACK;
            default -> null;
        };
    }

    private static Finding silent(LossRow row, TypeP answer) {
        return new Finding(
                "host-silent",
                Grade.CERTAIN,
                Words.sentence(row.delivered() + " " + Words.plural(row.typeP()) + " from " + row.from() + " reach "
                        + row.to() + ", which sends no " + answer.words()),
                Optional.of(row.from()),
                Optional.of(row.to()),
                List.of(row.typeP()),
                Optional.empty(),
                "host:" + row.to(),
                Optional.empty(),
                List.of("the network from " + row.from() + " to " + row.to()),
                List.of("netfilter, rp_filter, routing or the service on " + row.to()),
                Optional.empty());
    }

    /** Why no packet, or not enough, could be judged; empty when some were. */
    private Optional<String> whyNothingCanBeTold() {
        if (!plan.refusals().isEmpty()) {
            return Optional.of(plan.refusals().get(0).sentence());
        }
        for (InputFacts input : inputs) {
            if (input.windowStartNanos().isEmpty()) {
                boolean untimed = input.point().packets() > 0;
                return Optional.of("Cannot tell: " + input.point().name()
                        + (untimed ? " says of no packet when it was." : " holds no packets."));
            }
        }
        if (losses.stream().anyMatch(row -> row.judged() > 0)) {
            return Optional.empty();
        }
        return Optional.of(new OneSided(losses, run.appeared(), plan, hosts).sentence(inputs));
    }

    private String healthySentence() {
        long judged = losses.stream().mapToLong(LossRow::judged).sum();
        long lost = losses.stream().mapToLong(LossRow::lost).sum();
        if (lost > 0) {
            return "Loss stays within the " + maxLossPercent + " % allowed: " + lost + " of " + judged + " packets.";
        }
        return "No loss in " + judged + " packets.";
    }
}
