package dev.halfway.match;

import dev.halfway.clock.Resolution;
import dev.halfway.clock.Tick;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Two hosts' captures laid beside each other by the packets that both hold once. */
final class Alignment {
    /** The same packet in the sketches of both hosts. */
    record Joined(Anchor atG, Anchor atH) {
        /** What h's clock shows at its sighting, less what g's shows at its own. */
        long apartNanos() {
            return atH.timeNanos - atG.timeNanos;
        }

        boolean haveIdentifications() {
            return atG.identification != 0 && atH.identification != 0;
        }

        boolean agree() {
            return atG.identification == atH.identification;
        }
    }

    /** Of fewer packets of one direction it may be by chance that the times are the same. */
    private static final int LEAST_OF_ONE_READING = 10;
    /** Packets less far from each other show the same state of the clocks. */
    static final long NEAR_NANOS = 2_000_000_000L;
    /** By so much the delays of packets may differ that agree on the clocks. */
    private static final long AGREEING_NANOS = 20_000_000L;
    /** Before and behind one that was told apart. */
    private static final int MOST_COMPARED = 64;

    final int g;
    final int h;
    final List<Joined> joined = new ArrayList<>();
    /** Packets that look like others in either capture. */
    final List<Joined> alike = new ArrayList<>();
    /** Packets that look like others, told from them by their IP IDs, and fragments: for where the others do not suffice. */
    final List<Joined> toldApart = new ArrayList<>();
    /** Of these, such as show alike that a clock was set, by so much that nothing else in common bears it out. */
    final List<Joined> displaced = new ArrayList<>();

    /** Packets that only one of the two holds, at a time that the other covers. */
    final List<Anchor> onlyAtG = new ArrayList<>();

    final List<Anchor> onlyAtH = new ArrayList<>();
    /** Fragments that only one of the two holds, likewise. */
    final List<Anchor> fragmentsOnlyAtG = new ArrayList<>();

    final List<Anchor> fragmentsOnlyAtH = new ArrayList<>();
    private final HostSurvey surveyG;
    private final HostSurvey surveyH;
    private final FlowKnowledge knowledge;
    private long medianApartNanos;
    /** How long the packets in common took; null until it is known how the clocks stand. */
    JoinedDelays delays;
    /** What a device between the two rewrites; its packets are joined like the others. */
    Rewriting rewriting;

    RenewedIdentifications renewed;

    /** @param knowledge what is known of flows at g and at h besides their packets */
    Alignment(int g, int h, HostSurvey surveyG, HostSurvey surveyH, FlowKnowledge knowledge) {
        this.g = g;
        this.h = h;
        this.knowledge = knowledge;
        this.surveyG = surveyG;
        this.surveyH = surveyH;
        join();
    }

    /** Whether every packet that may be in both was looked at; of very many, some are. */
    boolean isWhole() {
        return surveyG.sample.sketch().isWhole() && surveyH.sample.sketch().isWhole();
    }

    /** Flows, as g knows them, of which packets were looked at; of each one direction or both. */
    Set<Tuple> sampledAtG() {
        return flows(surveyG, surveyH);
    }

    /** The same as h knows them. */
    Set<Tuple> sampledAtH() {
        return flows(surveyH, surveyG);
    }

    private static Set<Tuple> flows(HostSurvey survey, HostSurvey other) {
        Set<Tuple> flows = new HashSet<>();
        survey.sample.sketch().comparableWith(other.sample.sketch()).forEach(each -> flows.add(each.tuple));
        return flows;
    }

    /** Every packet that is sure to be in both. */
    List<Joined> inBoth() {
        List<Joined> both = new ArrayList<>(joined);
        both.addAll(toldApart);
        return both;
    }

    /**
     * Those that were told apart are joined like the others at times that these do not come near, where they show alike how the
     * clocks stand: two packets that look alike may have one IP ID by chance, three pairs of such do not agree by chance.
     *
     * @return whether there are any
     */
    boolean joinThoseToldApartFarFromOthers() {
        long[] times =
                joined.stream().mapToLong(each -> each.atG().timeNanos).sorted().toArray();
        Map<Boolean, List<Joined>> far = toldApart.stream()
                .filter(each -> isFar(times, each.atG().timeNanos))
                .sorted(Comparator.comparingLong(each -> each.atG().timeNanos))
                .collect(Collectors.partitioningBy(this::wouldBeInBoth));
        List<Joined> agreeing = agreeing(far.get(true));
        displaced.addAll(agreeing(far.get(false)));
        joined.addAll(agreeing);
        toldApart.removeAll(new HashSet<>(agreeing));
        return !agreeing.isEmpty();
    }

    private List<Joined> agreeing(List<Joined> far) {
        long tolerance =
                AGREEING_NANOS + new Resolution(surveyG.resolutionNanos(), surveyH.resolutionNanos()).coarseNanos();
        return IntStream.range(0, far.size())
                .filter(at -> agree(far, at, tolerance))
                .mapToObj(far::get)
                .toList();
    }

    private static boolean isFar(long[] times, long time) {
        int found = Arrays.binarySearch(times, time);
        int next = found < 0 ? -found - 1 : found;
        return (next == times.length || times[next] - time > NEAR_NANOS)
                && (next == 0 || time - times[next - 1] > NEAR_NANOS);
    }

    /** Whether each capture covers when the other one's packet was, as the clocks stand by the others. */
    private boolean wouldBeInBoth(Joined told) {
        return covers(surveyH, told.atG().timeNanos + medianApartNanos, 0)
                && covers(surveyG, told.atH().timeNanos - medianApartNanos, 0);
    }

    /** Whether two of other IP IDs, of those next to it, were as long under way by the clocks. */
    private static boolean agree(List<Joined> far, int at, long toleranceNanos) {
        Joined told = far.get(at);
        Set<Character> others = new HashSet<>();
        for (int i = Math.max(0, at - MOST_COMPARED); i < Math.min(far.size(), at + MOST_COMPARED); i++) {
            Joined other = far.get(i);
            if (other.atG().identification != told.atG().identification
                    && Math.abs(other.apartNanos() - told.apartNanos()) <= toleranceNanos) {
                others.add(other.atG().identification);
            }
        }
        return others.size() >= 2;
    }

    /** The others do not suffice: those that were told apart are joined like them. */
    void joinThoseToldApart() {
        joined.addAll(toldApart);
        toldApart.clear();
    }

    private void join() {
        List<Anchor> unjoined = new ArrayList<>();
        List<Anchor> unjoinedH = new ArrayList<>();
        Set<Tuple> common = new LinkedHashSet<>();
        // Both are in the order of their hashes: side by side, without a look into a table for each.
        List<Anchor> othersH = surveyH.sample.sketch().comparableWith(surveyG.sample.sketch());
        int atH = 0;
        for (Anchor a : surveyG.sample.sketch().comparableWith(surveyH.sample.sketch())) {
            while (atH < othersH.size() && othersH.get(atH).exact < a.exact) {
                unjoinedH.add(othersH.get(atH++));
            }
            if (atH == othersH.size() || othersH.get(atH).exact != a.exact) {
                unjoined.add(a);
                continue;
            }
            Anchor b = othersH.get(atH++);
            common.add(a.tuple);
            (a.isRepeated() || b.isRepeated() ? alike : joined).add(new Joined(a, b));
        }
        unjoinedH.addAll(othersH.subList(atH, othersH.size()));
        rewriting = new Rewriting(unjoined, unjoinedH, joined, common, knowledge);
        unjoined.removeAll(rewriting.joinedAtG());
        unjoinedH.removeAll(rewriting.joinedAtH());
        renewed = new RenewedIdentifications(joined);
        joined.removeIf(renewed::areTwo);
        List<Anchor> fragmentsG = new ArrayList<>();
        List<Anchor> fragmentsH = new ArrayList<>();
        joinToldApart(fragmentsG, fragmentsH);
        List<Joined> sure = joined.isEmpty() ? toldApart : joined;
        if (sure.isEmpty()) {
            return;
        }
        long[] apart = sure.stream().mapToLong(Joined::apartNanos).sorted().toArray();
        medianApartNanos = apart[apart.length / 2];
        long spread = Math.max(
                Math.abs(apart[apart.length * 99 / 100] - medianApartNanos),
                Math.abs(medianApartNanos - apart[apart.length / 100]));
        // Of one tick with the last record it may have come behind it.
        long guard = spread + new Resolution(surveyG.resolutionNanos(), surveyH.resolutionNanos()).coarseNanos();
        addCovered(unjoined, surveyH, medianApartNanos, guard, onlyAtG);
        addCovered(unjoinedH, surveyG, -medianApartNanos, guard, onlyAtH);
        addCovered(fragmentsG, surveyH, medianApartNanos, guard, fragmentsOnlyAtG);
        addCovered(fragmentsH, surveyG, -medianApartNanos, guard, fragmentsOnlyAtH);
    }

    /** Adds those that fall into the time that the other's captures cover. */
    private static void addCovered(
            List<Anchor> some, HostSurvey other, long apartNanos, long guard, List<Anchor> covered) {
        for (Anchor each : some) {
            if (covers(other, each.timeNanos + apartNanos, guard)) {
                covered.add(each);
            }
        }
    }

    /** Packets that look like others, by what tells them from these. */
    private void joinToldApart(List<Anchor> fragmentsG, List<Anchor> fragmentsH) {
        for (Anchor a : surveyG.sample.toldApart().comparableWith(surveyH.sample.toldApart())) {
            Anchor b = surveyH.sample.toldApart().find(a.exact);
            join(a, b == null ? onlyOne(surveyH, a) : b);
            if (b == null && a.tuple.kind() == Tuple.FRAGMENTS) {
                fragmentsG.add(a);
            }
        }
        for (Anchor b : surveyH.sample.toldApart().comparableWith(surveyG.sample.toldApart())) {
            if (surveyG.sample.toldApart().find(b.exact) == null) {
                join(onlyOne(surveyG, b), b);
                if (b.tuple.kind() == Tuple.FRAGMENTS) {
                    fragmentsH.add(b);
                }
            }
        }
    }

    /** The same packet where no other that looks alike is there; null when there is none. */
    private static Anchor onlyOne(HostSurvey survey, Anchor told) {
        Anchor only = survey.sample.sketch().find(told.alike);
        return only != null && only.identification == told.identification ? only : null;
    }

    private void join(Anchor a, Anchor b) {
        if (a != null && b != null && !a.isRepeated() && !b.isRepeated()) {
            toldApart.add(new Joined(a, b));
        }
    }

    private static boolean covers(HostSurvey survey, long timeNanos, long guardNanos) {
        return timeNanos >= survey.windowStartNanos + guardNanos && timeNanos <= survey.windowEndNanos - guardNanos;
    }

    /**
     * Whether both are one capture: every packet of either is in the other, with the same TTL and at times that differ by the
     * same amount to the nanosecond, which no path and no two clocks do; but those that go on in long ticks.
     */
    boolean isSameCapture() {
        if (joined.isEmpty()
                || !surveyG.hasFineClock()
                || !surveyH.hasFineClock()
                || !onlyAtG.isEmpty()
                || !onlyAtH.isEmpty()
                || surveyG.inScope() != surveyH.inScope()
                || joined.size() == 1 && medianApartNanos != 0) {
            return false;
        }
        return joined.stream()
                .allMatch(each -> each.atG().exact == each.atH().exact
                        && each.atG().timeToLive == each.atH().timeToLive
                        && each.apartNanos() == medianApartNanos);
    }

    /**
     * Whether both were taken at one host, by two programs: in either direction nearly every packet of both has the same TTL and
     * the time to the microsecond. The kernel tells all that listen on an interface of a packet by one reading of its clock; what
     * goes to another host is later there, and what comes from it earlier, however well the clocks agree. Not where one lacks
     * a whole direction of a flow whose other one both hold, as of what is lost on the way.
     */
    boolean isSameHost() {
        if (surveyG.resolutionNanos() > Tick.USUAL_NANOS
                || surveyH.resolutionNanos() > Tick.USUAL_NANOS
                || lacksADirection()) {
            return false;
        }
        long[] all = new long[2];
        long[] ofOneReading = new long[2];
        for (Joined each : joined) {
            int direction = AddressPair.isFromX(each.atG().tuple) ? 0 : 1;
            all[direction]++;
            ofOneReading[direction] += isOfOneReading(each) ? 1 : 0;
        }
        return isNearlyAll(ofOneReading[0], all[0]) && isNearlyAll(ofOneReading[1], all[1]);
    }

    private boolean lacksADirection() {
        Map<Tuple, Long> missing = Stream.concat(onlyAtG.stream(), onlyAtH.stream())
                .collect(Collectors.groupingBy(each -> each.tuple, Collectors.counting()));
        missing.values().removeIf(count -> count < LEAST_OF_ONE_READING);
        if (missing.isEmpty()) {
            return false;
        }
        Set<Tuple> common = new HashSet<>();
        joined.forEach(each -> common.add(each.atG().tuple));
        return missing.keySet().stream()
                .anyMatch(tuple -> !common.contains(tuple) && common.contains(tuple.reversed()));
    }

    private static boolean isOfOneReading(Joined packet) {
        return packet.atG().timeToLive == packet.atH().timeToLive
                && Math.floorDiv(packet.atG().timeNanos, Tick.USUAL_NANOS)
                        == Math.floorDiv(packet.atH().timeNanos, Tick.USUAL_NANOS);
    }

    /** Nine in ten, of enough to say so. */
    private static boolean isNearlyAll(long some, long all) {
        return all >= LEAST_OF_ONE_READING && 10 * some >= 9 * all;
    }
}
