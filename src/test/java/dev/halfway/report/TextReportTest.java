package dev.halfway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.diagnose.Diagnosis;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

class TextReportTest {
    private static final TextReport.Style PLAIN = new TextReport.Style(false, false);

    @Test
    void shouldTellTheIncident() throws IOException {
        Golden.assertMatches("incident.txt", text(Examples.incident(), PLAIN));
    }

    @Test
    void shouldTellOfAHealthyPair() throws IOException {
        Golden.assertMatches("healthy.txt", text(Examples.healthy(), PLAIN));
    }

    @Test
    void shouldTellOfTheTranscript() throws IOException {
        Golden.assertMatches("transcript.txt", text(Examples.transcript(), PLAIN));
    }

    @Test
    void shouldFitTheIncidentOnOneScreen() throws IOException {
        List<String> lines = text(Examples.incident(), PLAIN).lines().toList();
        assertTrue(lines.size() <= 40, lines.size() + " lines");
        assertTrue(lines.stream().allMatch(line -> line.length() <= 100), String.join("\n", lines));
    }

    @Test
    void shouldBeginWithTheVerdict() throws IOException {
        String sentence = Examples.transcript().sentence();
        assertTrue(text(Examples.transcript(), PLAIN).startsWith(sentence.substring(0, 60)));
        String bold = text(Examples.transcript(), new TextReport.Style(true, false));
        assertTrue(bold.startsWith("\u001b[1m" + sentence + "\u001b[0m\n"), bold);
    }

    @Test
    void shouldNotSayTheVerdictTwice() throws IOException {
        Diagnosis example = Examples.incident();
        Diagnosis diagnosis = new Diagnosis(
                example.hosts(),
                example.inputs(),
                example.clocks(),
                example.losses(),
                example.appeared(),
                example.unjudged(),
                example.evidence(),
                example.bgp(),
                example.inferred(),
                example.notes(),
                example.findings(),
                example.verdict(),
                example.findings().get(0).sentence(),
                example.maxLossPercent(),
                example.exitCode());
        String text = text(diagnosis, PLAIN);
        assertTrue(text.contains("\n 1. certain: one-way loss 219 -> 231\n"), text);
    }

    @Test
    void shouldShowEachRowWhenAskedTo() throws IOException {
        String folded = text(Examples.incident(), PLAIN);
        String whole = text(Examples.incident(), new TextReport.Style(false, true));
        assertFalse(folded.contains("TCP RST"), folded);
        assertTrue(whole.contains("231 -> 219  TCP RST       219            4     4     0       0  0 to 75"), whole);
        assertEquals(
                Examples.incident().losses().stream()
                        .filter(row -> row.typeP().isTcp())
                        .count(),
                whole.substring(0, whole.indexOf("\nOne-way delay\n"))
                        .lines()
                        .filter(line -> line.matches(" \\d+ -> \\d+ +TCP .*"))
                        .count());
    }

    @Test
    void shouldNotDependOnLocaleOrTimeZone() throws IOException {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
            Golden.assertMatches("healthy.txt", text(Examples.healthy(), PLAIN));
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void shouldLetNoControlCharacterThrough() throws IOException {
        Diagnosis example = Examples.healthy();
        String hostile = "\u001b]0;owned\u0007\u202e\u2066\r\n";
        Diagnosis diagnosis = Examples.saying(example, hostile, "Nothing at " + hostile);
        String text = text(diagnosis, PLAIN);
        assertTrue(
                text.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f),
                () -> "not plain: " + Escape.terminal(text));
        assertTrue(text.startsWith("Nothing at \\x1b]0;owned\\x07\\x{202e}\\x{2066}\\x0d\\x0a\n"), text);
    }

    private static String text(Diagnosis diagnosis, TextReport.Style style) throws IOException {
        StringWriter out = new StringWriter();
        TextReport.write(diagnosis, style, out);
        return out.toString();
    }
}
