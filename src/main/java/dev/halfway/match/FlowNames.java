package dev.halfway.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each host calls a flow, and how it numbers its bytes, against what all hosts agree on: what devices rewrite. */
final class FlowNames {
    private final List<Map<Tuple, Tuple>> canonical = new ArrayList<>();
    private final List<Map<Tuple, Integer>> shifts = new ArrayList<>();
    private final List<String> inferred = new ArrayList<>();

    FlowNames(List<HostSurvey> surveys, List<Alignment> alignments) {
        for (int host = 0; host < surveys.size(); host++) {
            canonical.add(new HashMap<>());
            shifts.add(new HashMap<>());
        }
        for (Alignment alignment : alignments) {
            canonical.get(alignment.h).putAll(alignment.rewriting.translations());
            shifts.get(alignment.h).putAll(alignment.rewriting.shifts());
            inferred.addAll(alignment.rewriting.sentences(
                    surveys.get(alignment.g).host(), surveys.get(alignment.h).host()));
        }
    }

    /** What was inferred, as sentences for the user. */
    List<String> inferred() {
        return inferred;
    }

    /** The flow that a host knows by this tuple, by the name that all hosts agree on. */
    Tuple canonical(int host, Tuple tuple) {
        return canonical.get(host).getOrDefault(tuple, tuple);
    }

    /** What a host's sequence numbers on this tuple are more than those that all hosts agree on. */
    int sequenceShift(int host, Tuple tuple) {
        return shifts.get(host).getOrDefault(tuple, 0);
    }
}
