package dev.halfway;

import dev.halfway.match.Sighting;

/** Sightings on their way from the thread that reads a host's captures to the one that matches. Used again and again. */
final class SightingBatch {
    /**
     * So many, that handing them over costs little for each, and so few, that they are in a cache still when they are taken
     * out.
     */
    private static final int SIZE = 256;

    private final Sighting[] sightings = new Sighting[SIZE];
    private int size;
    /** Nothing comes behind it. */
    boolean last;
    /** Why nothing comes behind it, where that is not the end of the captures; else null. */
    Throwable failure;

    /** The one to be filled next; {@link #keep} keeps it. */
    Sighting next() {
        if (sightings[size] == null) {
            sightings[size] = new Sighting();
        }
        return sightings[size];
    }

    /** Keeps the one that {@link #next} returned; false when there is no room for another one. */
    boolean keep() {
        return ++size < SIZE;
    }

    int size() {
        return size;
    }

    Sighting get(int index) {
        return sightings[index];
    }

    /** Puts one to be filled into the place of one that is taken out. */
    void replace(int index, Sighting free) {
        sightings[index] = free;
    }

    void clear() {
        size = 0;
    }
}
