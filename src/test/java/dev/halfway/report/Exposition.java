package dev.halfway.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of Prometheus' text exposition format, version 0.0.4: what the format allows and no scraper needs, such as
 * samples without a type, is an error here.
 */
final class Exposition {
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") ((?:[^\\\\\n]|\\\\\\\\|\\\\n)+)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") (counter|gauge)");
    private static final Pattern SAMPLE = Pattern.compile("(" + NAME + ")(?:\\{(.+)})? (\\S+)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\\\\\"\n]|\\\\[\\\\\"n])*)\"(,(?=.)|$)");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|Inf)|NaN");

    /** One line. */
    record Sample(String name, Map<String, String> labels, double value) {}

    private final Map<String, String> types = new HashMap<>();
    private final List<Sample> samples = new ArrayList<>();
    private final Set<String> helped = new HashSet<>();
    private final Set<String> seen = new HashSet<>();
    private String family = "";

    /** @throws AssertionError with the line that is wrong */
    static Exposition of(String text) {
        Exposition exposition = new Exposition();
        require(text.isEmpty() || text.endsWith("\n"), "the last line does not end");
        require(text.indexOf('\r') < 0, "a carriage return");
        for (String line : text.split("\n")) {
            exposition.take(line);
        }
        return exposition;
    }

    List<Sample> samples() {
        return samples;
    }

    /** Of each family there is, whether it has a sample or not. */
    Map<String, String> types() {
        return types;
    }

    private void take(String line) {
        Matcher help = HELP.matcher(line);
        Matcher type = TYPE.matcher(line);
        Matcher sample = SAMPLE.matcher(line);
        if (help.matches()) {
            require(helped.add(help.group(1)), "helped twice: " + line);
        } else if (type.matches()) {
            family = type.group(1);
            require(helped.contains(family), "no help before " + line);
            require(types.put(family, type.group(2)) == null, "typed twice: " + line);
            require(family.endsWith("_total") == type.group(2).equals("counter"), "a counter ends in _total: " + line);
        } else {
            require(!line.startsWith("#") && sample.matches(), "neither comment nor sample: " + line);
            take(sample, line);
        }
    }

    private void take(Matcher sample, String line) {
        require(sample.group(1).equals(family), "outside of its family: " + line);
        Map<String, String> labels = new TreeMap<>();
        String rest = sample.group(2) == null ? "" : sample.group(2);
        while (!rest.isEmpty()) {
            Matcher label = LABEL.matcher(rest);
            require(label.lookingAt(), "no label: " + rest + " in " + line);
            require(!label.group(1).startsWith("__"), "a reserved label: " + line);
            require(labels.put(label.group(1), unescaped(label.group(2))) == null, "a label twice: " + line);
            rest = rest.substring(label.end());
        }
        require(NUMBER.matcher(sample.group(3)).matches(), "no number: " + line);
        double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
        require(!types.get(family).equals("counter") || value >= 0, "a counter below 0: " + line);
        require(seen.add(family + labels), "the same series twice: " + line);
        samples.add(new Sample(family, labels, value));
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
                plain.append(text.charAt(at) == 'n' ? '\n' : text.charAt(at));
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
