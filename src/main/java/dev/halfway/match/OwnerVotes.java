package dev.halfway.match;

import dev.halfway.decode.AddressBlock;
import java.util.ArrayList;
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
    }

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
    private final List<String> undecided = new ArrayList<>();

    Owners count() {
        for (Alignment alignment : alignments) {
            Map<Pair, Orientation> orientations = orientations(alignment);
            orientations.forEach((pair, orientation) -> settle(alignment, pair, orientation));
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
        if (!contradicted.isEmpty()) {
            HostAddress first = contradicted.iterator().next();
            problem = "the captures contradict each other on which host owns " + first
                    + ": some of its packets are seen nearer to one host, some nearer to another; say which owns it with"
                    + " --address HOST=" + first;
        } else if (!undecided.isEmpty() && wins.isEmpty()) {
            problem = undecided.get(0);
        }
        return owners;
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
            undecided.add("which host owns " + pair.x() + " and which " + pair.y() + " cannot be told ("
                    + orientation.words() + "); say it with --address HOST=" + pair.x());
            return;
        }
        int hostOfX = decided > 0 ? alignment.g : alignment.h;
        int hostOfY = decided > 0 ? alignment.h : alignment.g;
        note(pair.x(), hostOfX, hostOfY);
        note(pair.y(), hostOfY, hostOfX);
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
                voteByRoutes(orientation, alignment, route, other);
            }
        }
        voteByPackets(votes, alignment);
        return votes;
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
        // Packets are only lost on the way: in the direction that starts at g, g shows at least as many as h.
        double straight = (double) g.packets * h.reverse.packets;
        double crossed = (double) h.packets * g.reverse.packets;
        if (straight != crossed) {
            votes.vote(Evidence.COUNTS, straight > crossed, 1);
        }
        voteByShortestAnswer(votes, g.leastGapNanos, h.leastGapNanos, true);
        voteByShortestAnswer(votes, g.reverse.leastGapNanos, h.reverse.leastGapNanos, false);
    }

    /** A host sees its own answers follow sooner than the other host does. */
    private static void voteByShortestAnswer(Orientation votes, long atG, long atH, boolean isStraightAtG) {
        if (atG != Long.MAX_VALUE && atH != Long.MAX_VALUE && atG != atH) {
            votes.vote(Evidence.SHORTEST_ANSWER, atG < atH == isStraightAtG, 1);
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
        for (Alignment.Joined joined : alignment.joined) {
            Tuple tuple = joined.atG().leg.tuple;
            Orientation orientation = votes.computeIfAbsent(pairOf(tuple), pair -> new Orientation());
            boolean fromX = isFromX(tuple);
            int hops = joined.atG().timeToLive - joined.atH().timeToLive;
            if (hops != 0) {
                orientation.vote(Evidence.TIME_TO_LIVE, hops > 0 == fromX, 1);
            }
            long gapG = joined.atG().gapNanos;
            long gapH = joined.atH().gapNanos;
            if (gapG != Anchor.NO_GAP && gapH != Anchor.NO_GAP && gapG != gapH) {
                orientation.vote(Evidence.ANSWER_TIME, gapG < gapH == fromX, 1);
            }
        }
        for (Anchor anchor : alignment.onlyAtG) {
            voteByExclusive(votes, anchor.leg.tuple, anchor, surveys.get(alignment.h), true);
        }
        Map<Tuple, Tuple> toG = alignment.rewriting.translations();
        for (Anchor anchor : alignment.onlyAtH) {
            Tuple tuple = toG.getOrDefault(anchor.leg.tuple, anchor.leg.tuple);
            voteByExclusive(votes, tuple, anchor, surveys.get(alignment.g), false);
        }
    }

    private static void voteByExclusive(
            Map<Pair, Orientation> votes, Tuple tuple, Anchor anchor, HostSurvey other, boolean atG) {
        Orientation orientation = votes.get(pairOf(tuple));
        if (orientation != null && other.scope.showsKind(tuple, anchor.ipVersion())) {
            orientation.vote(Evidence.EXCLUSIVE, isFromX(tuple) == atG, 1);
        }
    }

    private static Pair pairOf(Tuple tuple) {
        return Pair.of(source(tuple), destination(tuple));
    }

    private static boolean isFromX(Tuple tuple) {
        return source(tuple).compareTo(destination(tuple)) < 0;
    }

    private static HostAddress source(Tuple tuple) {
        return new HostAddress(tuple.sourceHigh(), tuple.sourceLow());
    }

    private static HostAddress destination(Tuple tuple) {
        return new HostAddress(tuple.destinationHigh(), tuple.destinationLow());
    }
}
