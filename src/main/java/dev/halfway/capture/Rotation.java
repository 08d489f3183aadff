package dev.halfway.capture;

/**
 * When a recording goes on in another file, and how many there are.
 *
 * @param bytes before a file would be longer than this; 0 for any length
 * @param nanos a file covers so much time; 0 for any
 * @param count with a length: so many files are kept, the oldest goes; with a time alone: after so many the recording
 *     ends; 0 for any number
 */
public record Rotation(long bytes, long nanos, int count) {
    static final Rotation NONE = new Rotation(0, 0, 0);
    /** Times run back by less without the clock having been set. */
    private static final long SET_BACK_NANOS = 1_000_000_000L;

    public Rotation {
        if (bytes < 0 || nanos < 0 || count < 0) {
            throw new IllegalArgumentException(bytes + " bytes, " + nanos + " ns, " + count + " files");
        }
    }

    /** Whether a file that began at one moment gives way to another at the next; as well where the clock was set back before it. */
    boolean isDue(long fileStartNanos, long nanos) {
        return nanos > 0
                && this.nanos > 0
                && (nanos - fileStartNanos >= this.nanos || isSetBack(fileStartNanos, nanos));
    }

    /** When the next file begins: at the last full stretch up to the moment, or with it where the clock was set back. */
    long boundary(long fileStartNanos, long nanos) {
        return isSetBack(fileStartNanos, nanos) ? nanos : nanos - (nanos - fileStartNanos) % this.nanos;
    }

    private static boolean isSetBack(long fileStartNanos, long nanos) {
        return fileStartNanos - nanos > SET_BACK_NANOS;
    }

    boolean endsAfter(int files) {
        return count > 0 && bytes == 0 && files >= count;
    }

    /** How many files there may be at once. */
    int kept() {
        return count > 0 && bytes > 0 ? count : Integer.MAX_VALUE;
    }
}
