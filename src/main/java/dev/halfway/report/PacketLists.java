package dev.halfway.report;

import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The first packets of each fate that a person asks after, by direction, and how many there are of each. */
final class PacketLists {
    private static final int MOST_OF_A_LIST = 100;
    private static final int MOST_OF_ALL = 2_000;

    private static final Set<Fate> LISTED =
            EnumSet.of(Fate.LOST, Fate.LATE, Fate.CORRUPTED, Fate.MISSED, Fate.UNOBSERVABLE, Fate.APPEARED);

    private final Map<Key, Listed> lists = new TreeMap<>();
    private int kept;

    private record Key(Fate fate, String from, String to) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing((Key key) -> rank(key.fate()))
                .thenComparing(Key::from)
                .thenComparing(Key::to);

        /** Lost first, then in the order of fates. */
        private static int rank(Fate fate) {
            return fate == Fate.LOST ? -1 : fate.ordinal();
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** The packets of one list, in the order of time, as far as they are kept. */
    static final class Listed {
        private final Key key;
        private final List<PacketFate> packets = new ArrayList<>();
        private long count;

        private Listed(Key key) {
            this.key = key;
        }

        Fate fate() {
            return key.fate();
        }

        String from() {
            return key.from();
        }

        String to() {
            return key.to();
        }

        List<PacketFate> packets() {
            return packets;
        }

        /** Of all, kept or not. */
        long count() {
            return count;
        }
    }

    void add(PacketFate packet) {
        if (!LISTED.contains(packet.fate())) {
            return;
        }
        Listed list = lists.computeIfAbsent(new Key(packet.fate(), packet.from(), packet.to()), key -> new Listed(key));
        list.count++;
        if (list.packets.size() < MOST_OF_A_LIST && kept < MOST_OF_ALL) {
            list.packets.add(packet);
            kept++;
        }
    }

    List<Listed> all() {
        return List.copyOf(lists.values());
    }
}
