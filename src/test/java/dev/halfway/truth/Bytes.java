package dev.halfway.truth;

/** A part of an array, not copied; nobody writes to the array once it is in here. */
record Bytes(byte[] array, int offset, int length) {
    static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    static Bytes of(byte[] array) {
        return new Bytes(array, 0, array.length);
    }

    /** {@code length} bytes from {@code from}, counted from this part's start. */
    Bytes slice(int from, int length) {
        if (from < 0 || length < 0 || from + length > this.length) {
            throw new IndexOutOfBoundsException(from + "+" + length + " of " + this.length);
        }
        return new Bytes(array, offset + from, length);
    }

    void copyTo(byte[] target, int at) {
        System.arraycopy(array, offset, target, at, length);
    }

    /** A copy with one byte changed. */
    Bytes withFlippedByte(int index) {
        byte[] changed = new byte[length];
        copyTo(changed, 0);
        changed[index] ^= 0x55;
        return of(changed);
    }

    /** A copy of this and then {@code next}. */
    Bytes followedBy(Bytes next) {
        byte[] joined = new byte[length + next.length];
        copyTo(joined, 0);
        next.copyTo(joined, length);
        return of(joined);
    }

    /** 64 bits that differ when the content does, for all practical purposes. */
    long digest() {
        long hash = length;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ array[offset + i]) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
