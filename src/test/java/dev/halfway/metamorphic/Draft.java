package dev.halfway.metamorphic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** The captures of a case while they are changed, and what was done to them. */
final class Draft {
    final Base base;
    final SplittableRandom random;
    final List<Recording> recordings;
    Consequence consequence = Consequence.NONE;
    /** By host: the bytes of its files, once they are not simply what the recording says. */
    final Map<String, List<byte[]>> files = new HashMap<>();

    /** By host: frames that were taken out, or are no longer what they were, while the capture went on. */
    private final Map<String, Set<Integer>> taken = new HashMap<>();
    /** By host: frames of a time that the capture no longer covers. */
    private final Map<String, Set<Integer>> cut = new HashMap<>();

    final List<String> done = new ArrayList<>();

    Draft(Base base, SplittableRandom random) {
        this.base = base;
        this.random = random;
        recordings = new ArrayList<>(base.recordings);
    }

    void expect(Consequence another) {
        consequence = consequence.compareTo(another) >= 0 ? consequence : another;
    }

    /** One host's capture, any. */
    int anyHost() {
        return random.nextInt(recordings.size());
    }

    /** One of the captures, or all. */
    List<Integer> oneOrAll() {
        int chosen = random.nextInt(recordings.size() + 1);
        List<Integer> hosts = new ArrayList<>();
        for (int host = 0; host < recordings.size(); host++) {
            if (chosen == recordings.size() || chosen == host) {
                hosts.add(host);
            }
        }
        return hosts;
    }

    void take(String host, int frame) {
        taken.computeIfAbsent(host, unseen -> new TreeSet<>()).add(frame);
    }

    void cut(String host, int frame) {
        cut.computeIfAbsent(host, unseen -> new TreeSet<>()).add(frame);
    }

    Set<Integer> taken(String host) {
        return taken.getOrDefault(host, Set.of());
    }

    Set<Integer> cut(String host) {
        return cut.getOrDefault(host, Set.of());
    }

    /** What goes into the files. */
    List<byte[]> files(int host) {
        Recording recording = recordings.get(host);
        return files.getOrDefault(recording.host(), List.of(recording.pcap()));
    }
}
