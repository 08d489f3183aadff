package dev.halfway.agent;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The last so many bytes of an endless stream of blocks, on disk, for readers that are not all at the same place. Positions
 * count from the first byte ever written. What is written at once stays together: a reader that begins at {@link #oldest()}
 * begins at the start of a block.
 *
 * <p>One writer, any number of readers, each on its own thread.
 */
final class BlockLog extends OutputStream implements Closeable {
    private static final int CHUNKS = 16;

    private record Chunk(Path path, long start) {}

    private final Path directory;
    private final long chunkBytes;
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private OutputStream out;
    private long end;
    private long number;
    private boolean closed;

    /**
     * @param directory is there; files are made in it and removed from it
     * @param mostBytes about as many are kept
     */
    BlockLog(Path directory, long mostBytes) {
        this.directory = directory;
        chunkBytes = Math.max(1, mostBytes / CHUNKS);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    /** Appends whole blocks. */
    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (chunks.isEmpty() || end - chunks.peekLast().start() >= chunkBytes) {
            beginChunk();
        }
        out.write(bytes, offset, length);
        end += length;
        notifyAll();
    }

    private void beginChunk() throws IOException {
        if (out != null) {
            out.close();
        }
        Path path = directory.resolve(String.format("%012d.blocks", number++));
        out = Files.newOutputStream(path);
        chunks.addLast(new Chunk(path, end));
        while (chunks.size() > CHUNKS + 1) {
            Files.deleteIfExists(chunks.removeFirst().path());
        }
    }

    /** Where a new reader begins. */
    synchronized long oldest() {
        return chunks.isEmpty() ? end : chunks.peekFirst().start();
    }

    /**
     * Copies what stands at a position and after it; waits until there is something.
     *
     * @return how many bytes; 0 when the log is closed; negative when what stood there is no longer kept
     */
    int read(long position, byte[] into) throws IOException {
        Chunk chunk;
        long until;
        synchronized (this) {
            while (position >= end && !closed) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return 0;
                }
            }
            if (closed) {
                return 0;
            }
            chunk = null;
            until = end;
            for (Chunk each : chunks) {
                if (each.start() > position) {
                    until = each.start();
                    break;
                }
                chunk = each;
            }
        }
        if (chunk == null) {
            return -1;
        }
        try (RandomAccessFile file = new RandomAccessFile(chunk.path().toFile(), "r")) {
            file.seek(position - chunk.start());
            return file.read(into, 0, (int) Math.min(into.length, until - position));
        } catch (java.io.FileNotFoundException e) {
            return -1; // removed since it was looked up
        }
    }

    /** Removes everything, and keeps nobody waiting any more. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (out != null) {
            out.close();
        }
        for (Chunk chunk : chunks) {
            Files.deleteIfExists(chunk.path());
        }
        chunks.clear();
        notifyAll();
    }
}
