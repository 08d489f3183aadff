package dev.halfway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/**
 * What must be the same of the same traffic, whatever the order of the files: verdict, rows, findings and every packet's
 * line. The clocks are apart, since they name the host that they are told against.
 */
record Essence(
        int code,
        String verdict,
        String sentence,
        Set<String> losses,
        Set<String> appeared,
        Set<String> findings,
        Set<String> inputs,
        Set<String> packets) {

    static Essence of(Analyzed analyzed) {
        JsonNode report = analyzed.report();
        return new Essence(
                analyzed.code(),
                report.get("verdict").asText(),
                report.get("sentence").asText(),
                lines(report.get("losses")),
                lines(report.get("appeared")),
                lines(report.get("findings")),
                lines(report.get("inputs")),
                lines(analyzed.packets()));
    }

    private static Set<String> lines(Iterable<JsonNode> nodes) {
        Set<String> lines = new TreeSet<>();
        nodes.forEach(each -> lines.add(each.toString()));
        return lines;
    }
}
