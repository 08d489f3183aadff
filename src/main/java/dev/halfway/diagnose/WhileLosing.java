package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A class of packets that is lost from the first loss on, up to the last: a fault that begins or ends while the captures run
 * lets the same packets pass before and after it.
 *
 * <p>Which packets lie between the first loss and the last follows from where the losses are and not from what the packets
 * are, so that a class is tested on these packets alone as it is on all. Both are tried, and each pays for that. Against
 * other explanations of all packets the one with a beginning also pays for every moment at which that could have been.
 */
final class WhileLosing {
    /** Of fewer packets there is nothing to divide. */
    private static final int LEAST = 10;

    private static final String FROM = ", from the first loss at ";
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

    /** What explains most: the class as a whole, or while packets are lost. */
    static Optional<Split> best(Splitter splitter, Trials trials) {
        Optional<Split> whole = splitter.best(trials);
        BitSet window = trials.whileLosing();
        int packets = window.cardinality();
        if (!splitter.looksAtThePacketAlone() || packets < LEAST || packets == trials.size()) {
            return whole;
        }
        Optional<Split> within = splitter.best(trials.only(window)).map(split -> widened(split, window, trials));
        if (within.isEmpty()) {
            return whole;
        }
        boolean better =
                whole.isEmpty() || within.get().score(trials) > whole.get().score(trials);
        return better ? within : whole.map(WhileLosing::triedTwice);
    }

    private static Split triedTwice(Split split) {
        return new Split(
                split.feature(),
                split.value(),
                split.words(),
                split.otherwise(),
                split.inside(),
                Math.min(0, split.lnP() + Math.log(2)),
                split.lnSearched(),
                split.detail());
    }

    /** Whether after the last loss packets pass that are of a kind or of a flow that was lost: else nothing tells of an end. */
    private static boolean comeAgain(Trials trials, int last) {
        Set<TypeP> kinds = EnumSet.noneOf(TypeP.class);
        Set<Integer> flows = new HashSet<>();
        for (int i = 0; i <= last; i++) {
            if (trials.isLost(i)) {
                kinds.add(trials.packet(i).typeP);
                flows.add(trials.packet(i).flow);
            }
        }
        for (int i = last + 1; i < trials.size(); i++) {
            if (kinds.contains(trials.packet(i).typeP) || flows.contains(trials.packet(i).flow)) {
                return true;
            }
        }
        return false;
    }

    /** The same class among all packets. */
    private static Split widened(Split split, BitSet window, Trials trials) {
        int first = window.nextSetBit(0);
        int last = window.length() - 1;
        BitSet inside = new BitSet(trials.size());
        split.inside().stream().forEach(at -> inside.set(first + at));
        boolean begins = first > 0;
        boolean ends = comeAgain(trials, last);
        String until = Words.time(trials.packet(last).timeNanos);
        String when = begins
                ? FROM + Words.time(trials.packet(first).timeNanos) + (ends ? " to the last at " + until : " on")
                : UNTIL + until;
        String brief = Words.brief(split.words());
        return new Split(
                split.feature(),
                split.value(),
                brief + when + split.words().substring(brief.length()),
                split.otherwise() + AT_ANOTHER_TIME,
                inside,
                Math.min(0, split.lnP() + Math.log(2)),
                split.lnSearched() + ((begins ? 1 : 0) + (ends ? 1 : 0)) * Math.log(trials.size()),
                split.detail());
    }
}
