package dev.halfway.cli;

import dev.halfway.AnalysisOptions;
import dev.halfway.AnalysisOptions.Host;
import dev.halfway.AnalysisOptions.Moment;
import java.util.LinkedHashMap;
import java.util.Map;

/** The effective options as the JSON report repeats them: defaults filled in, units in the names. */
record OptionsEcho(AnalysisOptions options, Ports tcpPorts) {
    /** Keys to strings, numbers, lists and maps; an option without value has no key. */
    Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        Map<String, Object> hosts = new LinkedHashMap<>();
        for (Host host : options.hosts()) {
            hosts.put(
                    host.name(), host.captures().stream().map(Object::toString).toList());
        }
        tree.put("hosts", hosts);
        tree.put("addresses", options.addresses());
        tree.put("tcpPorts", tcpPorts.isAll() ? "all" : tcpPorts.list());
        options.filter().ifPresent(filter -> tree.put("filter", filter));
        tree.put("lossThresholdNanos", options.lossThresholdNanos());
        options.from().ifPresent(from -> tree.put("from", moment(from)));
        options.to().ifPresent(to -> tree.put("to", moment(to)));
        tree.put("maxLossPercent", options.maxLossPercent());
        options.assumeSyncNanos().ifPresent(nanos -> tree.put("assumeSyncNanos", nanos));
        return tree;
    }

    private static Map<String, Object> moment(Moment moment) {
        return Map.of(moment.relative() ? "nanosFromStart" : "nanosSinceEpoch", moment.nanos());
    }
}
