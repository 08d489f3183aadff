package dev.halfway.capture;

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

    /** What one interface has in common in all files of one source. */
    private record Same(int linkType, String name, int rank) {}

    /**
     * Returns the index of the new interface.
     *
     * @param rank among those of its file that have its link type and name, from 0
     */
    int add(SourceSummary.Interface added, int rank) {
        int index = interfaces.size();
        interfaces.add(added);
        Integer first = known.putIfAbsent(new Same(added.linkType(), added.name(), rank), index);
        firsts.add(first == null ? index : first);
        return index;
    }

    /** The first one that is the same as this one if the files are of one source: never another one of its file. */
    int firstSame(int index) {
        return firsts.get(index);
    }

    List<SourceSummary.Interface> copy() {
        return List.copyOf(interfaces);
    }
}
