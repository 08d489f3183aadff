package dev.halfway.match;

import dev.halfway.clock.Basis;
import dev.halfway.clock.ClockEstimate;
import dev.halfway.clock.ClockGraph;
import dev.halfway.clock.ClockMap;
import dev.halfway.clock.ClockSamples;
import dev.halfway.clock.Step;
import dev.halfway.decode.AddressBlock;
import dev.halfway.decode.PortSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What the surveys of all hosts come to: who owns what, how the clocks stand, what can be compared. */
public final class Plan {
    /** How far apart wall clocks may be that nothing ties together. */
    private static final long WALL_CLOCK_NANOS = 1_000_000_000L;
    /** Delay allowed for where packets matched one way only, and the clocks with it. */
    private static final long ONE_WAY_ALLOWANCE_NANOS = 500_000_000L;

    private static final int MANY = 50;
    /** Beyond this, clocks that part where no packet ties them together are not followed. */
    private static final long LARGEST_DRIFT_NANOS = 250_000_000L;

    /** How host {@code to}'s clock stands to host {@code from}'s. */
    public record ClockPair(int from, int to, ClockEstimate estimate) {}

    private final List<HostSurvey> surveys;
    private final PortSet servicePorts;
    private final Owners owners;
    private final List<ClockPair> clocks = new ArrayList<>();
    private final ClockMap[] maps;
    private final Path[][] paths;
    private final HostView[] views;
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<Map<Tuple, Tuple>> canonical = new ArrayList<>();
    private final List<Map<Tuple, Integer>> shifts = new ArrayList<>();
    private final List<String> inferred = new ArrayList<>();
    private final Directions directions;
    private final List<Doubling> doublings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private boolean anythingJoined;

    /**
     * Why the captures cannot be compared.
     *
     * @param kind {@code not-a-pair} or {@code no-overlap}
     * @param sentence for the user
     */
    public record Refusal(String kind, String sentence) {}

    /**
     * @param given addresses by host; an empty list where they are to be inferred
     * @param servicePorts TCP ports that are the responder's
     * @param assumeSyncNanos the user's word that the clocks agree within this
     */
    public Plan(
            List<HostSurvey> surveys,
            List<List<AddressBlock>> given,
            PortSet servicePorts,
            OptionalLong assumeSyncNanos) {
        this.surveys = List.copyOf(surveys);
        this.servicePorts = servicePorts;
        int count = surveys.size();
        maps = new ClockMap[count];
        paths = new Path[count][count];
        views = new HostView[count];
        List<Alignment> alignments = new ArrayList<>();
        for (int g = 0; g < count; g++) {
            for (int h = g + 1; h < count; h++) {
                alignments.add(new Alignment(g, h, surveys.get(g), surveys.get(h)));
            }
        }
        noteRewriting(alignments);
        OwnerVotes votes = new OwnerVotes(this.surveys, alignments, given);
        owners = votes.count();
        ownTranslated(alignments);
        directions = new Directions(this.surveys, owners);
        for (HostSurvey survey : this.surveys) {
            notes.addAll(survey.notes());
        }
        notes.addAll(votes.notes());
        notes.addAll(directions.notes());
        for (int host = 0; host < count; host++) {
            Doubling doubling = new Doubling(surveys.get(host), owners, host);
            doublings.add(doubling);
            notes.addAll(doubling.notes());
        }
        setClocks(alignments, assumeSyncNanos);
        setPaths(alignments, assumeSyncNanos);
        noteSentKinds();
        setViews();
        refuse(alignments, votes.problem());
        this.surveys.forEach(HostSurvey::forgetSample);
    }

    /** A host owns the address that it has by its own capture, too. */
    private void ownTranslated(List<Alignment> alignments) {
        for (Alignment alignment : alignments) {
            alignment.rewriting.translations().forEach((atH, atG) -> {
                int owner = owners.of(new HostAddress(atG.sourceHigh(), atG.sourceLow()));
                HostAddress own = new HostAddress(atH.sourceHigh(), atH.sourceLow());
                if (owner != Owners.NOBODY && owners.of(own) == Owners.NOBODY) {
                    owners.infer(own, owner);
                }
            });
        }
    }

    private void setClocks(List<Alignment> alignments, OptionalLong assumeSyncNanos) {
        ClockGraph graph = new ClockGraph(surveys.size());
        for (Alignment alignment : alignments) {
            ClockSamples samples = new ClockSamples();
            for (Alignment.Joined joined : alignment.joined) {
                int from = owners.of(HostAddress.sourceOf(joined.atG().tuple));
                int to = owners.of(HostAddress.destinationOf(joined.atG().tuple));
                if (from == alignment.g && to == alignment.h) {
                    samples.addForward(joined.atG().timeNanos, joined.atH().timeNanos);
                } else if (from == alignment.h && to == alignment.g) {
                    samples.addBackward(joined.atG().timeNanos, joined.atH().timeNanos);
                }
            }
            ClockEstimate estimate = samples.estimateRobustly();
            anythingJoined |= estimate.basis() != Basis.NONE;
            if (estimate.basis() == Basis.NONE) {
                estimate = ClockEstimate.wallClock();
            }
            if (assumeSyncNanos.isPresent()) {
                estimate = estimate.assumingSync(assumeSyncNanos.getAsLong());
            }
            graph.add(alignment.g, alignment.h, estimate);
            clocks.add(new ClockPair(alignment.g, alignment.h, estimate));
        }
        List<ClockGraph.HostClock> resolved = graph.resolve().hosts();
        for (int host = 0; host < maps.length; host++) {
            maps[host] = resolved.get(host).map();
        }
    }

    private void setPaths(List<Alignment> alignments, OptionalLong assumeSyncNanos) {
        int at = 0;
        for (Alignment alignment : alignments) {
            ClockEstimate estimate = clocks.get(at++).estimate();
            Path forward = new Path(alignment.g, alignment.h);
            Path backward = new Path(alignment.h, alignment.g);
            forward.reverse = backward;
            backward.reverse = forward;
            paths[alignment.g][alignment.h] = forward;
            paths[alignment.h][alignment.g] = backward;
            observe(alignment, forward, backward);
            if (estimate.basis() == Basis.BOTH_WAYS || estimate.basis() == Basis.ONE_WAY) {
                long few = estimate.forwardSamples() + estimate.backwardSamples() < MANY
                        ? estimate.boundNanos().orElse(0)
                        : 0;
                long seen = few + Math.max(0, -Math.min(forward.leastNanos(), backward.leastNanos()));
                long edge = Math.min(LARGEST_DRIFT_NANOS, edgeError(alignment, seen));
                long bound = estimate.boundNanos().orElse(edge);
                long drift = Math.max(0, edge - bound);
                forward.trustClocksWithin(Math.max(seen, edge), bound, drift);
                backward.trustClocksWithin(Math.max(seen, edge), bound, drift);
            } else {
                long error = assumeSyncNanos.orElse(WALL_CLOCK_NANOS);
                forward.trustClocksWithin(error, error, 0);
                backward.trustClocksWithin(error, error, 0);
            }
            if (estimate.basis() == Basis.ONE_WAY) {
                forward.allowNanos(ONE_WAY_ALLOWANCE_NANOS);
                backward.allowNanos(ONE_WAY_ALLOWANCE_NANOS);
            }
        }
    }

    /** How far the clocks of both hosts may be off at the ends of the captures, which the packets in common may not reach. */
    private long edgeError(Alignment alignment, long unbounded) {
        long largest = 0;
        for (int host : new int[] {alignment.g, alignment.h}) {
            HostSurvey survey = surveys.get(host);
            if (!survey.isEmpty()) {
                largest = Math.max(largest, maps[host].errorAt(survey.windowStartNanos));
                largest = Math.max(largest, maps[host].errorAt(survey.windowEndNanos));
            }
        }
        return largest == ClockMap.UNBOUNDED ? unbounded : largest;
    }

    private void observe(Alignment alignment, Path forward, Path backward) {
        for (Alignment.Joined joined : alignment.joined) {
            int from = owners.of(HostAddress.sourceOf(joined.atG().tuple));
            int to = owners.of(HostAddress.destinationOf(joined.atG().tuple));
            long atG = maps[alignment.g].toReference(joined.atG().timeNanos);
            long atH = maps[alignment.h].toReference(joined.atH().timeNanos);
            if (from == alignment.g && to == alignment.h) {
                forward.observe(atH - atG);
            } else if (from == alignment.h && to == alignment.g) {
                backward.observe(atG - atH);
            }
        }
    }

    /** What reached one host from another shows which kinds the other's captures leave out. */
    private void noteSentKinds() {
        for (int host = 0; host < surveys.size(); host++) {
            for (Route route : surveys.get(host).routes()) {
                int from = owners.of(HostAddress.sourceOf(route));
                if (from != Owners.NOBODY && from != host && owners.of(HostAddress.destinationOf(route)) == host) {
                    route.kinds.forEach(surveys.get(from).scope::noteSent);
                }
            }
        }
    }

    /**
     * Whether a host's captures show anything that arrives there. If not, and they show what leaves, all that is sent there
     * may be lost, or the captures were taken of one direction only.
     */
    public boolean showsArrivals(int host) {
        return directions.showsArrivals(host);
    }

    /** Who asked for whom on the links, by host. */
    public List<NeighbourRow> neighbours() {
        return new SurveyFacts(surveys, owners).neighbours();
    }

    /** What the packets between each two hosts look like at each of them. */
    public List<TraitRow> traits() {
        return new SurveyFacts(surveys, owners).traits();
    }

    /** Whether a host's captures show anything that leaves there. */
    public boolean showsDepartures(int host) {
        return directions.showsDepartures(host);
    }

    Directions directions() {
        return directions;
    }

    /** Whether a host's captures take each packet of this flow, which is from or to the host, twice. */
    boolean isDoubled(int host, Tuple tuple) {
        return doublings.get(host).doubles(tuple);
    }

    private void setViews() {
        for (int host = 0; host < views.length; host++) {
            HostSurvey survey = surveys.get(host);
            HostView view = new HostView(survey.host(), host, survey.scope);
            if (!survey.isEmpty()) {
                view.windowStartNanos = maps[host].toReference(survey.windowStartNanos);
                view.windowEndNanos = maps[host].toReference(survey.windowEndNanos);
            }
            for (HostSurvey.BlindSpot blind : survey.blindSpots()) {
                view.addBlindSpot(maps[host].toReference(blind.startNanos()), maps[host].toReference(blind.endNanos()));
            }
            for (HostSurvey.DropReport drop : survey.drops()) {
                view.addGap(
                        maps[host].toReference(drop.startNanos()),
                        maps[host].toReference(drop.endNanos()),
                        drop.count());
            }
            views[host] = view;
        }
    }

    private void refuse(List<Alignment> alignments, Optional<String> problem) {
        for (Alignment alignment : alignments) {
            if (alignment.isSameCapture()) {
                refusals.add(new Refusal(
                        "not-a-pair",
                        surveys.get(alignment.g).host() + " and "
                                + surveys.get(alignment.h).host() + " are the same capture: give one from each host."));
            }
        }
        if (refusals.isEmpty() && problem.isPresent()) {
            refusals.add(new Refusal("not-a-pair", sentence(problem.get())));
        }
    }

    /**
     * Refuses when no capture covers any of the time asked for, in nanoseconds on the reference clock.
     *
     * @param sentence for the user
     */
    public void refuseOutside(long fromNanos, long toNanos, String sentence) {
        for (HostView view : views) {
            if (view.windowStartNanos <= toNanos && view.windowEndNanos >= fromNanos) {
                return;
            }
        }
        refusals.add(new Refusal("no-overlap", sentence));
    }

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }

    /** Why the captures cannot be compared at all; empty when they can. */
    public List<Refusal> refusals() {
        return refusals;
    }

    /** Whether any packet is in two captures, between the hosts that they are of. */
    public boolean anythingJoined() {
        return anythingJoined;
    }

    /** Whether the times that two hosts' captures cover overlap, on one clock. */
    public boolean windowsOverlap(int g, int h) {
        return views[g].windowStartNanos <= views[h].windowEndNanos
                && views[h].windowStartNanos <= views[g].windowEndNanos;
    }

    /** Every pair of hosts once, in host order. */
    public List<ClockPair> clocks() {
        return clocks;
    }

    /** The steps that the two hosts' clocks made against each other. */
    public List<Step> steps(ClockPair pair) {
        return pair.estimate()
                .steps(
                        surveys.get(pair.from()).setBacks(),
                        surveys.get(pair.to()).setBacks());
    }

    /** What was inferred to match at all, as sentences. */
    public List<String> inferred() {
        return inferred;
    }

    private void noteRewriting(List<Alignment> alignments) {
        for (int host = 0; host < surveys.size(); host++) {
            canonical.add(new HashMap<>());
            shifts.add(new HashMap<>());
        }
        for (Alignment alignment : alignments) {
            canonical.get(alignment.h).putAll(alignment.rewriting.translations());
            shifts.get(alignment.h).putAll(alignment.rewriting.shifts());
            inferred.addAll(alignment.rewriting.sentences(
                    surveys.get(alignment.g).host(), surveys.get(alignment.h).host()));
        }
    }

    /** What the captures could not show, as sentences for the user. */
    public List<String> notes() {
        return notes;
    }

    /** The flow that a host knows by this tuple, by the name that all hosts agree on. */
    Tuple canonical(int host, Tuple tuple) {
        return canonical.get(host).getOrDefault(tuple, tuple);
    }

    /** What a host's sequence numbers on this tuple are more than those that all hosts agree on. */
    int sequenceShift(int host, Tuple tuple) {
        return shifts.get(host).getOrDefault(tuple, 0);
    }

    /** Index of the host that owns an address; negative when none with a capture does. */
    public int hostOf(long high, long low) {
        return owners.of(new HostAddress(high, low));
    }

    /** First moment that the captures of a host cover, on the reference clock; above the last when they cover none. */
    public long coverageStartNanos(int host) {
        return views[host].windowStartNanos;
    }

    /** Last moment that the captures of a host cover, on the reference clock. */
    public long coverageEndNanos(int host) {
        return views[host].windowEndNanos;
    }

    /** Addresses of a host as text. */
    public List<String> addresses(int host) {
        return owners.namesOf(host);
    }

    public boolean addressesGiven(int host) {
        return owners.isGiven(host);
    }

    /** From a host's own unwrapped time to the reference clock. */
    public ClockMap clock(int host) {
        return maps[host];
    }

    /** Payload bytes that all captures hold of every packet in scope. */
    int digestLimit() {
        return surveys.stream().mapToInt(HostSurvey::digestLimit).min().orElse(Integer.MAX_VALUE);
    }

    /** Whether every capture holds the TCP timestamps of every packet. */
    boolean timestampsComparable() {
        return surveys.stream().noneMatch(survey -> survey.scope.timestampsCut());
    }

    /** Whether every capture holds the SACK blocks of every packet. */
    boolean sackComparable() {
        return surveys.stream().noneMatch(survey -> survey.scope.sackCut());
    }

    boolean isServicePort(int port) {
        return servicePorts.contains(port);
    }

    Owners owners() {
        return owners;
    }

    HostView[] views() {
        return views;
    }

    Path[][] paths() {
        return paths;
    }
}
