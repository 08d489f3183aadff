package dev.halfway;

import dev.halfway.decode.ContentKey;
import dev.halfway.decode.PortSet;
import dev.halfway.match.Bounds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What to analyse, and how.
 *
 * @param hosts two or more, names distinct
 * @param addresses by host name: addresses or CIDR blocks that it owns, as text; hosts not named are inferred
 * @param filter pcap-filter(7) expression
 * @param lossThresholdNanos Tmax of RFC 7680, positive
 * @param from analyse packets from here on; by the clock of the first host
 * @param to analyse packets up to here
 * @param maxLossPercent up to here a one-way loss is no finding
 * @param assumeSyncNanos the hosts' clocks agree within this
 * @param bounds how much is held in memory at once
 * @param contentKey by which digests of payloads are made, where some captures hold digests only
 */
public record AnalysisOptions(
        List<Host> hosts,
        Map<String, List<String>> addresses,
        PortSet tcpPorts,
        Optional<String> filter,
        long lossThresholdNanos,
        Optional<Moment> from,
        Optional<Moment> to,
        double maxLossPercent,
        OptionalLong assumeSyncNanos,
        Bounds bounds,
        ContentKey contentKey) {

    /** RFC 7680's Tmax unless the user says otherwise. */
    public static final long DEFAULT_LOSS_THRESHOLD_NANOS = 3_000_000_000L;

    /** One host and its captures; {@code -} is standard input. */
    public record Host(String name, List<Path> captures) {}

    /**
     * A moment, absolute or from the start of the analysis.
     *
     * @param nanos since the epoch, or since the first packet of the first host
     */
    public record Moment(boolean relative, long nanos) {}
}
