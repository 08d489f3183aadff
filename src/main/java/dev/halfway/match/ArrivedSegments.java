package dev.halfway.match;

import java.util.Arrays;

/**
 * The segments that arrived on a lane last, by the bytes they carry: which of them a further arrival repeats. A ring that grows
 * while the one that it would forget is younger than {@link #KEPT_NANOS}, up to {@link #MOST}.
 */
final class ArrivedSegments {
    private static final int MOST = 1024;
    private static final long KEPT_NANOS = 20_000_000;
    /** Nothing is remembered of these bytes. */
    static final long UNKNOWN = 0;
    /** These bytes arrived, in other packets. */
    static final long OTHER = -1;

    private static final long LONG_AGO = Long.MIN_VALUE / 4;

    private static final int LEAST = 8;

    private long[] nanos = new long[LEAST];
    private long[] frames = new long[LEAST];
    private long[] places = new long[LEAST];
    private int[] starts = new int[LEAST];
    private int[] ends = new int[LEAST];
    private int[] headers = new int[LEAST];
    private int[] identifications = new int[LEAST];
    private final Room room;
    private int next;
    private int size;

    /** @param room for more slots than it has at first; where there is none, it forgets sooner */
    ArrivedSegments(Room room) {
        this.room = room;
    }

    /** Gives back the room that it has taken; it is not used any more. */
    void release() {
        room.give(frames.length - LEAST);
    }

    /** @param identification its IP ID, 0 when it says nothing */
    void add(Sighting arrival, int identification) {
        boolean recent = size == frames.length && arrival.timeNanos - nanos[next] < KEPT_NANOS;
        if (recent && size < MOST && room.take(size)) {
            grow();
        }
        nanos[next] = arrival.timeNanos;
        frames[next] = arrival.frame;
        places[next] = arrival.places;
        starts[next] = arrival.sequence;
        ends[next] = arrival.sequence + arrival.length;
        headers[next] = header(arrival);
        identifications[next] = identification;
        next = (next + 1) % frames.length;
        size = Math.min(size + 1, frames.length);
    }

    private void grow() {
        nanos = unrolled(nanos);
        frames = unrolled(frames);
        places = unrolled(places);
        starts = unrolled(starts);
        ends = unrolled(ends);
        headers = unrolled(headers);
        identifications = unrolled(identifications);
        next = size;
    }

    private long[] unrolled(long[] ring) {
        long[] grown = Arrays.copyOfRange(ring, next, next + 2 * size);
        System.arraycopy(ring, 0, grown, size - next, next);
        return grown;
    }

    private int[] unrolled(int[] ring) {
        int[] grown = Arrays.copyOfRange(ring, next, next + 2 * size);
        System.arraycopy(ring, 0, grown, size - next, next);
        return grown;
    }

    /**
     * Frame of the latest arrival that {@code further} may repeat: of the same first byte, header and IP ID; {@link #OTHER}
     * when there is none though the byte arrived, {@link #UNKNOWN} when that is not remembered.
     *
     * @param identification the IP ID of {@code further}, 0 when it says nothing
     */
    long frameOfSame(Sighting further, int identification) {
        int at = same(further, identification);
        if (at >= 0) {
            return frames[at];
        }
        return latest(further.sequence) < 0 ? UNKNOWN : OTHER;
    }

    /** When that one arrived; a quarter of {@link Long#MIN_VALUE}, long ago, when there is none. */
    long nanosOfSame(Sighting further, int identification) {
        int at = same(further, identification);
        return at < 0 ? LONG_AGO : nanos[at];
    }

    /** Whether that one is the same packet, seen on its way through the host. */
    boolean isSameElsewhere(Sighting further, int identification) {
        int at = same(further, identification);
        return at >= 0
                && (places[at] & further.places) == 0
                && Copies.samePacket(
                        further.timeNanos - nanos[at], identifications[at], identification, places[at], further.places);
    }

    private int same(Sighting further, int identification) {
        int header = header(further);
        for (int i = 1; i <= size; i++) {
            int at = Math.floorMod(next - i, frames.length);
            boolean told = starts[at] == further.sequence && identification != 0 && identifications[at] != 0;
            if (holds(at, further.sequence)
                    && headers[at] == header
                    && !(told && identifications[at] != identification)) {
                return at;
            }
        }
        return -1;
    }

    /** When the byte at {@code position} arrived last; as long ago when that is not remembered. */
    long latestNanos(int position) {
        int at = latest(position);
        return at < 0 ? LONG_AGO : nanos[at];
    }

    private int latest(int position) {
        for (int i = 1; i <= size; i++) {
            int at = Math.floorMod(next - i, frames.length);
            if (holds(at, position)) {
                return at;
            }
        }
        return -1;
    }

    private boolean holds(int at, int position) {
        return position - starts[at] >= 0 && position - ends[at] < 0;
    }

    private static int header(Sighting s) {
        return ((s.acknowledgment * 31 + s.window) * 31 + s.timestampValue) * 31 + s.timestampEcho;
    }
}
