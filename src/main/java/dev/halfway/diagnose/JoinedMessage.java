package dev.halfway.diagnose;

import dev.halfway.bgp.Message;
import dev.halfway.match.Fate;
import java.util.OptionalLong;

/**
 * A message, or UPDATEs in a row, as both taps know it.
 *
 * @param from the end that sent it
 * @param message as its sender's tap saw it; as the other saw it where {@code fate} is APPEARED
 * @param count how many of the message's have this fate
 * @param fate DELIVERED, LOST, MISSED, UNOBSERVABLE or APPEARED
 * @param arrivedNanos when the last of it arrived; empty when it was not seen to, or is not known
 * @param transmissions how often its bytes were sent, as far as known; at least 1
 * @param lost of these, how many are known to be lost though what became of the whole is not known
 */
record JoinedMessage(
        int from, Message message, long count, Fate fate, OptionalLong arrivedNanos, int transmissions, int lost) {

    JoinedMessage(int from, Message message, long count, Fate fate, OptionalLong arrivedNanos, int transmissions) {
        this(from, message, count, fate, arrivedNanos, transmissions, 0);
    }

    /** When its first byte was seen. */
    long nanos() {
        return message.first().nanos();
    }
}
