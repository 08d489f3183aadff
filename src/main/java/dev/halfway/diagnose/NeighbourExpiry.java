package dev.halfway.diagnose;

import dev.halfway.match.TimeSpan;
import java.util.Optional;

/**
 * A host that falls silent where what it sends is being lost: what asks for its next hop, or the answers, may be lost on the
 * same way. Its neighbour entry then expires (RFC 1122 section 2.3.2.1, RFC 4861 section 7.3), and it sends nothing any more,
 * though it is sound and the outage goes on.
 */
final class NeighbourExpiry {
    /** From the last packet that is lost to the silence: not longer than packets that might have told may be apart. */
    private static final long NEAR_NANOS = 5_000_000_000L;

    private NeighbourExpiry() {}

    /** Whether the way back loses packets just before the silence, and nothing arrives there before it is over. */
    static boolean mayExplain(Silence silence) {
        Optional<TimeSpan> when = silence.when();
        if (when.isEmpty() || silence.isRefusal() || silence.manner() == Silence.Manner.NO_ACKNOWLEDGMENT) {
            return false;
        }
        Optional<DirectionEvidence> back = silence.symptoms().evidence(silence.to(), silence.from());
        boolean last = back.map(DirectionEvidence::pattern)
                .filter(pattern -> pattern.lastLostNanos().isPresent()
                        && isJustBefore(pattern.lastLostNanos().getAsLong(), when.get())
                        && pattern.firstAfterNanos().orElse(Long.MAX_VALUE)
                                >= when.get().lastNanos())
                .isPresent();
        boolean ofSpell = silence.standstill().isPresent()
                && back.flatMap(each -> each.clues().spells()).stream()
                        .flatMap(spells -> spells.times().stream())
                        .anyMatch(spell -> isJustBefore(spell.toNanos(), when.get()));
        return last || ofSpell;
    }

    private static boolean isJustBefore(long nanos, TimeSpan silence) {
        return nanos <= silence.firstNanos() && silence.firstNanos() - nanos <= NEAR_NANOS;
    }

    /** To follow what the silence is. */
    static String words(Silence silence) {
        return "; what it sent to " + silence.from() + " just before was lost, and nothing has arrived there since: the"
                + " same outage may go on";
    }

    static String remaining(Silence silence) {
        return "the way from " + silence.to() + " to " + silence.from()
                + ", still losing all: ARP or ND is lost on it as well, the neighbour entry of the next hop expires, and "
                + silence.to() + " has nowhere to send to";
    }

    static String next(Silence silence) {
        return silence.commands().onReceiver("ip neigh show (while it lasts: FAILED or INCOMPLETE?)")
                + ", and capture arp and icmp6 as well at both ends";
    }
}
