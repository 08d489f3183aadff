package dev.halfway.bgp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The messages of one direction in stream order, UPDATEs in a row as one entry. All are counted; of very many the first and
 * the last are kept.
 */
public final class MessageLog {
    /** Of a direction in which nothing was said. */
    static final MessageLog EMPTY = new MessageLog(new Budget(0));

    /** Kept of the first, and as many of the last. */
    private static final int MOST = 512;

    private final Budget budget;
    private final ArrayList<Message> first = new ArrayList<>(4);
    private final ArrayDeque<Message> last = new ArrayDeque<>(0);
    private final long[] counts = new long[MessageType.values().length];
    private long leftOut;
    /** The one kept last; null before there is any. UPDATEs behind it are only counted until another one is kept. */
    private Message latest;

    private long joined;
    private long joinedEnd;
    private Stamp joinedLast;
    private final Consumer<Message> listener;

    MessageLog(Budget budget) {
        this(budget, message -> {});
    }

    /** @param listener called for each message that comes before any hole */
    MessageLog(Budget budget, Consumer<Message> listener) {
        this.budget = budget;
        this.listener = listener;
    }

    void add(Message message) {
        counts[message.type().ordinal()]++;
        if (!message.behindHole()) {
            listener.accept(message);
        }
        if (latest != null && latest.joins(message, joinedEnd)) {
            joined += message.count();
            joinedEnd = message.end();
            joinedLast = message.last();
            return;
        }
        join();
        if (last.isEmpty() && first.size() < MOST && budget.takeRecords(message.weight())) {
            first.add(message);
        } else {
            addLast(message);
        }
        latest = message;
        joinedEnd = message.end();
    }

    /** Puts the latest together with those that were joined to it. */
    private void join() {
        if (joined > 0) {
            latest = latest.and(joined, joinedEnd, joinedLast);
            joined = 0;
            if (last.isEmpty()) {
                first.set(first.size() - 1, latest);
            } else {
                last.pollLast();
                last.addLast(latest);
            }
        }
    }

    /** Keeps it in place of the oldest of the last when there is no room; one is always kept. */
    private void addLast(Message message) {
        if (last.size() == MOST || !budget.takeRecords(message.weight())) {
            if (!last.isEmpty()) {
                leftOut += last.pollFirst().count();
            }
        }
        last.addLast(message);
    }

    /** How many messages of this type there were. */
    public long count(MessageType type) {
        return counts[type.ordinal()];
    }

    /** Those kept, in stream order. */
    public List<Message> kept() {
        join();
        List<Message> all = new ArrayList<>(first);
        all.addAll(last);
        return all;
    }

    /** Messages that are counted and not kept: between the first and the last. */
    public long leftOut() {
        return leftOut;
    }
}
