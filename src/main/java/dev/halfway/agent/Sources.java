package dev.halfway.agent;

import dev.halfway.agent.Origin.Reopening;
import dev.halfway.capture.CaptureException;
import dev.halfway.capture.CaptureFile;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.LiveCapture;
import dev.halfway.capture.LiveOptions;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.SourceSummary;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Opens what the user named. */
final class Sources {
    private Sources() {}

    /** How a source is opened, and when it is opened again. */
    record Opening(Collector.Opener opener, Reopening reopening) {}

    static Opening of(WatchOptions.Source source, WatchOptions options) {
        if (source.spec() instanceof SourceSpec.Live live) {
            LiveOptions capture = new LiveOptions(
                    live.interfaceName(),
                    options.captureFilter(),
                    options.snapLengthBytes(),
                    LiveOptions.DEFAULT_BUFFER_KIB,
                    false,
                    true);
            return new Opening(new LiveOpener(capture), Reopening.ALWAYS);
        }
        Origin origin = origin(source.spec(), options);
        return new Opening(
                () -> {
                    Something in = new Something(origin.open(), source.text());
                    return new Sound(CaptureFile.open(source.text(), in), in);
                },
                origin.reopening());
    }

    /** A capture that is read no further, though there is more, is corrupt: that is no end. */
    private static final class Sound implements PacketSource {
        private final PacketSource capture;
        private final Something in;

        Sound(PacketSource capture, Something in) {
            this.capture = capture;
            this.in = in;
        }

        @Override
        public int poll(FrameHandler handler, int limit) throws IOException {
            int count = capture.poll(handler, limit);
            if (count == END && !in.ended) {
                throw new CaptureException(String.join("; ", summary().warnings()));
            }
            return count;
        }

        @Override
        public SourceSummary summary() {
            return capture.summary();
        }

        @Override
        public SourceSummary.Interface interfaceAt(int index) {
            return capture.interfaceAt(index);
        }

        @Override
        public void close() throws IOException {
            capture.close();
        }
    }

    private static Origin origin(SourceSpec spec, WatchOptions options) {
        if (spec instanceof SourceSpec.File file) {
            return new FileOrigin(file.path(), options.follow());
        } else if (spec instanceof SourceSpec.Exec exec) {
            return ProcessOrigin.of(exec);
        } else if (spec instanceof SourceSpec.Ssh ssh) {
            return ProcessOrigin.of(
                    ssh, options.captureFilter().orElse(ProcessOrigin.USUAL_FILTER), options.snapLengthBytes());
        } else if (spec instanceof SourceSpec.Tcp tcp) {
            return new SocketOrigin(tcp.host(), tcp.port(), Optional.empty());
        } else if (spec instanceof SourceSpec.Tls tls) {
            return new SocketOrigin(tls.host(), tls.port(), options.tls());
        }
        return new StandardInput();
    }

    /** An interface that cannot be captured is an error; one that could, and is gone, may come back. */
    private static final class LiveOpener implements Collector.Opener {
        private final LiveOptions options;
        private boolean openedBefore;

        LiveOpener(LiveOptions options) {
            this.options = options;
        }

        @Override
        public PacketSource open() throws IOException {
            try {
                LiveCapture capture = LiveCapture.open(options);
                openedBefore = true;
                return new Waiting(capture);
            } catch (CaptureException e) {
                throw openedBefore ? new IOException(e.getMessage(), e) : e;
            } catch (IllegalArgumentException e) {
                throw new CaptureException(e.getMessage() + "; see pcap-filter(7)", e);
            }
        }
    }

    /** Can be read once. */
    private static final class StandardInput implements Origin {
        @Override
        public InputStream open() {
            return System.in;
        }

        @Override
        public Reopening reopening() {
            return Reopening.NEVER;
        }
    }

    /** A stream that ends before its first byte is no malformed capture: nothing came. */
    private static final class Something extends FilterInputStream {
        private final String name;
        private boolean begun;
        private boolean ended;

        Something(InputStream in, String name) {
            super(in);
            this.name = name;
        }

        @Override
        public int read() throws IOException {
            return checked(super.read());
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return checked(super.read(buffer, offset, length));
        }

        private int checked(int result) throws IOException {
            if (result < 0 && !begun) {
                throw new IOException(name + ": ended before the first byte of a capture");
            }
            begun = true;
            ended |= result < 0;
            return result;
        }
    }
}
