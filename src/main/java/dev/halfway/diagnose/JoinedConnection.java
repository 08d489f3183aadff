package dev.halfway.diagnose;

import dev.halfway.bgp.ByteStream;
import dev.halfway.bgp.Message;
import dev.halfway.bgp.MessageLog;
import dev.halfway.bgp.MessageType;
import dev.halfway.bgp.TapConnection;
import dev.halfway.match.Fate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** One TCP connection as the taps at both its ends saw it, or the one there is. */
final class JoinedConnection {
    /** By end: index of its host, negative when that has no capture. */
    final int[] hosts;

    final TapFlow.Endpoint[] ends;
    /** By end: what the tap there saw; null when it saw nothing, or there is none. */
    final TapFlow.Tapped[] taps = new TapFlow.Tapped[2];

    private final int[][] shifts = new int[2][2];
    private final List<List<JoinedMessage>> messages = new ArrayList<>();

    JoinedConnection(TapFlow flow, TapFlow.Tapped tapped) {
        hosts = new int[] {flow.peerHost, flow.peerHost};
        hosts[flow.own] = flow.host;
        ends = flow.ends.clone();
        set(flow, tapped);
    }

    private void set(TapFlow flow, TapFlow.Tapped tapped) {
        taps[flow.own] = tapped;
        shifts[flow.own] = flow.shifts;
        ends[flow.own] = flow.ends[flow.own];
    }

    /** Adds what the tap at the other end saw. */
    void join(TapFlow flow, TapFlow.Tapped tapped) {
        set(flow, tapped);
    }

    /** Reads to the end of all streams, and lays both taps' messages side by side. */
    void close() {
        for (TapFlow.Tapped tap : taps) {
            if (tap != null) {
                tap.connection().close();
            }
        }
        messages.add(join(0));
        messages.add(join(1));
    }

    /** What an end sent, as a tap saw it. */
    private ByteStream stream(int tap, int from) {
        return taps[tap].connection().stream(from);
    }

    /** Sequence number at offset 0 of a direction, by the numbers that both taps agree on. */
    int base(int tap, int from) {
        return stream(tap, from).baseSequence() + shifts[tap][from];
    }

    /** What is added to a tap's offsets of a direction to get those of its sender's tap. */
    long offsetShift(int tap, int from) {
        boolean known = taps[from] != null
                && stream(tap, from).isStarted()
                && stream(from, from).isStarted();
        return known ? base(tap, from) - base(from, from) : 0;
    }

    boolean speaksBgp() {
        return taps[0] != null && taps[0].connection().speaksBgp()
                || taps[1] != null && taps[1].connection().speaksBgp();
    }

    /** Neither end was seen to send any payload. */
    boolean isMute() {
        for (TapFlow.Tapped tap : taps) {
            if (tap != null
                    && (tap.connection().stream(0).hasPayload()
                            || tap.connection().stream(1).hasPayload())) {
                return false;
            }
        }
        return true;
    }

    /** The end that sent the SYN, -1 when none was seen. */
    int opener() {
        for (TapFlow.Tapped tap : taps) {
            if (tap != null && tap.connection().opener() >= 0) {
                return tap.connection().opener();
            }
        }
        return -1;
    }

    long firstNanos() {
        return Math.min(first(taps[0]), first(taps[1]));
    }

    private static long first(TapFlow.Tapped tap) {
        return tap == null ? Long.MAX_VALUE : tap.connection().first().nanos();
    }

    long lastNanos() {
        return Math.max(last(taps[0]), last(taps[1]));
    }

    private static long last(TapFlow.Tapped tap) {
        return tap == null ? Long.MIN_VALUE : tap.connection().last().nanos();
    }

    boolean isSigned() {
        return any(TapConnection::md5);
    }

    boolean isAuthenticated() {
        return any(TapConnection::authenticated);
    }

    private boolean any(Predicate<TapConnection> what) {
        return taps[0] != null && what.test(taps[0].connection()) || taps[1] != null && what.test(taps[1].connection());
    }

    /** The tap that saw what an end sent leave; the other's where there is no such; null when neither saw any. */
    private TapFlow.Tapped tapOf(int from) {
        return taps[from] != null ? taps[from] : taps[1 - from];
    }

    /** Both ends were Established with each other, by all the taps there are. */
    boolean isEstablished() {
        for (TapFlow.Tapped tap : taps) {
            if (tap != null && tap.connection().establishedNanos().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Whether the tap that saw this segment saw a message end just where the segment does, and no NOTIFICATION. */
    boolean endsWithMessage(Transmission ending) {
        for (int tap = 0; tap < 2; tap++) {
            if (taps[tap] != null && taps[tap].transmissions().kept().contains(ending)) {
                MessageLog log = stream(tap, ending.from).log();
                List<Message> kept = log.kept();
                return !kept.isEmpty()
                        && log.count(MessageType.NOTIFICATION) == 0
                        && kept.get(kept.size() - 1).end() == ending.end;
            }
        }
        return false;
    }

    /** What an end sent of a kind: seen leaving, or arriving where nothing was seen leaving. */
    List<Transmission> sent(int from) {
        List<Transmission> sent = new ArrayList<>();
        for (TapFlow.Tapped tap : taps) {
            if (tap != null) {
                boolean sender = tap == taps[from];
                for (Transmission each : tap.transmissions().kept()) {
                    boolean counts = sender
                            ? each.fate() != Fate.COPY
                            : each.fate() == Fate.APPEARED || taps[from] == null && each.fate() != Fate.COPY;
                    if (each.from == from && counts) {
                        sent.add(each);
                    }
                }
            }
        }
        return sent;
    }

    /** How many segments of a kind were seen leaving an end. */
    long count(int from, Transmission.Kind kind) {
        return taps[from] == null ? 0 : taps[from].transmissions().seen(from, kind);
    }

    /** Of these, how many have this fate. */
    long count(int from, Transmission.Kind kind, Fate fate) {
        return taps[from] == null ? 0 : taps[from].transmissions().told(from, kind, fate);
    }

    /** How many segments of a kind were seen arriving from an end, and not leaving it. */
    long appeared(int from, Transmission.Kind kind) {
        if (taps[1 - from] == null) {
            return 0;
        }
        Transmissions there = taps[1 - from].transmissions();
        return taps[from] == null ? there.seen(from, kind) : there.told(from, kind, Fate.APPEARED);
    }

    /** Something of what an end sent, by its own tap; by the other where there is no such. */
    long atSender(int from, ToLongFunction<ByteStream> what) {
        return what.applyAsLong(tapOf(from).connection().stream(from));
    }

    /** What an end sent, in stream order, each with what became of it. */
    List<JoinedMessage> messages(int from) {
        return messages.get(from);
    }

    /** Messages that an end sent and of which no more is known than that, by type: there were too many. */
    long unlisted(int from, MessageType type) {
        if (taps[from] == null) {
            return 0;
        }
        ByteStream sent = stream(from, from);
        long kept = sent.log().kept().stream()
                .filter(each -> each.type() == type)
                .mapToLong(Message::count)
                .sum();
        return sent.log().count(type) - kept;
    }

    /** Messages that arrived from an end and are not listed one by one, by type. */
    long unlistedArrivals(int from, MessageType type) {
        if (taps[1 - from] == null) {
            return 0;
        }
        long listed = messages(from).stream()
                .filter(each ->
                        each.message().type() == type && each.arrivedNanos().isPresent())
                .mapToLong(JoinedMessage::count)
                .sum();
        return Math.max(0, stream(1 - from, from).log().count(type) - listed);
    }

    /** Offset, as the sender's tap counts, up to which the receiver of a direction acknowledged, by either tap. */
    private long acknowledged(int from) {
        long end = Long.MIN_VALUE;
        for (int tap = 0; tap < 2; tap++) {
            if (taps[tap] != null && stream(tap, from).acknowledgedEnd() != Long.MIN_VALUE) {
                end = Math.max(end, stream(tap, from).acknowledgedEnd() + offsetShift(tap, from));
            }
        }
        return end;
    }

    private List<JoinedMessage> join(int from) {
        List<JoinedMessage> joined = new ArrayList<>();
        int to = 1 - from;
        if (taps[from] == null) {
            if (taps[to] != null) {
                stream(to, from).log().kept().forEach(each -> joined.add(appeared(from, each)));
            }
            return joined;
        }
        List<Message> arrived =
                taps[to] == null ? List.of() : stream(to, from).log().kept();
        long shift = taps[to] == null ? 0 : offsetShift(to, from);
        Map<Long, Message> byEnd = new HashMap<>();
        arrived.forEach(each -> byEnd.put(each.end() + shift, each));
        long seenUpTo = Long.MIN_VALUE;
        List<Message> left = stream(from, from).log().kept();
        for (Message message : arrived) {
            // The capture at the sender began later.
            if (!left.isEmpty() && message.end() + shift <= left.get(0).start()) {
                joined.add(appeared(from, message));
                seenUpTo = message.end() + shift;
            }
        }
        for (Message message : left) {
            joinOne(from, message, byEnd.get(message.end()), arrived, shift, joined);
            seenUpTo = message.end();
        }
        boolean anySent = !joined.isEmpty();
        for (Message message : arrived) {
            if (anySent && message.end() + shift <= seenUpTo) {
                continue;
            }
            joined.add(appeared(from, message));
        }
        return joined;
    }

    private static JoinedMessage appeared(int from, Message message) {
        return new JoinedMessage(
                from,
                message,
                message.count(),
                Fate.APPEARED,
                OptionalLong.of(message.last().nanos()),
                1);
    }

    private void joinOne(
            int from, Message message, Message twin, List<Message> arrived, long shift, List<JoinedMessage> joined) {
        int times = message.count() > 1 ? 1 : transmissions(from, message);
        // One that ends UPDATEs in a row may be the last of them only.
        boolean isWhole = twin != null && twin.count() >= message.count();
        if (isWhole || covers(from, message.start(), message.end())) {
            OptionalLong nanos = twin == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(twin.last().nanos());
            joined.add(new JoinedMessage(from, message, message.count(), Fate.DELIVERED, nanos, times));
            return;
        }
        long part = 0;
        long lastNanos = 0;
        if (message.count() > 1) {
            for (Message each : arrived) {
                if (each.type() == message.type()
                        && each.start() + shift < message.end()
                        && each.end() + shift > message.start()) {
                    part = Math.min(message.count(), part + each.count());
                    lastNanos = each.last().nanos();
                }
            }
        }
        if (part > 0) {
            joined.add(new JoinedMessage(from, message, part, Fate.DELIVERED, OptionalLong.of(lastNanos), times));
        }
        if (part == message.count()) {
            return;
        }
        Fate fate = missing(from, message);
        joined.add(new JoinedMessage(
                from,
                message,
                message.count() - part,
                fate,
                OptionalLong.empty(),
                times,
                fate == Fate.UNOBSERVABLE && message.count() == 1 ? lost(from, message) : 0));
    }

    /** Whether the receiver's tap saw all these bytes, whatever it kept of them. */
    private boolean covers(int from, long start, long end) {
        int to = 1 - from;
        if (taps[to] == null || !stream(to, from).isStarted()) {
            return false;
        }
        ByteStream there = stream(to, from);
        long shift = offsetShift(to, from);
        return there.skippedBytes() == 0 && start >= shift && end <= there.contiguousEnd() + shift;
    }

    /** What became of a message that the other tap did not see: as of the segments that carried its end. */
    private Fate missing(int from, Message message) {
        return missing(from, message, Long.MAX_VALUE);
    }

    /** The same by the segments up to a moment only. */
    Fate missing(int from, Message message, long untilNanos) {
        boolean unobservable = hosts[1 - from] < 0;
        boolean missed = acknowledged(from) >= message.end();
        boolean lost = false;
        for (Transmission each : taps[from].transmissions().kept()) {
            if (each.from == from
                    && each.kind == Transmission.Kind.DATA
                    && each.stamp.nanos() <= untilNanos
                    && each.overlaps(message.start(), message.end())) {
                unobservable |= each.fate() == Fate.UNOBSERVABLE;
                missed |= each.fate() == Fate.MISSED;
                lost |= each.fate() == Fate.LOST;
            }
        }
        if (unobservable) {
            return Fate.UNOBSERVABLE;
        } else if (missed) {
            return Fate.MISSED;
        } else if (lost) {
            return Fate.LOST;
        }
        // All segments that carried it arrived, as far as is known; its boundaries were not found there.
        return taps[from].transmissions().isFull() ? Fate.UNOBSERVABLE : Fate.DELIVERED;
    }

    /** How often an end sent payload again between two moments, of bytes from an offset on. */
    long again(int from, long afterNanos, long untilNanos, long fromOffset) {
        return taps[from].transmissions().kept().stream()
                .filter(each -> each.from == from
                        && each.again
                        && each.kind == Transmission.Kind.DATA
                        && each.fate() != Fate.COPY
                        && each.stamp.nanos() > afterNanos
                        && each.stamp.nanos() <= untilNanos
                        && each.start >= fromOffset)
                .count();
    }

    /** Whether the first byte that the peer of an end, by its own tap, leaves unacknowledged came there more than once. */
    boolean cameAgainUnacknowledged(int from, long untilNanos) {
        int to = 1 - from;
        long acknowledged = stream(to, from).acknowledgedEnd();
        if (acknowledged == Long.MIN_VALUE) {
            return false;
        }
        long next = acknowledged + offsetShift(to, from);
        int came = 1;
        for (Transmission each : taps[from].transmissions().kept()) {
            boolean brings = each.from == from
                    && each.kind == Transmission.Kind.DATA
                    && each.stamp.nanos() <= untilNanos
                    && each.overlaps(next, next + 1);
            if (brings && each.again) {
                came += each.fate() == Fate.DELIVERED ? 1 : 0;
            } else if (brings) {
                came--; // the first one is kept where it did not come
            }
        }
        return came > 1;
    }

    /** How many transmissions of a message were lost. */
    private int lost(int from, Message message) {
        return (int) taps[from].transmissions().kept().stream()
                .filter(each -> each.from == from
                        && each.kind == Transmission.Kind.DATA
                        && each.fate() == Fate.LOST
                        && each.overlaps(message.start(), message.end()))
                .count();
    }

    private int transmissions(int from, Message message) {
        int times = 1;
        for (Transmission each : taps[from].transmissions().kept()) {
            if (each.from == from
                    && each.again
                    && each.kind == Transmission.Kind.DATA
                    && each.fate() != Fate.COPY
                    && each.overlaps(message.start(), message.end())) {
                times++;
            }
        }
        return times;
    }
}
