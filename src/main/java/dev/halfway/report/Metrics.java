package dev.halfway.report;

import dev.halfway.agent.Health;
import dev.halfway.agent.WatchStatus;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.DelaySummary;
import dev.halfway.match.Fate;
import dev.halfway.match.LossRow;
import java.util.Locale;
import java.util.Map;

/** A watch in Prometheus' text exposition format, version 0.0.4. Times in seconds, delays by the estimated clocks. */
public final class Metrics {
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder out = new StringBuilder();

    private Metrics() {}

    public static String of(WatchStatus status) {
        Metrics metrics = new Metrics();
        metrics.packets(status);
        metrics.duplicates(status);
        metrics.delays(status);
        metrics.verdict(status);
        metrics.sources(status);
        return metrics.out.toString();
    }

    private void packets(WatchStatus status) {
        family("halfway_packets_total", "counter", "Packets that left one host for another, by what became of them.");
        for (LossRow row : status.totals()) {
            Map<Fate, Long> fates = Map.of(
                    Fate.DELIVERED, row.delivered(),
                    Fate.LATE, row.late(),
                    Fate.LOST, row.lost(),
                    Fate.MISSED, row.missed(),
                    Fate.UNOBSERVABLE, row.unobservable(),
                    Fate.CORRUPTED, row.corrupted());
            for (Fate fate : Fate.values()) {
                if (fates.containsKey(fate)) {
                    sample("halfway_packets_total", labels(row) + label(",fate", fate.id()), fates.get(fate));
                }
            }
        }
    }

    private void duplicates(WatchStatus status) {
        family("halfway_duplicates_total", "counter", "Further copies that arrived.");
        status.totals().forEach(row -> sample("halfway_duplicates_total", labels(row), row.duplicates()));
        family("halfway_reordered_total", "counter", "Packets that arrived after one sent later.");
        status.totals().forEach(row -> sample("halfway_reordered_total", labels(row), row.reordered()));
    }

    private void delays(WatchStatus status) {
        family("halfway_delay_seconds", "gauge", "One-way delay of late: percentiles of the packets that arrived.");
        status.current()
                .ifPresent(now -> now.losses().forEach(row -> row.delay().ifPresent(each -> delay(row, each))));
    }

    private void delay(LossRow row, DelaySummary delay) {
        sample("halfway_delay_seconds", labels(row) + label(",quantile", "0.5"), delay.medianNanos() / 1e9);
        sample("halfway_delay_seconds", labels(row) + label(",quantile", "0.9"), delay.p90Nanos() / 1e9);
        sample("halfway_delay_seconds", labels(row) + label(",quantile", "0.99"), delay.p99Nanos() / 1e9);
    }

    private void verdict(WatchStatus status) {
        family("halfway_verdict", "gauge", "1 for the verdict that holds now, 0 for the others.");
        for (Verdict verdict : Verdict.values()) {
            boolean holds =
                    status.current().map(now -> now.verdict() == verdict).orElse(verdict == Verdict.INCONCLUSIVE);
            sample("halfway_verdict", label("verdict", verdict.id()), holds ? 1 : 0);
        }
        family("halfway_verdict_since_seconds", "gauge", "Since when it holds, seconds since the epoch.");
        sample("halfway_verdict_since_seconds", "", status.sinceNanos() / 1e9);
        family("halfway_findings", "gauge", "Findings at the moment.");
        sample(
                "halfway_findings",
                "",
                status.current().map(now -> now.findings().size()).orElse(0));
    }

    private void sources(WatchStatus status) {
        family("halfway_source_up", "gauge", "1 while packets or signs of life come from a source.");
        for (Health source : status.sources()) {
            sample("halfway_source_up", label("host", source.host()), source.state() == Health.State.LIVE ? 1 : 0);
        }
        family("halfway_source_packets_total", "counter", "Packets read from a source, whatever they are.");
        for (Health source : status.sources()) {
            sample("halfway_source_packets_total", label("host", source.host()), source.packets());
        }
        family(
                "halfway_source_not_compared_total",
                "counter",
                "Packets from a source that are not between two of the hosts, or that nothing could be compared with.");
        for (int at = 0; at < status.sources().size(); at++) {
            String host = status.sources().get(at).host();
            sample(
                    "halfway_source_not_compared_total",
                    label("host", host),
                    status.notCompared().get(at));
        }
        family("halfway_source_gaps_total", "counter", "Stretches of a source's time that were not watched.");
        for (Health source : status.sources()) {
            sample(
                    "halfway_source_gaps_total",
                    label("host", source.host()),
                    source.gaps().count());
        }
        family(
                "halfway_source_gap_seconds_total",
                "counter",
                "How long a source was not watched, between times that it was.");
        for (Health source : status.sources()) {
            sample(
                    "halfway_source_gap_seconds_total",
                    label("host", source.host()),
                    source.gaps().nanos() / 1e9);
        }
        family("halfway_source_silent_seconds", "gauge", "How long nothing has come from a source.");
        for (Health source : status.sources()) {
            sample("halfway_source_silent_seconds", label("host", source.host()), source.silentNanos() / 1e9);
        }
    }

    private static String labels(LossRow row) {
        return label("from", row.from())
                + label(",to", row.to())
                + label(",type", row.typeP().id())
                + label(",role", row.role().id())
                + label(",initiator", row.initiator());
    }

    private void family(String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void sample(String name, String labels, long value) {
        sample(name, labels).append(value).append('\n');
    }

    private void sample(String name, String labels, double value) {
        sample(name, labels).append(String.format(Locale.ROOT, "%.9f", value)).append('\n');
    }

    private StringBuilder sample(String name, String labels) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        return out.append(' ');
    }

    /** Control characters are spelled out; then backslash and quote as the format wants them. */
    private static String label(String name, String value) {
        String escaped = Escape.terminal(value).replace("\\", "\\\\").replace("\"", "\\\"");
        return name + "=\"" + escaped + "\"";
    }
}
