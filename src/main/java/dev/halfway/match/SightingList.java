package dev.halfway.match;

/** A doubly linked list through {@link Sighting#next} and {@link Sighting#previous}; a sighting is in one list at most. */
final class SightingList {
    Sighting first;
    Sighting last;
    private int size;

    void add(Sighting sighting) {
        sighting.previous = last;
        sighting.next = null;
        if (last == null) {
            first = sighting;
        } else {
            last.next = sighting;
        }
        last = sighting;
        size++;
    }

    void remove(Sighting sighting) {
        if (sighting.previous == null) {
            first = sighting.next;
        } else {
            sighting.previous.next = sighting.next;
        }
        if (sighting.next == null) {
            last = sighting.previous;
        } else {
            sighting.next.previous = sighting.previous;
        }
        sighting.next = null;
        sighting.previous = null;
        size--;
    }

    boolean isEmpty() {
        return first == null;
    }

    int size() {
        return size;
    }
}
