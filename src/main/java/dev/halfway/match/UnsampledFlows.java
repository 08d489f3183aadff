package dev.halfway.match;

import java.util.HashSet;
import java.util.Set;

/**
 * What is to be thought of flows between two hosts of which the first reading, which holds but a part of very many packets,
 * tells too little: where a device between the two is known to rewrite others, it may rewrite these as well.
 */
final class UnsampledFlows {
    private final boolean timestamps;
    private final boolean numbers;
    private final boolean tcpIdentifications;
    private final boolean otherIdentifications;
    /** Directions of flows, by the names that all hosts agree on. */
    private final Set<Tuple> timestampsKept = new HashSet<>();

    private final Set<Tuple> identificationsKept = new HashSet<>();
    private final Set<Tuple> sampled = new HashSet<>();

    UnsampledFlows(FlowNames names, Alignment alignment) {
        Rewriting rewriting = alignment.rewriting;
        timestamps = !rewriting.timestamps().flows().isEmpty();
        numbers = !alignment.isWhole()
                && (!rewriting.shifts().isEmpty() || !rewriting.opened().atG().isEmpty());
        tcpIdentifications = alignment.renewed.flows().stream().anyMatch(each -> each.kind() == Tuple.TCP);
        otherIdentifications = alignment.renewed.flows().stream().anyMatch(each -> each.kind() != Tuple.TCP);
        if (timestamps) {
            rewriting.timestamps().kept().forEach(each -> timestampsKept.add(names.canonical(alignment.g, each)));
        }
        if (tcpIdentifications || otherIdentifications) {
            alignment.renewed.kept().forEach(each -> identificationsKept.add(names.canonical(alignment.g, each)));
        }
        if (numbers) {
            alignment.sampledAtG().forEach(each -> addBoth(sampled, names.canonical(alignment.g, each)));
            alignment.sampledAtH().forEach(each -> addBoth(sampled, names.canonical(alignment.h, each)));
        }
    }

    private static void addBoth(Set<Tuple> flows, Tuple tuple) {
        flows.add(tuple);
        flows.add(tuple.reversed());
    }

    /** Whether the timestamps of one direction of a flow may be rewritten, and nothing shows that they are not. */
    boolean mayRewriteTimestamps(Tuple name) {
        return timestamps && name.kind() == Tuple.TCP && !timestampsKept.contains(name);
    }

    /** Whether packets of one direction of a flow may get new IP IDs, and nothing shows that they do not. */
    boolean mayRenewIdentifications(Tuple name) {
        boolean any = name.kind() == Tuple.TCP ? tcpIdentifications : name.kind() == Tuple.ECHO && otherIdentifications;
        return any && !identificationsKept.contains(name);
    }

    /** Whether the sequence numbers of a flow may be shifted, and none of its packets was looked at. */
    boolean mayShiftNumbers(Tuple name) {
        return numbers && name.kind() == Tuple.TCP && !sampled.contains(name);
    }
}
