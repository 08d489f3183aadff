package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Losses that begin after a time without any, or end before one, though meanwhile not everything is lost.
 *
 * @param fromNanos the first loss, where so many packets before it arrive that it is no accident; else empty
 * @param toNanos the last loss, likewise
 * @param inside the packets from the one to the other; from the first or to the last where one is empty
 * @param outside all others
 */
public record Confined(OptionalLong fromNanos, OptionalLong toNanos, Decider.Sample inside, Decider.Sample outside) {
    /** That so many packets at one end are free of loss by chance. */
    private static final double LN_BY_CHANCE = Math.log(1e-4);

    /**
     * Runs of losses strewn among packets at random leave out a share of them at one end with the probability of the rest to
     * the power of their number. Counted are packets of the kinds that are lost: others may be spared for what they are. Where
     * some could not be judged though both captures ran, or nearly ended, those may have been lost.
     */
    static Optional<Confined> of(Trials trials, DirectionLog log) {
        BitSet window = trials.whileLosing();
        if (trials.periods() < Loss.FEW) {
            return Optional.empty();
        }
        BitSet alike = ofKindsThatLose(trials);
        int firstLost = window.nextSetBit(0);
        int lastLost = window.length() - 1;
        boolean begins =
                isNoAccident(trials, alike, 0, firstLost) && !log.isOpenBefore(trials.packet(firstLost).ordinal);
        boolean ends = isNoAccident(trials, alike, lastLost + 1, trials.size())
                && !log.isOpenAfter(trials.packet(lastLost).ordinal);
        if (!begins && !ends) {
            return Optional.empty();
        }
        int first = begins ? firstLost : 0;
        int end = ends ? lastLost + 1 : trials.size();
        BitSet inside = new BitSet(trials.size());
        inside.set(first, end);
        return Optional.of(new Confined(
                begins ? OptionalLong.of(trials.packet(first).timeNanos) : OptionalLong.empty(),
                ends ? OptionalLong.of(trials.packet(end - 1).timeNanos) : OptionalLong.empty(),
                trials.sample(inside, true),
                trials.sample(inside, false)));
    }

    private static BitSet ofKindsThatLose(Trials trials) {
        Set<TypeP> kinds = EnumSet.noneOf(TypeP.class);
        for (int i = 0; i < trials.size(); i++) {
            if (trials.isLost(i)) {
                kinds.add(trials.packet(i).typeP);
            }
        }
        BitSet alike = new BitSet(trials.size());
        for (int i = 0; i < trials.size(); i++) {
            alike.set(i, kinds.contains(trials.packet(i).typeP));
        }
        return alike;
    }

    private static boolean isNoAccident(Trials trials, BitSet alike, int from, int to) {
        BitSet spared = new BitSet(trials.size());
        spared.set(from, to);
        spared.and(alike);
        double all = trials.sample(alike, true).judged();
        double free = trials.sample(spared, true).judged();
        return trials.periods() * Math.log((all - free) / all) <= LN_BY_CHANCE;
    }

    /** As in {@code from 15:39:43.664 to 15:39:49.191}, {@code from 15:39:43.664 on}, {@code up to 15:39:49.191}. */
    String words() {
        String to = toNanos.isPresent() ? Words.time(toNanos.getAsLong()) : "";
        return fromNanos.isEmpty()
                ? "up to " + to
                : "from " + Words.time(fromNanos.getAsLong()) + (to.isEmpty() ? " on" : " to " + to);
    }
}
