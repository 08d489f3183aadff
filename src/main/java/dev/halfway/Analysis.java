package dev.halfway;

import dev.halfway.capture.PacketFilter;
import dev.halfway.capture.Spool;
import dev.halfway.decode.Decoder;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.match.HostSurvey;
import dev.halfway.match.PacketFates;
import dev.halfway.match.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The front door: captures in, diagnosis out. Every capture is read twice: first to see what it can show, whose it is and
 * how its clock stands, then to match.
 */
public final class Analysis {
    private final AnalysisOptions options;
    private final List<HostFeed> feeds = new ArrayList<>();

    private Analysis(AnalysisOptions options, Spool spool, Optional<PacketFilter> filter) throws IOException {
        this.options = options;
        for (AnalysisOptions.Host host : options.hosts()) {
            List<String> names = new ArrayList<>();
            List<Path> captures = new ArrayList<>();
            for (Path capture : host.captures()) {
                names.add(capture.toString());
                captures.add(spool.rereadable(capture));
            }
            Decoder decoder = new Decoder(options.tcpPorts());
            feeds.add(new HostFeed(host.name(), feeds.size(), names, captures, filter, decoder));
        }
    }

    /**
     * Runs the whole analysis of saved captures.
     *
     * @param fates receives every packet's fate as it becomes known, in frame order per host; empty when nobody asks
     * @throws dev.halfway.capture.CaptureException when a capture cannot be opened or read
     */
    public static Diagnosis run(AnalysisOptions options, Optional<PacketFates> fates) throws IOException {
        return run(options, fates, new Progress());
    }

    /** As {@link #run(AnalysisOptions, Optional)}; {@code progress} shows how far it is. */
    public static Diagnosis run(AnalysisOptions options, Optional<PacketFates> fates, Progress progress)
            throws IOException {
        try (Spool spool = new Spool(System.in);
                PacketFilter filter = options.filter().isPresent()
                        ? PacketFilter.compile(options.filter().get())
                        : null) {
            Analysis analysis = new Analysis(options, spool, Optional.ofNullable(filter));
            analysis.feeds.forEach(each -> each.countIn(progress));
            return analysis.run(fates);
        }
    }

    private Diagnosis run(Optional<PacketFates> fates) throws IOException {
        boolean isAll = options.from().isEmpty() && options.to().isEmpty();
        Surveyed surveyed = new Surveyed(options, feeds, isAll);
        Plan plan = surveyed.plan();
        HostSurvey first = surveyed.surveys().get(0);
        TimeRange range = TimeRange.of(options.from(), options.to(), first.startNanos(), plan.clock(0)::toReference);
        if (surveyed.surveys().stream().noneMatch(HostSurvey::isEmpty)) {
            String sentence =
                    TimeRange.outside(options.from(), options.to(), first.startNanos(), first.endNanos(), first.host());
            plan.refuseOutside(range.fromNanos(), range.toNanos(), sentence);
            TimeRange.stretch(options.from(), options.to(), first.startNanos(), first.endNanos())
                    .ifPresent(plan::countsOnly);
        }
        return surveyed.diagnose(plan, range, fates);
    }
}
