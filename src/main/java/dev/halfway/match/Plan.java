package dev.halfway.match;

import dev.halfway.clock.ClockEstimate;
import dev.halfway.clock.ClockMap;
import dev.halfway.clock.Step;
import dev.halfway.clock.Tick;
import dev.halfway.clock.TimeUnwrapper;
import dev.halfway.decode.AddressBlock;
import dev.halfway.decode.PortSet;
import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the surveys of all hosts come to: who owns what, how the clocks stand, what can be compared. */
public final class Plan {
    /** How host {@code to}'s clock stands to host {@code from}'s. */
    public record ClockPair(int from, int to, ClockEstimate estimate) {}

    private final List<HostSurvey> surveys;
    private final PortSet servicePorts;
    private final Owners owners;
    private final FlowNames names;
    private final ClockPlan clocks;
    private final HostView[] views;
    private final List<String> refusals = new ArrayList<>();
    private final Directions directions;
    private final PointsBetween between;
    private final RoutersBetween routers;
    private final StrayFrames strays;
    private final List<OwnerVotes.Unsure> unsure;
    private final List<Doubling> doublings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private Optional<String> stretch = Optional.empty();

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
        views = new HostView[count];
        KnownFlows known = new KnownFlows(this.surveys, new Owners(given));
        List<Alignment> alignments = new ArrayList<>();
        for (int g = 0; g < count; g++) {
            for (int h = g + 1; h < count; h++) {
                alignments.add(new Alignment(g, h, surveys.get(g), surveys.get(h), known.between(g, h)));
            }
        }
        names = new FlowNames(this.surveys, alignments);
        OwnerVotes votes = new OwnerVotes(this.surveys, alignments, given);
        owners = votes.count();
        unsure = votes.unsure();
        ownTranslated(alignments);
        strays = new StrayFrames(this.surveys, owners);
        strays.disown();
        UnheardSenders unheard = new UnheardSenders(this.surveys, owners);
        DeafAddresses deaf = new DeafAddresses(this.surveys, owners, strays);
        if (votes.problem().isEmpty()) {
            deaf.settle();
            unheard.settle();
        }
        names.doubt(this.surveys, alignments, owners);
        between = new PointsBetween(this.surveys, owners, votes);
        directions = new Directions(this.surveys, owners);
        routers = new RoutersBetween(this.surveys, alignments, names, owners);
        for (HostSurvey survey : this.surveys) {
            notes.addAll(survey.notes());
        }
        notes.addAll(names.notes());
        notes.addAll(votes.notes());
        notes.addAll(between.notes());
        notes.addAll(unheard.notes());
        notes.addAll(strays.notes());
        notes.addAll(deaf.notes());
        notes.addAll(directions.notes());
        for (int host = 0; host < count; host++) {
            Doubling doubling = new Doubling(surveys.get(host), owners, host);
            doublings.add(doubling);
            notes.addAll(doubling.notes());
        }
        clocks = new ClockPlan(this.surveys, alignments, owners, between, assumeSyncNanos);
        noteSentKinds();
        for (int host = 0; host < count; host++) {
            views[host] = HostView.of(this.surveys.get(host), host, clocks.map(host), names);
        }
        owners.guessed().forEach(each -> views[owners.of(each)].guessed.add(each.high(), each.low()));
        ClockDoubts doubts = new ClockDoubts(this.surveys, clocks, views);
        doubts.note(alignments);
        if (assumeSyncNanos.isEmpty()) {
            doubts.noteTimeless(alignments.stream()
                    .filter(each -> !clocks.areTied(each.g, each.h))
                    .toList());
        }
        refuse(alignments, votes.problem());
        this.surveys.forEach(HostSurvey::forgetSample);
    }

    /** A host owns the address that it has by its own capture, too; the one that it has by the other's is a device's on the way. */
    private void ownTranslated(List<Alignment> alignments) {
        for (Alignment alignment : alignments) {
            alignment.rewriting.translations().forEach((atH, atG) -> {
                HostAddress nameAtG = HostAddress.sourceOf(atG);
                HostAddress nameAtH = HostAddress.sourceOf(atH);
                int owner = owners.of(nameAtG);
                if (owner != Owners.NOBODY && !nameAtH.equals(nameAtG)) {
                    if (owners.of(nameAtH) == Owners.NOBODY) {
                        owners.infer(nameAtH, owner);
                    }
                    HostAddress far = owner == alignment.h ? nameAtG : nameAtH;
                    if (!surveys.get(owner).scope.showsSource(far.high(), far.low())) {
                        owners.noteAlias(far);
                    }
                }
            });
        }
    }

    /** What reached one host from another shows which kinds the other's captures leave out. */
    private void noteSentKinds() {
        for (int host = 0; host < surveys.size(); host++) {
            for (Route route : surveys.get(host).routes()) {
                int from = owners.of(HostAddress.sourceOf(route));
                if (from != Owners.NOBODY && from != host && owners.of(HostAddress.destinationOf(route)) == host) {
                    route.kinds.forEach(surveys.get(from).scope::noteSent);
                    noteSentLaterFragments(surveys.get(from), route);
                }
            }
        }
    }

    /** A router makes fragments of what left whole: only who sends first ones sends the others. */
    private static void noteSentLaterFragments(HostSurvey sender, Route arrived) {
        Route left = sender.route(HostAddress.sourceOf(arrived), HostAddress.destinationOf(arrived));
        if (left != null && left.kinds.contains(TypeP.FRAGMENT)) {
            sender.scope.noteSentLaterFragments(arrived.laterFragments);
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
        return new SurveyFacts(surveys, owners).neighbours((asker, nanos, target) -> {
            long leftNanos = clocks.map(asker).toReference(nanos);
            return views[target].covers(leftNanos, leftNanos);
        });
    }

    /** What the packets between each two hosts look like at each of them. */
    public List<TraitRow> traits() {
        return new SurveyFacts(surveys, owners).traits();
    }

    /** Packets to hosts in frames that are for other stations of their links. */
    public List<StrayFrameRow> strayFrames() {
        return strays.rows();
    }

    StrayFrames strays() {
        return strays;
    }

    /** How many routers lie between each two hosts. */
    public RoutersBetween routers() {
        return routers;
    }

    /** Whether a host's captures show anything that leaves there. */
    public boolean showsDepartures(int host) {
        return directions.showsDepartures(host);
    }

    /** Whether a host's captures hold nothing that leaves there although other hosts hear of it. */
    public boolean leavesOutDepartures(int host) {
        return directions.leavesOutDepartures(host);
    }

    /** By how much at most the records of a host's captures stand out of the order of their times; 0 where they do not. */
    public long disorderNanos(int host) {
        return surveys.get(host).disorderNanos();
    }

    Directions directions() {
        return directions;
    }

    /** What a host's captures take of each packet of this flow, which is from or to the host. */
    Doubling.Records records(int host, Tuple tuple) {
        return doublings.get(host).records(tuple);
    }

    /** Whether packets that differ mostly have the same IP ID, by the captures at either end of a flow. */
    boolean repeatsIdentifications(int from, int to, Tuple tuple) {
        return repeatsIdentifications(from, tuple) || repeatsIdentifications(to, tuple);
    }

    private boolean repeatsIdentifications(int host, Tuple tuple) {
        Route route = surveys.get(host).route(HostAddress.sourceOf(tuple), HostAddress.destinationOf(tuple));
        return route != null && route.repeatsIdentifications();
    }

    /** In what steps a host's clock goes on; empty where these are as short as those of most clocks. */
    public OptionalLong tickNanos(int host) {
        long nanos = surveys.get(host).resolutionNanos();
        return nanos > Tick.USUAL_NANOS ? OptionalLong.of(nanos) : OptionalLong.empty();
    }

    boolean hasFineClock(int host) {
        return surveys.get(host).hasFineClock();
    }

    /** Whether the host's captures are known to hold records of one packet twice, with the same time. */
    boolean takesRecordsTwice(int host) {
        return doublings.get(host).takesRecordsTwice();
    }

    private void refuse(List<Alignment> alignments, Optional<String> problem) {
        for (Alignment alignment : alignments) {
            String both = surveys.get(alignment.g).host() + " and "
                    + surveys.get(alignment.h).host();
            if (alignment.isSameCapture()) {
                refusals.add(both + " are the same capture: give one from each host.");
            } else if (alignment.isSameHost()) {
                refusals.add(both + " look like two captures of one host: capture at the other end.");
            }
        }
        if (refusals.isEmpty() && problem.isPresent()) {
            refusals.add(sentence(problem.get()));
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
        refusals.add(sentence);
    }

    /** Nothing can be compared, for what {@code sentence} says; whatever else stands against it may come of that. */
    public void refuseBefore(String sentence) {
        refusals.add(0, sentence);
    }

    /** Only a part of the time is counted, said in words for the user. */
    public void countsOnly(String words) {
        stretch = Optional.of(words);
    }

    /** The part of the time that is counted, in words; empty when all is. */
    public Optional<String> stretch() {
        return stretch;
    }

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }

    /** Why the captures cannot be compared at all, as sentences for the user; empty when they can. */
    public List<String> refusals() {
        return refusals;
    }

    /** Whether any packet is in two captures, between the hosts that they are of. */
    public boolean anythingJoined() {
        return clocks.anythingJoined();
    }

    /** Names of each two hosts of which it may be that each owns the addresses taken for the other's. */
    public List<Set<String>> mayBeExchanged() {
        return unsure.stream()
                .map(each -> Set.of(
                        surveys.get(each.from()).host(), surveys.get(each.to()).host()))
                .distinct()
                .toList();
    }

    /** What a host's captures by themselves show asked for, most often first. */
    public List<AskedRow> asked(int host) {
        HostSurvey survey = surveys.get(host);
        return survey.talks().asked(survey.host());
    }

    /** What addresses of no host ask of one through another, of which the asked host's captures show nothing. */
    public List<OthersAskedRow> othersAsked() {
        List<OthersAskedRow> rows = new ArrayList<>();
        for (int host = 0; host < surveys.size(); host++) {
            int seenAt = host;
            surveys.get(host).talks().forEachAsked((key, requests, answers) -> {
                int asked = owners.of(key.destination());
                boolean unseen = owners.of(key.source()) == Owners.NOBODY
                        && asked != Owners.NOBODY
                        && asked != seenAt
                        && !views[asked].scope.showsAddress(
                                key.source().high(), key.source().low());
                if (unseen) {
                    boolean tcp = key.kind() == Tuple.TCP;
                    rows.add(new OthersAskedRow(
                            surveys.get(seenAt).host(),
                            key.source().toString(),
                            key.destination().toString(),
                            surveys.get(asked).host(),
                            tcp ? TypeP.TCP_SYN : TypeP.ICMP_ECHO_REQUEST,
                            key.port(),
                            requests,
                            answers));
                }
            });
        }
        return rows;
    }

    /** Whether a host's captures were taken on the way between two others, and at neither. */
    public boolean isBetweenOthers(int host) {
        return between.includes(host);
    }

    /** Whether the times that two hosts' captures cover overlap, on one clock. */
    public boolean windowsOverlap(int g, int h) {
        return views[g].windowStartNanos <= views[h].windowEndNanos
                && views[h].windowStartNanos <= views[g].windowEndNanos;
    }

    /** Every pair of hosts once, in host order. */
    public List<ClockPair> clocks() {
        return clocks.pairs();
    }

    /** How far the estimate may be off while both hosts' captures run; empty when nobody knows. */
    public OptionalLong boundNanos(ClockPair pair) {
        return clocks.boundNanos(pair);
    }

    /** The steps that the two hosts' clocks made against each other. */
    public List<Step> steps(ClockPair pair) {
        return clocks.steps(pair);
    }

    /** By host: where its clock is known to have been set, in the order of its records. */
    public List<List<TimeUnwrapper.Jump>> jumps() {
        return clocks.jumps();
    }

    /** What was inferred to match at all, as sentences. */
    public List<String> inferred() {
        return names.inferred();
    }

    /** What the captures could not show, as sentences for the user. */
    public List<String> notes() {
        return notes;
    }

    /** What hosts call the flows, where devices between them rewrite packets. */
    FlowNames names() {
        return names;
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
        return clocks.map(host);
    }

    /** What packets carry, made comparable; a new one for each thread. */
    Content content() {
        int bytes = surveys.stream().mapToInt(HostSurvey::digestLimit).min().orElse(Integer.MAX_VALUE);
        return surveys.stream()
                .flatMap(survey -> survey.settings().digests().stream())
                .findFirst()
                .map(Content::ofDigests)
                .orElse(Content.ofBytes(bytes));
    }

    /** Whether every capture holds the TCP timestamps of every packet. */
    boolean timestampsComparable() {
        return surveys.stream().noneMatch(survey -> survey.scope.timestampsCut());
    }

    /** Whether every capture holds the SACK blocks of every packet. */
    boolean sackComparable() {
        return surveys.stream().noneMatch(survey -> survey.scope.sackCut());
    }

    /** Whether any capture holds a fragment. */
    boolean anyFragments() {
        return surveys.stream().anyMatch(survey -> survey.scope.shows(TypeP.FRAGMENT));
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
        return clocks.paths();
    }
}
