package dev.halfway.diagnose;

import dev.halfway.diagnose.BgpSession.Closing;
import dev.halfway.diagnose.BgpSession.Count;
import dev.halfway.diagnose.BgpSession.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A BGP session put together by hand: 231, end 1, connects to port 179 of 219, end 0. */
final class MadeSession {
    private static final long SECOND = 1_000_000_000L;
    static final long START = 79_200 * SECOND; // 22:00:00

    private OptionalInt opener = OptionalInt.of(1);
    private final List<List<Count>> segments = List.of(new ArrayList<>(), new ArrayList<>());
    private final List<List<Count>> messages = List.of(new ArrayList<>(), new ArrayList<>());
    private final List<Optional<String>> states = new ArrayList<>(List.of(Optional.empty(), Optional.empty()));
    private final List<Optional<String>> fsmStates = new ArrayList<>(List.of(Optional.empty(), Optional.empty()));
    private final List<Optional<String>> hosts = new ArrayList<>(List.of(Optional.of("219"), Optional.of("231")));
    private final List<Optional<HoldTimer>> timers = new ArrayList<>(List.of(Optional.empty(), Optional.empty()));
    private final List<BgpEvent> events = new ArrayList<>();
    private OptionalLong established = OptionalLong.empty();
    private OptionalInt holdTime = OptionalInt.empty();
    private Optional<Closing> closing = Optional.empty();
    private long first = START;

    MadeSession from(long nanos) {
        first = nanos;
        return this;
    }

    MadeSession metInMidStream() {
        opener = OptionalInt.empty();
        return this;
    }

    MadeSession state(int end, String state) {
        states.set(end, Optional.of(state));
        return this;
    }

    MadeSession segments(int end, Count count) {
        segments.get(end).add(count);
        return this;
    }

    MadeSession messages(int end, Count count) {
        messages.get(end).add(count);
        return this;
    }

    MadeSession withoutCapture(int end) {
        hosts.set(end, Optional.empty());
        return this;
    }

    MadeSession timer(int end, HoldTimer timer) {
        timers.set(end, Optional.of(timer));
        return this;
    }

    MadeSession shows(int end, String fsmState) {
        fsmStates.set(end, Optional.of(fsmState));
        return this;
    }

    MadeSession lostAt(int end, long nanos) {
        events.add(new BgpEvent(nanos, end, "UPDATE", "", "lost", 1, nanos, OptionalLong.empty(), 1, 0, 0, 7));
        return this;
    }

    MadeSession established(long nanos, int holdSeconds) {
        established = OptionalLong.of(nanos);
        holdTime = OptionalInt.of(holdSeconds);
        return this;
    }

    MadeSession closed(int end, String what, String detail, long nanos) {
        closing = Optional.of(new Closing(end, what, detail, nanos, Origin.LEFT, false));
        return this;
    }

    /** An Established session, without a NOTIFICATION. */
    MadeSession cutOff(int end, String what, Origin origin, long nanos) {
        closing = Optional.of(new Closing(end, what, "", nanos, origin, true));
        return this;
    }

    /** By a reset that this end did not send. */
    MadeSession resetInTheNameOf(int end, long nanos) {
        closing = Optional.of(new Closing(end, "RST", "", nanos, Origin.NEVER_LEFT, false));
        return this;
    }

    MadeSession resetNotShown(int end, long nanos) {
        closing = Optional.of(new Closing(end, "RST", "", nanos, Origin.NOT_SHOWN, false));
        return this;
    }

    private BgpSession.End end(int end) {
        return new BgpSession.End(
                hosts.get(end),
                end == 0 ? "10.39.1.219" : "10.39.1.231",
                end == 0 ? 179 : 51215,
                states.get(end),
                0,
                fsmStates.get(end),
                Optional.empty(),
                segments.get(end),
                messages.get(end),
                Optional.empty(),
                timers.get(end),
                List.of(),
                Optional.empty(),
                0);
    }

    BgpSession make() {
        return new BgpSession(
                opener,
                List.of(end(0), end(1)),
                first,
                first + 60 * SECOND,
                established,
                holdTime,
                false,
                false,
                closing,
                events,
                0,
                Optional.empty());
    }

    static Count count(String kind, long delivered, long lost, long missed, long unobservable) {
        return new Count(kind, delivered + lost + missed + unobservable, delivered, lost, missed, unobservable, 0);
    }

    static Count appeared(String kind, long appeared) {
        return new Count(kind, 0, 0, 0, 0, 0, appeared);
    }
}
