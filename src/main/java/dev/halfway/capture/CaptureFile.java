package dev.halfway.capture;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * One saved capture: pcap or pcapng, as it is or in gzip or zstd. Its content tells what it is, never its name.
 *
 * <p>{@link #poll} waits for the file, or the pipe, only while it has nothing to hand over: of a pipe that is written
 * slowly, each record comes as soon as it is whole.
 */
public final class CaptureFile implements PacketSource {
    /** Of what is no capture, so much goes into the message. */
    private static final int HEAD_BYTES = 64;

    private static final int GZIP_BUFFER_BYTES = 64 * 1024;
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    private final RecordReader reader;
    private final String format;

    private CaptureFile(RecordReader reader, String compression) {
        this.reader = reader;
        this.format = reader.format() + compression;
    }

    /**
     * Opens a file and reads its header.
     *
     * @param name what messages and the summary call it
     * @throws CaptureException when there is no such file, it may not be read, or is no capture
     */
    public static CaptureFile open(String name, Path path) throws IOException {
        return open(name, path, new InterfaceList());
    }

    /**
     * Reads a capture from a stream, e.g. standard input, and closes the stream in the end.
     *
     * @param name what messages and the summary call it
     * @throws CaptureException when it is no capture; the stream is then closed
     */
    public static CaptureFile open(String name, InputStream in) throws IOException {
        return open(name, in, new InterfaceList());
    }

    static CaptureFile open(String name, Path path, InterfaceList interfaces) throws IOException {
        if (Files.isDirectory(path)) {
            throw new CaptureException(
                    name + ": is a directory, expected a capture file; name the files in it instead");
        }
        try {
            return open(name, Files.newInputStream(path), interfaces);
        } catch (NoSuchFileException e) {
            throw new CaptureException(name + ": there is no such file; check the path and the directory it is in", e);
        } catch (AccessDeniedException e) {
            throw new CaptureException(
                    name + ": may not be read by this user; change its permissions, or run as its owner", e);
        } catch (CaptureException e) {
            throw e;
        } catch (IOException e) {
            throw new CaptureException(name + ": cannot be read (" + e.getMessage() + "); copy it elsewhere first", e);
        }
    }

    private static CaptureFile open(String name, InputStream in, InterfaceList interfaces) throws IOException {
        try {
            PeekedInputStream raw = new PeekedInputStream(in, ZSTD.length);
            byte[] head = raw.head();
            if (startsWith(head, GZIP)) {
                Decompressed.Source source = new Decompressed.Source(raw);
                InputStream plain = new Decompressed(new GZIPInputStream(source, GZIP_BUFFER_BYTES), source);
                return open(name, plain, "+gzip", interfaces);
            }
            if (startsWith(head, ZSTD)) {
                Decompressed.Source source = new Decompressed.Source(raw);
                return open(name, new Decompressed(new ZstdStream(source), source), "+zstd", interfaces);
            }
            return open(name, raw, "", interfaces);
        } catch (ZipException | EOFException e) {
            in.close();
            throw new CaptureException(
                    name + ": begins as gzip and is damaged (" + e.getMessage() + "); copy it again in binary mode", e);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static CaptureFile open(String name, InputStream in, String compression, InterfaceList interfaces)
            throws IOException {
        CaptureInput input = new CaptureInput(in);
        SourceTally tally = new SourceTally(name, interfaces);
        if (input.fetch(Integer.BYTES)) {
            int magic = input.int32(input.position());
            if (magic == PcapngFormat.SECTION_HEADER) {
                return new CaptureFile(PcapngReader.open(input, tally), compression);
            }
            input.bigEndian(PcapReader.knows(Integer.reverseBytes(magic)));
            if (input.bigEndian() || PcapReader.knows(magic)) {
                return new CaptureFile(PcapReader.open(input, tally), compression);
            }
        }
        input.fetch(HEAD_BYTES);
        byte[] head = Arrays.copyOfRange(
                input.buffer(), input.position(), input.position() + Math.min(HEAD_BYTES, input.available()));
        throw new CaptureException(NotACapture.sentence(name, head, compression, input.failure()));
    }

    private static boolean startsWith(byte[] head, byte[] magic) {
        return head.length >= magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
    }

    @Override
    public int poll(FrameHandler handler, int limit) throws IOException {
        int count = 0;
        while (count < limit) {
            int status = next(handler, count == 0);
            if (status != RecordReader.RECORD) {
                return count > 0 ? count : status;
            }
            handler.onFrame(reader.frame);
            count++;
        }
        return count;
    }

    /** Goes on to the next record, which {@link #frame()} then is; returns false when there is none. */
    boolean advance(FrameHandler statistics) throws IOException {
        return next(statistics, true) == RecordReader.RECORD;
    }

    private int next(FrameHandler statistics, boolean mayWait) throws CaptureException {
        try {
            return reader.next(statistics, mayWait);
        } catch (CaptureException e) {
            throw e;
        } catch (IOException e) {
            throw new CaptureException(
                    reader.tally.name() + ": cannot be read on after packet " + reader.tally.number() + " ("
                            + e.getMessage() + "); copy it elsewhere first",
                    e);
        }
    }

    /** The record at hand, until the next {@link #poll} or {@link #advance}. */
    Frame frame() {
        return reader.frame;
    }

    @Override
    public SourceSummary summary() {
        return reader.tally.summary(format, reader.input.offset(), reader.drops());
    }

    @Override
    public SourceSummary.Interface interfaceAt(int index) {
        return reader.tally.interfaceAt(index);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
