package dev.halfway.match;

import dev.halfway.decode.Spread;
import java.util.ArrayDeque;

/** The live {@link KeyGroup}s by key; chained, with a pool, so that a steady stream allocates nothing. */
final class GroupTable {
    private int bits = 12;
    private KeyGroup[] buckets = new KeyGroup[1 << bits];
    private int size;
    private final ArrayDeque<KeyGroup> pool = new ArrayDeque<>();

    /** The group of this key, or null. */
    KeyGroup find(long key) {
        KeyGroup group = buckets[Spread.slot(key, bits)];
        while (group != null && group.key != key) {
            group = group.nextInBucket;
        }
        return group;
    }

    KeyGroup findOrAdd(long key) {
        KeyGroup group = find(key);
        if (group == null) {
            if (size >= buckets.length) {
                grow();
            }
            group = pool.isEmpty() ? new KeyGroup() : pool.pollLast();
            group.reset(key);
            link(group);
            size++;
        }
        return group;
    }

    void release(KeyGroup group) {
        if (--group.references > 0) {
            return;
        }
        int slot = Spread.slot(group.key, bits);
        if (buckets[slot] == group) {
            buckets[slot] = group.nextInBucket;
        } else {
            KeyGroup before = buckets[slot];
            while (before.nextInBucket != group) {
                before = before.nextInBucket;
            }
            before.nextInBucket = group.nextInBucket;
        }
        size--;
        pool.addLast(group);
    }

    private void link(KeyGroup group) {
        int slot = Spread.slot(group.key, bits);
        group.nextInBucket = buckets[slot];
        buckets[slot] = group;
    }

    private void grow() {
        KeyGroup[] old = buckets;
        buckets = new KeyGroup[1 << ++bits];
        for (KeyGroup group : old) {
            while (group != null) {
                KeyGroup next = group.nextInBucket;
                link(group);
                group = next;
            }
        }
    }
}
