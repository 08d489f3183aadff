package dev.halfway.capture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which files, and sections of files, go on with what others began: those of a rotation, those that a watch has kept. They
 * follow one another in time, they are one file's or of files whose names differ in digits only, and show the same
 * interfaces. Files that overlap in time are of two recordings, made of two interfaces at once.
 *
 * <p>Where two recordings are rotated at one moment it may take one for the other. That matters next to that moment only: each
 * is still apart from all that it overlaps.
 */
final class Recordings {
    /** Times of one recording run back by less. */
    private static final long DISORDER_NANOS = 10_000_000;
    /** A host makes no more at once. */
    private static final int MOST = 64;

    /** What one interface has in common in all portions of a recording. */
    record Same(int linkType, String name, int rank) {
        @Override
        public boolean equals(Object that) {
            return that instanceof Same key && linkType == key.linkType && name.equals(key.name) && rank == key.rank;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * linkType + name.hashCode()) + rank;
        }
    }

    /**
     * One file, or one section of it, as far as it has records.
     *
     * @param interfaces by what they have in common with others, their indices; no two are the same
     */
    record Portion(String file, long firstNanos, long lastNanos, Map<Same, Integer> interfaces) {}

    private static final class Recording {
        private final String stem;
        private final Map<Same, Integer> interfaces = new HashMap<>();
        private String latestFile;
        private long latestFirstNanos;
        private long lastNanos = Long.MIN_VALUE;

        Recording(String stem) {
            this.stem = stem;
        }
    }

    private final List<Recording> recordings = new ArrayList<>();

    private Recordings() {}

    /** By index of an interface, of so many: the first one that is the same. */
    static int[] firsts(List<Portion> portions, int interfaceCount) {
        int[] firsts = new int[interfaceCount];
        for (int index = 0; index < interfaceCount; index++) {
            firsts[index] = index;
        }
        Recordings recordings = new Recordings();
        portions.stream()
                .sorted(Comparator.comparingLong(Portion::firstNanos))
                .forEach(portion -> recordings.add(portion, firsts));
        return firsts;
    }

    private void add(Portion portion, int[] firsts) {
        String stem = stem(portion.file);
        Recording recording = recordings.stream()
                .filter(each -> each.stem.equals(stem) && goesOn(each, portion))
                .max(Comparator.comparingInt((Recording each) -> likeness(each.latestFile, portion.file))
                        .thenComparingLong(each -> each.lastNanos))
                .orElse(null);
        if (recording == null) {
            recording = new Recording(stem);
            recordings.add(recording);
            if (recordings.size() > MOST) {
                recordings.remove(0);
            }
        }
        for (Map.Entry<Same, Integer> each : portion.interfaces.entrySet()) {
            Integer first = recording.interfaces.putIfAbsent(each.getKey(), each.getValue());
            firsts[each.getValue()] = first == null ? each.getValue() : first;
        }
        recording.latestFile = portion.file;
        recording.latestFirstNanos = portion.firstNanos;
        recording.lastNanos = Math.max(recording.lastNanos, portion.lastNanos);
    }

    /** A short file that lies within what it would go on with does not follow it. */
    private static boolean goesOn(Recording recording, Portion portion) {
        Set<Same> interfaces = portion.interfaces.keySet();
        long overlap = recording.lastNanos - portion.firstNanos;
        long shorter =
                Math.min(recording.lastNanos - recording.latestFirstNanos, portion.lastNanos - portion.firstNanos);
        return overlap <= Math.min(DISORDER_NANOS, shorter / 2)
                && interfaces.stream().anyMatch(recording.interfaces::containsKey);
    }

    /** What the names of all files of a rotation have in common, even where the older ones were compressed. */
    private static String stem(String file) {
        return file.replaceAll("\\.(gz|zst)$", "").replaceAll("[0-9]+", "");
    }

    /** How many characters at the start and at the end two names share. */
    private static int likeness(String one, String other) {
        int least = Math.min(one.length(), other.length());
        int start = 0;
        while (start < least && one.charAt(start) == other.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < least - start && one.charAt(one.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        return start + end;
    }
}
