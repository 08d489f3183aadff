package dev.halfway.match;

/** How much all lanes together may remember of what arrived, beyond what each remembers in any case. */
final class Room {
    private int slots;

    Room(int slots) {
        this.slots = slots;
    }

    /** Whether there is room for so many more; then it is taken. */
    boolean take(int count) {
        if (count > slots) {
            return false;
        }
        slots -= count;
        return true;
    }

    void give(int count) {
        slots += count;
    }
}
