package dev.halfway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.halfway.agent.Health;
import dev.halfway.agent.WatchStatus;
import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.match.LossRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final Path DASHBOARD = Path.of("scripts/monitoring/grafana-dashboard.json");
    private static final Path ALERTS = Path.of("scripts/monitoring/prometheus-alerts.yml");
    /** A metric and the labels that it is chosen by. */
    private static final Pattern SELECTOR = Pattern.compile("\\b(halfway_[a-z_]+|up)(?:\\{([^}]*)})?");
    /** The labels that samples are summed by, and the names of labels in legends and messages. */
    private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)");

    private static final Pattern NAMED = Pattern.compile("\\{\\{ *(?:\\$labels\\.)?([a-z]+) *}}");
    /** Prometheus adds these. */
    private static final Set<String> ADDED = Set.of("job", "instance");

    private static WatchStatus status(Diagnosis current, String host) {
        return new WatchStatus(
                Optional.of(current),
                1_502_210_465_123_456_789L,
                current.losses(),
                List.of(0L, 7L),
                List.of(
                        new Health(
                                host,
                                "tls://10.39.1.219:57013",
                                Health.State.LIVE,
                                "",
                                5,
                                OptionalLong.of(1),
                                2_000_000_000L,
                                new Health.Gaps(2, 3_500_000_000L)),
                        new Health(
                                "231",
                                "live:eth0",
                                Health.State.BROKEN,
                                "gone",
                                0,
                                OptionalLong.empty(),
                                0,
                                new Health.Gaps(0, 0))),
                List.of(),
                0,
                List.of());
    }

    private static double value(Exposition exposition, String name, Map<String, String> labels) {
        List<Exposition.Sample> found = exposition.samples().stream()
                .filter(sample ->
                        sample.name().equals(name) && sample.labels().entrySet().containsAll(labels.entrySet()))
                .toList();
        assertEquals(1, found.size(), () -> name + labels + " in " + exposition.samples());
        return found.get(0).value();
    }

    @Test
    void shouldBeWhatPrometheusReads() {
        Diagnosis incident = Examples.incident();
        Exposition exposition = Exposition.of(Metrics.of(status(incident, "219")));

        for (LossRow row : incident.losses()) {
            Map<String, String> labels = Map.of(
                    "from",
                    row.from(),
                    "to",
                    row.to(),
                    "type",
                    row.typeP().id(),
                    "initiator",
                    row.initiator(),
                    "fate",
                    "lost");
            assertEquals(row.lost(), value(exposition, "halfway_packets_total", labels));
        }
        assertEquals(1, value(exposition, "halfway_verdict", Map.of("verdict", "one-way-loss")));
        assertEquals(0, value(exposition, "halfway_verdict", Map.of("verdict", "no-loss")));
        assertEquals(1_502_210_465.123, value(exposition, "halfway_verdict_since_seconds", Map.of()), 0.001);
        assertEquals(1, value(exposition, "halfway_source_up", Map.of("host", "219")));
        assertEquals(0, value(exposition, "halfway_source_up", Map.of("host", "231")));
        assertEquals(3.5, value(exposition, "halfway_source_gap_seconds_total", Map.of("host", "219")));
        assertEquals(2, value(exposition, "halfway_source_gaps_total", Map.of("host", "219")));
        assertEquals(7, value(exposition, "halfway_source_not_compared_total", Map.of("host", "231")));
    }

    @Test
    void shouldBeWhatPrometheusReadsBeforeThereIsAnything() {
        WatchStatus nothing =
                new WatchStatus(Optional.empty(), 0, List.of(), List.of(), List.of(), List.of(), 0, List.of());

        Exposition exposition = Exposition.of(Metrics.of(nothing));

        assertEquals(1, value(exposition, "halfway_verdict", Map.of("verdict", "inconclusive")));
    }

    @Test
    void shouldKeepAnyNameInItsLabel() {
        for (String name :
                List.of("a\"} 1\nb{c=\"", "back\\slash", "\\", "tab\t", "\u001b[2J", "\u0000", "é", "a,b=\"c")) {
            Exposition exposition = Exposition.of(Metrics.of(status(Examples.healthy(), name)));
            long others = exposition.samples().stream()
                    .filter(sample -> sample.name().equals("halfway_source_up"))
                    .filter(sample -> !sample.labels().get("host").equals("231"))
                    .count();
            assertEquals(1, others, name);
        }
    }

    @Test
    void shouldNotReadWhatIsWrong() {
        for (String wrong : List.of(
                "a 1\n",
                "# HELP a b\n# TYPE a gauge\na 1",
                "# HELP a b\n# TYPE a gauge\na one\n",
                "# HELP a b\n# TYPE a gauge\na{b=\"c\\x\"} 1\n",
                "# HELP a b\n# TYPE a gauge\na{b=\"c\",} 1\n",
                "# HELP a b\n# TYPE a gauge\na 1\na 2\n",
                "# HELP a b\n# TYPE a gauge\nb 1\n",
                "# HELP a b\n# TYPE a counter\na 1\n",
                "# HELP a_total b\n# TYPE a_total counter\na_total -1\n")) {
            boolean read;
            try {
                Exposition.of(wrong);
                read = true;
            } catch (AssertionError e) {
                read = false;
            }
            assertFalse(read, wrong);
        }
    }

    @Test
    void shouldHaveWhatTheDashboardShows() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        List<String> expressions = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : dashboard.get("panels")) {
            assertTrue(ids.add(panel.get("id").asInt()), "two panels with one number");
            JsonNode place = panel.get("gridPos");
            assertTrue(place.get("x").asInt() + place.get("w").asInt() <= 24, panel::toString);
            for (JsonNode target : panel.get("targets")) {
                expressions.add(target.get("expr").asText() + " "
                        + target.get("legendFormat").asText());
            }
        }
        expressions.add(dashboard.at("/templating/list/1/query").asText());
        assertTrue(expressions.size() > 10, expressions::toString);
        expressions.forEach(MetricsTest::check);
    }

    @Test
    void shouldHaveWhatTheAlertsLookAt() throws IOException {
        String alerts = Files.readString(ALERTS);
        List<String> rules = List.of(alerts.split("- alert: ")).subList(1, alerts.split("- alert: ").length);
        assertTrue(rules.size() >= 4, alerts);
        for (String rule : rules) {
            Matcher expression = Pattern.compile("\n {8}expr: (.+)\n").matcher(rule);
            assertTrue(expression.find(), rule);
            String names = NAMED.matcher(rule)
                    .results()
                    .map(found -> "{{" + found.group(1) + "}}")
                    .collect(Collectors.joining(" "));
            check(expression.group(1) + " " + names);
        }
    }

    /** Each metric is served, with the labels that it is chosen, summed and named by. */
    private static void check(String expression) {
        Exposition exposition = Exposition.of(Metrics.of(status(Examples.incident(), "219")));
        Set<String> labels = new HashSet<>(ADDED);
        Matcher selector = SELECTOR.matcher(expression.replaceAll("\"[^\"]*\"", "\"\""));
        boolean any = false;
        while (selector.find()) {
            any = true;
            String name = selector.group(1);
            Set<String> own = new HashSet<>(ADDED);
            if (!name.equals("up")) {
                assertTrue(exposition.types().containsKey(name), () -> name + " is not served: " + expression);
                exposition.samples().stream()
                        .filter(sample -> sample.name().equals(name))
                        .forEach(sample -> own.addAll(sample.labels().keySet()));
                assertTrue(own.size() >= ADDED.size(), name);
            }
            labels.addAll(own);
            if (selector.group(2) != null) {
                for (String part : selector.group(2).split(",")) {
                    String label = part.strip().split("[=!~]")[0];
                    assertTrue(own.contains(label), () -> name + " has no label " + label + ": " + expression);
                }
            }
        }
        assertTrue(any, expression);
        Matcher by = BY.matcher(expression);
        while (by.find()) {
            for (String label : by.group(1).split(", *")) {
                assertTrue(labels.contains(label), () -> "nothing has a label " + label + ": " + expression);
            }
        }
        Matcher named = NAMED.matcher(expression);
        while (named.find()) {
            assertTrue(
                    labels.contains(named.group(1)), () -> "nothing has a label " + named.group(1) + ": " + expression);
        }
    }

    /** The verdicts, fates and kinds that rules and panels name are such that can be. */
    @Test
    void shouldNameValuesThatThereAre() throws IOException {
        Set<String> values = new HashSet<>(Set.of("0.5", "0.9", "0.99", "$job", "halfway"));
        Exposition exposition = Exposition.of(Metrics.of(status(Examples.incident(), "219")));
        exposition.samples().forEach(sample -> values.addAll(sample.labels().values()));
        for (TypeP type : TypeP.values()) {
            values.add(type.id());
        }
        String both = Files.readString(DASHBOARD).replace("\\\"", "\"") + Files.readString(ALERTS);
        Matcher matcher = Pattern.compile("[a-z]+(?:=|=~|!=|!~)\"([^\"]*)\"").matcher(both);
        int count = 0;
        while (matcher.find()) {
            count++;
            for (String value : matcher.group(1).split("\\|")) {
                assertTrue(values.contains(value), () -> "no label is ever '" + value + "'");
            }
        }
        assertTrue(count > 10, "selectors found: " + count);
    }
}
