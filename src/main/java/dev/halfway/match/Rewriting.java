package dev.halfway.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a device between two hosts rewrites: here addresses and ports of flows (network address translation), then
 * {@link RewrittenSequences} and {@link RewrittenTimestamps}. Inferred from packets that have no counterpart as they
 * are and have one without what may be rewritten; a flow needs {@link #LEAST} of them and none that contradicts, or as many
 * of all flows between the same addresses, and their times must agree with each other and with the clocks as far as packets
 * in common tell them. Pings alike, sent by two hosts by the same program, agree with each other as well: where nothing tells
 * the clocks and the payload of all is the same, the hosts' own times must agree, and always their IP IDs, their payload or
 * the hops between the two must show that they are the same packets.
 */
final class Rewriting {
    /** Packets that must agree. */
    static final int LEAST = 3;
    /** Between two hosts; the first hop limits that systems send with are farther apart. */
    private static final int MOST_HOPS = 31;

    /** The flow that h knows as {@code atH} is the one that g knows as {@code atG}. */
    record Translation(Tuple atG, Tuple atH) {}

    private final Map<Tuple, Tuple> toG = new LinkedHashMap<>();
    private final Set<Tuple> translatedAtG = new HashSet<>();
    private final List<Alignment.Joined> joined;
    private TimesApart times;
    private final RewrittenSequences sequences;
    private final TranslatedAddresses addresses;
    private final RewritingDoubts doubts;
    private final RewrittenTimestamps timestamps;
    private final OpenedOnTheWay opened;
    private final FlowKnowledge knowledge;

    private final Set<Anchor> joinedAtG = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Anchor> joinedAtH = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * @param joined packets that have their counterpart; those found here are added
     * @param common flows of which any packet has its counterpart as it is
     * @param knowledge what else is known of flows at g and at h
     */
    Rewriting(
            List<Anchor> onlyAtG,
            List<Anchor> onlyAtH,
            List<Alignment.Joined> joined,
            Set<Tuple> common,
            FlowKnowledge knowledge) {
        this.joined = joined;
        this.knowledge = knowledge;
        times = new TimesApart(joined);
        findTranslations(without(common, onlyAtG), without(common, onlyAtH));
        if (!times.isKnown()) {
            times = new TimesApart(joined);
        }
        sequences = new RewrittenSequences(this, onlyAtG, onlyAtH);
        addresses = new TranslatedAddresses(toG, common);
        timestamps = new RewrittenTimestamps(this, onlyAtG, onlyAtH, joined);
        opened = new OpenedOnTheWay(this, onlyAtG, onlyAtH);
        Set<Tuple> known = new LinkedHashSet<>(common);
        known.addAll(timestamps.flows());
        doubts = new RewritingDoubts(this, known, onlyAtG, onlyAtH);
    }

    /** Addresses between which flows are translated whatever their ports. */
    TranslatedAddresses addresses() {
        return addresses;
    }

    /** Flows that may be rewritten as well, by too few packets. */
    RewritingDoubts doubts() {
        return doubts;
    }

    /** What is made of the timestamps of flows. */
    RewrittenTimestamps timestamps() {
        return timestamps;
    }

    /** Connections that a device answers and opens itself. */
    OpenedOnTheWay opened() {
        return opened;
    }

    Set<Anchor> joinedAtG() {
        return joinedAtG;
    }

    Set<Anchor> joinedAtH() {
        return joinedAtH;
    }

    /** By the tuple at h: the tuple at g; both directions of each flow. */
    Map<Tuple, Tuple> translations() {
        return toG;
    }

    /** By tuple: what h's sequence numbers are more than g's. */
    Map<Tuple, Integer> shifts() {
        return sequences.shifts();
    }

    /** How far apart the times are that the two hosts show of a packet. */
    TimesApart times() {
        return times;
    }

    /** In words for the user; each flow once. */
    List<String> sentences(String g, String h) {
        List<String> sentences = new ArrayList<>();
        toG.forEach((atH, atG) -> {
            if (atG.undirected().equals(atG)) {
                sentences.add("Translated on the way: what " + g + " sees as " + atG.words() + ", " + h + " sees as "
                        + atH.words() + ".");
            }
        });
        sentences.addAll(sequences.sentences(g, h));
        sentences.addAll(timestamps.sentences(g, h));
        opened.sentence(g, h).ifPresent(sentences::add);
        Collections.sort(sentences);
        return sentences;
    }

    /** Of a flow that both hosts know by one name what lacks its counterpart is lost or damaged, not translated. */
    private static List<Anchor> without(Set<Tuple> common, List<Anchor> anchors) {
        return anchors.stream()
                .filter(each -> !common.contains(each.tuple) && !common.contains(each.tuple.reversed()))
                .toList();
    }

    private void findTranslations(List<Anchor> onlyAtG, List<Anchor> onlyAtH) {
        Map<Long, Anchor> byHash = unique(onlyAtG);
        Map<Long, Anchor> others = unique(onlyAtH);
        Map<Translation, List<Alignment.Joined>> votes = new LinkedHashMap<>();
        byHash.forEach((hash, a) -> {
            Anchor b = others.get(hash);
            if (a != null && b != null && mayTranslate(a.tuple, b.tuple)) {
                votes.computeIfAbsent(new Translation(a.tuple, b.tuple), k -> new ArrayList<>())
                        .add(new Alignment.Joined(a, b));
            }
        });
        Map<Translation, List<Alignment.Joined>> bothWays = new LinkedHashMap<>();
        votes.forEach((t, pairs) ->
                bothWays.computeIfAbsent(undirected(t), k -> new ArrayList<>()).addAll(pairs));
        votes.keySet().removeIf(t -> !agreeInTime(bothWays.get(undirected(t))));
        Map<Translation, Integer> strength = new LinkedHashMap<>();
        votes.forEach((t, pairs) -> strength.merge(undirected(t), packets(pairs), Integer::sum));
        strength.entrySet().stream()
                .filter(each -> each.getValue() >= LEAST)
                .filter(each -> areSamePackets(each.getKey(), bothWays.get(each.getKey())))
                .sorted(Map.Entry.<Translation, Integer>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .forEach(this::chooseUnlessTaken);
        chooseByAddresses(bothWays, strength);
        votes.forEach((t, pairs) -> {
            if (t.atG().equals(toG.get(t.atH()))) {
                pairs.forEach(this::join);
            }
        });
    }

    /** What too few packets of a flow tell, those of all flows between the same addresses may. */
    private void chooseByAddresses(
            Map<Translation, List<Alignment.Joined>> bothWays, Map<Translation, Integer> strength) {
        Map<Translation, Integer> byAddresses = new LinkedHashMap<>();
        Map<Translation, List<Alignment.Joined>> pooled = new LinkedHashMap<>();
        strength.forEach((t, packets) -> {
            byAddresses.merge(addresses(t), packets, Integer::sum);
            pooled.computeIfAbsent(addresses(t), k -> new ArrayList<>()).addAll(bothWays.get(t));
        });
        strength.entrySet().stream()
                .sorted(Map.Entry.<Translation, Integer>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .filter(t -> byAddresses.get(addresses(t)) >= LEAST)
                .filter(t -> times.isKnown() || isTelling(pooled.get(addresses(t))))
                .filter(t -> areSamePackets(t, pooled.get(addresses(t))))
                .forEach(this::chooseUnlessTaken);
    }

    private static Translation addresses(Translation t) {
        return undirected(new Translation(t.atG().addresses(), t.atH().addresses()));
    }

    /** Whether what is taken for the delays of a flow, either way, can be delays. */
    boolean agreeInTime(List<Alignment.Joined> pairs) {
        return times.agree(pairs, isTelling(pairs));
    }

    /** Whether the packets are told apart by more than numbers that every program counts from 1. */
    private static boolean isTelling(List<Alignment.Joined> pairs) {
        return pairs.get(0).atG().tuple.kind() != Tuple.ECHO
                || pairs.stream()
                                .mapToInt(pair -> pair.atG().content)
                                .distinct()
                                .count()
                        > 1;
    }

    /**
     * Whether these are packets that passed both hosts, and not two hosts' that do the same. TCP's numbers tell, an echo's
     * do not: every program counts from 1.
     */
    private boolean areSamePackets(Translation t, List<Alignment.Joined> pairs) {
        if (t.atG().kind() != Tuple.ECHO) {
            return true;
        }
        long identified =
                pairs.stream().filter(Alignment.Joined::haveIdentifications).count();
        long agreeing = pairs.stream()
                .filter(pair -> pair.haveIdentifications() && pair.agree())
                .count();
        if (identified > 0 && agreeing * 10 >= identified * 9) {
            return true;
        }
        return identified == 0 && isTelling(pairs) || haveHopsBetween(pairs) || knowledge.endAtBoth(t.atG(), t.atH());
    }

    /** Whether each has passed the same routers from the one host to the other, in the direction in which it goes. */
    private static boolean haveHopsBetween(List<Alignment.Joined> pairs) {
        int[] hops = pairs.stream()
                .mapToInt(pair -> {
                    boolean forward = pair.atG().tuple.undirected().equals(pair.atG().tuple);
                    int fewer = pair.atG().timeToLive - pair.atH().timeToLive;
                    return forward ? fewer : -fewer;
                })
                .sorted()
                .toArray();
        int usual = hops[hops.length / 2];
        long alike = Arrays.stream(hops)
                .filter(each -> Integer.signum(each) == Integer.signum(usual))
                .count();
        return usual != 0 && Math.abs(usual) <= MOST_HOPS && alike * 10 >= hops.length * 9L;
    }

    /** No device makes the sender the receiver: packets so alike are those of two hosts that do the same to each other. */
    boolean mayTranslate(Tuple atG, Tuple atH) {
        boolean turned = atG.sourceHigh() == atH.destinationHigh() && atG.sourceLow() == atH.destinationLow()
                || atG.destinationHigh() == atH.sourceHigh() && atG.destinationLow() == atH.sourceLow();
        return !turned
                && !atG.equals(atH)
                && atG.isIpv4() == atH.isIpv4()
                && !knowledge.areTwo(atG, atH)
                && !(isElsewhere(atG) && isElsewhere(atH));
    }

    /** Whether a third host has packets of a flow. */
    boolean isElsewhere(Tuple tuple) {
        return knowledge.isElsewhere(tuple);
    }

    /** Packets alike within one flow count each. */
    private static int packets(List<Alignment.Joined> pairs) {
        return pairs.stream()
                .mapToInt(pair -> Math.min(pair.atG().count, pair.atH().count))
                .sum();
    }

    /** Takes a translation, of both directions, unless a stronger one has either flow. */
    private void chooseUnlessTaken(Translation t) {
        if (!translatedAtG.contains(t.atG()) && !toG.containsKey(t.atH())) {
            translatedAtG.add(t.atG());
            translatedAtG.add(t.atG().reversed());
            toG.put(t.atH(), t.atG());
            toG.put(t.atH().reversed(), t.atG().reversed());
        }
    }

    /** Packets of both directions of a flow vote for the same. */
    private static Translation undirected(Translation t) {
        Tuple back = t.atG().reversed();
        return t.atG().undirected().equals(t.atG())
                ? t
                : new Translation(back, t.atH().reversed());
    }

    /** By untranslated hash; null where packets of several flows have the same. */
    private static Map<Long, Anchor> unique(List<Anchor> anchors) {
        Map<Long, Anchor> byHash = new LinkedHashMap<>();
        for (Anchor anchor : anchors) {
            byHash.put(anchor.untranslated, byHash.containsKey(anchor.untranslated) ? null : anchor);
        }
        return byHash;
    }

    /** They are one packet. */
    void join(Alignment.Joined pair) {
        boolean added = joinedAtG.add(pair.atG()) && joinedAtH.add(pair.atH());
        if (added && !pair.atG().isRepeated() && !pair.atH().isRepeated()) {
            joined.add(pair);
        }
    }
}
