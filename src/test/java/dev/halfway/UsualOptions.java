package dev.halfway;

import dev.halfway.AnalysisOptions.Host;
import dev.halfway.decode.ContentKey;
import dev.halfway.decode.PortSet;
import dev.halfway.match.Bounds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What to analyse, all else as it is unless the user says otherwise. */
public final class UsualOptions {
    private UsualOptions() {}

    public static AnalysisOptions of(Host... hosts) {
        return of(List.of(hosts), Map.of());
    }

    /** @param addresses by host; those of hosts not named are inferred */
    public static AnalysisOptions of(List<Host> hosts, Map<String, List<String>> addresses) {
        return of(hosts, addresses, Bounds.usual(hosts.size()));
    }

    public static AnalysisOptions of(List<Host> hosts, Map<String, List<String>> addresses, Bounds bounds) {
        return new AnalysisOptions(
                hosts,
                addresses,
                PortSet.of(179),
                Optional.empty(),
                AnalysisOptions.DEFAULT_LOSS_THRESHOLD_NANOS,
                Optional.empty(),
                Optional.empty(),
                0,
                OptionalLong.empty(),
                bounds,
                ContentKey.PUBLIC);
    }

    /** A host with one capture. */
    public static Host host(String name, Path capture) {
        return new Host(name, List.of(capture));
    }
}
