package dev.halfway.match;

import dev.halfway.clock.Resolution;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the captures of two hosts, g and h, tell of each pair of addresses that both show: whether X is at g and Y at h, or the
 * other way round.
 */
final class PairVotes {
    /** Answer times of two hosts at one of them that differ this often are not by chance. */
    private static final long CLEARLY = 3;
    /** Of fewer packets the quickest answer may be a slow one. */
    private static final int FEW = 10;

    private static final int MOST_PAIRS = 1 << 12;

    private final Alignment alignment;
    private final HostSurvey atG;
    private final HostSurvey atH;
    private final Owners owners;
    private final Map<AddressPair, Orientation> votes = new TreeMap<>();

    /** @param owners what the user says of addresses */
    PairVotes(List<HostSurvey> surveys, Alignment alignment, Owners owners) {
        this.alignment = alignment;
        atG = surveys.get(alignment.g);
        atH = surveys.get(alignment.h);
        this.owners = owners;
    }

    Map<AddressPair, Orientation> count() {
        for (Route route : atG.routes()) {
            HostAddress x = HostAddress.sourceOf(route);
            HostAddress y = HostAddress.destinationOf(route);
            Route other = atH.route(x, y);
            if (other != null && x.compareTo(y) < 0) {
                Orientation orientation = voteByRoutes(new AddressPair(x, y), route, other);
                orientation.oneWay =
                        route.packets + other.packets == 0 || route.reverse.packets + other.reverse.packets == 0;
            }
        }
        alignment.rewriting.translations().forEach((nameAtH, nameAtG) -> {
            AddressPair pair = AddressPair.of(nameAtG);
            Route route = routeOf(atG, nameAtG);
            Route other = routeOf(atH, nameAtH);
            if (AddressPair.isFromX(nameAtG) && route != null && other != null && !votes.containsKey(pair)) {
                voteByRoutes(pair, route, other);
            }
        });
        voteByPackets();
        voteByExclusives();
        votes.forEach((pair, orientation) -> {
            Route g = atG.route(pair.x(), pair.y());
            Route h = atH.route(pair.x(), pair.y());
            if (!orientation.compared && g != null && h != null) {
                voteByCounts(orientation, g, h);
            }
        });
        return votes;
    }

    private static Route routeOf(HostSurvey survey, Tuple tuple) {
        return survey.route(HostAddress.sourceOf(tuple), HostAddress.destinationOf(tuple));
    }

    /** Votes that need no packet in common. {@code g} and {@code h} are X to Y at either host. */
    private Orientation voteByRoutes(AddressPair pair, Route g, Route h) {
        Orientation votes = new Orientation();
        this.votes.put(pair, votes);
        votes.bothWays = g.packets > 0 && g.reverse.packets > 0 && h.packets > 0 && h.reverse.packets > 0;
        int ownerX = owners.givenOwner(HostAddress.sourceOf(g));
        int ownerY = owners.givenOwner(HostAddress.destinationOf(g));
        if (ownerX == alignment.g || ownerY == alignment.h) {
            votes.vote(Evidence.GIVEN, true, 1);
        }
        if (ownerX == alignment.h || ownerY == alignment.g) {
            votes.vote(Evidence.GIVEN, false, 1);
        }
        votes.voteByMarks(g, true);
        votes.voteByMarks(h, false);
        voteByChecksums(votes, g, h, true);
        voteByChecksums(votes, g.reverse, h.reverse, false);
        long coarse = coarseNanos(atG, atH);
        voteByShortestAnswer(votes, g, h, coarse, true);
        voteByShortestAnswer(votes, g.reverse, h.reverse, coarse, false);
        voteByOwnAnswers(votes, g, coarseNanos(atG, atG), true);
        voteByOwnAnswers(votes, h, coarseNanos(atH, atH), false);
        return votes;
    }

    /** So much the ticks of two clocks alone may make of how long something took. */
    private static long coarseNanos(HostSurvey one, HostSurvey other) {
        return new Resolution(one.resolutionNanos(), other.resolutionNanos()).coarseNanos();
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

    /** By packets that both captures hold. */
    private void voteByPackets() {
        long coarse = coarseNanos(atG, atH);
        AddressPair pair = null;
        Orientation orientation = null;
        for (Alignment.Joined joined : alignment.inBoth()) {
            Tuple tuple = joined.atG().tuple;
            if (pair == null || !pair.isOf(tuple)) { // mostly it is that of the one before
                pair = AddressPair.of(tuple);
                orientation = votes.get(pair);
            }
            if (orientation == null && votes.size() >= MOST_PAIRS) {
                continue;
            }
            if (orientation == null) {
                orientation = new Orientation();
                votes.put(pair, orientation);
            }
            orientation.compared = true;
            boolean fromX = AddressPair.isFromX(tuple);
            orientation.noteHops(fromX, joined.atG().timeToLive - joined.atH().timeToLive);
            long gapG = joined.atG().gapNanos;
            long gapH = joined.atH().gapNanos;
            if (gapG != Anchor.NO_GAP && gapH != Anchor.NO_GAP) {
                orientation.noteAnswer(fromX ? gapH - gapG : gapG - gapH, coarse);
            } else if (coarse > 0 && gapG != gapH) {
                long timed = gapG == Anchor.NO_GAP ? gapH : -gapG;
                orientation.noteUntimedAnswer(fromX ? timed : -timed, coarse);
            }
        }
        votes.values().forEach(Orientation::voteByHops);
        votes.values().forEach(Orientation::voteByAnswers);
    }

    /** By packets that only one of the captures holds, at a time that the other covers. */
    private void voteByExclusives() {
        Map<Tuple, Tuple> toG = alignment.rewriting.translations();
        Map<Tuple, Tuple> toH = new HashMap<>();
        toG.forEach((nameAtH, nameAtG) -> toH.put(nameAtG, nameAtH));
        for (Anchor anchor : alignment.onlyAtG) {
            voteByExclusive(anchor, toH.getOrDefault(anchor.tuple, anchor.tuple), true);
        }
        for (Anchor anchor : alignment.onlyAtH) {
            voteByExclusive(anchor, toG.getOrDefault(anchor.tuple, anchor.tuple), false);
        }
        Set<Tuple> lackingAtG = addresses(alignment.onlyAtH, alignment.fragmentsOnlyAtH);
        Set<Tuple> lackingAtH = addresses(alignment.onlyAtG, alignment.fragmentsOnlyAtG);
        for (Anchor anchor : alignment.fragmentsOnlyAtG) {
            if (!lackingAtG.contains(anchor.tuple.addresses())) {
                voteByExclusive(anchor, anchor.tuple, true);
            }
        }
        for (Anchor anchor : alignment.fragmentsOnlyAtH) {
            if (!lackingAtH.contains(anchor.tuple.addresses())) {
                voteByExclusive(anchor, anchor.tuple, false);
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
     * @param there what the other capture calls the flow
     */
    private void voteByExclusive(Anchor anchor, Tuple there, boolean isAtG) {
        Tuple nameAtG = isAtG ? anchor.tuple : there;
        Orientation orientation = votes.get(AddressPair.of(nameAtG));
        HostSurvey own = isAtG ? atG : atH;
        HostSurvey other = isAtG ? atH : atG;
        if (orientation != null
                && !anchor.carriesData
                && !anchor.isReset()
                && other.scope.showsKind(there, anchor.ipVersion())
                && !leavesOut(other, there, own, anchor.tuple)
                && !leavesOut(other, there.reversed(), own, anchor.tuple.reversed())) {
            orientation.vote(Evidence.EXCLUSIVE, isAtG == AddressPair.isFromX(nameAtG), 1);
        }
    }

    /**
     * Whether a capture lacks all packets alike, though their receiver reacts to them as either capture shows, or all that goes
     * there, and holds reactions itself. Of fragments, which are of any kind, whether it lacks all that goes there, and anything is
     * reacted to.
     *
     * @param tuple what the capture calls the flow
     * @param tupleThere what the other does
     */
    private static boolean leavesOut(HostSurvey capture, Tuple tuple, HostSurvey other, Tuple tupleThere) {
        Route route = routeOf(capture, tuple);
        if (tuple.kind() == Tuple.FRAGMENTS) {
            Route there = routeOf(other, tupleThere);
            return (route == null || route.packets == 0)
                    && (route != null && route.reverse.reacts() || there != null && there.reverse.reacts());
        }
        if (route != null && route.packets == 0 && route.reverse.reacts()) {
            return true;
        }
        Talk talk = capture.talk(tuple);
        Talk seen = other.talk(tupleThere);
        return (talk == null || talk.packets == 0)
                && (talk != null && talk.reverse.reacts() || seen != null && seen.reverse.reacts());
    }
}
