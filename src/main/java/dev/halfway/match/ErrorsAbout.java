package dev.halfway.match;

import dev.halfway.decode.DecodedPacket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who says in ICMP errors, as one host's captures show them, that packets to an address do not arrive. Bounded: the first sorts. */
final class ErrorsAbout {
    private static final int MOST = 1 << 10;

    private record Sort(HostAddress about, HostAddress by, int type, int code) {}

    private final Map<Sort, Long> times = new LinkedHashMap<>();

    void note(DecodedPacket packet) {
        if (!packet.hasQuote()) {
            return;
        }
        Sort sort = new Sort(
                new HostAddress(packet.quotedDestinationHigh(), packet.quotedDestinationLow()),
                new HostAddress(packet.sourceHigh(), packet.sourceLow()),
                packet.icmpType(),
                packet.icmpCode());
        if (times.size() < MOST || times.containsKey(sort)) {
            times.merge(sort, 1L, Long::sum);
        }
    }

    /** {@code 10.0.0.254 sends ICMP errors about it (20 of type 3, code 1)}: the most frequent; empty where there are none. */
    Optional<String> words(HostAddress about) {
        return times.entrySet().stream()
                .filter(each -> each.getKey().about.equals(about))
                .max(Map.Entry.comparingByValue())
                .map(each -> each.getKey().by + " sends ICMP errors about it (" + each.getValue() + " of type "
                        + each.getKey().type + ", code " + each.getKey().code + ")");
    }
}
