package dev.halfway.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is pinned, with the values found: no key more, none less. */
final class Renewal {
    private Renewal() {}

    static Object of(Object wanted, Object found) {
        if (Subset.differences("", "", wanted, found).isEmpty()) {
            return wanted;
        } else if (Tolerance.isOne(wanted) && found instanceof Number number) {
            return new Tolerance((Map<?, ?>) wanted).movedTo(number.longValue());
        } else if (wanted instanceof Map<?, ?> map && found instanceof Map<?, ?> got) {
            return ofObject(map, got);
        } else if (wanted instanceof List<?> list && found instanceof List<?> got) {
            return list.stream().anyMatch(Map.class::isInstance) ? ofRows(list, got) : new ArrayList<>(got);
        }
        return found;
    }

    private static Map<String, Object> ofObject(Map<?, ?> wanted, Map<?, ?> found) {
        Map<String, Object> renewed = new LinkedHashMap<>();
        wanted.forEach((key, value) -> {
            Object got = found.get(key);
            renewed.put((String) key, got == null || Subset.identifies(key, value) ? value : of(value, got));
        });
        return renewed;
    }

    private static List<Object> ofRows(List<?> wanted, List<?> found) {
        List<Object> renewed = new ArrayList<>();
        for (Object each : wanted) {
            Optional<Object> nearest = each instanceof Map<?, ?> row ? Subset.nearest(row, found) : Optional.empty();
            renewed.add(nearest.map(got -> of(each, got)).orElse(each));
        }
        return renewed;
    }
}
