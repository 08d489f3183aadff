package dev.halfway.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * What a device between two hosts rewrites: addresses and ports of a flow (network address translation), or the sequence
 * numbers of one direction (initial sequence number randomisation). Inferred from packets that have no counterpart as they
 * are and have one without what may be rewritten; a flow needs {@link #LEAST} of them and none that contradicts, or as many
 * of all flows between the same addresses, and their times must agree with each other and with the clocks as far as packets
 * in common tell them. Pings alike, sent by two hosts by the same program, agree with each other as well: where nothing tells
 * the clocks and the payload of all is the same, the hosts' own times must agree, and always their IP IDs, their payload or
 * the hops between the two must show that they are the same packets.
 */
final class Rewriting {
    /** Packets that must agree. */
    static final int LEAST = 3;
    /** Delays of one flow may differ by this much more than those of others. */
    private static final long DELAY_SLACK_NANOS = 500_000_000L;
    /** Wall clocks that nothing ties together and that agree within this are taken to agree. */
    private static final long WALL_CLOCK_NANOS = 1_000_000_000L;
    /** No two clocks part by more, in each nanosecond. */
    private static final double LARGEST_DRIFT = 500e-6;
    /** Between two hosts; the first hop limits that systems send with are farther apart. */
    private static final int MOST_HOPS = 31;

    /** The flow that h knows as {@code atH} is the one that g knows as {@code atG}. */
    record Translation(Tuple atG, Tuple atH) {}

    private record Shift(Tuple tuple, int shift) {}

    private final Map<Tuple, Tuple> toG = new LinkedHashMap<>();
    private final Map<Tuple, Integer> shifts = new LinkedHashMap<>();
    private final List<Alignment.Joined> joined;
    private boolean isClockKnown;
    /** What h's clock shows more than g's, delay included, by packets in common. */
    private long clockNanos;

    private long clockSpreadNanos;
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
        takeClock();
        findTranslations(without(common, onlyAtG), without(common, onlyAtH));
        if (!isClockKnown) {
            takeClock();
        }
        findShifts(onlyAtG, onlyAtH);
        findShiftsOfOpenings(onlyAtG, onlyAtH);
        addresses = new TranslatedAddresses(toG, common);
        timestamps = new RewrittenTimestamps(this, onlyAtG, onlyAtH, joined);
        opened = new OpenedOnTheWay(this, onlyAtG, onlyAtH);
        Set<Tuple> known = new LinkedHashSet<>(common);
        known.addAll(timestamps.flows());
        doubts = new RewritingDoubts(this, known, onlyAtG, onlyAtH);
    }

    private void takeClock() {
        isClockKnown = !joined.isEmpty();
        long[] apart = apart(joined);
        clockNanos = isClockKnown ? apart[apart.length / 2] : 0;
        clockSpreadNanos = isClockKnown ? apart[apart.length * 99 / 100] - apart[apart.length / 100] : 0;
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
        return shifts;
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
        shifts.forEach((tuple, shift) -> sentences.add("Sequence numbers of " + tuple.words() + " are shifted on the"
                + " way: at " + h + " they are " + Integer.toUnsignedString(shift) + " more than at " + g + "."));
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
        votes.keySet().removeIf(t -> !agreesInTime(bothWays.get(undirected(t))));
        Map<Tuple, Tuple> chosenAtG = new LinkedHashMap<>();
        Map<Tuple, Tuple> chosenAtH = new LinkedHashMap<>();
        Map<Translation, Integer> strength = new LinkedHashMap<>();
        votes.forEach((t, pairs) -> strength.merge(undirected(t), packets(pairs), Integer::sum));
        strength.entrySet().stream()
                .filter(each -> each.getValue() >= LEAST)
                .filter(each -> areSamePackets(each.getKey(), bothWays.get(each.getKey())))
                .sorted(Map.Entry.<Translation, Integer>comparingByValue().reversed())
                .forEach(each -> {
                    Translation t = each.getKey();
                    if (!chosenAtG.containsKey(t.atG()) && !chosenAtH.containsKey(t.atH())) {
                        choose(chosenAtG, chosenAtH, t);
                        choose(
                                chosenAtG,
                                chosenAtH,
                                new Translation(t.atG().reversed(), t.atH().reversed()));
                    }
                });
        chooseByAddresses(chosenAtG, chosenAtH, bothWays, strength);
        toG.putAll(chosenAtH);
        votes.forEach((t, pairs) -> {
            if (t.atG().equals(toG.get(t.atH()))) {
                pairs.forEach(this::join);
            }
        });
    }

    /** What too few packets of a flow tell, those of all flows between the same addresses may. */
    private void chooseByAddresses(
            Map<Tuple, Tuple> chosenAtG,
            Map<Tuple, Tuple> chosenAtH,
            Map<Translation, List<Alignment.Joined>> bothWays,
            Map<Translation, Integer> strength) {
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
                .filter(t -> isClockKnown || isTelling(pooled.get(addresses(t))))
                .filter(t -> areSamePackets(t, pooled.get(addresses(t))))
                .filter(t -> !chosenAtG.containsKey(t.atG()) && !chosenAtH.containsKey(t.atH()))
                .forEach(t -> {
                    choose(chosenAtG, chosenAtH, t);
                    choose(
                            chosenAtG,
                            chosenAtH,
                            new Translation(t.atG().reversed(), t.atH().reversed()));
                });
    }

    private static Translation addresses(Translation t) {
        return undirected(new Translation(t.atG().addresses(), t.atH().addresses()));
    }

    private static long[] apart(List<Alignment.Joined> pairs) {
        return pairs.stream().mapToLong(Alignment.Joined::apartNanos).sorted().toArray();
    }

    /** Whether what is taken for the delays of a flow, either way, can be delays. */
    private boolean agreesInTime(List<Alignment.Joined> pairs) {
        long[] apart = apart(pairs);
        long median = apart[apart.length / 2];
        long slack = clockSpreadNanos + DELAY_SLACK_NANOS;
        long within = Arrays.stream(apart)
                .filter(each -> Math.abs(each - median) <= slack)
                .count();
        if (Math.max(within, asTheOneBefore(pairs, slack)) * 10 < apart.length * 9L) {
            return false;
        }
        if (isClockKnown) {
            return Math.abs(median - clockNanos) <= slack;
        }
        return Math.abs(median) <= WALL_CLOCK_NANOS || isTelling(pairs);
    }

    /** How many are as far apart as the one before: all but a few, though a clock is set meanwhile; none where they drift. */
    private static long asTheOneBefore(List<Alignment.Joined> pairs, long slackNanos) {
        return Math.max(
                asTheOneBefore(pairs, slackNanos, each -> each.atG().timeNanos),
                asTheOneBefore(pairs, slackNanos, each -> each.atH().timeNanos));
    }

    private static long asTheOneBefore(
            List<Alignment.Joined> pairs, long slackNanos, ToLongFunction<Alignment.Joined> time) {
        List<Alignment.Joined> inOrder =
                pairs.stream().sorted(Comparator.comparingLong(time)).toList();
        Alignment.Joined since = inOrder.get(0);
        long count = 1;
        for (int i = 1; i < inOrder.size(); i++) {
            Alignment.Joined each = inOrder.get(i);
            if (areAsFarApart(each, inOrder.get(i - 1), slackNanos)) {
                long drift = (long) (LARGEST_DRIFT * (time.applyAsLong(each) - time.applyAsLong(since)));
                if (!areAsFarApart(each, since, slackNanos + drift)) {
                    return 0;
                }
                count++;
            } else {
                since = each;
            }
        }
        return count;
    }

    private static boolean areAsFarApart(Alignment.Joined one, Alignment.Joined other, long withinNanos) {
        return Math.abs(one.apartNanos() - other.apartNanos()) <= withinNanos;
    }

    /** Whether packets in common tell how the clocks stand. */
    boolean isClockKnown() {
        return isClockKnown;
    }

    /** What h's clock shows of a packet more than g's, give or take {@link #slackNanos}. */
    long usuallyApartNanos() {
        return clockNanos;
    }

    /** By how much more or less the times of two sightings may be apart and be those of one packet. */
    long slackNanos() {
        return isClockKnown ? clockSpreadNanos + DELAY_SLACK_NANOS : WALL_CLOCK_NANOS;
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

    private static void choose(Map<Tuple, Tuple> atG, Map<Tuple, Tuple> atH, Translation t) {
        atG.put(t.atG(), t.atH());
        atH.put(t.atH(), t.atG());
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

    /**
     * A packet tells of its own direction by its sequence number, and of the other one by what it acknowledges: that is heard
     * where too few packets tell of their own.
     */
    private void findShifts(List<Anchor> onlyAtG, List<Anchor> onlyAtH) {
        Map<Long, Anchor> byContent = uniqueByContent(onlyAtG, Map.of());
        Map<Long, Anchor> others = uniqueByContent(onlyAtH, toG);
        Map<Shift, List<Alignment.Joined>> bySequence = new LinkedHashMap<>();
        Map<Shift, List<Alignment.Joined>> byBoth = new LinkedHashMap<>();
        byContent.forEach((content, a) -> {
            Anchor b = others.get(content);
            if (a != null && b != null) {
                Alignment.Joined pair = new Alignment.Joined(a, b);
                Shift own = new Shift(b.tuple, b.sequence - a.sequence);
                vote(bySequence, own, pair);
                vote(byBoth, own, pair);
                if (a.acknowledges && b.acknowledges) {
                    vote(byBoth, new Shift(b.tuple.reversed(), b.acknowledgment - a.acknowledgment), pair);
                }
            }
        });
        count(bySequence);
        count(byBoth);
    }

    private void count(Map<Shift, List<Alignment.Joined>> votes) {
        Map<Tuple, Integer> all = new LinkedHashMap<>();
        votes.forEach((shift, pairs) -> all.merge(shift.tuple(), pairs.size(), Integer::sum));
        votes.forEach((shift, pairs) -> {
            boolean isTold = pairs.size() >= LEAST && pairs.size() * 10 >= all.get(shift.tuple()) * 9;
            if (isTold && shift.shift() != 0 && shifts.putIfAbsent(shift.tuple(), shift.shift()) == null) {
                pairs.forEach(this::join);
            }
        });
    }

    /**
     * What too few packets of a connection tell, the SYNs of all between the same addresses may: those that keep all but their
     * numbers, their IP IDs among that, which a device that opens connections itself does not know.
     */
    private void findShiftsOfOpenings(List<Anchor> onlyAtG, List<Anchor> onlyAtH) {
        Map<Tuple, Anchor> asked = openings(onlyAtG, Map.of());
        Map<Tuple, Anchor> others = openings(onlyAtH, toG);
        Map<Tuple, List<Alignment.Joined>> byAddresses = new LinkedHashMap<>();
        asked.forEach((tuple, a) -> {
            Anchor b = others.get(tuple);
            if (b != null && isSameOpening(a, b)) {
                byAddresses
                        .computeIfAbsent(tuple.addresses(), k -> new ArrayList<>())
                        .add(new Alignment.Joined(a, b));
            }
        });
        for (List<Alignment.Joined> pairs : byAddresses.values()) {
            List<Alignment.Joined> agreeing =
                    pairs.stream().filter(Alignment.Joined::agree).toList();
            if (agreeing.size() >= LEAST && agreeing.size() * 10 >= pairs.size() * 9 && agreesInTime(agreeing)) {
                agreeing.forEach(pair -> {
                    shifts.putIfAbsent(pair.atH().tuple, pair.atH().sequence - pair.atG().sequence);
                    join(pair);
                });
            }
        }
    }

    private static boolean isSameOpening(Anchor a, Anchor b) {
        return a.weak == b.weak
                && a.flagsLengthWindow == b.flagsLengthWindow
                && a.sequence != b.sequence
                && a.identification != 0
                && b.identification != 0;
    }

    /**
     * The first SYN of each flow; none where others have another number, as when a port is used again.
     *
     * @param names by which a flow is called here: the name to go by
     */
    private static Map<Tuple, Anchor> openings(List<Anchor> anchors, Map<Tuple, Tuple> names) {
        Map<Tuple, Anchor> openings = new LinkedHashMap<>();
        for (Anchor anchor : anchors) {
            if (anchor.isOpening()) {
                openings.merge(
                        names.getOrDefault(anchor.tuple, anchor.tuple),
                        anchor,
                        (one, other) -> one.timeNanos <= other.timeNanos ? one : other);
            }
        }
        for (Anchor anchor : anchors) {
            if (anchor.isOpening()) {
                openings.computeIfPresent(
                        names.getOrDefault(anchor.tuple, anchor.tuple),
                        (tuple, first) -> first.sequence == anchor.sequence ? first : null);
            }
        }
        return openings;
    }

    private static void vote(Map<Shift, List<Alignment.Joined>> votes, Shift shift, Alignment.Joined pair) {
        votes.computeIfAbsent(shift, k -> new ArrayList<>()).add(pair);
    }

    /**
     * TCP packets by flow and what stands behind their headers; null where several have the same.
     *
     * @param names by which a flow is called here: the name to go by
     */
    private static Map<Long, Anchor> uniqueByContent(List<Anchor> anchors, Map<Tuple, Tuple> names) {
        Map<Long, Anchor> byContent = new LinkedHashMap<>();
        for (Anchor anchor : anchors) {
            if (anchor.tuple.kind() == Tuple.TCP) {
                long content = Mix.add(
                        anchor.weak,
                        names.getOrDefault(anchor.tuple, anchor.tuple).hash());
                byContent.put(content, anchor.isRepeated() || byContent.containsKey(content) ? null : anchor);
            }
        }
        return byContent;
    }

    /** They are one packet. */
    void join(Alignment.Joined pair) {
        boolean added = joinedAtG.add(pair.atG()) && joinedAtH.add(pair.atH());
        if (added && !pair.atG().isRepeated() && !pair.atH().isRepeated()) {
            joined.add(pair);
        }
    }
}
