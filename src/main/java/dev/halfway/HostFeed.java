package dev.halfway;

import dev.halfway.capture.CaptureFiles;
import dev.halfway.capture.Frame;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.InterfaceStatistics;
import dev.halfway.capture.PacketFilter;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.SourceSummary;
import dev.halfway.clock.TimeUnwrapper;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.diagnose.BgpCollector;
import dev.halfway.match.HostSurvey;
import dev.halfway.match.MatchRun;
import dev.halfway.match.Sighting;
import dev.halfway.match.SightingWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One host's captures, read twice: once to survey them, once as sightings in time order. */
final class HostFeed {
    private static final int BATCH = 256;
    /** A record without a time, or whose writer had none. */
    private static final long NO_TIME = 0;

    private final String host;
    private final int index;
    private final List<String> names;
    private final List<Path> captures;
    private final Optional<PacketFilter> filter;
    private final Decoder decoder;
    private final DecodedPacket packet = new DecodedPacket();
    private final List<FileCounts> counts = new ArrayList<>();
    private List<SourceSummary> summaries = List.of();

    /**
     * @param names what messages and summaries call the captures
     * @param captures files that can be read twice, as many as names
     * @param filter what passes it is analysed; the rest still shows the time that the captures cover
     */
    HostFeed(
            String host,
            int index,
            List<String> names,
            List<Path> captures,
            Optional<PacketFilter> filter,
            Decoder decoder) {
        this.host = host;
        this.index = index;
        this.names = names;
        this.captures = captures;
        this.filter = filter;
        this.decoder = decoder;
    }

    /** Reads everything once. */
    HostSurvey survey(HostSurvey.Settings settings) throws IOException {
        HostSurvey survey = new HostSurvey(host, settings);
        counts.clear();
        captures.forEach(each -> counts.add(new FileCounts()));
        try (CaptureFiles files = CaptureFiles.open(names, captures)) {
            SurveyHandler handler = new SurveyHandler(survey);
            while (files.poll(handler, BATCH) != PacketSource.END) {
                // the handler does the work
            }
            summaries = files.summaries();
            handler.finish();
        }
        return survey;
    }

    /** Reads everything again, as sightings for {@code run}; {@code bgp} sees the same packets. */
    Sightings sightings(MatchRun run, BgpCollector bgp) throws IOException {
        return new Sightings(CaptureFiles.open(names, captures), run, bgp);
    }

    private boolean passes(Frame frame) {
        return filter.isEmpty() || filter.get().matches(frame);
    }

    List<SourceSummary> summaries() {
        return summaries;
    }

    /** By file, as {@link #summaries()}. */
    List<FileCounts> counts() {
        return counts;
    }

    /** Decodes into {@link #packet}. */
    private int decode(Frame frame) {
        return decoder.decode(
                frame.buffer(),
                frame.offset(),
                frame.capturedLength(),
                frame.originalLength(),
                frame.linkType(),
                packet);
    }

    private final class SurveyHandler implements FrameHandler {
        private final HostSurvey survey;
        private final TimeUnwrapper clock = new TimeUnwrapper();
        private final DropReports drops;
        private final UntimedRecords untimed;
        private final BlindSpots blindSpots = new BlindSpots();

        SurveyHandler(HostSurvey survey) {
            this.survey = survey;
            drops = new DropReports(survey::dropped);
            untimed = new UntimedRecords(survey::dropped);
        }

        @Override
        public void onFrame(Frame frame) {
            if (frame.timeNanos() == NO_TIME) {
                onUntimed(frame);
                return;
            }
            long timeNanos = clock.unwrap(frame.timeNanos());
            untimed.onTime(timeNanos);
            survey.covers(timeNanos);
            drops.onFrame(frame, timeNanos);
            blindSpots.onFrame(frame.fileIndex(), timeNanos);
            if (!passes(frame)) {
                return;
            }
            int outcome = decode(frame);
            survey.note(packet, outcome, frame.buffer(), frame.interfaceIndex(), frame.direction(), timeNanos);
            counts.get(frame.fileIndex()).note(outcome);
        }

        /** Packets that lie between two that have a time are as good as dropped by the capture there. */
        private void onUntimed(Frame frame) {
            if (!passes(frame)) {
                return;
            }
            int outcome = decode(frame);
            survey.noteUntimed(packet, outcome, frame.direction());
            counts.get(frame.fileIndex()).noteUntimed(outcome);
            if (outcome == DecodedPacket.IN_SCOPE) {
                untimed.onUntimed();
            }
        }

        @Override
        public void onStatistics(InterfaceStatistics statistics) {
            drops.onStatistics(statistics);
        }

        /** What the files say of the time they cover counts where no clock was set back in it. */
        void finish() {
            untimed.end();
            survey.setBack(clock.steps());
            if (clock.stepCount() > 0) {
                return;
            }
            for (SourceSummary summary : summaries) {
                summary.startNanos().ifPresent(survey::covers);
                summary.endNanos().ifPresent(survey::covers);
            }
            blindSpots.tell(summaries, survey::blind);
        }
    }

    /** The second reading. */
    final class Sightings implements FrameHandler, AutoCloseable {
        private final CaptureFiles files;
        private final MatchRun run;
        private final BgpCollector bgp;
        private final SightingWriter writer;
        private final TimeUnwrapper clock = new TimeUnwrapper();
        private final TimeOrder order = new TimeOrder();
        private boolean ended;

        private Sightings(CaptureFiles files, MatchRun run, BgpCollector bgp) {
            this.files = files;
            this.run = run;
            this.bgp = bgp;
            writer = run.writer(index);
        }

        /** The next sighting in time order, left in its place; null after the last. */
        Sighting peek() throws IOException {
            Sighting next = order.peek(ended);
            while (next == null && !ended) {
                ended = files.poll(this, BATCH) == PacketSource.END;
                next = order.peek(ended);
            }
            return next;
        }

        Sighting remove() {
            return order.remove();
        }

        @Override
        public void onFrame(Frame frame) {
            if (frame.timeNanos() == NO_TIME) {
                return;
            }
            long unwrapped = clock.unwrap(frame.timeNanos());
            if (!passes(frame)) {
                return;
            }
            int outcome = decode(frame);
            if (outcome != DecodedPacket.IN_SCOPE) {
                return;
            }
            Sighting s = run.take();
            boolean ours = writer.write(packet, frame.buffer(), frame.interfaceIndex(), frame.direction(), s);
            if (ours) {
                bgp.accept(index, s, packet, frame.buffer(), frame.fileIndex(), frame.number(), unwrapped);
            }
            if (ours && run.admit(s, index, frame.fileIndex(), frame.number(), frame.timeNanos(), unwrapped)) {
                order.add(s);
            } else {
                run.giveBack(s);
            }
        }

        @Override
        public void close() throws IOException {
            files.close();
        }
    }
}
