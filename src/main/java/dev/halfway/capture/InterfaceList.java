package dev.halfway.capture;

import dev.halfway.capture.Recordings.Portion;
import dev.halfway.capture.Recordings.Same;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The interfaces of a source over all its files and sections: gives out {@link Frame#interfaceIndex()}. */
final class InterfaceList {
    private final List<SourceSummary.Interface> interfaces = new ArrayList<>();
    /** By index: the first one that is the same in another file. */
    private final List<Integer> firsts = new ArrayList<>();

    private final Map<Same, Integer> known = new HashMap<>();
    private final List<Section> sections = new ArrayList<>();

    /** A section of a pcapng file; of pcap, the file. */
    final class Section {
        private final String file;
        private final Map<Same, Integer> own = new HashMap<>();
        /** How many only their order tells apart, by the first one. */
        private final Map<Same, Integer> alike = new HashMap<>();

        private Section(String file) {
            this.file = file;
        }

        /** Returns the index of the new interface. */
        int add(SourceSummary.Interface added) {
            int index = interfaces.size();
            interfaces.add(added);
            int rank = alike.merge(new Same(added.linkType(), added.name(), 0), 1, Integer::sum) - 1;
            Same same = new Same(added.linkType(), added.name(), rank);
            own.put(same, index);
            Integer first = known.putIfAbsent(same, index);
            firsts.add(first == null ? index : first);
            return index;
        }

        private Portion portion(InterfaceTimes times) {
            return new Portion(
                    file,
                    own.values().stream().mapToLong(times::firstNanos).min().orElse(Long.MAX_VALUE),
                    own.values().stream().mapToLong(times::lastNanos).max().orElse(Long.MIN_VALUE),
                    own);
        }
    }

    /** Another file begins to have interfaces, or another section of one. */
    Section begin(String file) {
        Section section = new Section(file);
        sections.add(section);
        return section;
    }

    /** The first one that is the same as this one if the files are of one source: never another one of its section. */
    int firstSame(int index) {
        return firsts.get(index);
    }

    /** By index: the first one that is the same as this one, as far as the times of the records show. */
    int[] firstsByTime(InterfaceTimes times) {
        List<Portion> portions = sections.stream()
                .map(each -> each.portion(times))
                .filter(each -> each.firstNanos() <= each.lastNanos())
                .toList();
        return Recordings.firsts(portions, interfaces.size());
    }

    SourceSummary.Interface get(int index) {
        return interfaces.get(index);
    }

    List<SourceSummary.Interface> copy() {
        return List.copyOf(interfaces);
    }
}
