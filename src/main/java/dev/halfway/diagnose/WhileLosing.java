package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A class of packets that is lost for a time: a fault that begins or ends while the captures run lets the same packets pass
 * before and after it.
 *
 * <p>The time may be that from the first loss to the last. Which packets lie in it follows from where the losses are and not
 * from what the packets are, so that a class is tested on these packets alone as it is on all. Or, beside losses that come at
 * all times, it is the stretch in which a class loses most; that one pays for all stretches there are. What is tried more
 * than once pays for that. Against other explanations of all packets one with a beginning also pays for every moment at
 * which that could have been.
 */
final class WhileLosing {
    /** Of fewer packets there is nothing to divide. */
    private static final int LEAST = 10;

    private static final String FROM = ", from ";
    private static final String FIRST_LOSS = "the first loss at ";
    private static final String LAST = "the last at ";
    private static final String UNTIL = ", up to the last loss at ";

    private static final String AT_ANOTHER_TIME = ", or at another time";

    private WhileLosing() {}

    /** What {@code words} say of the time of the losses, with a comma before it; empty when nothing. */
    static String when(String words) {
        String brief = Words.brief(words);
        int at = Math.max(brief.indexOf(FROM), brief.indexOf(UNTIL));
        return at < 0 ? "" : brief.substring(at);
    }

    /** {@code words} without what they say of the time of the losses: what is sent to try something is sent later. */
    static String atAnyTime(String words) {
        String when = when(words);
        return (when.isEmpty() ? words : words.replace(when, "")).replace(AT_ANOTHER_TIME, "");
    }

    /** The class of the splitter's feature that explains most: as a whole, or for a time; empty where there is none. */
    static Optional<Split> best(Splitter splitter, Trials trials) {
        Optional<Split> whole = splitter.best(trials);
        if (!splitter.looksAtThePacketAlone()) {
            return whole;
        }
        BitSet losing = trials.whileLosing();
        List<Split> tried = new ArrayList<>();
        whole.ifPresent(tried::add);
        int times = 1;
        if (isEnough(losing, trials)) {
            splitter.best(trials.only(losing))
                    .map(split -> widened(split, losing, true, trials))
                    .ifPresent(tried::add);
            times++;
        }
        BitSet worst = whole.map(split -> worst(split.inside(), trials)).orElse(losing);
        if (isEnough(worst, trials) && !worst.equals(losing)) {
            Optional<Split> there = within(splitter, worst, trials);
            there.ifPresent(tried::add);
            there.map(split -> grown(worst, split.inside(), trials))
                    .filter(grown -> !grown.equals(worst))
                    .flatMap(grown -> within(splitter, grown, trials))
                    .ifPresent(tried::add);
            times += 2;
        }
        double lnTries = Math.log(times);
        return tried.stream()
                .max(Comparator.comparingDouble(split -> split.score(trials)))
                .map(split -> paying(split, lnTries));
    }

    /** What explains most of a window, as a class of all packets; it pays for having been looked for in every window. */
    private static Optional<Split> within(Splitter splitter, BitSet window, Trials trials) {
        return splitter.best(trials.only(window)).map(split -> widened(split, window, false, trials));
    }

    private static boolean isEnough(BitSet window, Trials trials) {
        return window.cardinality() >= LEAST && window.cardinality() < trials.size();
    }

    /** All packets, of any class, of the time in which those {@code inside} are lost most, against how many arrive. */
    private static BitSet worst(BitSet inside, Trials trials) {
        BitSet stretch = ByTime.densest(trials.only(inside), 1);
        BitSet window = new BitSet(trials.size());
        if (!stretch.isEmpty()) {
            int[] places = inside.stream().toArray();
            window.set(places[stretch.nextSetBit(0)], places[stretch.length() - 1] + 1);
        }
        return window;
    }

    /**
     * A window, wider by what is lost right before and after it of the kinds that a class in it is of: what is lost in the worst
     * time of one class may be another one, which was lost longer.
     *
     * @param inside the packets of that class, in the window
     */
    private static BitSet grown(BitSet window, BitSet inside, Trials trials) {
        Set<TypeP> kinds = EnumSet.noneOf(TypeP.class);
        inside.stream().forEach(at -> kinds.add(trials.packet(at).typeP));
        BitSet ofKinds = trials.ofKinds(kinds);
        BitSet arrived = trials.arrived(ofKinds);
        int first = window.nextSetBit(0);
        int end = window.length();
        int lastBefore = first == 0 ? -1 : arrived.previousSetBit(first - 1);
        int firstAfter = arrived.nextSetBit(end) < 0 ? trials.size() : arrived.nextSetBit(end);
        BitSet grown = new BitSet(trials.size());
        grown.set(
                Math.min(first, ofKinds.nextSetBit(lastBefore + 1)),
                Math.max(end, ofKinds.previousSetBit(firstAfter - 1) + 1));
        return grown;
    }

    /** The same with a p-value that is larger, for more was tried; {@code lnMore} is the logarithm of how many times. */
    private static Split paying(Split split, double lnMore) {
        return new Split(
                split.feature(),
                split.value(),
                split.words(),
                split.otherwise(),
                split.inside(),
                Math.min(0, split.lnP() + lnMore),
                split.lnSearched(),
                split.detail());
    }

    /** Whether after them packets come that are of a kind or of a flow that was lost: else nothing tells of an end. */
    private static boolean comeAgain(Trials trials, BitSet lost) {
        Set<TypeP> kinds = EnumSet.noneOf(TypeP.class);
        Set<Integer> flows = new HashSet<>();
        lost.stream().filter(trials::isLost).forEach(at -> {
            kinds.add(trials.packet(at).typeP);
            flows.add(trials.packet(at).flow);
        });
        for (int i = lost.length(); i < trials.size(); i++) {
            if (kinds.contains(trials.packet(i).typeP) || flows.contains(trials.packet(i).flow)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A class of the packets of a window alone as one of all packets, those that were sent in that time.
     *
     * @param split its places count from the window's first packet
     * @param window packets that follow each other
     * @param allLosses whether the window is from the first loss to the last
     */
    private static Split widened(Split split, BitSet window, boolean allLosses, Trials trials) {
        int first = window.nextSetBit(0);
        int last = window.length() - 1;
        BitSet inside = new BitSet(trials.size());
        split.inside().stream().forEach(at -> inside.set(first + at));
        boolean begins = first > 0;
        boolean ends = comeAgain(trials, allLosses ? window : inside);
        int moments = (begins ? 1 : 0) + (ends ? 1 : 0);
        double lnMoments = moments * Math.log(trials.size());
        String until = Words.time(trials.packet(last).timeNanos);
        String to = ends ? " to " + (allLosses ? LAST : "") + until : " on";
        String when = begins
                ? FROM + (allLosses ? FIRST_LOSS : "") + Words.time(trials.packet(first).timeNanos) + to
                : UNTIL + until;
        String brief = Words.brief(split.words());
        return new Split(
                split.feature(),
                split.value(),
                brief + when + split.words().substring(brief.length()),
                split.otherwise() + AT_ANOTHER_TIME,
                inside,
                Math.min(0, split.lnP() + (allLosses ? 0 : lnMoments)),
                split.lnSearched() + lnMoments,
                split.detail());
    }
}
