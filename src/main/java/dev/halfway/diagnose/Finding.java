package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.TimeSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One thing found, with what it rests on. Empty lists and optionals mean not known, and are absent in JSON.
 *
 * @param kind {@code one-way-loss}, {@code host-silent}, {@code host-refuses}, {@code no-neighbour}, {@code duplication}, {@code corruption},
 *     {@code injection}, {@code bgp}, {@code capture-gap}
 * @param grade of what the sentence says; the cause has its own
 * @param decidedBy what the lost packets share and the others do not
 * @param when from the first packet it is about to the last, on the clock of the host where they were, or were last, seen
 * @param saysTooFew that its packets are too few to name a cause
 * @param subject what does not answer, where that is not all of the host: {@code TCP port 179}, {@code pings}
 * @param lasting that it is total and has no end in these captures: a service that answers nothing any more, a session that died
 * @param ownAccord that a host did it of its own accord, as far as is seen, and what the network did is another question
 * @param place {@code between-taps}, {@code host:NAME}, {@code before-tap:NAME}, {@code capture:NAME}, {@code unknown}
 * @param clearedHosts names of hosts whose own rules and routes are not at fault; {@code rulesOut} says so in words, with all else
 *     that is ruled out
 */
public record Finding(
        String kind,
        Grade grade,
        String sentence,
        Optional<String> from,
        Optional<String> to,
        List<TypeP> typeP,
        Optional<Decider> decidedBy,
        Optional<TimeSpan> when,
        boolean saysTooFew,
        Optional<String> subject,
        boolean lasting,
        boolean ownAccord,
        String place,
        Optional<Cause> cause,
        List<String> clearedHosts,
        List<String> rulesOut,
        List<String> remaining,
        Optional<String> nextExperiment) {
    /** The rest is to be told of it; see {@link FindingDraft}. */
    public static FindingDraft of(String kind, Grade grade, String sentence) {
        return new FindingDraft(kind, grade, sentence);
    }

    /** Its kind in words, and which way or where: {@code one-way loss a -> b}, {@code TCP port 179 unanswered a -> b}. */
    public String brief() {
        String words = subject.map(what -> what + " unanswered")
                .orElse(kind.equals("one-way-loss") ? "one-way loss" : kind.replace('-', ' '));
        if (from.isPresent() && to.isPresent()) {
            return words + " " + from.get() + " -> " + to.get();
        }
        int colon = place.indexOf(':');
        return colon < 0 ? words : words + " at " + place.substring(colon + 1);
    }

    /** The same, and since when, so that two of one kind are told apart. */
    String briefWithTime() {
        return brief()
                + when.map(span -> (lasting ? " since " : " from ") + Words.time(span.firstNanos()))
                        .orElse("");
    }

    /** All of it, to be told anew in part. */
    FindingDraft but() {
        return new FindingDraft(this);
    }

    /** The same, likely at most, for one more thing that it may be. */
    Finding uncertain(String remains) {
        List<String> more = new ArrayList<>(remaining);
        more.add(remains);
        return but().graded(Grade.LIKELY)
                .by(cause.map(Cause::uncertain))
                .leaving(more)
                .build();
    }

    /**
     * A named cause with what speaks for it and against it.
     *
     * @param name fixed, see {@link Causes}
     * @param grade certain only where the packets exclude the other causes
     * @param rivals names of those that fit these packets as well
     */
    public record Cause(
            String name, Grade grade, List<String> evidenceFor, List<String> evidenceAgainst, List<String> rivals) {

        public Cause(String name, Grade grade, List<String> evidenceFor, List<String> evidenceAgainst) {
            this(name, grade, evidenceFor, evidenceAgainst, List.of());
        }

        /** The cause of what is itself not certain. */
        Cause uncertain() {
            return new Cause(name, Grade.LIKELY, evidenceFor, evidenceAgainst, rivals);
        }
    }
}
