package dev.halfway.capture;

import java.util.ArrayList;
import java.util.List;

/** The interfaces of a source over all its files and sections: gives out {@link Frame#interfaceIndex()}. */
final class InterfaceList {
    private final List<SourceSummary.Interface> interfaces = new ArrayList<>();

    /** Returns the index of the new interface. */
    int add(SourceSummary.Interface added) {
        interfaces.add(added);
        return interfaces.size() - 1;
    }

    List<SourceSummary.Interface> copy() {
        return List.copyOf(interfaces);
    }
}
