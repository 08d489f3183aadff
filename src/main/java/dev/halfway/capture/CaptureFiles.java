package dev.halfway.capture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongBinaryOperator;
import java.util.stream.Collectors;

/**
 * Several captures of one host as one source: rotated files one after another, whatever order they are named in, and
 * files that overlap in time (two interfaces recorded at once) merged by time.
 *
 * <p>Each file is opened once to learn its first time, then again when its turn comes; only files that overlap are open
 * together. {@link Frame#fileIndex()} says which file a record is from, {@link Frame#number()} counts in that file, and
 * {@link Frame#interfaceIndex()} is distinct over all.
 */
public final class CaptureFiles implements PacketSource {
    /** As the caller named them. */
    private final List<Member> members;
    /** Not begun yet, by first time. */
    private final Deque<Member> waiting;
    /** Begun, each with a record at hand. */
    private final List<Member> active = new ArrayList<>();

    private final InterfaceList interfaces = new InterfaceList();

    private CaptureFiles(List<Member> members) {
        this.members = members;
        this.waiting = members.stream()
                .sorted(Comparator.comparingLong((Member each) -> each.firstNanos))
                .collect(Collectors.toCollection(ArrayDeque::new));
    }

    /**
     * Opens each file in turn up to its first record, and closes it again.
     *
     * @param paths at least one; no pipes, since each is opened twice
     * @throws CaptureException when one of them is no capture
     */
    public static CaptureFiles open(List<Path> paths) throws IOException {
        return open(paths.stream().map(Path::toString).toList(), paths);
    }

    /**
     * As {@link #open(List)}, for files that are called otherwise than where they lie, such as those of a {@link Spool}.
     *
     * @param names what messages and summaries call them; as many as paths
     */
    public static CaptureFiles open(List<String> names, List<Path> paths) throws IOException {
        List<Member> members = new ArrayList<>();
        for (Path path : paths) {
            int index = members.size();
            members.add(new Member(names.get(index), path, index));
        }
        return new CaptureFiles(members);
    }

    /**
     * One file whose records stand in pieces, each in the order of its times, as where captures were put one behind the other:
     * merged by time as several files are. Up to its piece it is read for each of them.
     *
     * @param name as {@link #open(List, List)}
     * @param cuts {@link Frame#number()} of the first record of each piece but the first, ascending
     */
    public static CaptureFiles openInPieces(String name, Path path, List<Long> cuts) throws IOException {
        List<Member> pieces = new ArrayList<>();
        long first = 0;
        for (long cut : cuts) {
            pieces.add(new Member(name, path, first, cut));
            first = cut;
        }
        pieces.add(new Member(name, path, first, Long.MAX_VALUE));
        return new CaptureFiles(pieces);
    }

    @Override
    public int poll(FrameHandler handler, int limit) throws IOException {
        int count = 0;
        while (count < limit) {
            Member earliest = earliest(handler);
            if (earliest == null) {
                return count > 0 ? count : END;
            }
            handler.onFrame(earliest.frame);
            count++;
            if (!earliest.advance(handler)) {
                active.remove(earliest);
            }
        }
        return count;
    }

    /** The file whose record at hand has the smallest time, once all files that could have it are begun; null at the end. */
    private Member earliest(FrameHandler handler) throws IOException {
        Member earliest = earliestActive();
        while (!waiting.isEmpty() && (earliest == null || waiting.peek().firstNanos <= earliest.frame.timeNanos)) {
            Member next = waiting.remove();
            if (next.begin(interfaces, handler)) {
                active.add(next);
            }
            earliest = earliestActive();
        }
        return earliest;
    }

    private Member earliestActive() {
        Member earliest = null;
        for (int i = 0; i < active.size(); i++) { // no iterator: this runs for each record
            Member each = active.get(i);
            if (earliest == null || each.frame.timeNanos < earliest.frame.timeNanos) {
                earliest = each;
            }
        }
        return earliest;
    }

    /**
     * What each file turned out to be, as {@link Frame#fileIndex()} counts; of one not begun yet, its
     * header. The interfaces in each count from 0.
     */
    public List<SourceSummary> summaries() {
        return members.stream().filter(Member::endsFile).map(Member::summary).toList();
    }

    /**
     * All files together: sums, the span of all times, all warnings; interfaces as {@link Frame#interfaceIndex()}
     * counts. Drops are known only when each file with packets gives its own; the cut is that of the first file that has
     * one.
     */
    @Override
    public SourceSummary summary() {
        List<SourceSummary> all = summaries();
        boolean dropsKnown = all.stream()
                .allMatch(each -> each.packets() == 0 || each.drops().isPresent());
        return new SourceSummary(
                all.stream().map(SourceSummary::name).collect(Collectors.joining(",")),
                all.stream().map(SourceSummary::format).distinct().collect(Collectors.joining(",")),
                interfaces.copy(),
                all.stream().mapToLong(SourceSummary::packets).sum(),
                all.stream().mapToLong(SourceSummary::bytes).sum(),
                fold(all, SourceSummary::firstNanos, Math::min),
                fold(all, SourceSummary::lastNanos, Math::max),
                fold(all, SourceSummary::startNanos, Math::min),
                fold(all, SourceSummary::endNanos, Math::max),
                dropsKnown ? fold(all, SourceSummary::drops, Long::sum) : OptionalLong.empty(),
                fold(all, SourceSummary::cutAtByte, (first, later) -> first),
                all.stream().mapToLong(SourceSummary::overSnapLength).sum(),
                // merging by time never steps back farther than one of the files does
                all.stream()
                        .mapToLong(SourceSummary::largestStepBackNanos)
                        .max()
                        .orElse(0),
                all.stream().flatMap(each -> each.warnings().stream()).toList());
    }

    @Override
    public SourceSummary.Interface interfaceAt(int index) {
        return interfaces.get(index);
    }

    /**
     * Where the files are portions of what came from one source: the first interface, as {@link Frame#interfaceIndex()}
     * counts, that is the same as this one. Those of one link type and name are, or of several such ones in each file those
     * that come as first, as second and so on; two of one file are never the same.
     */
    public int firstSame(int interfaceIndex) {
        return interfaces.firstSame(interfaceIndex);
    }

    /**
     * By {@link Frame#interfaceIndex()}: the first one that is the same as this one, where files or sections follow one
     * another in time as those of a rotation do. Once all is read.
     */
    public int[] firstSameByTime(InterfaceTimes times) {
        return interfaces.firstsByTime(times);
    }

    private static OptionalLong fold(
            List<SourceSummary> all, Function<SourceSummary, OptionalLong> value, LongBinaryOperator join) {
        return all.stream()
                .map(value)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .reduce(join);
    }

    @Override
    public void close() throws IOException {
        for (Member each : active) {
            each.file.close();
        }
        active.clear();
    }

    /** One file, or a piece of one. */
    private static final class Member {
        final String name;
        final Path path;
        final int index;
        /** Time of its first record; the largest long when it has none, which puts it last; the least of a piece. */
        final long firstNanos;

        /** Of the file, which of its records are of this piece: the number of the first, and of the first that no longer is. */
        private final long from;

        private final long until;
        /** Null before it begins, and after its last record. */
        CaptureFile file;
        /** The record at hand. */
        Frame frame;
        /** What is read of a piece goes by it; null of a whole file. */
        private final OfPiece ofPiece;
        /** Null while it is read. */
        private SourceSummary summary;

        Member(String name, Path path, int index) throws IOException {
            this.name = name;
            this.path = path;
            this.index = index;
            from = 0;
            until = Long.MAX_VALUE;
            ofPiece = null;
            try (CaptureFile peeked = CaptureFile.open(name, path)) {
                this.summary = peeked.summary();
                this.firstNanos =
                        peeked.advance(new UnreadToo(ignored -> {})) ? peeked.frame().timeNanos : Long.MAX_VALUE;
            }
        }

        /** A piece of the only file. */
        Member(String name, Path path, long from, long until) throws IOException {
            this.name = name;
            this.path = path;
            this.from = from;
            this.until = until;
            ofPiece = new OfPiece();
            index = 0;
            firstNanos = Long.MIN_VALUE;
            try (CaptureFile peeked = CaptureFile.open(name, path)) {
                summary = peeked.summary();
            }
        }

        /** Its summary is that of the whole file. */
        boolean endsFile() {
            return until == Long.MAX_VALUE;
        }

        /** Returns whether there is a record. */
        boolean begin(InterfaceList interfaces, FrameHandler handler) throws IOException {
            // The last piece is the first to meet each interface, and counts them as any other does.
            file = CaptureFile.open(name, path, endsFile() ? interfaces : new InterfaceList());
            frame = file.frame();
            frame.fileIndex = index;
            summary = null;
            return advance(handler);
        }

        /** Returns whether there is another record; closes the file when there is none. */
        boolean advance(FrameHandler handler) throws IOException {
            FrameHandler own = ofPiece == null ? handler : ofPiece.before(handler);
            while (file.advance(own) && frame.number < until) {
                if (frame.number >= from) {
                    return true;
                }
            }
            summary = file.summary();
            file.close();
            // The buffer goes with them: there may be hundreds of files.
            file = null;
            frame = null;
            return false;
        }

        SourceSummary summary() {
            return summary == null ? file.summary() : summary;
        }

        /** What stands in the file besides records is told once. */
        private final class OfPiece implements FrameHandler {
            private FrameHandler handler;

            /** This, to hand on what is to be told to that one. */
            OfPiece before(FrameHandler next) {
                handler = next;
                return this;
            }

            @Override
            public void onFrame(Frame record) {
                handler.onFrame(record);
            }

            @Override
            public void onStatistics(InterfaceStatistics statistics) {
                if (endsFile()) {
                    handler.onStatistics(statistics);
                }
            }

            @Override
            public boolean onUnread(Frame record) {
                return record.number < from || record.number >= until || handler.onUnread(record);
            }
        }
    }
}
