package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.halfway.Analysis;
import dev.halfway.report.Escape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code analyze -o html}, in a browser, against what {@code -o json} and {@code -o packets} say of the same run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HtmlPageTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path scratch;

    private Chromium browser;
    private JsonNode report;
    private final List<JsonNode> packets = new ArrayList<>();

    @BeforeAll
    void startBrowser() throws Exception {
        browser = Chromium.start();
    }

    @AfterAll
    void endBrowser() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    private Path page(List<String> captures, String... options) throws IOException {
        Path page = scratch.resolve("page.html");
        Path json = scratch.resolve("report.json");
        Path lines = scratch.resolve("packets.jsonl");
        List<String> args =
                new ArrayList<>(List.of("analyze", "-o=html=" + page, "-o=json=" + json, "-o=packets=" + lines));
        args.addAll(List.of(options));
        args.addAll(captures);
        CommandLineRun run = CommandLineRun.of(Analysis::run, args.toArray(String[]::new));
        assertEquals("", run.out());
        assertEquals("", run.err());
        report = MAPPER.readTree(json.toFile());
        packets.clear();
        for (String line : Files.readAllLines(lines)) {
            packets.add(MAPPER.readTree(line));
        }
        return page;
    }

    private void show(String name) throws Exception {
        browser.show(page(
                SavedCase.named(name).captures().stream().map(Path::toString).toList()));
    }

    /** Nothing was complained of, and nothing was asked for but the page itself. */
    private void assertQuiet() {
        assertEquals(List.of(), browser.complaints());
        List<String> beyond = browser.requests().stream()
                .filter(each -> !each.startsWith("file:") && !each.startsWith("data:,"))
                .toList();
        assertEquals(List.of(), beyond);
        assertEquals(
                1,
                browser.requests().stream()
                        .filter(each -> each.startsWith("file:"))
                        .count(),
                browser.requests()::toString);
    }

    private String text(String selector) throws Exception {
        return browser.value("document.querySelector(" + Chromium.quoted(selector) + ").textContent")
                .asText();
    }

    private boolean isOpen(String selector) throws Exception {
        return browser.value("document.querySelector(" + Chromium.quoted(selector) + ").open")
                .asBoolean();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "incident",
                "healthy",
                "transcript",
                "three-hosts",
                "mtu-black-hole",
                "bgp-large-updates",
                "hold-timer-daemon",
                "outage-3s",
                "nat-loss",
                "capture-gap",
                "disjoint-windows",
                "silent-host"
            })
    void shouldSayWhatTheJsonSays(String name) throws Exception {
        show(name);
        assertQuiet();
        assertEquals(report.get("sentence").asText(), text("#sentence"));
        assertEquals(rowsOfJson(), rowsOfTable());
        assertEquals(
                report.get("findings").size(),
                browser.value("document.querySelectorAll('details.finding').length")
                        .asInt());
        for (int i = 0; i < report.get("findings").size(); i++) {
            JsonNode finding = report.get("findings").get(i);
            String shown = text("#finding-" + (i + 1));
            assertTrue(shown.contains(finding.get("sentence").asText()), shown);
            for (JsonNode ruledOut : finding.path("rulesOut")) {
                assertTrue(shown.contains(ruledOut.asText()), shown);
            }
            assertTrue(shown.contains(finding.path("nextExperiment").asText()), shown);
        }
    }

    private List<String> rowsOfJson() {
        List<String> rows = new ArrayList<>();
        for (JsonNode row : report.get("losses")) {
            long seen = row.get("delivered").asLong()
                    + row.get("late").asLong()
                    + row.get("corrupted").asLong();
            rows.add(String.join(
                    " ",
                    row.get("from").asText(),
                    row.get("to").asText(),
                    row.get("sent").asText(),
                    String.valueOf(seen),
                    row.get("lost").asText()));
        }
        return rows;
    }

    private List<String> rowsOfTable() throws Exception {
        List<String> rows = new ArrayList<>();
        for (JsonNode row :
                browser.value("[...document.querySelectorAll('#loss-table tbody tr')].map(r => [0, 1, 4, 5, 6]"
                        + ".map(i => r.cells[i].textContent.replaceAll(',', '')).join(' '))")) {
            rows.add(row.asText());
        }
        return rows;
    }

    @Test
    void shouldListTheLostPacketsByTheirFrames() throws Exception {
        show("incident");
        List<String> lost = packets.stream()
                .filter(each -> each.get("fate").asText().equals("lost"))
                .map(Analyzed::place)
                .toList();
        List<String> shown = new ArrayList<>();
        browser.value("[...document.querySelectorAll('#packets-1 tbody tr')]"
                        + ".map(r => r.cells[0].textContent + '/' + r.cells[1].textContent)")
                .forEach(each -> shown.add(each.asText()));
        assertEquals(lost, shown);
    }

    /** The part of the path that a finding is placed at is marked, in words too; what it rules out is greyed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "incident | At fault: between the capture points. | Ruled out: 219.",
                "silent-host | At fault: 219. | Ruled out: between the capture points.",
                "capture-gap | At fault: the capture at 231. | ''",
                "healthy | '' | ''",
                "transcript | '' | ''"
            })
    void shouldMarkThePath(String name, String atFault, String ruledOut) throws Exception {
        show(name);
        String label = browser.value("document.querySelector('.path svg').getAttribute('aria-label')")
                .asText();
        assertTrue(label.contains(atFault) && label.contains(ruledOut), label);
        assertEquals(
                atFault.isEmpty() ? 0 : 1,
                browser.value("document.querySelectorAll('.path .at-fault').length")
                        .asInt());
        assertEquals(
                ruledOut.isEmpty(),
                browser.value("document.querySelectorAll('.path .ruled-out').length")
                                .asInt()
                        == 0,
                label);
    }

    @Test
    void shouldUnfoldAFinding() throws Exception {
        show("incident");
        assertTrue(isOpen("#finding-1"));
        browser.click("#finding-1 > summary");
        assertFalse(isOpen("#finding-1"));
        browser.value("document.querySelector('#finding-1 > summary').focus()");
        browser.press("Enter");
        browser.value("document.querySelector('#finding-1 > summary').click()");
        assertTrue(isOpen("#finding-1"));
        assertQuiet();
    }

    /** Each packet of the diagram stands where the packets report has it, each lost one has its cross. */
    @Test
    void shouldDrawTheFlowThatIsChosen() throws Exception {
        show("incident");
        int options = browser.value("document.querySelector('#flow-choice').options.length")
                .asInt();
        assertEquals(
                browser.value("document.querySelectorAll('details.flow').length")
                        .asInt(),
                options);
        Map<String, JsonNode> byPlace = new HashMap<>();
        packets.forEach(each -> byPlace.put(Analyzed.place(each), each));
        for (int i = 0; i < options; i++) {
            browser.value("(() => { const c = document.querySelector('#flow-choice'); c.selectedIndex = " + i
                    + "; c.dispatchEvent(new Event('change')); })()");
            JsonNode visible = browser.value(
                    "[...document.querySelectorAll('details.flow')].filter(f => f.offsetParent)" + ".map(f => f.id)");
            assertEquals(1, visible.size());
            String flow = "#" + visible.get(0).asText();
            assertEquals(
                    browser.value("document.querySelector('#flow-choice').value")
                            .asText(),
                    visible.get(0).asText());
            long crosses = browser.value("document.querySelectorAll('" + flow + " .cross').length")
                    .asLong();
            long lost = 0;
            for (JsonNode label : browser.value("[...document.querySelectorAll('" + flow
                    + " text.time')].map(t => [t.classList.contains('end') ? '219' : '231', t.textContent])")) {
                String frame = label.get(1).asText().replaceAll(".*#(\\d+).*", "$1");
                JsonNode packet = byPlace.get(label.get(0).asText() + "/" + frame);
                assertTrue(packet != null, label::toString);
                lost += packet.get("fate").asText().equals("lost") ? 1 : 0;
            }
            assertEquals(lost, crosses, flow);
        }
        assertQuiet();
    }

    @Test
    void shouldChooseAFlowByKeyboard() throws Exception {
        show("incident");
        String before = text("details.flow[open] > summary");
        browser.value("document.querySelector('#flow-choice').focus()");
        browser.press("ArrowDown");
        assertFalse(before.equals(text("details.flow[open] > summary")), before);
    }

    @Test
    void shouldCountTheSameOverTime() throws Exception {
        show("incident");
        Map<String, Long> counts = new TreeMap<>();
        for (JsonNode row : report.get("losses")) {
            counts.merge("sent", row.get("sent").asLong(), Long::sum);
            counts.merge("lost", row.get("lost").asLong(), Long::sum);
        }
        JsonNode shown = browser.value("(() => { const sums = { sent: 0, lost: 0 };"
                + " for (const f of document.querySelectorAll('figure.chart'))"
                + " for (const bin of f.dataset.series.split(';')) { const n = bin.split(',').map(Number);"
                + " sums.sent += n[1]; sums.lost += n[2]; } return sums; })()");
        assertEquals(counts.get("sent"), shown.get("sent").asLong());
        assertEquals(counts.get("lost"), shown.get("lost").asLong());
    }

    @Test
    void shouldZoomAllChartsTogether() throws Exception {
        show("incident");
        String views = "[...new Set([...document.querySelectorAll('svg.plot')].map(p => p.getAttribute('viewBox')))]";
        JsonNode whole = browser.value(views);
        assertEquals(1, whole.size());
        int bins = Integer.parseInt(whole.get(0).asText().split(" ")[2]);
        browser.click("#zoom-in");
        JsonNode zoomed = browser.value(views);
        assertEquals(1, zoomed.size());
        assertEquals(bins / 2.0, Double.parseDouble(zoomed.get(0).asText().split(" ")[2]));
        assertFalse(text("#reading").isEmpty());
        browser.press("0");
        assertEquals(whole, browser.value(views));
        drag();
        double dragged = Double.parseDouble(browser.value(views).get(0).asText().split(" ")[2]);
        assertTrue(dragged < bins / 2.0, "dragged to " + dragged + " of " + bins);
        browser.click("#whole");
        assertEquals(whole, browser.value(views));
        assertQuiet();
    }

    /** Over a quarter of the first chart. */
    private void drag() throws Exception {
        JsonNode box = browser.value("(() => { const e = document.querySelector('svg.plot .ground');"
                + " e.scrollIntoView({ block: 'center' }); const b = e.getBoundingClientRect();"
                + " return { x: b.x, y: b.y + b.height / 2, w: b.width }; })()");
        double x = box.get("x").asDouble();
        double width = box.get("w").asDouble();
        double y = box.get("y").asDouble();
        browser.mouse("mousePressed", x + width / 4, y);
        browser.mouse("mouseMoved", x + width / 3, y);
        browser.mouse("mouseMoved", x + width / 2, y);
        browser.mouse("mouseReleased", x + width / 2, y);
    }

    @Test
    void shouldSayTheSameWithoutScripts() throws Exception {
        Path page = page(SavedCase.named("incident").captures().stream()
                .map(Path::toString)
                .toList());
        browser.allowScripts(false);
        try {
            browser.show(page);
            assertEquals(rowsOfJson(), rowsOfTable());
            assertEquals(
                    0,
                    browser.value("[...document.querySelectorAll('details.flow')].filter(f => f.hidden).length")
                            .asInt());
            assertTrue(browser.value("document.querySelector('.tools').hidden").asBoolean());
            assertQuiet();
        } finally {
            browser.allowScripts(true);
        }
    }

    @Test
    void shouldFitATelephone() throws Exception {
        show("incident");
        browser.resize(390, 800);
        try {
            int width = browser.value("document.documentElement.scrollWidth").asInt();
            assertTrue(width <= 390, "is " + width + " wide");
        } finally {
            browser.resize(1100, 1600);
        }
    }

    @Test
    void shouldPrint() throws Exception {
        show("incident");
        byte[] pdf = browser.pdf();
        assertEquals("%PDF", new String(pdf, 0, 4, java.nio.charset.StandardCharsets.US_ASCII));
        assertQuiet();
    }

    /** What the other tests rely on: the page's policy keeps everything out, and the browser says so. */
    @Test
    void shouldLetNothingInOrOut() throws Exception {
        show("healthy");
        browser.value("document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/x.png' }))");
        browser.value("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\" id=\"styled\">x</p>')");
        browser.value("document.body.append(Object.assign(document.createElement('script'), { text: 'ran = 1' }))");
        assertEquals("undefined", browser.value("typeof globalThis.ran").asText());
        Chromium.awaitUntil(() -> browser.complaints().size() >= 3);
        assertTrue(
                browser.complaints().stream().allMatch(each -> each.contains("Content Security Policy")),
                browser.complaints()::toString);
    }

    @Test
    void shouldKeepHostileNamesInert() throws Exception {
        List<Path> captures = SavedCase.named("incident").captures();
        String one = "\"'><script>hacked(1)<!--\u001b[2J\u202e\n\ud800";
        String other = "&lt;b><img src onerror`${hacked(2)}`\u2028,;\t\u05d0";
        browser.show(page(List.of(one + "=" + captures.get(0), other + "=" + captures.get(1))));
        assertQuiet();
        assertEquals(1, browser.value("document.scripts.length").asInt());
        assertEquals(
                one.replace('\ud800', '\ufffd'),
                report.get("inputs").get(0).get("host").asText());
        assertEquals(
                0,
                browser.value("document.querySelectorAll('img, b, iframe, object, embed, base, form').length")
                        .asInt());
        assertEquals(Escape.terminal(one), text("#capture-table tbody td"));
        assertEquals(Escape.terminal(other), text("#capture-table tbody tr:last-child td"));
        assertEquals(
                0,
                browser.value("[...document.body.innerHTML].filter(c => /[\\u0000-\\u0009\\u000b-\\u001f\\u202a-\\u202e"
                                + "\\u2066-\\u2069\\u2028\\ud800-\\udfff]/.test(c)).length")
                        .asInt());
        // Letters that are read from right to left do not turn an arrow round.
        assertEquals(
                "bidi-override",
                browser.value("getComputedStyle(document.querySelector('#capture-table td')).unicodeBidi")
                        .asText());
    }
}
