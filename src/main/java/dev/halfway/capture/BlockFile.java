package dev.halfway.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A new file of pcapng blocks. Each write must be of whole blocks, as those of {@link PcapngWriter} are; when one fails, such
 * as on a full disk, the file is cut behind the last whole block.
 */
final class BlockFile extends OutputStream {
    private final FileChannel channel;
    private long wholeBytes;

    /** @throws java.nio.file.FileAlreadyExistsException when there is one */
    BlockFile(Path path) throws IOException {
        channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public void write(int b) {
        throw new UnsupportedOperationException("whole blocks only");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer blocks = ByteBuffer.wrap(bytes, offset, length);
        try {
            while (blocks.hasRemaining()) {
                channel.write(blocks);
            }
            wholeBytes += length;
        } catch (IOException e) {
            blocks.flip().position(offset);
            cutBehindWholeBlocks(blocks.order(ByteOrder.LITTLE_ENDIAN));
            throw e;
        }
    }

    /** Takes what was written of the blocks. */
    private void cutBehindWholeBlocks(ByteBuffer written) throws IOException {
        while (written.remaining() >= PcapngFormat.SMALLEST_BLOCK_BYTES) {
            int length = written.getInt(written.position() + PcapngFormat.LENGTH_AT);
            if (length > written.remaining()) {
                break;
            }
            written.position(written.position() + length);
            wholeBytes += length;
        }
        channel.truncate(wholeBytes);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
