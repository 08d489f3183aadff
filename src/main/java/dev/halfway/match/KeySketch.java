package dev.halfway.match;

import dev.halfway.decode.Spread;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The packets of one capture whose weak hashes are smallest, up to a bound: hash-based selection (RFC 5475 section 6.2), so
 * that the sketches of two captures select the same packets, whatever a device between them rewrites. Up to the bound it
 * holds every packet. Packets that look alike count as one, marked.
 */
final class KeySketch {
    static final int MOST = 1 << 16;

    private final int most;
    private int bits = 10;
    private Anchor[] slots = new Anchor[1 << bits];
    private int size;
    private long limit = Long.MAX_VALUE;
    /** {@link #inOrder()}, or null. */
    private Anchor[] inOrder;
    /** Dropped ones: as garbage they would have the heap collected again and again. */
    private final ArrayDeque<Anchor> spare = new ArrayDeque<>();

    /** @param most packets in it */
    KeySketch(int most) {
        this.most = most;
    }

    /** Hashes are taken as unsigned 63-bit numbers. */
    static long normal(long hash) {
        return hash >>> 1;
    }

    boolean selects(long weak) {
        return weak <= limit;
    }

    /** The packet of this exact hash, or null. */
    Anchor find(long exact) {
        return slots[slotOf(exact)];
    }

    /** One to fill and {@link #add}: new, or that was dropped. */
    Anchor spare() {
        return spare.isEmpty() ? new Anchor() : spare.pollLast();
    }

    /** Adds a packet whose exact hash is not there yet and whose weak one is selected. */
    void add(Anchor anchor) {
        slots[slotOf(anchor.exact)] = anchor;
        inOrder = null;
        if (++size * 2 > slots.length) {
            if (size > most) {
                limit >>>= 1;
                size = 0;
                refill();
            } else {
                size = 0;
                bits++;
                refill();
            }
        }
    }

    private void refill() {
        Anchor[] old = slots;
        slots = new Anchor[1 << bits];
        for (Anchor anchor : old) {
            if (anchor != null && anchor.weak <= limit) {
                slots[slotOf(anchor.exact)] = anchor;
                size++;
            } else if (anchor != null) {
                spare.addLast(anchor);
            }
        }
    }

    private int slotOf(long hash) {
        int mask = slots.length - 1;
        int slot = Spread.slot(hash, bits);
        while (slots[slot] != null && slots[slot].exact != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    int size() {
        return size;
    }

    /** When its packets were seen, in no order. */
    long[] times() {
        return Arrays.stream(slots)
                .filter(Objects::nonNull)
                .mapToLong(anchor -> anchor.timeNanos)
                .toArray();
    }

    /** Whether it holds every packet of its capture. */
    boolean isWhole() {
        return limit == Long.MAX_VALUE;
    }

    /**
     * All packets that this sketch holds and a sketch with the other's limit would, too; ascending by their exact hashes, the
     * same in every run.
     */
    List<Anchor> comparableWith(KeySketch other) {
        List<Anchor> all = Arrays.asList(inOrder());
        return limit <= other.limit
                ? all
                : all.stream().filter(anchor -> anchor.weak <= other.limit).toList();
    }

    /** Ascending by their exact hashes. To be asked for once it is known that no other comes, since it is kept. */
    Anchor[] inOrder() {
        if (inOrder == null) {
            // Numbers sort in a tenth of the time that objects do: each hash, but for the bits that tell the slot.
            long mask = slots.length - 1;
            long[] hashesAndSlots = new long[size];
            int count = 0;
            for (int slot = 0; slot < slots.length; slot++) {
                if (slots[slot] != null) {
                    hashesAndSlots[count++] = slots[slot].exact & ~mask | slot;
                }
            }
            Arrays.sort(hashesAndSlots);
            inOrder = new Anchor[count];
            for (int i = 0; i < count; i++) {
                Anchor anchor = slots[(int) (hashesAndSlots[i] & mask)];
                int at = i;
                for (; at > 0 && inOrder[at - 1].exact > anchor.exact; at--) {
                    inOrder[at] = inOrder[at - 1]; // alike but for these bits
                }
                inOrder[at] = anchor;
            }
        }
        return inOrder;
    }
}
