package dev.halfway.check;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A range for a number, {@code {"min": 8, "max": 12}}, both ends in it; either may be left out. */
record Tolerance(Map<?, ?> range) {
    private static final String MIN = "min";
    private static final String MAX = "max";
    private static final BigDecimal WIDEST = BigDecimal.valueOf(Long.MAX_VALUE / 2);

    /** Whether a value of an expectation is one. */
    static boolean isOne(Object wanted) {
        return wanted instanceof Map<?, ?> map
                && !map.isEmpty()
                && Set.of(MIN, MAX).containsAll(map.keySet())
                && map.values().stream().allMatch(Number.class::isInstance);
    }

    boolean holds(Object found) {
        return found instanceof Number number
                && (!range.containsKey(MIN) || decimal(number).compareTo(decimal(range.get(MIN))) >= 0)
                && (!range.containsKey(MAX) || decimal(number).compareTo(decimal(range.get(MAX))) <= 0);
    }

    /** As wide as before, with {@code found} in its middle; where one end is open, {@code found} is the other. */
    Map<String, Object> movedTo(long found) {
        long below = 0;
        long above = 0;
        if (range.size() == 2) {
            long width = decimal(range.get(MAX))
                    .subtract(decimal(range.get(MIN)))
                    .min(WIDEST)
                    .longValue();
            below = Math.min(width / 2, Math.max(0, found));
            above = width - below;
        }
        Map<String, Object> moved = new LinkedHashMap<>();
        for (Object end : range.keySet()) {
            moved.put((String) end, end.equals(MIN) ? found - below : found + above);
        }
        return moved;
    }

    static BigDecimal decimal(Object number) {
        return new BigDecimal(number.toString());
    }
}
