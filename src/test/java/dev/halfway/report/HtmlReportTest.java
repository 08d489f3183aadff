package dev.halfway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import dev.halfway.match.Reason;
import dev.halfway.match.Role;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page without a browser: its policy, its bounds, and what is escaped. */
class HtmlReportTest {
    private static final long START = 1_502_210_465_000_000_000L;
    private static final int MOST_BYTES = 1_500_000;

    private static String page(Diagnosis diagnosis, PageData data) throws IOException {
        StringWriter out = new StringWriter();
        HtmlReport.write(diagnosis, new JsonReport.Origin("1", Map.of("filter", "<&>")), data, out);
        return out.toString();
    }

    private static String page(Diagnosis diagnosis) throws IOException {
        PageData data = new PageData();
        Examples.packets().forEach(data::onPacket);
        return page(diagnosis, data);
    }

    @Test
    void shouldAllowItsOwnScriptAndStyleOnly() throws Exception {
        String page = page(Examples.incident());
        for (String element : List.of("script", "style")) {
            Matcher content = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL)
                    .matcher(page);
            assertTrue(content.find(), element);
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(content.group(1).getBytes(StandardCharsets.UTF_8));
            String hash = "sha256-" + Base64.getEncoder().encodeToString(digest);
            assertTrue(page.contains(element + "-src '" + hash + "'"), hash);
            assertFalse(content.find(), "a second " + element);
        }
        assertTrue(page.contains("content=\"default-src 'none'; "), "default-src");
        assertFalse(page.contains("unsafe-"), "unsafe");
    }

    @Test
    void shouldReferToNothingOutside() throws IOException {
        String page = page(Examples.incident());
        Matcher link = Pattern.compile("(?:href|src|action|url)\\s*[=(]\\s*[\"']?([^\"' >)]*)")
                .matcher(page);
        while (link.find()) {
            boolean within = link.group(1).startsWith("#") || link.group(1).equals("data:,");
            assertTrue(within, link.group());
        }
        assertFalse(page.contains("{{"), "a gap is left");
    }

    @Test
    void shouldEscapeEverythingThatIsNotItsOwn() throws IOException {
        Diagnosis example = Examples.incident();
        String hostile = "</script></style><img src=x onerror=alert(1)>\"'&\u001b[2J\u202e\n";
        Diagnosis diagnosis = Examples.saying(example, hostile, hostile);
        PageData data = new PageData();
        data.onPacket(packet(hostile, "231", 1, 1, Fate.LOST));
        String page = page(diagnosis, data);
        assertEquals(1, page.split("</script>", -1).length - 1);
        assertEquals(1, page.split("</style>", -1).length - 1);
        assertFalse(page.contains("<img"), "an element from outside");
        assertFalse(page.contains("\u001b") || page.contains("\u202e"), "a control character");
        assertTrue(
                page.contains("&lt;/script&gt;&lt;/style&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\\x1b[2J"
                        + "\\x{202e}\\x0a"));
    }

    @Test
    void shouldRefuseWhatCouldRunOrFetch() {
        Markup page = new Markup(new StringWriter());
        for (String name : List.of("onclick", "src", "style", "href", "srcdoc", "xlink:href")) {
            assertThrows(IllegalArgumentException.class, () -> page.open("a", name, "javascript:x"), name);
        }
    }

    /** A million packets, a tenth of them lost, in many flows: what is kept and written stays small. */
    @Test
    void shouldStaySmallForAMillionPackets() throws IOException {
        PageData data = new PageData();
        long lost = 0;
        for (int i = 0; i < 500_000; i++) {
            boolean gone = i % 10 == 3;
            lost += gone ? 1 : 0;
            data.onPacket(packet("219", "231", i, i % 5_000, gone ? Fate.LOST : Fate.DELIVERED));
            if (!gone) {
                data.onPacket(packet("219", "231", i, i % 5_000, Fate.ARRIVED));
            }
        }
        String page = page(Examples.incident(), data);
        assertTrue(page.length() < MOST_BYTES, page.length() + " characters");
        assertTrue(page.contains("And 49,900 packets more."), "the rest of the list");
        assertTrue(page.contains("Lost 219 \u2192 231: 50,000 packets"), "the whole of the list");
        assertTrue(page.contains("And 4,978 flows more, "), "the rest of the flows");
        assertEquals(50_000, lost);
        long sent = 0;
        long drawn = 0;
        for (TimeSeries series : data.series()) {
            for (int bin = 0; bin < data.grid().bins(); bin++) {
                sent += series.sent(bin);
                drawn += series.lost(bin);
            }
        }
        assertEquals(500_000, sent);
        assertEquals(lost, drawn);
    }

    @Test
    void shouldBinTheSameInAnyOrderOfTime() {
        for (long step : new long[] {1, 7_000_000, 900_000_000}) {
            PageData forward = new PageData();
            PageData backward = new PageData();
            for (int i = 0; i < 3_000; i++) {
                forward.onPacket(at(START + i * step, i % 7 == 0));
                backward.onPacket(at(START + (2_999 - i) * step, (2_999 - i) % 7 == 0));
            }
            assertEquals(forward.grid().startNanos(), backward.grid().startNanos());
            assertEquals(forward.grid().bins(), backward.grid().bins());
            assertEquals(forward.grid().widthNanos(), backward.grid().widthNanos());
            TimeSeries one = forward.series().get(0);
            TimeSeries other = backward.series().get(0);
            for (int bin = 0; bin < forward.grid().bins(); bin++) {
                assertEquals(one.sent(bin), other.sent(bin));
                assertEquals(one.lost(bin), other.lost(bin));
                assertEquals(one.leastNanos(bin), other.leastNanos(bin));
                assertEquals(one.mostNanos(bin), other.mostNanos(bin));
            }
        }
    }

    private static PacketFate at(long nanos, boolean lost) {
        return packet("219", "231", nanos, 1, 0, lost ? Fate.LOST : Fate.DELIVERED);
    }

    private static PacketFate packet(String from, String to, int ordinal, int flow, Fate fate) {
        return packet(from, to, START + ordinal * 100_000L, ordinal + 1, flow, fate);
    }

    private static PacketFate packet(String from, String to, long nanos, long frame, int flow, Fate fate) {
        boolean matched = fate == Fate.DELIVERED || fate == Fate.ARRIVED;
        boolean arrived = fate == Fate.ARRIVED;
        return new PacketFate(
                arrived ? to : from,
                0,
                frame,
                nanos,
                nanos,
                from,
                to,
                TypeP.ICMP_ECHO_REQUEST,
                Role.REQUEST,
                from,
                fate,
                false,
                false,
                matched ? Reason.MATCHED : Reason.NO_COPY,
                matched
                        ? List.of(new PacketFate.Match(arrived ? from : to, 0, frame, 100_000 + frame % 1_000))
                        : List.of(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                new PacketFate.FlowName(flow, "10.39.1.219 to 10.39.1.231 echo identifier " + flow),
                new PacketFate.Headers((int) frame & 0xffff, 0, 56));
    }
}
