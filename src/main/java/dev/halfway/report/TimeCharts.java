package dev.halfway.report;

import dev.halfway.diagnose.ClockFacts;
import dev.halfway.diagnose.Diagnosis;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Loss and delay over time on a page: a chart for each direction, kind and initiator, all over the same time. */
final class TimeCharts {
    private static final int MOST_CHARTS = 24;
    /** Charts without loss are folded away, but for these. */
    private static final int LEAST_AT_ONCE = 6;

    private static final int LOSS_HEIGHT = 40;
    private static final int DELAY_TOP = 52;
    private static final int PLOT_HEIGHT = 100;
    private static final int TICKS = 4;
    private static final int PLOT_X = 74;
    private static final int PLOT_WIDTH = 716;
    /** Delays that differ more than so many times are drawn on a logarithmic scale. */
    private static final double WIDE = 20;

    private final PageData data;
    private final Diagnosis diagnosis;
    private final TimeGrid grid;

    TimeCharts(PageData data, Diagnosis diagnosis) {
        this.data = data;
        this.diagnosis = diagnosis;
        this.grid = data.grid();
    }

    void write(Markup page) throws IOException {
        List<TimeSeries> all = data.series();
        if (all.isEmpty()) {
            page.element("p", "No packet was seen leaving one of the hosts for another.");
            return;
        }
        page.element(
                "p",
                "Above: the share lost of the packets that left in a moment. Below: one-way delay of those that arrived,"
                        + " from least to most, with the mean. One moment is "
                        + Words.duration(grid.widthNanos()) + "." + clockWords());
        page.open(
                "div",
                "id",
                "charts",
                "data-start",
                String.valueOf(grid.startNanos()),
                "data-width",
                String.valueOf(grid.widthNanos()),
                "data-bins",
                String.valueOf(grid.bins()));
        tools(page);
        List<TimeSeries> drawn = all.subList(0, Math.min(MOST_CHARTS, all.size()));
        int lossy = (int) drawn.stream().filter(each -> each.totalLost() > 0).count();
        int atOnce = Math.min(drawn.size(), Math.max(lossy, LEAST_AT_ONCE));
        for (TimeSeries series : drawn.subList(0, atOnce)) {
            chart(page, series);
        }
        if (atOnce < drawn.size()) {
            page.open("details", "class", "charts");
            page.element("summary", Words.count(drawn.size() - atOnce, "chart") + " more, without loss");
            for (TimeSeries series : drawn.subList(atOnce, drawn.size())) {
                chart(page, series);
            }
            page.close();
        }
        page.close();
        int more = Math.max(all.size(), diagnosis.losses().size()) - MOST_CHARTS;
        if (more > 0) {
            page.element("p", "And " + Words.count(more, "row") + " more of the table below.", "class", "rest");
        }
    }

    private String clockWords() {
        boolean bounded =
                diagnosis.clocks().stream().allMatch(each -> each.boundNanos().isPresent());
        long worst = diagnosis.clocks().stream()
                .map(ClockFacts::boundNanos)
                .filter(java.util.OptionalLong::isPresent)
                .mapToLong(java.util.OptionalLong::getAsLong)
                .max()
                .orElse(0);
        return bounded
                ? " The clocks may put delays wrong by up to " + Words.duration(worst) + "."
                : " Nothing bounds the error of the clocks, so delays are not to be relied on.";
    }

    private static void tools(Markup page) throws IOException {
        page.open("p", "class", "tools", "hidden", "", "role", "group", "aria-label", "Zoom of all charts");
        button(page, "zoom-in", "Zoom in");
        button(page, "zoom-out", "Zoom out");
        button(page, "earlier", "\u2190 Earlier");
        button(page, "later", "Later \u2192");
        button(page, "whole", "Whole time");
        page.element("output", "", "id", "reading", "aria-live", "polite");
        page.close();
    }

    private static void button(Markup page, String id, String title) throws IOException {
        page.element("button", title, "type", "button", "id", id);
    }

    private void chart(Markup page, TimeSeries series) throws IOException {
        Scale scale = Scale.of(series, grid.bins());
        TimeSeries.Key key = series.key();
        String title = key.from() + " \u2192 " + key.to() + ", " + key.typeP().words() + ", started by "
                + LossSections.initiator(key.initiator()) + ": " + Words.count(series.totalLost()) + " of "
                + Words.count(series.totalSent()) + " lost";
        page.open("figure", "class", "chart", "data-series", numbers(series));
        page.element("figcaption", title);
        page.open("svg", "viewBox", "0 0 800 124", "role", "img", "aria-label", title);
        label(page, 68, 12, "end", "lost 100 %");
        label(page, 68, LOSS_HEIGHT + 4, "end", "0");
        if (series.hasDelays()) {
            label(page, 68, DELAY_TOP + 8, "end", Words.duration(scale.top()));
            label(page, 68, PLOT_HEIGHT + 3, "end", scale.bottom() == 0 ? "0" : Words.duration(scale.bottom()));
        } else {
            label(page, 68, DELAY_TOP + 28, "end", "no delay");
        }
        page.open(
                "svg",
                "class",
                "plot",
                "x",
                String.valueOf(PLOT_X),
                "y",
                "2",
                "width",
                String.valueOf(PLOT_WIDTH),
                "height",
                String.valueOf(PLOT_HEIGHT),
                "viewBox",
                "0 0 " + grid.bins() + " " + PLOT_HEIGHT,
                "preserveAspectRatio",
                "none");
        String bins = String.valueOf(grid.bins());
        page.empty("rect", "class", "ground", "width", bins, "height", String.valueOf(LOSS_HEIGHT));
        page.empty(
                "rect",
                "class",
                "ground",
                "y",
                String.valueOf(DELAY_TOP),
                "width",
                bins,
                "height",
                String.valueOf(PLOT_HEIGHT - DELAY_TOP));
        paths(page, series, scale);
        page.close();
        ticks(page);
        page.close().close().line();
    }

    private static void label(Markup page, int x, int y, String style, String text) throws IOException {
        page.element("text", text, "x", String.valueOf(x), "y", String.valueOf(y), "class", style);
    }

    private void ticks(Markup page) throws IOException {
        page.open("g", "class", "ticks");
        for (int i = 0; i <= TICKS; i++) {
            long nanos = grid.startNanos() + (long) ((double) grid.widthNanos() * grid.bins() * i / TICKS);
            String anchor = i == 0 ? "start" : i == TICKS ? "end" : "middle";
            label(
                    page,
                    PLOT_X + PLOT_WIDTH * i / TICKS,
                    118,
                    anchor,
                    Words.time(nanos).substring(0, 12));
        }
        page.close();
    }

    private void paths(Markup page, TimeSeries series, Scale scale) throws IOException {
        StringBuilder arrived = new StringBuilder();
        StringBuilder open = new StringBuilder();
        StringBuilder lost = new StringBuilder();
        StringBuilder range = new StringBuilder();
        StringBuilder mean = new StringBuilder();
        for (int bin = 0; bin < grid.bins(); bin++) {
            if (series.sent(bin) == 0) {
                continue;
            }
            if (series.sent(bin) > series.lost(bin) + series.open(bin)) {
                arrived.append('M').append(bin).append(' ').append(LOSS_HEIGHT).append("h1");
            }
            if (series.open(bin) > 0) {
                open.append('M').append(bin).append(' ').append(LOSS_HEIGHT + 5).append("h1");
            }
            if (series.lost(bin) > 0) {
                int judged = series.sent(bin) - series.open(bin);
                long height = Math.max(4, Math.round((double) LOSS_HEIGHT * series.lost(bin) / judged));
                lost.append('M').append(bin).append(' ').append(LOSS_HEIGHT);
                lost.append('v').append(-height).append("h1v").append(height).append('z');
            }
            if (series.hasDelay(bin)) {
                int y = scale.y(series.leastNanos(bin));
                range.append('M').append(bin).append(".5 ").append(y);
                range.append('V').append(Math.min(scale.y(series.mostNanos(bin)), y - 1));
                mean.append('M')
                        .append(bin)
                        .append(' ')
                        .append(scale.y(series.meanNanos(bin)))
                        .append("h1");
            }
        }
        path(page, "arrived", arrived);
        path(page, "open", open);
        path(page, "lost", lost);
        path(page, "range", range);
        path(page, "mean", mean);
    }

    private static void path(Markup page, String style, StringBuilder d) throws IOException {
        if (!d.isEmpty()) {
            page.empty("path", "class", style, "d", d.toString());
        }
    }

    /** Bin, sent, lost, not judged, and of those with delays least, mean and most in microseconds; for the script. */
    private String numbers(TimeSeries series) {
        StringBuilder numbers = new StringBuilder();
        for (int bin = 0; bin < grid.bins(); bin++) {
            if (series.sent(bin) == 0) {
                continue;
            }
            numbers.append(numbers.isEmpty() ? "" : ";").append(bin).append(',').append(series.sent(bin));
            numbers.append(',').append(series.lost(bin)).append(',').append(series.open(bin));
            if (series.hasDelay(bin)) {
                for (long nanos : new long[] {series.leastNanos(bin), series.meanNanos(bin), series.mostNanos(bin)}) {
                    numbers.append(',').append(String.format(Locale.ROOT, "%.1f", nanos / 1e3));
                }
            }
        }
        return numbers.toString();
    }

    /** From nanoseconds to the height in a chart. */
    private record Scale(long bottom, long top) {
        static Scale of(TimeSeries series, int bins) {
            long least = Long.MAX_VALUE;
            long most = 1;
            for (int bin = 0; bin < bins; bin++) {
                if (series.hasDelay(bin)) {
                    least = Math.min(least, Math.max(1_000, series.leastNanos(bin)));
                    most = Math.max(most, series.mostNanos(bin));
                }
            }
            return new Scale(least < most / WIDE ? least : 0, Math.max(most, 1_000));
        }

        int y(long nanos) {
            double share = bottom == 0
                    ? (double) nanos / top
                    : Math.log((double) Math.max(nanos, bottom) / bottom) / Math.log((double) top / bottom);
            return (int) Math.round(PLOT_HEIGHT - share * (PLOT_HEIGHT - DELAY_TOP));
        }
    }
}
