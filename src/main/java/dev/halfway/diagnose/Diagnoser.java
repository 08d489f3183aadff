package dev.halfway.diagnose;

import dev.halfway.match.CapturePause;
import dev.halfway.match.LossRow;
import dev.halfway.match.MatchRun;
import dev.halfway.match.Plan;
import dev.halfway.match.TimeSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Symptoms to findings, findings to a verdict. */
public final class Diagnoser {
    /** Records of several processors or interfaces change places within less, and a session is told the same. */
    private static final long LEAST_DISORDER_NANOS = 1_000_000;

    /** Fewer that a capture lacks in a short time say nothing of what else it may lack then. */
    private static final int LEAST_MISSED = 5;
    /** So many times longer a capture runs than a time that is short. */
    private static final int SHORT = 10;
    /** Delays make what a capture lacks look farther from what is lost than it is. */
    private static final long NEAR_NANOS = 100_000_000;

    private final List<String> hosts;
    private final List<InputFacts> inputs;
    private final List<ClockFacts> clocks;
    private final Plan plan;
    private final MatchRun run;
    private final BgpCollector bgp;
    private final double maxLossPercent;
    private final Symptoms symptoms;

    private final int mostFindings;

    /** @param evidence what was heard of the single packets of this run */
    public Diagnoser(
            List<String> hosts,
            List<InputFacts> inputs,
            List<ClockFacts> clocks,
            Plan plan,
            MatchRun run,
            LossEvidence evidence,
            BgpCollector bgp,
            double maxLossPercent,
            int mostFindings) {
        this.hosts = hosts;
        this.inputs = inputs;
        // Captures that are no pair have no clocks to compare.
        this.clocks = plan.refusals().isEmpty() ? clocks : List.of();
        this.plan = plan;
        this.run = run;
        this.bgp = bgp;
        this.maxLossPercent = maxLossPercent;
        this.mostFindings = mostFindings;
        symptoms = new Symptoms(
                hosts,
                inputs,
                run.losses().stream()
                        .sorted(Comparator.comparingDouble(Diagnoser::lostShare).reversed())
                        .toList(),
                run.appeared(),
                run.unjudged(),
                evidence.directions(plan.routers()),
                run.exchanges(),
                run.errors(),
                plan.neighbours(),
                plan.traits(),
                run.passages(),
                plan.othersAsked(),
                plan.routers(),
                plan.strayFrames(),
                named(host -> !plan.showsArrivals(host)),
                named(plan::leavesOutDepartures),
                pauses(),
                missing(),
                meanwhile(evidence),
                this.clocks,
                run.standstills(),
                run.lossThresholdNanos(),
                bgp.peerings());
    }

    private Map<String, CapturePause> pauses() {
        Map<String, CapturePause> pauses = new HashMap<>();
        for (int host = 0; host < hosts.size(); host++) {
            String name = hosts.get(host);
            run.longestPause(host).ifPresent(pause -> pauses.put(name, pause));
        }
        return pauses;
    }

    private Map<String, TimeSpan> missing() {
        Map<String, TimeSpan> spans = new HashMap<>();
        for (int host = 0; host < hosts.size(); host++) {
            String name = hosts.get(host);
            run.missing(host).ifPresent(span -> spans.put(name, span));
        }
        return spans;
    }

    private Map<String, Meanwhile> meanwhile(LossEvidence evidence) {
        Map<String, Meanwhile> all = new HashMap<>();
        for (int host = 0; host < hosts.size(); host++) {
            String name = hosts.get(host);
            int at = host;
            run.missing(host).ifPresent(span -> {
                TimeSpan reference = new TimeSpan(
                        plan.clock(at).toReference(span.firstNanos()),
                        plan.clock(at).toReference(span.lastNanos()));
                all.put(name, evidence.meanwhile(at, other -> isMissed(hosts.get(other), name), reference));
            });
        }
        return all;
    }

    private boolean isMissed(String from, String to) {
        return run.losses().stream()
                .anyMatch(row -> row.from().equals(from) && row.to().equals(to) && row.missed() > 0);
    }

    private Set<String> named(IntPredicate what) {
        Set<String> names = new HashSet<>();
        for (int host = 0; host < hosts.size(); host++) {
            if (what.test(host)) {
                names.add(hosts.get(host));
            }
        }
        return names;
    }

    /** Stable in the fixed order of the rows where nothing is lost. */
    private static double lostShare(LossRow row) {
        return row.lost() == 0 ? 0 : row.ratio();
    }

    public Diagnosis diagnose() {
        LossFindings losses = new LossFindings(symptoms, maxLossPercent);
        List<Finding> findings = new ArrayList<>(losses.all());
        Coverage coverage = new Coverage(symptoms, plan.stretch(), run.beyondBounds(), cutShort());
        if (!coverage.isBeyondBounds()) { // else the answers may be among what was left aside
            findings.addAll(new SilenceFindings(symptoms).all());
        }
        HostTimes times = new HostTimes(hosts.get(0), clocks, inputs);
        new BgpFindings(symptoms.bgp(), Down.of(symptoms), times)
                .all().stream().map(this::asSureAsOrder).forEach(findings::add);
        findings.addAll(new OddityFindings(symptoms, maxLossPercent).all());
        findings.addAll(new NeighbourFindings(symptoms).all(findings));
        findings.addAll(new GapFindings(symptoms).all(findings));
        findings = new Refusals(symptoms).together(findings);
        findings = findings.stream()
                .map(this::asSureAsOwners)
                .map(this::asSureAsRead)
                .map(this::asSureAsHeld)
                .map(this::asSureAsCompared)
                .toList();
        findings = new Precedence(symptoms).order(findings);
        Optional<String> blocked = whyNothingCanBeTold();
        if (findings.stream().allMatch(this::isOfOneCapture) && blocked.isPresent()) {
            return result(
                    Stream.concat(oneSided().findings().stream(), findings.stream())
                            .toList(),
                    Conclusion.cannotTell(blocked.get()).besides(findings));
        }
        return result(findings, Conclusion.of(findings, coverage, losses.whyTooLittle(), maxLossPercent));
    }

    /** Whether it tells nothing of what is lost between two captures. */
    private boolean isOfOneCapture(Finding finding) {
        return finding.ownAccord()
                || !plan.refusals().isEmpty() && finding.kind().equals("no-neighbour");
    }

    /** Where requests for a neighbour end is told by which of the captures shows them, if these are of one time. */
    private Finding asSureAsCompared(Finding finding) {
        return !plan.refusals().isEmpty() && finding.kind().equals("no-neighbour")
                ? finding.uncertain("that they end elsewhere: the captures are not compared")
                : finding;
    }

    /** Where it is not sure which of two hosts is which, nothing that is found of them is certain. */
    private Finding asSureAsOwners(Finding finding) {
        boolean unsure = plan.mayBeExchanged().stream()
                .anyMatch(both -> finding.from().stream().allMatch(both::contains)
                        && finding.to().stream().allMatch(both::contains));
        return unsure
                ? finding.uncertain("that the addresses are the other way round (see the notes): then the capture at "
                        + "the sender has missed what seems lost")
                : finding;
    }

    /** What a capture holds of a link type that is not read may be what it seems to lack. */
    private Finding asSureAsRead(Finding finding) {
        return inputs.stream()
                .filter(InputFacts::holdsUnread)
                .filter(input ->
                        finding.to().filter(input.point().host()::equals).isPresent())
                .flatMap(input -> input.unreadLinkTypes().stream()
                        .map(types -> finding.uncertain(
                                "that what the capture at " + input.point().host()
                                        + " seems to lack is in its packets of " + types + ", which are not read")))
                .findFirst()
                .orElse(finding);
    }

    /** What is lost in the short time in which the far capture lacks what arrived may have arrived, too. */
    private Finding asSureAsHeld(Finding finding) {
        if (!finding.kind().equals("one-way-loss") || finding.from().isEmpty()) {
            return finding;
        }
        String from = finding.from().get();
        String to = finding.to().orElseThrow();
        return isWhileMissing(from, to)
                ? finding.uncertain("the capture at " + to + ": it lacks packets known to have passed " + to
                        + " in the same short time, and only in that")
                : finding;
    }

    private boolean isWhileMissing(String from, String to) {
        long known =
                symptoms.missed(to) - symptoms.missedInSilence(to) + symptoms.unseen(to) - symptoms.unseenResets(to);
        long confirmed =
                symptoms.judged(from, to).stream().mapToLong(LossRow::confirmed).sum();
        Optional<LossPattern> lost = symptoms.evidence(from, to)
                .map(DirectionEvidence::pattern)
                .filter(pattern -> pattern.lastLostNanos().isPresent());
        if (known < LEAST_MISSED || Misses.MISSED_TO_CONFIRMED * confirmed > known || lost.isEmpty()) {
            return false;
        }
        int sender = hosts.indexOf(from);
        int receiver = hosts.indexOf(to);
        long firstNanos =
                plan.clock(sender).toReference(lost.get().firstLostNanos().getAsLong());
        long lastNanos =
                plan.clock(sender).toReference(lost.get().lastLostNanos().getAsLong());
        return run.missing(receiver)
                .filter(span -> isShort(span, to))
                .filter(span -> firstNanos >= plan.clock(receiver).toReference(span.firstNanos()) - NEAR_NANOS
                        && lastNanos <= plan.clock(receiver).toReference(span.lastNanos()) + NEAR_NANOS)
                .isPresent();
    }

    private boolean isShort(TimeSpan span, String host) {
        List<InputFacts> captures =
                inputs.stream().filter(each -> each.point().host().equals(host)).toList();
        long start = captures.stream()
                .flatMapToLong(each -> each.windowStartNanos().stream())
                .min()
                .orElse(0);
        long end = captures.stream()
                .flatMapToLong(each -> each.windowEndNanos().stream())
                .max()
                .orElse(0);
        return (span.lastNanos() - span.firstNanos()) < (end - start) / SHORT;
    }

    /** A session is followed by the records as they stand, where packets are matched by their times. */
    private Finding asSureAsOrder(Finding finding) {
        for (int host = 0; host < hosts.size(); host++) {
            if (plan.disorderNanos(host) >= LEAST_DISORDER_NANOS) {
                return finding.uncertain("that what seems unsaid stands elsewhere in the capture at " + hosts.get(host)
                        + ": its records are out of the order of their times by up to "
                        + Words.duration(plan.disorderNanos(host)) + " (reordercap IN OUT puts them in order)");
            }
        }
        return finding;
    }

    private Diagnosis result(List<Finding> findings, Conclusion conclusion) {
        return new Diagnosis(
                hosts,
                inputs,
                clocks,
                symptoms.losses(),
                symptoms.appeared(),
                symptoms.unjudged(),
                symptoms.directions().stream()
                        .map(each -> each.answeredBy(findings))
                        .toList(),
                symptoms.bgp(),
                plan.inferred(),
                new Notes(
                                inputs,
                                clocks,
                                symptoms.losses(),
                                Stream.of(
                                                plan.notes().stream(),
                                                bgp.notes().stream(),
                                                run.notes().stream(),
                                                commonSilence(),
                                                unheededInSilence(),
                                                seenAgainNotes(),
                                                beyondBounds(),
                                                cutShortNotes(),
                                                untold(findings))
                                        .flatMap(notes -> notes)
                                        .toList())
                        .all(),
                findings.subList(0, Math.min(findings.size(), mostFindings)),
                conclusion.verdict(),
                conclusion.sentence(),
                maxLossPercent,
                conclusion.exitCode());
    }

    /** What no comparison of captures shows: all of them stood still. */
    private Stream<String> commonSilence() {
        return run.commonSilence().stream().map(silence -> {
            List<String> jumps = new ArrayList<>();
            if (silence.pings() > 0) {
                jumps.add(Words.count(silence.pings(), "sequence number") + " of pings");
            }
            if (silence.connections() > 0) {
                jumps.add("bytes in " + Words.count(silence.connections(), "direction") + " of TCP connections");
            }
            return "No capture shows anything between the hosts "
                    + Words.period(silence.startNanos(), silence.endNanos()) + " by the clock of " + hosts.get(0)
                    + ", though packets were sent meanwhile: missing are " + String.join(" and ", jumps)
                    + ". All captures stood still, or what was sent reached none: what became of it is not known.";
        });
    }

    /** By host, where there are any: what its captures cannot show as lost, and its own acknowledgments do. */
    private Stream<String> unheededInSilence() {
        return IntStream.range(0, hosts.size())
                .filter(host -> run.unheededInSilence(host) > 0)
                .mapToObj(host -> {
                    String name = hosts.get(host);
                    return "While the captures at " + name + " showed nothing, "
                            + Words.count(run.unheededInSilence(host), "segment")
                            + " with data sent to it did not reach"
                            + " its TCP: what " + name
                            + " sent long after still asks for these bytes. They were lost on the"
                            + " way or in " + name + ", not only missed by the capture.";
                });
    }

    private Stream<String> untold(List<Finding> findings) {
        int more = findings.size() - mostFindings;
        return more <= 0 ? Stream.empty() : Stream.of(Words.count(more, "more finding") + " not told: --max-findings.");
    }

    /** By host, where there are any: records too short to tell what they are. */
    private Map<String, Long> cutShort() {
        Map<String, Long> cutShort = new TreeMap<>();
        for (int host = 0; host < hosts.size(); host++) {
            if (run.cutShort(host) > 0) {
                cutShort.put(hosts.get(host), run.cutShort(host));
            }
        }
        return cutShort;
    }

    private Stream<String> cutShortNotes() {
        return cutShort().entrySet().stream()
                .map(each -> "Not judged: " + Words.count(each.getValue(), "packet") + " in the capture at "
                        + each.getKey()
                        + ", which do not tell what they are: its snap length cut them (a larger one, -s 128, helps),"
                        + " or they are damaged.");
    }

    /** What is in the files and not in the counts. */
    private Stream<String> seenAgainNotes() {
        return IntStream.range(0, hosts.size())
                .filter(host -> run.seenAgain(host) > 0)
                .mapToObj(host -> {
                    String name = hosts.get(host);
                    long packets = inputs.stream()
                            .filter(input -> input.point().host().equals(name))
                            .mapToLong(InputFacts::analysed)
                            .sum();
                    return "Of " + Words.count(packets) + " packets analysed at " + name + " "
                            + Words.count(run.seenAgain(host))
                            + " are further records of one that is there already, as from another interface"
                            + (symptoms.isOnAnyInterface(name) ? " (any)" : "") + ": each packet counts once.";
                });
    }

    private Stream<String> beyondBounds() {
        return run.beyondBounds() == 0
                ? Stream.empty()
                : Stream.of(Words.count(run.beyondBounds(), "packet")
                        + " left aside, more than are held at once; about that time nothing is called lost."
                        + " --max-in-flight and its like allow more, HALFWAY_MAX_HEAP=512m gives the memory for it.");
    }

    private OneSided oneSided() {
        return new OneSided(symptoms.losses(), symptoms.appeared(), plan, hosts);
    }

    /** Why no packet, or not enough, could be judged; empty when some were. */
    private Optional<String> whyNothingCanBeTold() {
        if (!plan.refusals().isEmpty()) {
            return Optional.of(plan.refusals().get(0));
        }
        for (InputFacts input : inputs) {
            if (input.windowStartNanos().isEmpty()) {
                boolean untimed = input.point().packets() > 0;
                return Optional.of("Cannot tell: " + input.point().name()
                        + (untimed ? " says of no packet when it was." : " holds no packets.")
                        + oneSided().beside(input.point().host(), inputs));
            }
        }
        if (symptoms.losses().stream().anyMatch(row -> row.judged() > 0)) {
            return IntStream.range(0, hosts.size())
                    .filter(host -> !plan.isBetweenOthers(host))
                    .mapToObj(hosts::get)
                    .filter(host -> symptoms.losses().stream()
                            .noneMatch(
                                    row -> row.from().equals(host) || row.to().equals(host)))
                    .findFirst()
                    .map(host -> "Cannot tell: the captures show no packet between " + host
                            + " and any other of the hosts; of these nothing is lost.");
        }
        return Optional.of(oneSided().sentence(inputs));
    }
}
