package dev.halfway.match;

import dev.halfway.clock.Resolution;
import dev.halfway.decode.AddressBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds which host owns which address, by votes: for every pair of addresses that two captures show, what speaks for the
 * one address being at the one host and the other at the other.
 */
final class OwnerVotes {
    private record Pair(HostAddress x, HostAddress y) implements Comparable<Pair> {
        static Pair of(HostAddress one, HostAddress other) {
            return one.compareTo(other) <= 0 ? new Pair(one, other) : new Pair(other, one);
        }

        @Override
        public int compareTo(Pair other) {
            int byX = x.compareTo(other.x);
            return byX != 0 ? byX : y.compareTo(other.y);
        }

        /** Spelled out, as {@link HostAddress#equals}. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Pair pair && x.equals(pair.x) && y.equals(pair.y);
        }

        @Override
        public int hashCode() {
            return 31 * x.hashCode() + y.hashCode();
        }
    }

    /** Answer times of two hosts at one of them that differ this often are not by chance. */
    private static final long CLEARLY = 3;
    /** Of fewer packets the quickest answer may be a slow one. */
    private static final int FEW = 10;

    private static final int MOST_TOLD = 3;
    private static final int MOST_PAIRS = 1 << 12;

    private final List<HostSurvey> surveys;
    private final List<Alignment> alignments;
    private final Owners owners;
    private String problem;

    OwnerVotes(List<HostSurvey> surveys, List<Alignment> alignments, List<List<AddressBlock>> given) {
        this.surveys = surveys;
        this.alignments = alignments;
        owners = new Owners(given);
    }

    /** Address by address: how often each host was nearer to it than another was. */
    private final Map<HostAddress, int[]> wins = new TreeMap<>();

    private final Map<HostAddress, int[]> defeats = new TreeMap<>();
    private final List<Undecided> undecided = new ArrayList<>();
    private final List<Unsure> unsure = new ArrayList<>();
    /** Addresses of which more tells where they are. */
    private final Set<HostAddress> sure = new HashSet<>();

    /**
     * Two hosts whose captures show packets from the one to the other only; that it is not the other way round goes by packets
     * that only one of the captures holds.
     */
    record Unsure(int from, int to, HostAddress source, HostAddress destination) {
        private String words(String fromHost, String toHost) {
            return "Only packets from " + source + " to " + destination + " are in the captures of " + fromHost
                    + " and "
                    + toHost + ". That " + source + " is at " + fromHost
                    + " goes by packets that only the capture there holds; the other may be the sender's, and have missed"
                    + " them: of the two nothing is told as certain. --address " + fromHost + "=" + source
                    + ", or --address "
                    + toHost + "=" + source + ", settles it.";
        }
    }

    /** A pair of addresses of which the captures do not show which is where. */
    private record Undecided(Alignment alignment, Pair pair, String votes) {
        String words() {
            return "which host owns " + pair.x() + " and which " + pair.y() + " cannot be told (" + votes
                    + "); say it with --address HOST=" + pair.x();
        }
    }

    Owners count() {
        for (Alignment alignment : alignments) {
            Map<Pair, Orientation> orientations = orientations(alignment);
            orientations.forEach((pair, orientation) -> {
                settle(alignment, pair, orientation);
                holdAgainstGiven(alignment, pair, orientation);
            });
        }
        if (problem != null) {
            return owners;
        }
        Set<HostAddress> contradicted = new TreeSet<>();
        wins.forEach((address, won) -> {
            int owner = unbeaten(won, defeats.get(address));
            if (owner == Owners.NOBODY) {
                contradicted.add(address);
            } else {
                owners.infer(address, owner);
            }
        });
        concludeFromOtherEnds();
        undecided.removeIf(each -> owners.of(each.pair().x()) != Owners.NOBODY
                && owners.of(each.pair().y()) != Owners.NOBODY);
        undecided.forEach(each -> owners.leaveOpen(each.pair().x(), each.pair().y()));
        if (!contradicted.isEmpty()) {
            HostAddress first = contradicted.iterator().next();
            problem = "the captures contradict each other on which host owns " + first
                    + ": some of its packets are seen nearer to one host, some nearer to another; say which owns it with"
                    + " --address HOST=" + first;
        } else if (!undecided.isEmpty() && wins.isEmpty()) {
            problem = undecided.get(0).words();
        }
        return owners;
    }

    /** What the user says of an address, and the packets plainly do not. */
    private void holdAgainstGiven(Alignment alignment, Pair pair, Orientation orientation) {
        int shown = orientation.shown();
        if (shown != 0 && problem == null) {
            int hostOfX = shown > 0 ? alignment.g : alignment.h;
            int hostOfY = shown > 0 ? alignment.h : alignment.g;
            contradiction(pair.x(), hostOfX, hostOfY, orientation)
                    .or(() -> contradiction(pair.y(), hostOfY, hostOfX, orientation))
                    .ifPresent(words -> problem = words);
        }
    }

    private Optional<String> contradiction(HostAddress address, int nearer, int farther, Orientation orientation) {
        String near = surveys.get(nearer).host();
        return owners.givenOwner(address) != farther
                ? Optional.empty()
                : Optional.of("the captures contradict --address: it says that "
                        + surveys.get(farther).host() + " owns " + address + ", and by the packets that is at " + near
                        + ", seen by " + orientation.shownBy() + "; leave --address out, say --address " + near + "="
                        + address + ", or, if the captures have each other's names, exchange these");
    }

    /** Where one address of a pair is known to be at the one host, the other is at the other, or behind it. */
    private void concludeFromOtherEnds() {
        Map<HostAddress, Set<Integer>> ends = new TreeMap<>();
        for (Undecided each : undecided) {
            Alignment alignment = each.alignment();
            int ownerOfX = owners.of(each.pair().x());
            int ownerOfY = owners.of(each.pair().y());
            HostAddress open =
                    ownerOfX == Owners.NOBODY ? each.pair().x() : each.pair().y();
            int known = ownerOfX == Owners.NOBODY ? ownerOfY : ownerOfX;
            if ((ownerOfX == Owners.NOBODY) != (ownerOfY == Owners.NOBODY)
                    && (known == alignment.g || known == alignment.h)) {
                int other = known == alignment.g ? alignment.h : alignment.g;
                ends.computeIfAbsent(open, address -> new TreeSet<>()).add(other);
            }
        }
        ends.forEach((address, hosts) -> {
            if (hosts.size() == 1 && !wins.containsKey(address)) {
                owners.infer(address, hosts.iterator().next());
            }
        });
    }

    /** Hosts of which it is not sure which one sends what their captures show. */
    List<Unsure> unsure() {
        return unsure.stream()
                .filter(each -> !isSure(each.source()) && !isSure(each.destination()))
                .toList();
    }

    private boolean isSure(HostAddress address) {
        return sure.contains(address) || owners.givenOwner(address) != Owners.NOBODY;
    }

    /** Whether another host was plainly nearer to an address than this one. */
    boolean isFarther(HostAddress address, int host) {
        int[] lost = defeats.get(address);
        return lost != null && lost[host] > 0;
    }

    /** Pairs of addresses whose packets are not judged, as sentences for the user; few of many. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (problem != null) {
            return notes;
        }
        undecided.stream()
                .limit(MOST_TOLD)
                .forEach(each -> notes.add("Not judged, packets between "
                        + each.pair().x() + " and " + each.pair().y() + ": " + each.words() + "."));
        if (undecided.size() > MOST_TOLD) {
            notes.add("Not judged for the same reason: packets of " + (undecided.size() - MOST_TOLD)
                    + " more pairs of addresses.");
        }
        unsure().stream()
                .limit(MOST_TOLD)
                .forEach(each -> notes.add(each.words(
                        surveys.get(each.from()).host(), surveys.get(each.to()).host())));
        return notes;
    }

    /** Why no owner could be told, as a sentence without its full stop; empty when there is no such trouble. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private int unbeaten(int[] won, int[] lost) {
        int best = Owners.NOBODY;
        for (int host = 0; host < won.length; host++) {
            if (won[host] > 0 && lost[host] == 0) {
                if (best != Owners.NOBODY) {
                    return Owners.NOBODY;
                }
                best = host;
            }
        }
        return best;
    }

    private void settle(Alignment alignment, Pair pair, Orientation orientation) {
        int decided = orientation.decided();
        if (decided == 0) {
            undecided.add(new Undecided(alignment, pair, orientation.words() + oneDirection(alignment, pair)));
            return;
        }
        int hostOfX = decided > 0 ? alignment.g : alignment.h;
        int hostOfY = decided > 0 ? alignment.h : alignment.g;
        note(pair.x(), hostOfX, hostOfY);
        note(pair.y(), hostOfY, hostOfX);
        if (orientation.isUnsure()) {
            boolean fromX = surveys.get(hostOfX).route(pair.x(), pair.y()).packets > 0;
            unsure.add(
                    fromX
                            ? new Unsure(hostOfX, hostOfY, pair.x(), pair.y())
                            : new Unsure(hostOfY, hostOfX, pair.y(), pair.x()));
        } else {
            sure.add(pair.x());
            sure.add(pair.y());
        }
    }

    /** Says so when the reason is that one capture of the two holds only one direction. */
    private String oneDirection(Alignment alignment, Pair pair) {
        StringBuilder words = new StringBuilder();
        for (int host : new int[] {alignment.g, alignment.h}) {
            Route route = surveys.get(host).route(pair.x(), pair.y());
            if (route != null && (route.packets == 0) != (route.reverse.packets == 0)) {
                words.append("; ")
                        .append(surveys.get(host).host())
                        .append(" holds only packets from ")
                        .append(route.packets == 0 ? pair.y() : pair.x());
            }
        }
        return words.toString();
    }

    private void note(HostAddress address, int winner, int loser) {
        wins.computeIfAbsent(address, a -> new int[surveys.size()])[winner]++;
        defeats.computeIfAbsent(address, a -> new int[surveys.size()])[loser]++;
    }

    private Map<Pair, Orientation> orientations(Alignment alignment) {
        Map<Pair, Orientation> votes = new TreeMap<>();
        HostSurvey atG = surveys.get(alignment.g);
        HostSurvey atH = surveys.get(alignment.h);
        for (Route route : atG.routes()) {
            HostAddress x = HostAddress.sourceOf(route);
            HostAddress y = HostAddress.destinationOf(route);
            Route other = atH.route(x, y);
            if (other != null && x.compareTo(y) < 0) {
                Orientation orientation = new Orientation();
                votes.put(new Pair(x, y), orientation);
                orientation.bothWays = areBothWays(route, other);
                orientation.oneWay =
                        route.packets + other.packets == 0 || route.reverse.packets + other.reverse.packets == 0;
                voteByRoutes(orientation, alignment, route, other);
            }
        }
        alignment.rewriting.translations().forEach((nameAtH, nameAtG) -> {
            Pair pair = pairOf(nameAtG);
            Route route = routeOf(atG, nameAtG);
            Route other = routeOf(atH, nameAtH);
            if (isFromX(nameAtG) && route != null && other != null && !votes.containsKey(pair)) {
                Orientation orientation = new Orientation();
                votes.put(pair, orientation);
                orientation.bothWays = areBothWays(route, other);
                voteByRoutes(orientation, alignment, route, other);
            }
        });
        voteByPackets(votes, alignment);
        votes.forEach((pair, orientation) -> {
            Route g = atG.route(pair.x(), pair.y());
            Route h = atH.route(pair.x(), pair.y());
            if (!orientation.compared && g != null && h != null) {
                voteByCounts(orientation, g, h);
            }
        });
        return votes;
    }

    private static boolean areBothWays(Route g, Route h) {
        return g.packets > 0 && g.reverse.packets > 0 && h.packets > 0 && h.reverse.packets > 0;
    }

    private static Route routeOf(HostSurvey survey, Tuple tuple) {
        return survey.route(HostAddress.sourceOf(tuple), HostAddress.destinationOf(tuple));
    }

    /** Votes that need no packet in common. {@code g} and {@code h} are X to Y at either host. */
    private void voteByRoutes(Orientation votes, Alignment alignment, Route g, Route h) {
        int ownerX = owners.givenOwner(HostAddress.sourceOf(g));
        int ownerY = owners.givenOwner(HostAddress.destinationOf(g));
        if (ownerX == alignment.g || ownerY == alignment.h) {
            votes.vote(Evidence.GIVEN, true, 1);
        }
        if (ownerX == alignment.h || ownerY == alignment.g) {
            votes.vote(Evidence.GIVEN, false, 1);
        }
        votes.vote(Evidence.MARKS, true, g.outbound + g.reverse.inbound + h.inbound + h.reverse.outbound);
        votes.vote(Evidence.MARKS, false, g.inbound + g.reverse.outbound + h.outbound + h.reverse.inbound);
        voteByChecksums(votes, g, h, true);
        voteByChecksums(votes, g.reverse, h.reverse, false);
        long coarse = coarseNanos(alignment.g, alignment.h);
        voteByShortestAnswer(votes, g, h, coarse, true);
        voteByShortestAnswer(votes, g.reverse, h.reverse, coarse, false);
        voteByOwnAnswers(votes, g, coarseNanos(alignment.g, alignment.g), true);
        voteByOwnAnswers(votes, h, coarseNanos(alignment.h, alignment.h), false);
    }

    /** So much the ticks of two clocks alone may make of how long something took. */
    private long coarseNanos(int g, int h) {
        return new Resolution(surveys.get(g).resolutionNanos(), surveys.get(h).resolutionNanos()).coarseNanos();
    }

    /** At one host, its own echo replies follow the requests at once, the others' after a round trip. */
    private static void voteByOwnAnswers(Orientation votes, Route route, long coarseNanos, boolean atG) {
        long byX = route.leastEchoGapNanos;
        long byY = route.reverse.leastEchoGapNanos;
        if (byX != Long.MAX_VALUE && byY != Long.MAX_VALUE) {
            if (byX * CLEARLY + coarseNanos < byY) {
                votes.vote(Evidence.OWN_ANSWERS, atG, 1);
            } else if (byY * CLEARLY + coarseNanos < byX) {
                votes.vote(Evidence.OWN_ANSWERS, !atG, 1);
            }
        }
    }

    /**
     * Without a packet in common: what is lost on the way is in the captures of its sender only. Where no way is without any
     * packet at one of the two, captures of different length or duplicates account for any difference. It counts for nothing,
     * either, where a host would then react to what its capture does not show.
     */
    private void voteByCounts(Orientation votes, Route g, Route h) {
        boolean isStraight = g.packets > 0 && h.reverse.packets > 0;
        boolean isCrossed = h.packets > 0 && g.reverse.packets > 0;
        boolean misled = isStraight ? answersUnseen(g, h) : answersUnseen(g.reverse, h.reverse);
        if (isStraight != isCrossed && !misled) {
            votes.vote(Evidence.COUNTS, isStraight, 1);
        }
    }

    /** Whether the source of {@code atSource}, at that capture, or its destination, at the other, reacts to the unseen. */
    private static boolean answersUnseen(Route atSource, Route atDestination) {
        boolean source = atSource.reverse.packets == 0 && (atSource.reacts() || atDestination.reacts());
        boolean destination =
                atDestination.packets == 0 && (atSource.reverse.reacts() || atDestination.reverse.reacts());
        return source || destination;
    }

    /** A host sees its own answers follow sooner than the other host does; where either shows few, plainly sooner. */
    private static void voteByShortestAnswer(
            Orientation votes, Route g, Route h, long coarseNanos, boolean isStraight) {
        long atG = g.leastGapNanos;
        long atH = h.leastGapNanos;
        boolean areKnown = atG != Long.MAX_VALUE && atH != Long.MAX_VALUE;
        long times = Math.min(g.packets, h.packets) < FEW ? CLEARLY : 1;
        if (areKnown && Math.max(atG, atH) > times * Math.min(atG, atH) + coarseNanos) {
            votes.vote(Evidence.SHORTEST_ANSWER, atG < atH == isStraight, 1);
        }
    }

    private static void voteByChecksums(Orientation votes, Route g, Route h, boolean isStraightAtG) {
        if (g.checksumsPartial > 0 && h.checksumsPartial == 0 && h.tcp.checksumsValid > 0) {
            votes.vote(Evidence.CHECKSUMS, isStraightAtG, g.checksumsPartial);
        }
        if (h.checksumsPartial > 0 && g.checksumsPartial == 0 && g.tcp.checksumsValid > 0) {
            votes.vote(Evidence.CHECKSUMS, !isStraightAtG, h.checksumsPartial);
        }
    }

    private void voteByPackets(Map<Pair, Orientation> votes, Alignment alignment) {
        long coarse = coarseNanos(alignment.g, alignment.h);
        for (Alignment.Joined joined : alignment.inBoth()) {
            Tuple tuple = joined.atG().tuple;
            Pair pair = pairOf(tuple);
            Orientation orientation = votes.get(pair);
            if (orientation == null && votes.size() >= MOST_PAIRS) {
                continue;
            }
            if (orientation == null) {
                orientation = new Orientation();
                votes.put(pair, orientation);
            }
            orientation.compared = true;
            boolean fromX = isFromX(tuple);
            orientation.noteHops(fromX, joined.atG().timeToLive - joined.atH().timeToLive);
            long gapG = joined.atG().gapNanos;
            long gapH = joined.atH().gapNanos;
            if (gapG != Anchor.NO_GAP && gapH != Anchor.NO_GAP) {
                orientation.noteAnswer(fromX ? gapH - gapG : gapG - gapH, coarse);
            }
        }
        votes.values().forEach(Orientation::voteByHops);
        votes.values().forEach(Orientation::voteByManyAnswers);
        Map<Tuple, Tuple> toG = alignment.rewriting.translations();
        Map<Tuple, Tuple> toH = new HashMap<>();
        toG.forEach((nameAtH, nameAtG) -> toH.put(nameAtG, nameAtH));
        HostSurvey atG = surveys.get(alignment.g);
        HostSurvey atH = surveys.get(alignment.h);
        for (Anchor anchor : alignment.onlyAtG) {
            Tuple there = toH.getOrDefault(anchor.tuple, anchor.tuple);
            voteByExclusive(votes.get(pairOf(anchor.tuple)), anchor, atG, there, atH, isFromX(anchor.tuple));
        }
        for (Anchor anchor : alignment.onlyAtH) {
            Tuple there = toG.getOrDefault(anchor.tuple, anchor.tuple);
            voteByExclusive(votes.get(pairOf(there)), anchor, atH, there, atG, !isFromX(there));
        }
        Set<Tuple> lackingAtG = addresses(alignment.onlyAtH, alignment.fragmentsOnlyAtH);
        Set<Tuple> lackingAtH = addresses(alignment.onlyAtG, alignment.fragmentsOnlyAtG);
        for (Anchor anchor : alignment.fragmentsOnlyAtG) {
            if (!lackingAtG.contains(anchor.tuple.addresses())) {
                voteByExclusive(votes.get(pairOf(anchor.tuple)), anchor, atG, anchor.tuple, atH, isFromX(anchor.tuple));
            }
        }
        for (Anchor anchor : alignment.fragmentsOnlyAtH) {
            if (!lackingAtH.contains(anchor.tuple.addresses())) {
                voteByExclusive(
                        votes.get(pairOf(anchor.tuple)), anchor, atH, anchor.tuple, atG, !isFromX(anchor.tuple));
            }
        }
    }

    /**
     * From where to where packets went of which only one of two captures holds some. Of fragments that counts for something
     * where the other capture holds none besides: else a router may have cut datagrams anew, and each holds its own pieces.
     */
    private static Set<Tuple> addresses(List<Anchor> some, List<Anchor> more) {
        Set<Tuple> addresses = new HashSet<>();
        some.forEach(each -> addresses.add(each.tuple.addresses()));
        more.forEach(each -> addresses.add(each.tuple.addresses()));
        return addresses;
    }

    /**
     * A packet that only one capture holds was taken at its sender's, since it cannot arrive without having left. That counts
     * for nothing where the other capture does not take that direction at all: the host there would react to what it lacks.
     * Nor where the other takes that direction only, by the same sign: it may be the sender's, and have missed the packet,
     * and nothing that comes back would show it. Nor do resets, which a device on the way sends in a host's name.
     *
     * @param orientation null where nothing is asked of the two addresses
     * @param there what the other capture calls the flow
     */
    private static void voteByExclusive(
            Orientation orientation, Anchor anchor, HostSurvey own, Tuple there, HostSurvey other, boolean isStraight) {
        if (orientation != null
                && !anchor.carriesData
                && !anchor.isReset()
                && other.scope.showsKind(there, anchor.ipVersion())
                && !leavesOut(other, there, own, anchor.tuple)
                && !leavesOut(other, there.reversed(), own, anchor.tuple.reversed())) {
            orientation.vote(Evidence.EXCLUSIVE, isStraight, 1);
        }
    }

    /**
     * Whether a capture lacks all packets alike, though their receiver reacts to them as either capture shows. Of fragments, which
     * are of any kind, whether it lacks all that goes there, and anything is reacted to.
     *
     * @param tuple what the capture calls the flow
     * @param tupleThere what the other does
     */
    private static boolean leavesOut(HostSurvey capture, Tuple tuple, HostSurvey other, Tuple tupleThere) {
        if (tuple.kind() == Tuple.FRAGMENTS) {
            Route route = routeOf(capture, tuple);
            Route there = routeOf(other, tupleThere);
            return (route == null || route.packets == 0)
                    && (route != null && route.reverse.reacts() || there != null && there.reverse.reacts());
        }
        Talk talk = capture.talk(tuple);
        Talk seen = other.talk(tupleThere);
        return (talk == null || talk.packets == 0)
                && (talk != null && talk.reverse.reacts() || seen != null && seen.reverse.reacts());
    }

    private static Pair pairOf(Tuple tuple) {
        return Pair.of(HostAddress.sourceOf(tuple), HostAddress.destinationOf(tuple));
    }

    private static boolean isFromX(Tuple tuple) {
        return HostAddress.sourceOf(tuple).compareTo(HostAddress.destinationOf(tuple)) < 0;
    }
}
