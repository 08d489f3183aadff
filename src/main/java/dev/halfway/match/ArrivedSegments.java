package dev.halfway.match;

import java.util.Arrays;

/**
 * The segments that arrived on a lane last, by the bytes they carry: which of them a further arrival repeats. A ring that grows
 * while the one that it would forget is younger than {@link #KEPT_NANOS}, up to {@link #MOST}.
 */
final class ArrivedSegments {
    private static final int MOST = 1024;
    private static final long KEPT_NANOS = 20_000_000;
    /** It repeats nothing. */
    static final int NONE = -1;

    private static final long LONG_AGO = Long.MIN_VALUE / 4;

    private static final int LEAST = 8;

    // What the longs of a slot hold: side by side, since lanes take turns and mostly one slot of each is looked at.
    private static final int NANOS = 0;
    private static final int FRAME = 1;
    /** Sequence number of its first byte, and above it the one behind its last. */
    private static final int START_END = 2;

    private static final int IDENTIFICATION_HEADER = 3;
    private static final int PLACES = 4;
    private static final int LONGS = 5;

    private long[] slots = new long[LEAST * LONGS];
    private int count = LEAST;
    private final Room room;
    private int next;
    private int size;

    /** @param room for more slots than it has at first; where there is none, it forgets sooner */
    ArrivedSegments(Room room) {
        this.room = room;
    }

    /** Gives back the room that it has taken; it is not used any more. */
    void release() {
        room.give(count - LEAST);
    }

    /** @param identification its IP ID, 0 when it says nothing */
    void add(Sighting arrival, int identification) {
        boolean recent = size == count && arrival.timeNanos - slots[next * LONGS + NANOS] < KEPT_NANOS;
        if (recent && size < MOST && room.take(size)) {
            grow();
        }
        int at = next * LONGS;
        slots[at + NANOS] = arrival.timeNanos;
        slots[at + FRAME] = arrival.frame;
        slots[at + START_END] = halves(arrival.sequence + arrival.length, arrival.sequence);
        slots[at + IDENTIFICATION_HEADER] = halves(header(arrival), identification);
        slots[at + PLACES] = arrival.places;
        next = next + 1 == count ? 0 : next + 1;
        size = Math.min(size + 1, count);
    }

    /** Twice the slots, the oldest first. */
    private void grow() {
        int oldest = next * LONGS;
        long[] grown = Arrays.copyOfRange(slots, oldest, oldest + 2 * slots.length);
        System.arraycopy(slots, 0, grown, slots.length - oldest, oldest);
        slots = grown;
        next = count;
        count *= 2;
    }

    /** Frame of the arrival at a place that {@link #find} has told. */
    long frame(int at) {
        return slots[at + FRAME];
    }

    /** When that one arrived. */
    long nanos(int at) {
        return slots[at + NANOS];
    }

    /** Whether that one is the same packet as {@code further}, seen on its way through the host. */
    boolean isSameElsewhere(int at, Sighting further, int identification) {
        long apartNanos = further.timeNanos - slots[at + NANOS];
        int first = (int) slots[at + IDENTIFICATION_HEADER];
        long places = slots[at + PLACES];
        return (places & further.places) == 0
                && Copies.samePacket(apartNanos, first, identification, places, further.places);
    }

    /** Whether it is remembered that the byte at {@code position} arrived, in whatever packet. */
    boolean holds(int position) {
        return latest(position) >= 0;
    }

    /**
     * Where the latest arrival is that {@code further} may repeat, of the same first byte, header and IP ID, until the next is
     * added; {@link #NONE} when there is none.
     *
     * @param identification the IP ID of {@code further}, 0 when it says nothing
     */
    int find(Sighting further, int identification) {
        int header = header(further);
        for (int i = 1; i <= size; i++) {
            int at = back(i);
            int known = (int) slots[at + IDENTIFICATION_HEADER];
            boolean told = (int) slots[at + START_END] == further.sequence && identification != 0 && known != 0;
            if (holds(at, further.sequence)
                    && (int) (slots[at + IDENTIFICATION_HEADER] >> 32) == header
                    && !(told && known != identification)) {
                return at;
            }
        }
        return NONE;
    }

    /** Where the slot is that was filled so many before the next one. */
    private int back(int steps) {
        return (next >= steps ? next - steps : next - steps + count) * LONGS;
    }

    /** When the byte at {@code position} arrived last; as long ago when that is not remembered. */
    long latestNanos(int position) {
        int at = latest(position);
        return at < 0 ? LONG_AGO : slots[at + NANOS];
    }

    private int latest(int position) {
        for (int i = 1; i <= size; i++) {
            int at = back(i);
            if (holds(at, position)) {
                return at;
            }
        }
        return -1;
    }

    private boolean holds(int at, int position) {
        return position - (int) slots[at + START_END] >= 0 && position - (int) (slots[at + START_END] >> 32) < 0;
    }

    private static int header(Sighting s) {
        return ((s.acknowledgment * 31 + s.window) * 31 + s.timestampValue) * 31 + s.timestampEcho;
    }

    private static long halves(int high, int low) {
        return (long) high << 32 | low & 0xffffffffL;
    }
}
