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

    public Rotation {
        if (bytes < 0 || nanos < 0 || count < 0) {
            throw new IllegalArgumentException(bytes + " bytes, " + nanos + " ns, " + count + " files");
        }
    }

    boolean endsAfter(int files) {
        return count > 0 && bytes == 0 && files >= count;
    }

    /** How many files there may be at once. */
    int kept() {
        return count > 0 && bytes > 0 ? count : Integer.MAX_VALUE;
    }
}
