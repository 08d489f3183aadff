package dev.halfway.truth;

import java.util.PriorityQueue;

/** True time and what happens when. Events of one instant happen in the order they were asked for. */
final class Simulator {
    private record Event(long atNanos, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowNanos;
    private long scheduled;

    long nowNanos() {
        return nowNanos;
    }

    void at(long atNanos, Runnable action) {
        if (atNanos < nowNanos) {
            throw new IllegalArgumentException("event at " + atNanos + " ns, when it is " + nowNanos + " ns already");
        }
        events.add(new Event(atNanos, scheduled++, action));
    }

    void after(long delayNanos, Runnable action) {
        at(nowNanos + delayNanos, action);
    }

    /** Runs all events up to {@code endNanos}; later ones never happen. */
    void runUntil(long endNanos) {
        while (!events.isEmpty() && events.peek().atNanos() <= endNanos) {
            Event event = events.poll();
            nowNanos = event.atNanos();
            event.action().run();
        }
    }
}
