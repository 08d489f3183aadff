package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.Optional;

/**
 * What became of the packets of one kind, one way, of exchanges that one host began.
 *
 * @param initiator host that began the exchanges; empty when unknown
 * @param sent distinct packets seen leaving {@code from}: the sum of the six fates that follow
 * @param confirmed of {@code lost}: those where behaviour agrees
 * @param ambiguous of {@code sent}: those of which it is not known which of several alike was lost
 * @param duplicates further copies that arrived at {@code to} (RFC 5560)
 * @param reordered packets that arrived after one sent later (RFC 4737)
 * @param lateness of {@code late}; empty where there are none
 * @param bytesLost payload bytes of lost and partly lost segments
 */
public record LossRow(
        String from,
        String to,
        TypeP typeP,
        Role role,
        String initiator,
        long sent,
        long delivered,
        long late,
        long lost,
        long missed,
        long unobservable,
        long corrupted,
        long confirmed,
        long ambiguous,
        long duplicates,
        long reordered,
        long bytesLost,
        LossPeriods lossPeriods,
        Optional<DelaySummary> delay,
        Optional<Lateness> lateness) {

    /** Where nothing is late. */
    public LossRow(
            String from,
            String to,
            TypeP typeP,
            Role role,
            String initiator,
            long sent,
            long delivered,
            long late,
            long lost,
            long missed,
            long unobservable,
            long corrupted,
            long confirmed,
            long ambiguous,
            long duplicates,
            long reordered,
            long bytesLost,
            LossPeriods lossPeriods,
            Optional<DelaySummary> delay) {
        this(
                from,
                to,
                typeP,
                role,
                initiator,
                sent,
                delivered,
                late,
                lost,
                missed,
                unobservable,
                corrupted,
                confirmed,
                ambiguous,
                duplicates,
                reordered,
                bytesLost,
                lossPeriods,
                delay,
                Optional.empty());
    }

    /** Packets of which it is known whether they arrived: what the loss ratio is taken over. */
    public long judged() {
        return delivered + late + lost + corrupted;
    }

    /** Loss ratio (RFC 7680) without the late ones; meaningless when {@link #judged()} is 0. */
    public double ratio() {
        return (double) lost / judged();
    }
}
