package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.LossRow;
import dev.halfway.match.Reason;
import dev.halfway.match.Unjudged;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The packets from one host to another: how many could be judged, and why others could not. */
final class CoveredWay {
    /** Fewer packets than this one way say nothing of the way. */
    static final int LEAST_JUDGED = 5;
    /** So many packets of one kind that may be lost for all that clocks tell are no chance. */
    private static final int LEAST_TIMELESS = 3;
    /** Less of a way than this, not judged, is its edges. */
    static final double EDGES = 0.05;

    final String from;
    final String to;
    private final Symptoms symptoms;
    private final List<LossRow> open = new ArrayList<>();
    private long judged;
    private long lost;
    private long notJudged;

    CoveredWay(Symptoms symptoms, String from, String to) {
        this.symptoms = symptoms;
        this.from = from;
        this.to = to;
    }

    void add(LossRow row) {
        judged += row.judged() + row.missed();
        lost += row.lost();
        notJudged += row.unobservable();
        if (isOpen(row)) {
            open.add(row);
        }
    }

    /** Whether no packet of a row was judged. */
    static boolean isOpen(LossRow row) {
        return row.judged() + row.missed() == 0 && row.unobservable() > 0;
    }

    /** Packets that were judged, or are known to have arrived. */
    long judged() {
        return judged;
    }

    long lost() {
        return lost;
    }

    /** Packets that were not judged, of kinds of which others were. */
    long notJudgedOfJudgedKinds() {
        return notJudged - open();
    }

    /** Packets of kinds of which none was judged. */
    long open() {
        return open.stream().mapToLong(LossRow::unobservable).sum();
    }

    Stream<Unjudged> unjudged() {
        return symptoms.unjudged().stream()
                .filter(each -> each.from().equals(from) && each.to().equals(to));
    }

    /** Packets that were not judged for reasons like these. */
    long unjudged(Predicate<Reason> why) {
        return unjudged()
                .filter(each -> why.test(each.reason()))
                .mapToLong(Unjudged::count)
                .sum();
    }

    /** Whether at least half was judged, but for what arrived when the far capture did not run. */
    boolean isHalfJudged() {
        return judged >= notJudged - unjudged(why -> why == Reason.ANSWERED_OUTSIDE_WINDOW);
    }

    /** Whether more than the edges was not judged of kinds of which others were. */
    boolean isPartlyJudged() {
        return notJudgedOfJudgedKinds() > EDGES * (judged + notJudged);
    }

    /**
     * Whether kinds of which nothing was judged make up more of the way than its edges; requests that are answered arrived. Or one
     * of them may be lost, all of it, for all that the clocks tell.
     */
    boolean lacksKinds() {
        long lacking = open.stream()
                .filter(row -> answer(row.typeP()) == null || isUnanswered(row, symptoms))
                .filter(row -> row.typeP() != TypeP.TCP_SYN_ACK || !isAllOutsideWindow())
                .mapToLong(LossRow::unobservable)
                .sum();
        return lacking >= LEAST_JUDGED && lacking > EDGES * (judged + notJudged) || isTimeless();
    }

    private boolean isTimeless() {
        long timeless = unjudged(why -> why == Reason.CLOCK_UNKNOWN || why == Reason.CLOCK_UNSURE);
        return open.stream().anyMatch(row -> row.unobservable() >= LEAST_TIMELESS && row.unobservable() <= timeless);
    }

    /**
     * Whether all that was not judged went when the far capture did not run, and nothing of it was left without an answer; a
     * SYN-ACK among it is answered by the connection that it opens.
     */
    private boolean isAllOutsideWindow() {
        return unjudged()
                .allMatch(each -> each.reason() == Reason.OUTSIDE_WINDOW
                        || each.reason() == Reason.ANSWERED_OUTSIDE_WINDOW
                        || each.reason() == Reason.NEAR_EDGE);
    }

    /** Requests of a kind that could not be judged and that nothing answered. */
    static boolean isUnanswered(LossRow row, Symptoms symptoms) {
        TypeP answer = answer(row.typeP());
        return answer != null
                && symptoms.losses().stream()
                        .noneMatch(back -> back.typeP() == answer
                                && back.from().equals(row.to())
                                && back.to().equals(row.from()))
                && symptoms.appeared().stream()
                        .noneMatch(back -> back.typeP() == answer
                                && back.from().equals(row.to())
                                && back.to().equals(row.from()));
    }

    /** What answers a request; null for all that is none. */
    private static TypeP answer(TypeP request) {
        return request == TypeP.ICMP_ECHO_REQUEST
                ? TypeP.ICMP_ECHO_REPLY
                : request == TypeP.TCP_SYN ? TypeP.TCP_SYN_ACK : null;
    }

    /** {@code a -> b}. */
    String words() {
        return from + " -> " + to;
    }
}
