package dev.halfway.match;

import java.util.ArrayList;
import java.util.List;

/** The matches of one sighting, kept only when the fates of single packets are asked for. */
final class MatchList {
    private final List<PacketFate.Match> matches = new ArrayList<>(2);

    void clear() {
        matches.clear();
    }

    void add(PacketFate.Match match) {
        if (!matches.contains(match)) {
            matches.add(match);
        }
    }

    int size() {
        return matches.size();
    }

    PacketFate.Match first() {
        return matches.get(0);
    }

    List<PacketFate.Match> toList() {
        return List.copyOf(matches);
    }
}
