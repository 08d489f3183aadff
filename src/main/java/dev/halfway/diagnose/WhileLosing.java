package dev.halfway.diagnose;

import java.util.BitSet;
import java.util.Optional;

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

    private WhileLosing() {}

    /** What {@code words} say of the time of the losses, with a comma before it; empty when nothing. */
    static String when(String words) {
        String brief = Words.brief(words);
        int at = Math.max(brief.indexOf(FROM), brief.indexOf(UNTIL));
        return at < 0 ? "" : brief.substring(at);
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

    /** The same class among all packets. */
    private static Split widened(Split split, BitSet window, Trials trials) {
        int first = window.nextSetBit(0);
        int last = window.length() - 1;
        BitSet inside = new BitSet(trials.size());
        split.inside().stream().forEach(at -> inside.set(first + at));
        boolean begins = first > 0;
        boolean ends = last + 1 < trials.size();
        String until = Words.time(trials.packet(last).timeNanos);
        String when = begins
                ? FROM + Words.time(trials.packet(first).timeNanos) + (ends ? " to the last at " + until : " on")
                : UNTIL + until;
        String brief = Words.brief(split.words());
        return new Split(
                split.feature(),
                split.value(),
                brief + when + split.words().substring(brief.length()),
                split.otherwise() + ", or at another time",
                inside,
                Math.min(0, split.lnP() + Math.log(2)),
                split.lnSearched() + ((begins ? 1 : 0) + (ends ? 1 : 0)) * Math.log(trials.size()),
                split.detail());
    }
}
