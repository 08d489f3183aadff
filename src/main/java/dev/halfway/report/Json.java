package dev.halfway.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What both JSON outputs share: ASCII only, numbers of fixed precision, and the writer stays the caller's. */
final class Json {
    /** Doubles are rounded to this many digits, so that the same result is the same text on every Java release. */
    private static final MathContext PRECISION = new MathContext(6);

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .build();

    private Json() {}

    static JsonGenerator generator(Writer out) throws IOException {
        return new WholeCharacters(FACTORY.createGenerator(out));
    }

    /** Readers refuse half a surrogate pair, even where it is escaped: it becomes U+FFFD. */
    private static final class WholeCharacters extends JsonGeneratorDelegate {
        private static final Pattern HALF = Pattern.compile("\\p{Cs}");

        WholeCharacters(JsonGenerator json) {
            super(json);
        }

        @Override
        public void writeFieldName(String name) throws IOException {
            super.writeFieldName(whole(name));
        }

        @Override
        public void writeString(String text) throws IOException {
            super.writeString(whole(text));
        }

        private static String whole(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (Character.isSurrogate(text.charAt(i))) {
                    return HALF.matcher(text).replaceAll("\ufffd");
                }
            }
            return text;
        }
    }

    /** @param value finite */
    static void writeNumber(JsonGenerator json, String key, double value) throws IOException {
        json.writeFieldName(key);
        json.writeNumber(rounded(value));
    }

    /** {@code 100} rather than {@code 1E+2}; very small values keep their exponent. */
    private static BigDecimal rounded(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).round(PRECISION).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }

    static void writeStrings(JsonGenerator json, String key, List<String> values) throws IOException {
        json.writeArrayFieldStart(key);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    /**
     * Writes maps, lists, strings, booleans, integers and doubles.
     *
     * @throws IllegalArgumentException for any other type
     */
    static void writeTree(JsonGenerator json, Object tree) throws IOException {
        if (tree instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName((String) entry.getKey());
                writeTree(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (tree instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                writeTree(json, element);
            }
            json.writeEndArray();
        } else if (tree instanceof String text) {
            json.writeString(text);
        } else if (tree instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (tree instanceof Integer || tree instanceof Long) {
            json.writeNumber(((Number) tree).longValue());
        } else if (tree instanceof Double number) {
            json.writeNumber(rounded(number));
        } else {
            throw new IllegalArgumentException("no JSON for " + tree.getClass().getName());
        }
    }
}
