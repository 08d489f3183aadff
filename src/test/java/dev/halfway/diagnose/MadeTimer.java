package dev.halfway.diagnose;

import dev.halfway.bgp.MessageType;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A hold timer put together by hand. */
final class MadeTimer {
    private static final long SECOND = 1_000_000_000L;

    private final HoldTimer.State state;
    private OptionalInt seconds = OptionalInt.empty();
    boolean borrowed;
    private OptionalLong heard = OptionalLong.empty();
    private OptionalLong due = OptionalLong.empty();
    private OptionalLong fired = OptionalLong.empty();
    private OptionalLong own = OptionalLong.empty();
    long sent;
    long updates;
    long arrived;
    long behind;
    long lost;
    long transmissions;
    long again;
    boolean acknowledged;
    long unheard;
    boolean peerMute;
    Optional<MessageType> openingLost = Optional.empty();
    boolean peerSeen = true;

    MadeTimer(HoldTimer.State state) {
        this.state = state;
    }

    /** Of so many seconds, and last heard at {@link MadeSession#START}. */
    MadeTimer seconds(int length) {
        seconds = OptionalInt.of(length);
        heard = OptionalLong.of(MadeSession.START);
        return due(MadeSession.START + length * SECOND);
    }

    MadeTimer heard(long nanos) {
        heard = OptionalLong.of(nanos);
        return this;
    }

    MadeTimer due(long nanos) {
        due = OptionalLong.of(nanos);
        return this;
    }

    MadeTimer fired(long nanos) {
        fired = OptionalLong.of(nanos);
        return this;
    }

    MadeTimer own(long nanos) {
        own = OptionalLong.of(nanos);
        return this;
    }

    HoldTimer make() {
        return new HoldTimer(
                state,
                seconds,
                borrowed,
                heard,
                due,
                fired,
                sent,
                updates,
                arrived,
                unheard,
                behind,
                lost,
                transmissions,
                again,
                acknowledged,
                own,
                peerMute,
                openingLost,
                peerSeen);
    }
}
