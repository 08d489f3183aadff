package dev.halfway.capture;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Walks over the records of one capture in one format. Fills {@link #frame} anew for each; it stays good until the next
 * call, which the merge of {@link CaptureFiles} relies on.
 */
abstract class RecordReader implements Closeable {
    /** {@link #next}: the frame holds the next record. */
    static final int RECORD = 1;
    /** {@link #next}: no whole record stands in the buffer, and the caller would not wait. */
    static final int WAIT = 0;
    /** {@link #next}: there are no more, now or later. */
    static final int END = PacketSource.END;

    /**
     * What libpcap takes for the largest packet of a link, unless the capture declares a larger snap length. Of a larger one
     * the first so many bytes are kept: it has nothing behind them that we look at, and several captures are open together.
     */
    static final int LARGEST_PACKET_BYTES = 256 * 1024;

    final CaptureInput input;
    final SourceTally tally;
    final Frame frame = new Frame();
    private boolean ended;

    RecordReader(CaptureInput input, SourceTally tally) {
        this.input = input;
        this.tally = tally;
    }

    /** As in {@link SourceSummary#format()}, without the compression. */
    abstract String format();

    /** As in {@link SourceSummary#drops()}. */
    abstract OptionalLong drops();

    /**
     * Reads on to the next record.
     *
     * @param statistics gets what stands before it in the stream
     * @param mayWait whether to read from the file; else only what is buffered is looked at
     * @throws CaptureException when the capture is corrupt before its first record
     */
    abstract int next(FrameHandler statistics, boolean mayWait) throws IOException;

    /** {@link #RECORD} when that many bytes stand in the buffer, else {@link #WAIT}, or {@link #END} with the cut noted. */
    final int require(int bytes, boolean mayWait) throws IOException {
        if (input.has(bytes)) {
            return RECORD;
        }
        if (!mayWait) {
            return WAIT;
        }
        if (input.fetch(bytes)) {
            return RECORD;
        }
        if (!ended) {
            ended = true;
            noteEnd(bytes);
        }
        return END;
    }

    /** As {@link #require(int, boolean)} for a record so large that only its first {@code held} bytes are kept. */
    final int requireHead(int held, int bytes, boolean mayWait) throws IOException {
        if (!mayWait) {
            return WAIT;
        }
        if (input.fetchHead(held, bytes)) {
            return RECORD;
        }
        if (!ended) {
            ended = true;
            noteEnd(bytes);
        }
        return END;
    }

    private void noteEnd(int bytes) throws CaptureException {
        long at = input.offset();
        if (input.isDamaged()) {
            throw new CaptureException(tally.name() + ": its compressed data are damaged (" + input.failure()
                    + "), so that no packet of it need be what was recorded; copy it again in binary mode, or decompress it to"
                    + " a file to have what comes out analysed all the same");
        }
        if (!input.failure().isEmpty()) {
            tally.cut(
                    at,
                    "the compressed data are cut short or damaged (" + input.failure() + "); read up to byte " + at
                            + " after decompression, packet " + tally.number());
        } else if (input.available() > 0) {
            tally.cut(
                    at,
                    "ends in the middle of a record: at byte " + at + ", after packet " + tally.number() + ", stand "
                            + input.available() + " bytes of at least " + bytes
                            + "; read up to there. Was the capture still being written, or the copy incomplete?");
        }
    }

    /** Ends the capture before a record that cannot be; returns {@link #END}. */
    final int corrupt(String found) throws CaptureException {
        long at = input.offset();
        if (tally.packets() == 0) {
            throw new CaptureException(tally.name() + ": is corrupt before its first packet: at byte " + at + ", "
                    + found + "; copy the capture again in binary mode, or record it anew");
        }
        if (!ended) {
            ended = true;
            tally.cut(
                    at,
                    "is corrupt at byte " + at + ", after packet " + tally.number() + ": " + found
                            + "; read up to there");
        }
        return END;
    }

    final boolean ended() {
        return ended;
    }

    /** A length on the link as an int; the field is 32 bits without sign, and no link has packets of 2 GiB. */
    static int clampToInt(long length) {
        return (int) Math.min(length, Integer.MAX_VALUE);
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
