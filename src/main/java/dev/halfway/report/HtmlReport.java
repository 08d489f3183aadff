package dev.halfway.report;

import dev.halfway.diagnose.Diagnosis;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A diagnosis as one page that stands alone: {@code report.html} with its gaps filled. It fetches nothing and says so to the
 * browser: its policy allows its own style sheet and script, by their hashes, and nothing else. All that it says is there
 * without the script, which only chooses and zooms.
 */
public final class HtmlReport {
    private static final Pattern GAP = Pattern.compile("\\{\\{([a-z-]+)}}");

    private final Map<String, Section> sections = new LinkedHashMap<>();

    /** What stands in one gap of the template. */
    @FunctionalInterface
    private interface Section {
        void write(Markup page) throws IOException;
    }

    private HtmlReport(Diagnosis diagnosis, JsonReport.Origin origin, PageData data) {
        HeadSections head = new HeadSections(diagnosis, origin);
        LossSections losses = new LossSections(diagnosis);
        InputSections inputs = new InputSections(diagnosis);
        sections.put("title", head::title);
        sections.put("verdict", head::verdict);
        sections.put("contents", page -> head.contents(page, data));
        sections.put("path", new PathPictures(diagnosis)::write);
        sections.put("findings", new FindingBlocks(diagnosis)::write);
        sections.put("flows", new SequenceDiagrams(diagnosis, data)::write);
        sections.put("time", new TimeCharts(data, diagnosis)::write);
        sections.put("losses", losses::write);
        sections.put("bgp", new BgpTimelines(diagnosis.bgp())::write);
        sections.put("clocks", inputs::clocks);
        sections.put("inputs", inputs::captures);
        sections.put("unjudged", inputs::unjudged);
        sections.put("packets", new PacketTables(data)::write);
        sections.put("text", head::text);
        sections.put("origin", head::origin);
    }

    /**
     * Writes the whole page; {@code out} stays open.
     *
     * @param data of the same analysis
     */
    public static void write(Diagnosis diagnosis, JsonReport.Origin origin, PageData data, Writer out)
            throws IOException {
        new HtmlReport(diagnosis, origin, data).write(out);
    }

    private void write(Writer out) throws IOException {
        String style = resource("report.css");
        String script = resource("report.js");
        String template = resource("report.html");
        Matcher gap = GAP.matcher(template);
        int written = 0;
        while (gap.find()) {
            out.write(template, written, gap.start() - written);
            written = gap.end();
            switch (gap.group(1)) {
                case "style" -> out.write(style);
                case "script" -> out.write(script);
                case "style-hash" -> out.write(hash(style));
                case "script-hash" -> out.write(hash(script));
                default -> sections.get(gap.group(1)).write(new Markup(out));
            }
        }
        out.write(template, written, template.length() - written);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream("/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A source expression of Content Security Policy Level 3 section 2.3.1, without its quotes. */
    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has SHA-256
        }
    }
}
