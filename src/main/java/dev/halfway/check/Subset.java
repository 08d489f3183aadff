package dev.halfway.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a tree holds what is pinned of it: an object is a subset, and so is a list. */
final class Subset {
    /** Names, in a finding, what must stand somewhere in its text. */
    static final String MENTIONS = "mentions";

    /** Keys that say which of several objects is meant, where they are no lists. */
    private static final List<String> IDENTITY =
            List.of("host", "file", "frame", "kind", "from", "to", "typeP", "role", "initiator");

    private static final List<String> ENDS = List.of("from", "to");
    private static final String NOTHING = "nothing";
    private static final int OTHERS_SHOWN = 8;

    private Subset() {}

    /** Where {@code found}, null for nothing, is not what is {@code wanted}. */
    static List<Difference> differences(String key, String where, Object wanted, Object found) {
        if (Tolerance.isOne(wanted) && !(found instanceof Map)) {
            return new Tolerance((Map<?, ?>) wanted).holds(found)
                    ? List.of()
                    : List.of(new Difference(key, where, range((Map<?, ?>) wanted), text(found)));
        } else if (wanted instanceof Map<?, ?> map && found instanceof Map<?, ?> got) {
            List<Difference> differences = new ArrayList<>();
            map.forEach((name, value) -> differences.addAll(
                    name.equals(MENTIONS)
                            ? missing(key, where, (List<?>) value, got)
                            : value != null && !got.containsKey(name)
                                    ? List.of(absent(key, joined(where, (String) name), value, got))
                                    : differences(key, joined(where, (String) name), value, got.get(name))));
            return differences;
        } else if (wanted instanceof List<?> list && found instanceof List<?> got) {
            return list.stream()
                    .filter(each -> got.stream()
                            .noneMatch(other ->
                                    differences(key, where, each, other).isEmpty()))
                    .map(each -> new Difference(key, where, JsonTree.line(each) + " among others", text(found)))
                    .toList();
        }
        return isSame(wanted, found)
                ? List.of()
                : List.of(new Difference(key, where, JsonTree.line(wanted), text(found)));
    }

    /** A key that is not there: misspelt, or of something that was not found, which a report leaves out. */
    static Difference absent(String key, String where, Object wanted, Map<?, ?> found) {
        String keys = found.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return new Difference(key, where, JsonTree.line(wanted), "no such key; there are " + keys);
    }

    /** Where none of the objects of a list holds what is wanted of one: the differences of the one meant. */
    static List<Difference> differencesOfRow(String key, Map<?, ?> wanted, List<?> found) {
        String where = (key + " " + label(wanted)).stripTrailing();
        List<List<Difference>> all = new ArrayList<>();
        for (Object each : found) {
            List<Difference> differences = differences(key, where, wanted, each);
            if (differences.isEmpty()) {
                return List.of();
            }
            all.add(differences);
        }
        Optional<Object> nearest = nearest(wanted, found);
        if (nearest.isEmpty()) {
            return List.of(new Difference(key, where, JsonTree.line(wanted), "none such" + others(wanted, found)));
        }
        return differences(key, where, wanted, nearest.get());
    }

    /** What there is instead: what goes the same way, if anything does. */
    private static String others(Map<?, ?> wanted, List<?> found) {
        List<?> sameWay = found.stream()
                .filter(each -> ENDS.stream().allMatch(end -> isSame(wanted.get(end), ((Map<?, ?>) each).get(end))))
                .toList();
        List<?> others = sameWay.isEmpty() ? found : sameWay;
        if (others.isEmpty()) {
            return "";
        }
        String more = others.size() > OTHERS_SHOWN ? "; and " + (others.size() - OTHERS_SHOWN) + " more" : "";
        return others.stream()
                .limit(OTHERS_SHOWN)
                .map(each -> label((Map<?, ?>) each))
                .collect(Collectors.joining("; ", " among: ", more));
    }

    /** The object that {@code wanted} is about: alike in what identifies it, and with the fewest differences. */
    static Optional<Object> nearest(Map<?, ?> wanted, List<?> found) {
        return found.stream()
                .filter(each -> each instanceof Map<?, ?> row && isMeant(wanted, row))
                .min(Comparator.comparingInt(
                        each -> differences("", "", wanted, each).size()))
                .map(each -> each);
    }

    /** Whether {@code key} with this value says which object is meant. */
    static boolean identifies(Object key, Object value) {
        return IDENTITY.contains(key) && !(value instanceof List);
    }

    private static boolean isMeant(Map<?, ?> wanted, Map<?, ?> row) {
        return wanted.entrySet().stream()
                .filter(entry -> identifies(entry.getKey(), entry.getValue()))
                .allMatch(entry -> isSame(entry.getValue(), row.get(entry.getKey())));
    }

    private static List<Difference> missing(String key, String where, List<?> mentions, Map<?, ?> row) {
        return mentions.stream()
                .filter(each -> leaves(row).noneMatch(leaf -> leaf.contains(String.valueOf(each))))
                .map(each -> new Difference(
                        key, joined(where, MENTIONS), JsonTree.line(each), "it nowhere in " + row.get("sentence")))
                .toList();
    }

    private static Stream<String> leaves(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            return map.values().stream().flatMap(Subset::leaves);
        } else if (tree instanceof List<?> list) {
            return list.stream().flatMap(Subset::leaves);
        }
        return Stream.of(String.valueOf(tree));
    }

    private static boolean isSame(Object wanted, Object found) {
        if (wanted instanceof Number && found instanceof Number) {
            return Tolerance.decimal(wanted).compareTo(Tolerance.decimal(found)) == 0;
        }
        return Objects.equals(wanted, found);
    }

    /** What identifies an object, in words: {@code 219 -> 231 icmp-echo-reply by 231}. */
    private static String label(Map<?, ?> row) {
        StringBuilder label = new StringBuilder();
        Predicate<String> given = name -> row.get(name) != null && identifies(name, row.get(name));
        Map<String, String> before =
                Map.of("file", "file ", "frame", "frame ", "to", "-> ", "initiator", "by ", "role", "as ");
        IDENTITY.stream()
                .filter(given)
                .forEach(name -> label.append(before.getOrDefault(name, ""))
                        .append(row.get(name))
                        .append(' '));
        if (row.get("cause") instanceof Map<?, ?> cause && cause.containsKey("name")) {
            label.append(cause.get("name"));
        }
        return label.toString().strip();
    }

    private static String joined(String where, String name) {
        return where.isEmpty() ? name : where + (where.indexOf(':') < 0 ? ": " : ".") + name;
    }

    private static String range(Map<?, ?> range) {
        return Set.of("min", "max").equals(range.keySet())
                ? range.get("min") + " to " + range.get("max")
                : range.containsKey("min") ? range.get("min") + " or more" : "at most " + range.get("max");
    }

    private static String text(Object found) {
        return found == null ? NOTHING : JsonTree.line(found);
    }
}
