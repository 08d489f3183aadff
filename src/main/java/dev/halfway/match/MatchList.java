package dev.halfway.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The matches of one sighting, kept only when the fates of single packets are asked for. */
final class MatchList {
    private long[] frames = new long[1];
    private long[] delays = new long[1];
    private int[] hosts = new int[1];
    private int[] files = new int[1];
    private int size;

    /** One match, for a while on its own. */
    record Place(int host, int file, long frame, long delayNanos) {
        PacketFate.Match named(HostView[] hosts) {
            return new PacketFate.Match(hosts[host].name, file, frame, delayNanos);
        }
    }

    void clear() {
        size = 0;
    }

    /** Adds a match unless it is there. */
    void add(int host, int file, long frame, long delayNanos) {
        for (int i = 0; i < size; i++) {
            if (frames[i] == frame && files[i] == file && hosts[i] == host && delays[i] == delayNanos) {
                return;
            }
        }
        if (size == frames.length) {
            frames = Arrays.copyOf(frames, 2 * size);
            delays = Arrays.copyOf(delays, 2 * size);
            hosts = Arrays.copyOf(hosts, 2 * size);
            files = Arrays.copyOf(files, 2 * size);
        }
        frames[size] = frame;
        delays[size] = delayNanos;
        hosts[size] = host;
        files[size++] = file;
    }

    int size() {
        return size;
    }

    int host(int index) {
        return hosts[index];
    }

    int file(int index) {
        return files[index];
    }

    long frame(int index) {
        return frames[index];
    }

    long delayNanos(int index) {
        return delays[index];
    }

    List<Place> toList() {
        List<Place> places = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            places.add(new Place(hosts[i], files[i], frames[i], delays[i]));
        }
        return places;
    }
}
