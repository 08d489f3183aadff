package dev.halfway.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What must come of a case: the content of its {@code expected.json}. */
public final class Expectation {
    private static final String ARGS = "args";
    private static final String CAUSES = "causes";
    private static final String FINDINGS = "findings";
    private static final String PACKETS = "packets";
    /** Keys that are no part of the report. */
    private static final Set<String> OUTSIDE_REPORT = Set.of(ARGS, CAUSES, PACKETS);

    private final Map<String, Object> expected;

    /**
     * @param expected as {@link JsonTree#object} reads it
     * @throws IllegalArgumentException when a key has a value of the wrong kind
     */
    public Expectation(Map<String, Object> expected) {
        this.expected = expected;
        check(ARGS, String.class, "a list of strings");
        check(CAUSES, String.class, "a list of strings");
        check(FINDINGS, Map.class, "a list of objects");
        check(PACKETS, Map.class, "a list of objects");
        expected.forEach(Expectation::checkMentions);
        for (Map<?, ?> finding : objects(FINDINGS)) {
            if (!cause(finding).map(cause -> cause.get("name")).stream().allMatch(String.class::isInstance)) {
                throw new IllegalArgumentException("\"findings\": expected a string for the \"name\" of a \"cause\"");
            }
        }
        for (Map<?, ?> packet : packets()) {
            if (!(packet.get("host") instanceof String) || !(packet.get("frame") instanceof Long)) {
                throw new IllegalArgumentException("\"packets\": each needs a \"host\" and a \"frame\"");
            }
        }
    }

    private static void checkMentions(String key, Object within) {
        if (within instanceof Map<?, ?> map) {
            if (map.containsKey(Subset.MENTIONS) && !(map.get(Subset.MENTIONS) instanceof List)) {
                throw new IllegalArgumentException("\"" + key + "\": expected a list of strings for \"mentions\"");
            }
            map.values().forEach(each -> checkMentions(key, each));
        } else if (within instanceof List<?> list) {
            list.forEach(each -> checkMentions(key, each));
        }
    }

    private void check(String key, Class<?> type, String words) {
        Object value = expected.getOrDefault(key, List.of());
        if (!(value instanceof List<?> list) || !list.stream().allMatch(type::isInstance)) {
            throw new IllegalArgumentException("\"" + key + "\": expected " + words);
        }
    }

    private List<Map<?, ?>> objects(String key) {
        List<Map<?, ?>> objects = new ArrayList<>();
        for (Object each : (List<?>) expected.getOrDefault(key, List.of())) {
            objects.add((Map<?, ?>) each);
        }
        return objects;
    }

    /** Options of {@code analyze}, and captures where they are not those of the directory. */
    public List<String> args() {
        return ((List<?>) expected.getOrDefault(ARGS, List.of()))
                .stream().map(String.class::cast).toList();
    }

    /** What is expected of single packets: objects with {@code host} and {@code frame} at least. */
    public List<Map<?, ?>> packets() {
        return objects(PACKETS);
    }

    /** Whether a line of {@code -o packets} is about a packet that is named here. */
    public boolean names(Map<String, Object> line) {
        return packets().stream()
                .anyMatch(each -> Subset.nearest(place(each), List.of(line)).isPresent());
    }

    private static Map<String, Object> place(Map<?, ?> packet) {
        Map<String, Object> place = new LinkedHashMap<>();
        List.of("host", "file", "frame").forEach(key -> {
            if (packet.containsKey(key)) {
                place.put(key, packet.get(key));
            }
        });
        return place;
    }

    /** Whether it holds whatever comes: findings and causes, even none, say which causes may be certain; other lists that are empty say nothing. */
    boolean statesNothing() {
        return expected.entrySet().stream()
                .noneMatch(each -> each.getKey().equals(FINDINGS)
                        || each.getKey().equals(CAUSES)
                        || !each.getKey().equals(ARGS) && !isEmpty(each.getValue()));
    }

    private static boolean isEmpty(Object value) {
        return value instanceof List<?> list && list.isEmpty() || value instanceof Map<?, ?> map && map.isEmpty();
    }

    /** What of it does not hold, in the order of the file. */
    public List<Difference> differences(Found found) {
        List<Difference> differences = new ArrayList<>();
        expected.forEach((key, wanted) -> {
            if (!OUTSIDE_REPORT.contains(key)) {
                differences.addAll(
                        found.report().containsKey(key)
                                ? inReport(key, wanted, found.report().get(key))
                                : List.of(Subset.absent(key, key, wanted, found.report())));
            }
        });
        packets().forEach(each -> differences.addAll(ofPacket(each, found.packets())));
        if (expected.containsKey(FINDINGS) || expected.containsKey(CAUSES)) {
            differences.addAll(otherCauses(found.report()));
        }
        return differences;
    }

    private static List<Difference> inReport(String key, Object wanted, Object found) {
        if (!(wanted instanceof List<?> list) || !(found instanceof List<?> rows)) {
            return Subset.differences(key, key, wanted, found);
        }
        List<Difference> differences = new ArrayList<>();
        for (Object each : list) {
            differences.addAll(
                    each instanceof Map<?, ?> row && rows.stream().allMatch(Map.class::isInstance)
                            ? Subset.differencesOfRow(key, row, rows)
                            : Subset.differences(key, key, List.of(each), rows));
        }
        return differences;
    }

    private static List<Difference> ofPacket(Map<?, ?> wanted, List<Map<String, Object>> packets) {
        Optional<Object> line = Subset.nearest(place(wanted), packets);
        String where = PACKETS + " " + wanted.get("host") + " frame " + wanted.get("frame");
        return line.isPresent()
                ? Subset.differences(PACKETS, where, wanted, line.get())
                : List.of(new Difference(
                        PACKETS, where, JsonTree.line(wanted), "no such packet among those that are analysed"));
    }

    /** No cause may be certain besides those of the findings here and of {@code causes}. */
    private List<Difference> otherCauses(Map<String, Object> report) {
        Set<Object> allowed = new TreeSet<>((List<?>) expected.getOrDefault(CAUSES, List.of()));
        objects(FINDINGS).forEach(each -> cause(each).ifPresent(cause -> allowed.add(cause.get("name"))));
        List<Difference> differences = new ArrayList<>();
        for (Object each : (List<?>) report.getOrDefault(FINDINGS, List.of())) {
            Map<?, ?> finding = (Map<?, ?>) each;
            Optional<Map<?, ?>> certain = cause(finding).filter(cause -> "certain".equals(cause.get("grade")));
            if (certain.isPresent() && !allowed.contains(certain.get().get("name"))) {
                differences.add(new Difference(
                        CAUSES,
                        CAUSES + " that are certain",
                        allowed.isEmpty() ? "none" : "only " + JsonTree.line(List.copyOf(allowed)),
                        JsonTree.line(certain.get().get("name")) + " in " + finding.get("sentence")));
            }
        }
        return differences;
    }

    private static Optional<Map<?, ?>> cause(Map<?, ?> finding) {
        return finding.get("cause") instanceof Map<?, ?> cause && cause.containsKey("name")
                ? Optional.of(cause)
                : Optional.empty();
    }

    /**
     * The same keys with the values that were found. What names nothing in the report, and causes that are not allowed,
     * stay as they are: {@link #differences} tells of them still.
     */
    public Map<String, Object> updated(Found found) {
        Map<String, Object> updated = new LinkedHashMap<>();
        expected.forEach((key, wanted) -> {
            Object got = key.equals(PACKETS) ? found.packets() : found.report().get(key);
            boolean kept = key.equals(ARGS) || key.equals(CAUSES) || got == null;
            updated.put(key, kept ? wanted : Renewal.of(wanted, got));
        });
        return updated;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Expectation that && expected.equals(that.expected);
    }

    @Override
    public int hashCode() {
        return expected.hashCode();
    }
}
