package dev.halfway.match;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** How many packets in scope are not matched, by capture and why. */
final class LeftAside {
    private static final Reason[] REASONS = Reason.values();

    /** By host, its captures, and {@link Reason}; as far as there are any. */
    private final long[][][] counts;

    LeftAside(int hosts) {
        counts = new long[hosts][0][];
    }

    void add(Sighting s, Reason reason) {
        long[][] files = counts[s.host];
        if (s.file >= files.length) {
            files = Arrays.copyOf(files, s.file + 1);
            counts[s.host] = files;
        }
        if (files[s.file] == null) {
            files[s.file] = new long[REASONS.length];
        }
        files[s.file][reason.ordinal()]++;
    }

    /** Of one capture; in the order of the reasons, without those of which there are none. */
    Map<Reason, Long> of(int host, int file) {
        Map<Reason, Long> some = new EnumMap<>(Reason.class);
        if (file < counts[host].length && counts[host][file] != null) {
            for (Reason reason : REASONS) {
                long count = counts[host][file][reason.ordinal()];
                if (count > 0) {
                    some.put(reason, count);
                }
            }
        }
        return some;
    }

    /** Of all captures. */
    long sum(Reason reason) {
        long sum = 0;
        for (long[][] files : counts) {
            for (long[] file : files) {
                sum += file == null ? 0 : file[reason.ordinal()];
            }
        }
        return sum;
    }
}
