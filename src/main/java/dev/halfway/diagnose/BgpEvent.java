package dev.halfway.diagnose;

import java.util.OptionalLong;

/**
 * One entry of the timeline of a session, or several alike in a row. Times are nanoseconds since the epoch on the reference
 * clock, that of the first host.
 *
 * @param end the end of the session that did it, 0 or 1
 * @param what {@code SYN}, {@code SYN-ACK}, {@code FIN}, {@code RST}, a message by its name, {@code Established}, {@code
 *     hold timer due}
 * @param detail what an OPEN or a NOTIFICATION says; hostile; else empty
 * @param fate {@code delivered}, {@code lost}, {@code missed}, {@code unobservable}, {@code appeared}; empty for what is no
 *     packet
 * @param count how many are told in this entry
 * @param lastNanos when the last of them was sent
 * @param arrivedNanos when the last of them arrived, as far as seen
 * @param transmissions how often it was sent, of a single message
 * @param lostTransmissions of these, those known to be lost, where what became of the others cannot be told
 * @param frame where it was seen: at the end that did it, or at the other when {@code appeared}; 0 for what is no packet
 */
public record BgpEvent(
        long nanos,
        int end,
        String what,
        String detail,
        String fate,
        long count,
        long lastNanos,
        OptionalLong arrivedNanos,
        int transmissions,
        int lostTransmissions,
        int file,
        long frame) {

    boolean isLike(BgpEvent other) {
        return end == other.end
                && what.equals(other.what)
                && detail.equals(other.detail)
                && fate.equals(other.fate)
                && transmissions == other.transmissions
                && lostTransmissions == other.lostTransmissions;
    }

    BgpEvent and(BgpEvent next) {
        return new BgpEvent(
                nanos,
                end,
                what,
                detail,
                fate,
                count + next.count,
                next.lastNanos,
                next.arrivedNanos,
                transmissions,
                lostTransmissions,
                file,
                frame);
    }
}
