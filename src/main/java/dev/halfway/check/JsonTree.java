package dev.halfway.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** JSON as maps in the order of the text, lists, strings, longs, {@link java.math.BigDecimal}s and booleans. No nulls. */
public final class JsonTree {
    /** No report is nested as deep; what is compared by recursion has an end. */
    private static final int DEEPEST = 100;
    /** Before or behind the point: no report holds a number of as many. */
    private static final int MOST_DIGITS = 1_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private JsonTree() {}

    /**
     * One JSON object.
     *
     * @throws IOException when it is no JSON, another value than an object, or holds a null, a key twice or an integer
     *     beyond 64 bits, or is nested too deep; the message says where
     */
    public static Map<String, Object> object(String text) throws IOException {
        try (JsonParser json = FACTORY.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("expected a JSON object, as in { \"verdict\": \"no-loss\" }");
            }
            Map<String, Object> object = object(json);
            if (json.nextToken() != null) {
                throw new IOException(
                        "line " + json.currentTokenLocation().getLineNr() + ": expected nothing behind the object");
            }
            return object;
        } catch (JsonParseException e) {
            throw new IOException("line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, Object> object(JsonParser json) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            json.nextToken();
            object.put(key, value(json));
        }
        return object;
    }

    private static Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> array(json);
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_NUMBER_FLOAT -> decimal(json);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default ->
                throw new IOException("line " + json.currentTokenLocation().getLineNr()
                        + ": null is no value here; leave the key out");
        };
    }

    /** One whose exponent is out of all bounds takes all memory where it is reckoned with. */
    private static BigDecimal decimal(JsonParser json) throws IOException {
        BigDecimal decimal = json.getDecimalValue();
        if (Math.abs((long) decimal.scale()) > MOST_DIGITS) {
            throw new IOException("line " + json.currentTokenLocation().getLineNr() + ": " + json.getText()
                    + " is no number that a report could hold");
        }
        return decimal;
    }

    private static List<Object> array(JsonParser json) throws IOException {
        List<Object> array = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(json));
        }
        return array;
    }

    /** A value on one line. */
    static String line(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> line(entry.getKey()) + ": " + line(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        } else if (value instanceof List<?> list) {
            return list.stream().map(JsonTree::line).collect(Collectors.joining(", ", "[", "]"));
        } else if (value instanceof String text) {
            return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
        }
        return String.valueOf(value);
    }

    /** An object as a file for review: a line for each key, and in lists of objects a line for each of them. */
    public static String file(Map<String, Object> object) {
        return object.entrySet().stream()
                .map(entry -> "  " + line(entry.getKey()) + ": " + member(entry.getValue()))
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }

    private static String member(Object value) {
        if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map) {
            return list.stream().map(each -> "    " + line(each)).collect(Collectors.joining(",\n", "[\n", "\n  ]"));
        }
        return line(value);
    }
}
