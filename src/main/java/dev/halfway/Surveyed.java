package dev.halfway;

import dev.halfway.capture.ObservationPoint;
import dev.halfway.capture.SourceSummary;
import dev.halfway.decode.AddressBlock;
import dev.halfway.diagnose.BgpCollector;
import dev.halfway.diagnose.ClockFacts;
import dev.halfway.diagnose.Diagnoser;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.InputFacts;
import dev.halfway.diagnose.LossEvidence;
import dev.halfway.match.Counting;
import dev.halfway.match.HostSurvey;
import dev.halfway.match.MatchRun;
import dev.halfway.match.PacketFates;
import dev.halfway.match.Plan;
import dev.halfway.match.Reason;
import dev.halfway.match.RecordOrder;
import dev.halfway.match.Sighting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/**
 * The captures of all hosts, read once: what can be matched, as often as is wanted. Each matching reads them again.
 */
final class Surveyed {
    private final AnalysisOptions options;
    private final List<HostFeed> feeds;
    private List<HostSurvey> surveys;
    private Plan plan;
    private final List<ClockFacts> clocks;
    /** Of captures that cannot be compared for the order of their records, why; sentences. */
    private final List<String> disordered = new ArrayList<>();

    /**
     * Reads all captures: twice where they were cut shorter than usual, once more where the records of one do not stand in the
     * order of their times, and once more where clocks were set meanwhile.
     *
     * @param followsJumps whether each clock is then taken as if it had not been set, so that packets next to that moment
     *     find their match; times that the user or others give are on the clocks as they were, and forbid it
     */
    Surveyed(AnalysisOptions options, List<HostFeed> feeds, boolean followsJumps) throws IOException {
        this.options = options;
        this.feeds = feeds;
        List<HostSurvey> usual = surveys(HostSurvey.Settings.USUAL);
        HostSurvey.Settings suiting = HostSurvey.Settings.suiting(usual, options.contentKey());
        surveys = suiting == HostSurvey.Settings.USUAL ? usual : surveys(suiting);
        if (putInOrder()) {
            surveys = surveys(suiting);
        }
        plan = makePlan();
        clocks = new HostClocks(plan, hostNames()).facts();
        if (followsJumps && plan.jumps().stream().anyMatch(each -> !each.isEmpty())) {
            for (int host = 0; host < feeds.size(); host++) {
                feeds.get(host).follow(plan.jumps().get(host));
            }
            surveys = surveys(suiting);
            plan = makePlan();
        }
    }

    /** Returns whether captures are to be read again, in the order of their times, as they stand in another. */
    private boolean putInOrder() {
        boolean any = false;
        for (int host = 0; host < feeds.size(); host++) {
            HostFeed feed = feeds.get(host);
            RecordOrder.Finding order =
                    feed.hasPieces() ? RecordOrder.of(host, surveys, givenAddresses()) : RecordOrder.Finding.AS_WRITTEN;
            if (order == RecordOrder.Finding.IN_PIECES && feed.canMergePieces()) {
                feed.mergePieces(RecordOrder.halves(surveys.get(host)));
                any = true;
            } else if (order != RecordOrder.Finding.AS_WRITTEN) {
                disordered.add(feed.disorder());
            }
        }
        return any;
    }

    private Plan makePlan() {
        Plan made = new Plan(surveys, givenAddresses(), options.tcpPorts(), options.assumeSyncNanos());
        disordered.forEach(made::refuseBefore);
        return made;
    }

    /** By host. */
    List<HostSurvey> surveys() {
        return surveys;
    }

    /** What the surveys come to; matching uses it up. */
    Plan plan() {
        return plan;
    }

    /**
     * Matches all that the plan lets compare, and diagnoses what is counted.
     *
     * @param plan made for this, and not used before
     */
    Diagnosis diagnose(Plan plan, Counting counting, Optional<PacketFates> fates) throws IOException {
        LossEvidence evidence = new LossEvidence(hostNames());
        MatchRun run = new MatchRun(
                plan, options.lossThresholdNanos(), counting, options.bounds(), fates, Optional.of(evidence));
        BgpCollector bgp = bgpCollector(plan);
        if (plan.refusals().isEmpty()) {
            match(plan, run, bgp);
        } else if (fates.isPresent()) { // every packet is told of, with nothing made of it
            match(plan, run, bgpCollector(plan));
        }
        return new Diagnoser(
                        hostNames(),
                        inputs(plan, run),
                        clocks,
                        plan,
                        run,
                        evidence,
                        bgp,
                        options.maxLossPercent(),
                        options.bounds().findings())
                .diagnose();
    }

    private BgpCollector bgpCollector(Plan plan) {
        return new BgpCollector(plan, hostNames(), options.bounds().bgpMessages());
    }

    private List<HostSurvey> surveys(HostSurvey.Settings settings) throws IOException {
        List<Callable<HostSurvey>> readings = new ArrayList<>();
        for (HostFeed feed : feeds) {
            readings.add(() -> feed.survey(settings, feeds.size()));
        }
        return Parallel.results(readings);
    }

    private List<String> hostNames() {
        return options.hosts().stream().map(AnalysisOptions.Host::name).toList();
    }

    private List<List<AddressBlock>> givenAddresses() {
        return options.hosts().stream()
                .map(host -> options.addresses().getOrDefault(host.name(), List.of()).stream()
                        .map(AddressBlock::parse)
                        .toList())
                .toList();
    }

    /** Second reading: all hosts' sightings, merged in the order of the reference clock. */
    private void match(Plan plan, MatchRun run, BgpCollector bgp) throws IOException {
        List<HostFeed.Sightings> open = new ArrayList<>();
        try {
            for (HostFeed feed : feeds) {
                open.add(feed.sightings(run, bgp, plan.clock(open.size())));
            }
            for (HostFeed.Sightings next = earliest(open); next != null; next = earliest(open)) {
                run.accept(next.remove());
            }
        } finally {
            for (HostFeed.Sightings each : open) {
                each.close();
            }
        }
        run.finish();
    }

    private static HostFeed.Sightings earliest(List<HostFeed.Sightings> open) throws IOException {
        HostFeed.Sightings earliest = null;
        long earliestNanos = Long.MAX_VALUE;
        for (int i = 0; i < open.size(); i++) {
            Sighting next = open.get(i).peek();
            if (next != null && (earliest == null || next.timeNanos() < earliestNanos)) {
                earliest = open.get(i);
                earliestNanos = next.timeNanos();
            }
        }
        return earliest;
    }

    private List<InputFacts> inputs(Plan plan, MatchRun run) {
        List<InputFacts> facts = new ArrayList<>();
        for (int host = 0; host < feeds.size(); host++) {
            HostFeed feed = feeds.get(host);
            for (int file = 0; file < feed.summaries().size(); file++) {
                SourceSummary summary = feed.summaries().get(file);
                FileCounts counts = feed.counts().get(file);
                Map<String, Long> leftAside = new LinkedHashMap<>();
                if (plan.refusals().isEmpty()) {
                    leftAside.putAll(run.leftAside(host, file));
                } else {
                    put(leftAside, Reason.NOT_COMPARED.words(""), counts.inScope);
                }
                facts.add(new InputFacts(
                        new ObservationPoint(surveys.get(host).host(), file, summary),
                        counts.inScope,
                        counts.inScope
                                - leftAside.values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum(),
                        plan.refusals().isEmpty() ? run.outsideRange(host, file) : 0,
                        undecoded(counts),
                        notAnalysed(counts),
                        leftAside,
                        least(summary.firstNanos(), summary.startNanos()),
                        greatest(summary.lastNanos(), summary.endNanos()),
                        plan.addresses(host),
                        plan.addressesGiven(host),
                        summary.drops(),
                        run.missRate(host),
                        counts.otherPorts.facts(),
                        feed.pieces()));
            }
        }
        return facts;
    }

    private static Map<String, Long> undecoded(FileCounts counts) {
        Map<String, Long> undecoded = new LinkedHashMap<>();
        put(undecoded, "cut by the snap length before it could be told", counts.truncated);
        put(undecoded, InputFacts.MALFORMED, counts.malformed);
        put(undecoded, InputFacts.UNREAD, counts.unknownLink);
        return undecoded;
    }

    private static Map<String, Long> notAnalysed(FileCounts counts) {
        Map<String, Long> ignored = new LinkedHashMap<>();
        long otherTcp = counts.otherPorts.packets();
        put(ignored, "neither ICMP echo nor TCP", counts.outOfScope - otherTcp);
        counts.otherPorts.facts().ifPresent(tcp -> put(ignored, "TCP on ports not analysed, " + tcp.where(), otherTcp));
        put(ignored, "not what --filter lets pass", counts.filtered);
        put(ignored, "on interfaces beyond those that are read", counts.unread);
        put(ignored, Reason.WITHOUT_TIME.words(""), counts.untimed);
        return ignored;
    }

    private static void put(Map<String, Long> ignored, String reason, long count) {
        if (count > 0) {
            ignored.put(reason, count);
        }
    }

    private static OptionalLong least(OptionalLong one, OptionalLong other) {
        return one.isPresent() && other.isPresent()
                ? OptionalLong.of(Math.min(one.getAsLong(), other.getAsLong()))
                : one.isPresent() ? one : other;
    }

    private static OptionalLong greatest(OptionalLong one, OptionalLong other) {
        return one.isPresent() && other.isPresent()
                ? OptionalLong.of(Math.max(one.getAsLong(), other.getAsLong()))
                : one.isPresent() ? one : other;
    }
}
