package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Times in which nothing of a direction arrives, with times between them in which it passes: something that goes down and
 * comes up again.
 *
 * @param times two or more, in order
 * @param inside the packets sent in these times, all lost
 * @param outside all others
 */
public record Spells(List<Spell> times, Decider.Sample inside, Decider.Sample outside) {
    /** Queues overflow and limits bite for less than this at a time. */
    private static final long LEAST_NANOS = 1_000_000_000L;

    private static final int LEAST_PACKETS = 3;
    private static final int LEAST_SPELLS = 2;
    /** The others are counted. */
    private static final int MOST_TOLD = 3;

    private static final int LEAST_REGULAR = 3;
    private static final double ALIKE = 1.2;
    /** So much of all that is lost must lie in them; where they are regular, at other times only so much of what is sent. */
    private static final double OF_ALL = 0.9;

    private static final double OF_ALL_REGULAR = 0.6;
    private static final double AT_OTHER_TIMES = 0.05;

    /**
     * One of them.
     *
     * @param fromNanos the first packet lost, on the sender's clock
     * @param toNanos the last
     */
    public record Spell(long fromNanos, long toNanos) {
        long nanos() {
            return toNanos - fromNanos;
        }
    }

    /**
     * A time before which too few packets pass to know that it is one of its own counts only behind two that are known to be.
     * Empty where the losses do not lie so, or where too few packets of the direction were kept to know.
     */
    static Optional<Spells> of(Trials trials) {
        if (!trials.keepsAll()) {
            return Optional.empty();
        }
        List<Spell> times = new ArrayList<>();
        BitSet inside = new BitSet(trials.size());
        int passed = Loss.FEW;
        for (int i = 0; i < trials.size(); i++) {
            if (!trials.isLost(i)) {
                passed++;
                continue;
            }
            int end = i;
            while (end < trials.size() && trials.isLost(end)) {
                end++;
            }
            Spell spell = new Spell(trials.packet(i).timeNanos, trials.packet(end - 1).timeNanos);
            if (end - i >= LEAST_PACKETS && spell.nanos() >= LEAST_NANOS) {
                if (passed >= Loss.FEW || times.size() >= LEAST_SPELLS) {
                    times.add(spell);
                    inside.set(i, end);
                }
                passed = 0;
            }
            i = end - 1;
        }
        Spells spells = new Spells(times, trials.sample(inside, true), trials.sample(inside, false));
        return times.size() >= LEAST_SPELLS && spells.areWhatIsLost() ? Optional.of(spells) : Optional.empty();
    }

    private boolean areWhatIsLost() {
        double all = inside.lost() + outside.lost();
        return inside.lost() >= OF_ALL * all
                || isRegular() && inside.lost() >= OF_ALL_REGULAR * all && outside.ratio() <= AT_OTHER_TIMES;
    }

    /** {@code 5 spells of 2.7 s to 2.9 s, one every 19.8 s to 20.1 s}: how long they last, and from the start of one to the next. */
    public String cycle() {
        return Words.count(times.size(), "spell") + " of "
                + range(times.stream().mapToLong(Spell::nanos).toArray()) + ", one every " + range(starts());
    }

    private long[] starts() {
        return IntStream.range(1, times.size())
                .mapToLong(i -> times.get(i).fromNanos - times.get(i - 1).fromNanos)
                .toArray();
    }

    /** Whether from each to the next is about as long as from any other to its next. */
    private boolean isRegular() {
        long[] starts = starts();
        long least = Arrays.stream(starts).min().orElse(0);
        long most = Arrays.stream(starts).max().orElse(0);
        return times.size() >= LEAST_REGULAR && most <= ALIKE * least;
    }

    private static String range(long[] nanos) {
        String least = Words.duration(Arrays.stream(nanos).min().orElse(0));
        String most = Words.duration(Arrays.stream(nanos).max().orElse(0));
        return least.equals(most) ? least : least + " to " + most;
    }

    /** The same among packets of the kinds of which any are lost; empty where hardly any others pass in these times. */
    static Optional<Spells> ofKinds(Trials trials) {
        Set<TypeP> kinds = EnumSet.noneOf(TypeP.class);
        for (int i = 0; i < trials.size(); i++) {
            if (trials.isLost(i)) {
                kinds.add(trials.packet(i).typeP);
            }
        }
        BitSet ofKinds = trials.ofKinds(kinds);
        return of(trials.only(ofKinds)).filter(found -> found.othersPass(trials, ofKinds));
    }

    private boolean othersPass(Trials trials, BitSet ofKinds) {
        return IntStream.range(0, trials.size())
                        .filter(i -> !ofKinds.get(i))
                        .mapToLong(i -> trials.packet(i).timeNanos)
                        .filter(nanos ->
                                times.stream().anyMatch(each -> each.fromNanos <= nanos && nanos <= each.toNanos))
                        .count()
                >= Loss.FEW;
    }

    /** {@code in 2 spells, from 22:13:30.000 to 22:13:32.750 (2.8 s) and from 22:13:40.000 to 22:13:42.750 (2.8 s),}; where they are regular, how. */
    String words() {
        if (isRegular()) {
            return "in " + cycle() + ", the first at " + Words.time(times.get(0).fromNanos) + ", the last at "
                    + Words.time(times.get(times.size() - 1).fromNanos) + ",";
        }
        int told = Math.min(times.size(), MOST_TOLD);
        List<String> words = new ArrayList<>();
        for (Spell spell : times.subList(0, told)) {
            words.add(Words.period(spell.fromNanos, spell.toNanos));
        }
        if (times.size() > told) {
            words.add(Words.count(times.size() - told) + " more");
        }
        return "in " + Words.count(times.size(), "spell") + ", " + Words.list(words) + ",";
    }
}
