package dev.halfway;

import dev.halfway.capture.CaptureException;
import dev.halfway.capture.CaptureFiles;
import dev.halfway.capture.Frame;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.InterfaceStatistics;
import dev.halfway.capture.InterfaceTimes;
import dev.halfway.capture.PacketFilter;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.SourceSummary;
import dev.halfway.clock.ClockMap;
import dev.halfway.clock.Disorder;
import dev.halfway.clock.Leaps;
import dev.halfway.clock.TimeUnwrapper;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.diagnose.BgpCollector;
import dev.halfway.match.HostSurvey;
import dev.halfway.match.MatchRun;
import dev.halfway.match.Reason;
import dev.halfway.match.Sighting;
import dev.halfway.match.SightingWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** One host's captures, read twice: once to survey them, once as sightings in time order. */
final class HostFeed {
    private static final int BATCH = 256;
    /** For each the capture is read, up to it. */
    private static final int MOST_PIECES = 16;
    /** A record without a time, or whose writer had none. */
    private static final long NO_TIME = 0;
    /** Of a capture with more, no time is right. */
    private static final int MOST_STRAYS = 1_000;

    private final String host;
    private final int index;
    private final List<String> names;
    private final List<Path> captures;
    private final Optional<PacketFilter> filter;
    private final Decoder decoder;
    private final DecodedPacket packet = new DecodedPacket();
    private final List<FileCounts> counts = new ArrayList<>();
    private final Set<Stray> strays = new HashSet<>();
    private List<SourceSummary> summaries = List.of();
    private Progress progress = new Progress();
    private long firstNanos;
    private List<TimeUnwrapper.Jump> jumps = List.of();
    private boolean oneSource;
    /** Numbers of the records at which times run back by more than disorder is, each in its file: the first so many. */
    private final List<Long> cuts = new ArrayList<>();

    private int fileOfFirstCut;
    /** Where pieces begin that are merged by time; none where the captures are read as they stand. */
    private List<Long> pieces = List.of();
    /** Behind which of them stands one of the same time that holds the other direction. */
    private List<Integer> halves = List.of();

    private boolean toldDropsByRecord;
    /** By index of an interface: the first one that is the same; empty while that is not known. */
    private int[] firstSame = new int[0];

    /** By so much times went back, at most, but for a clock that was set back. */
    private long disorderNanos;

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

    /** Before the first reading: where to count what is read. */
    void countIn(Progress counting) {
        progress = counting;
    }

    /** Before it is read again: the host's clock was set there, which its times are to show no more. */
    void follow(List<TimeUnwrapper.Jump> known) {
        jumps = known;
    }

    /** Before the first reading: the captures follow each other as they came from one source. */
    void portionsOfOneSource() {
        oneSource = true;
    }

    /** Whether one of its captures holds pieces of which each follows an earlier time than the one before it ends with. */
    boolean hasPieces() {
        return !cuts.isEmpty() && !oneSource;
    }

    /**
     * Whether the pieces can be merged by time: those of one capture, not where they are many, nor where a record's own time says too little of its
     * place, or a clock may have been set within them.
     */
    boolean canMergePieces() {
        FileCounts all = counts.get(0);
        return captures.size() == 1
                && cuts.size() < MOST_PIECES
                && strays.isEmpty()
                && all.untimed + all.unread == 0
                && !toldDropsByRecord
                && disorderNanos < Leaps.SET_BACK_NANOS;
    }

    /**
     * Before it is read again: its pieces are merged by time.
     *
     * @param ofOneWay behind which of them stands one of the same time that holds the other direction
     */
    void mergePieces(List<Integer> ofOneWay) {
        pieces = List.copyOf(cuts);
        halves = List.copyOf(ofOneWay);
    }

    /** Which piece a record is of; its file where that is read as it stands. */
    private int pieceOf(Frame frame) {
        int piece = 0;
        while (piece < pieces.size() && pieces.get(piece) <= frame.number()) {
            piece++;
        }
        return pieces.isEmpty() ? frame.fileIndex() : piece;
    }

    /** Numbers of the records where pieces begin that are merged by time; none where the captures are read as they stand. */
    List<Long> pieces() {
        return pieces;
    }

    /** That the records of its capture are not in order, and that nothing can be told for that; a sentence. */
    String disorder() {
        return String.format(
                Locale.ROOT,
                "Cannot tell: the records of %s are not in the order of their times (from packet %d on), as where captures were"
                        + " put one behind the other. Give those that it was made of (%s=FILE,FILE), or put it in order:"
                        + " reordercap IN OUT.",
                names.get(fileOfFirstCut),
                cuts.get(0),
                host);
    }

    private CaptureFiles open() throws IOException {
        return pieces.isEmpty()
                ? CaptureFiles.open(names, captures)
                : CaptureFiles.openInPieces(names.get(0), captures.get(0), pieces);
    }

    /**
     * Reads everything once.
     *
     * @param hosts how many there are with it
     */
    HostSurvey survey(HostSurvey.Settings settings, int hosts) throws IOException {
        HostSurvey survey = new HostSurvey(host, settings, hosts);
        counts.clear();
        strays.clear();
        cuts.clear();
        firstSame = new int[0];
        captures.forEach(each -> counts.add(new FileCounts()));
        try (CaptureFiles files = open()) {
            SurveyHandler handler = new SurveyHandler(survey, new Places(files));
            Progress.Meter meter = progress.meter(handler);
            while (files.poll(meter, BATCH) != PacketSource.END) {
                meter.tell();
            }
            summaries = files.summaries();
            handler.finish();
            survey.end();
            firstSame = files.firstSameByTime(handler.times);
            firstNanos = survey.isEmpty() ? 0 : survey.startNanos();
        } catch (TimeUnwrapper.OutOfRange e) {
            throw new CaptureException(
                    names.get(0) + ": cannot be put in order of time, since " + e.getMessage()
                            + "; analyse what was captured between two settings alone",
                    e);
        }
        return survey;
    }

    /**
     * Reads everything again, after {@link #survey}, as sightings for {@code run}; {@code bgp} sees the same packets.
     *
     * @param map from the host's clock to the one by which sightings are put in order
     */
    Sightings sightings(MatchRun run, BgpCollector bgp, ClockMap map) throws IOException {
        return new Sightings(open(), run, bgp, map);
    }

    /**
     * Whether a time stands alone: far from the one before it, when the one after it is back. A clock that was set stays
     * set; one record alone was damaged, and would widen the time that the captures cover beyond all others.
     */
    private static boolean isStray(long beforeNanos, long nanos, long afterNanos) {
        return Math.abs(afterNanos - nanos) > TimeUnwrapper.DEFAULT_THRESHOLD_NANOS
                && Math.abs(afterNanos - beforeNanos) < Math.abs(nanos - beforeNanos) / 4;
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
        int outcome = decoder.decode(
                frame.buffer(),
                frame.offset(),
                frame.capturedLength(),
                frame.originalLength(),
                frame.linkType(),
                packet);
        packet.carries(frame.digestKey(), frame.digest());
        return outcome;
    }

    /** A frame of this host's captures, which has no usable time although it says one. */
    private record Stray(int fileIndex, long number) {}

    /**
     * Which interfaces are one, so that packets alike on both sides of the end of a portion are not taken for one packet on its
     * way from one interface to another: of portions of one source those that are the same; of captures, those that are the
     * same in what follows one another in time, which is known once they have been read.
     */
    private final class Places {
        private final CaptureFiles files;

        Places(CaptureFiles files) {
            this.files = files;
        }

        int of(Frame frame) {
            int index = frame.interfaceIndex();
            return oneSource ? files.firstSame(index) : index < firstSame.length ? firstSame[index] : index;
        }
    }

    private final class SurveyHandler implements FrameHandler {
        private final HostSurvey survey;
        private final Places places;
        private final Leaps leaps = new Leaps();
        private final TimeUnwrapper clock = new TimeUnwrapper(jumps, leaps);
        private final Disorder disorder = new Disorder();
        private final DropReports drops;
        private final UntimedRecords untimed;
        private final BlindSpots blindSpots = new BlindSpots();
        private final InterfaceTimes times = new InterfaceTimes();

        SurveyHandler(HostSurvey survey, Places places) {
            this.survey = survey;
            this.places = places;
            drops = new DropReports(survey::dropped);
            untimed = new UntimedRecords(survey::dropped);
        }

        /** A record far in time from the one before it; what follows tells whether it is stray. */
        private Frame held;

        private boolean anyTaken;
        private long takenNanos;

        @Override
        public void onFrame(Frame frame) {
            if (frame.timeNanos() == NO_TIME) {
                onUntimed(frame);
                return;
            }
            long nanos = frame.timeNanos();
            if (held != null) {
                release(isStray(takenNanos, held.timeNanos(), nanos));
            }
            if (anyTaken && Math.abs(nanos - takenNanos) > TimeUnwrapper.DEFAULT_THRESHOLD_NANOS) {
                held = frame.copy();
            } else {
                take(frame);
            }
        }

        private void release(boolean isStray) {
            Frame frame = held;
            held = null;
            if (isStray && strays.size() < MOST_STRAYS) {
                strays.add(new Stray(frame.fileIndex(), frame.number()));
                onUntimed(frame);
            } else {
                take(frame);
            }
        }

        private void take(Frame frame) {
            anyTaken = true;
            takenNanos = frame.timeNanos();
            long setBefore = clock.stepCount();
            long timeNanos = clock.unwrap(frame.timeNanos());
            disorder.note(timeNanos);
            if (clock.stepCount() > setBefore && cuts.size() < MOST_PIECES) {
                fileOfFirstCut = cuts.isEmpty() ? frame.fileIndex() : fileOfFirstCut;
                cuts.add(frame.number());
            }
            untimed.onTime(timeNanos);
            survey.clockSet(clock.setNanos());
            survey.covers(timeNanos);
            drops.onFrame(frame, timeNanos);
            blindSpots.onFrame(pieceOf(frame), timeNanos);
            times.note(frame.interfaceIndex(), timeNanos);
            if (!passes(frame)) {
                counts.get(frame.fileIndex()).filtered++;
                return;
            }
            int outcome = decode(frame);
            survey.note(packet, outcome, frame.buffer(), places.of(frame), frame.direction(), timeNanos);
            counts.get(frame.fileIndex()).note(outcome, packet);
        }

        /** Packets that lie between two that have a time are as good as dropped by the capture there. */
        private void onUntimed(Frame frame) {
            if (!passes(frame)) {
                counts.get(frame.fileIndex()).filtered++;
                return;
            }
            int outcome = decode(frame);
            survey.noteUntimed(packet, outcome, frame.direction());
            counts.get(frame.fileIndex()).noteUntimed(outcome, packet);
            if (outcome == DecodedPacket.IN_SCOPE) {
                untimed.onUntimed();
            }
        }

        /** It may be any packet, of the time between those around it. */
        @Override
        public boolean onUnread(Frame frame) {
            if (held != null) {
                release(false);
            }
            survey.noteUnread();
            counts.get(frame.fileIndex()).unread++;
            untimed.onUntimed();
            return true;
        }

        @Override
        public void onStatistics(InterfaceStatistics statistics) {
            drops.onStatistics(statistics);
        }

        void finish() {
            if (held != null) {
                release(false);
            }
            untimed.end();
            disorderNanos = clock.disorderNanos();
            toldDropsByRecord = drops.areByRecord();
            survey.setBack(clock.steps());
            if (disorderNanos > 0) {
                survey.runBack(disorderNanos, disorder.wholeFromNanos(), disorder.wholeToNanos());
            }
            if (captures.size() == 1) { // between two there is a pause anyway
                survey.leap(leaps);
            }
            // What the files say of the time they cover counts where no clock was set in it.
            boolean isTold = clock.stepCount() == 0 && jumps.isEmpty();
            for (SourceSummary summary : isTold ? summaries : List.<SourceSummary>of()) {
                summary.startNanos().ifPresent(survey::covers);
                summary.endNanos().ifPresent(survey::covers);
            }
            if (!pieces.isEmpty()) {
                blindSpots.tellPieces(halves, survey::blind);
            } else if (isTold) {
                blindSpots.tell(summaries, survey::blind);
            }
        }
    }

    /** The second reading, by a thread of its own; all methods are for the one that matches. */
    final class Sightings implements AutoCloseable, SightingReader.Maker {
        private final MatchRun run;
        private final BgpCollector bgp;
        private final SightingWriter writer;
        private final ClockMap map;
        private final Places places;
        private final TimeUnwrapper clock = new TimeUnwrapper(jumps);
        private final TimeOrder order;
        private final SightingReader reader;
        /** The reader's: of the last record that has a time, at first the earliest there is. */
        private long unwrappedNanos = firstNanos;

        /** The reader's: of the last record that has a time; and of the longest pause between two since the last sighting. */
        private long recordNanos = Long.MIN_VALUE;

        private long shownNanos;
        private long pauseStartNanos;
        private long pauseEndNanos;

        private boolean ended;
        /** The next one, once it was asked for; else null. */
        private Sighting next;

        private Sightings(CaptureFiles files, MatchRun run, BgpCollector bgp, ClockMap map) {
            this.run = run;
            this.bgp = bgp;
            this.map = map;
            writer = run.writer(index);
            places = new Places(files);
            // The reference clock may run a little slower or faster.
            order = new TimeOrder(map.isContinuous() ? disorderNanos + disorderNanos / 1_000 : TimeOrder.LATEST_NANOS);
            reader = new SightingReader(host, files, this, progress);
        }

        /** The next sighting in time order, left in its place; null after the last. */
        Sighting peek() throws IOException {
            if (next != null) {
                return next; // as long as it is not taken away nothing comes before it
            }
            next = order.peek(ended);
            while (next == null && !ended) {
                takeIn(reader.take());
                next = order.peek(ended);
            }
            return next;
        }

        private void takeIn(SightingBatch batch) {
            for (int i = 0; i < batch.size(); i++) {
                Sighting s = batch.get(i);
                if (run.admit(s)) {
                    order.add(s);
                    batch.replace(i, run.take());
                }
            }
            ended = batch.last;
            if (ended && recordNanos != Long.MIN_VALUE) { // the reader is done with them
                long end = map.toReference(recordNanos);
                run.ends(index, end - recordNanos + pauseStartNanos, end - recordNanos + pauseEndNanos, end);
            }
            reader.giveBack(batch);
        }

        Sighting remove() {
            next = null;
            return order.remove();
        }

        /** The reader's: touches nothing of the matching. */
        @Override
        public boolean make(Frame frame, Sighting s) {
            boolean timed = frame.timeNanos() != NO_TIME
                    && (strays.isEmpty() || !strays.contains(new Stray(frame.fileIndex(), frame.number())));
            if (timed) {
                unwrappedNanos = clock.unwrap(frame.timeNanos());
                recorded(unwrappedNanos);
                shownNanos = frame.timeNanos();
            }
            if (!passes(frame) || decode(frame) != DecodedPacket.IN_SCOPE) {
                return false;
            }
            boolean written = writer.write(packet, frame.buffer(), places.of(frame), frame.direction(), s);
            writer.place(s, frame.fileIndex(), frame.number(), frame.timeNanos(), unwrappedNanos);
            if (timed) {
                writer.pause(s, unwrappedNanos - pauseStartNanos, unwrappedNanos - pauseEndNanos);
                pauseStartNanos = recordNanos;
                pauseEndNanos = recordNanos;
            }
            if (!timed) {
                s.exclude(Reason.WITHOUT_TIME);
            } else if (written) {
                bgp.accept(index, s, packet, frame.buffer());
            }
            return true;
        }

        /** A capture that counts what it has dropped does so while it runs. */
        @Override
        public void onStatistics(InterfaceStatistics statistics) {
            if (recordNanos != Long.MIN_VALUE && statistics.dropped().isPresent()) {
                recorded(unwrappedNanos + statistics.timeNanos() - shownNanos);
            }
        }

        private void recorded(long nanos) {
            if (recordNanos == Long.MIN_VALUE) {
                pauseStartNanos = nanos;
                pauseEndNanos = nanos;
            } else if (nanos - recordNanos > pauseEndNanos - pauseStartNanos) {
                pauseStartNanos = recordNanos;
                pauseEndNanos = nanos;
            }
            recordNanos = Math.max(recordNanos, nanos);
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
