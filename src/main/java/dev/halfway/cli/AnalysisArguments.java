package dev.halfway.cli;

import dev.halfway.AnalysisOptions;
import dev.halfway.AnalysisOptions.Host;
import dev.halfway.AnalysisOptions.Moment;
import dev.halfway.capture.CaptureException;
import dev.halfway.capture.PacketFilter;
import dev.halfway.match.Bounds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** What is analysed, and how: for analyze and watch alike. */
final class AnalysisArguments {
    @Option(
            names = "--address",
            paramLabel = "HOST=ADDR[,ADDR...]",
            description =
                    "Addresses or CIDR blocks that HOST owns; repeatable. Default: inferred from the packets. Give"
                            + " it when the report says that it cannot tell.")
    private List<String> addresses = new ArrayList<>();

    @Option(
            names = "--tcp-port",
            paramLabel = "PORT[,PORT...]",
            defaultValue = "179",
            converter = Ports.Converter.class,
            description = "TCP ports to analyse, or 'all'. Default: ${DEFAULT-VALUE} (BGP). ICMP and ICMPv6 echo are"
                    + " always analysed.")
    private Ports tcpPorts;

    @Option(
            names = "--filter",
            paramLabel = "EXPR",
            description = "Analyse only packets that match this pcap-filter(7) expression. Default: none.")
    private Optional<String> filter = Optional.empty();

    @Option(
            names = "--loss-threshold",
            paramLabel = "DURATION",
            defaultValue = "3s",
            converter = Durations.class,
            description = "A packet that arrives later than this counts as late, not as delivered. Default:"
                    + " ${DEFAULT-VALUE}. Choose it well above the slowest delay; a larger value needs more memory.")
    private long lossThresholdNanos;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = Moments.class,
            description =
                    "Analyse from here on: RFC 3339, UTC unless it has an offset, or +90s from the start. Default:"
                            + " all.")
    private Optional<Moment> from = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = Moments.class,
            description = "Analyse up to here. Default: all.")
    private Optional<Moment> to = Optional.empty();

    @Option(
            names = "--max-loss",
            paramLabel = "PERCENT",
            defaultValue = "0",
            converter = Percents.class,
            description = "One-way loss up to this share is no finding. Default: ${DEFAULT-VALUE}.")
    private double maxLossPercent;

    @Option(
            names = "--assume-sync",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "The hosts' clocks agree within this. Default: no assumption.")
    private Optional<Long> assumeSyncNanos = Optional.empty();

    @Option(
            names = "--max-in-flight",
            paramLabel = "N",
            description =
                    "Packets held at once until their fate is known; of more it cannot be told. Default: as the heap"
                            + " allows, about 108,000 of 208 MB.")
    private Optional<Integer> maxInFlight = Optional.empty();

    @Option(
            names = "--max-flows",
            paramLabel = "N",
            description =
                    "Flows held at once; of the packets of more it cannot be told. Default: as the heap allows, about"
                            + " 18,000 of 208 MB.")
    private Optional<Integer> maxFlows = Optional.empty();

    @Option(
            names = "--max-copies",
            paramLabel = "N",
            description =
                    "Packets at one host that look alike, or transmissions of the same bytes, held at once; of more it"
                            + " cannot be told. Default: 2048.")
    private Optional<Integer> maxCopies = Optional.empty();

    @Option(
            names = "--max-listed",
            paramLabel = "N",
            description =
                    "Where packets are listed in their order (-o packets, pcapng, html): how many may wait behind one of which"
                            + " it is not known yet whether it arrives; of more it cannot be told. Default: as the heap"
                            + " allows, about 337,000 of 208 MB.")
    private Optional<Integer> maxListed = Optional.empty();

    @Option(
            names = "--max-bgp-messages",
            paramLabel = "N",
            description =
                    "BGP messages kept of each host, of a fourth as many connections; the rest is counted. Default: as"
                            + " the heap allows, about 32,000 of 208 MB and two hosts.")
    private Optional<Integer> maxBgpMessages = Optional.empty();

    @Option(
            names = "--max-findings",
            paramLabel = "N",
            description = "Findings told; the rest is counted, and still decides the exit code. Default: 1000.")
    private Optional<Integer> maxFindings = Optional.empty();

    @Option(
            names = "--digest-key",
            paramLabel = "FILE",
            description =
                    "The key of agents that run with it and --digest-only; to compare what they send with captures"
                            + " that hold payload.")
    private Optional<Path> digestKey = Optional.empty();

    /** As they were given, for the reports. */
    Ports tcpPorts() {
        return tcpPorts;
    }

    Optional<String> filter() {
        return filter;
    }

    /**
     * All of it together.
     *
     * @throws UsageException for what cannot be meant
     * @throws CaptureException when a filter is given and there is no libpcap to compile it
     */
    AnalysisOptions options(List<Host> hosts) throws CaptureException {
        return options(hosts, hosts);
    }

    /** @param named hosts that options may speak of; not all of them need have captures */
    AnalysisOptions options(List<Host> hosts, List<Host> named) throws CaptureException {
        if (lossThresholdNanos == 0) {
            throw new UsageException("--loss-threshold 0 would call every packet late; give more than 0, as in 3s");
        }
        if (from.isPresent() && to.isPresent()) {
            checkOrder(from.get(), to.get());
        }
        if (filter.isPresent()) {
            checkFilter(filter.get());
        }
        return new AnalysisOptions(
                hosts,
                AddressArguments.parse(addresses, named.stream().map(Host::name).toList()),
                tcpPorts.toSet(),
                filter,
                lossThresholdNanos,
                from,
                to,
                maxLossPercent,
                assumeSyncNanos.map(OptionalLong::of).orElse(OptionalLong.empty()),
                bounds(hosts.size()),
                DigestKeys.read(digestKey));
    }

    /** Files that are read besides the captures. */
    List<Path> otherInputs() {
        return digestKey.stream().toList();
    }

    private Bounds bounds(int hosts) {
        Bounds usual = Bounds.usual(hosts);
        return new Bounds(
                positive("--max-in-flight", maxInFlight, usual.packetsInFlight()),
                positive("--max-flows", maxFlows, usual.flows()),
                positive("--max-copies", maxCopies, usual.copies()),
                positive("--max-listed", maxListed, usual.listed()),
                positive("--max-bgp-messages", maxBgpMessages, usual.bgpMessages()),
                positive("--max-findings", maxFindings, usual.findings()));
    }

    private static int positive(String option, Optional<Integer> given, int usual) {
        if (given.isPresent() && given.get() < 1) {
            throw new UsageException(option + " " + given.get() + ": expected 1 or more");
        }
        return given.orElse(usual);
    }

    private static void checkFilter(String expression) throws CaptureException {
        try {
            PacketFilter.compile(expression).close();
        } catch (IllegalArgumentException e) {
            throw new UsageException("--filter: " + e.getMessage() + "; see pcap-filter(7)");
        }
    }

    private static void checkOrder(Moment from, Moment to) {
        if (from.relative() == to.relative() && from.nanos() >= to.nanos()) {
            throw new UsageException("--from is not before --to: nothing would be left to analyse");
        }
    }
}
