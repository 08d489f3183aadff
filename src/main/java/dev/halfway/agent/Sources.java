package dev.halfway.agent;

import dev.halfway.capture.CaptureFile;
import dev.halfway.capture.LiveCapture;
import dev.halfway.capture.LiveOptions;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Opens what the user named. */
final class Sources {
    private Sources() {}

    /** How a source is opened, and whether it is worth opening again. */
    record Opening(Collector.Opener opener, boolean reopens) {}

    static Opening of(WatchOptions.Source source, WatchOptions options) {
        if (source.spec() instanceof SourceSpec.Live live) {
            LiveOptions capture = new LiveOptions(
                    live.interfaceName(),
                    options.captureFilter(),
                    options.snapLengthBytes(),
                    LiveOptions.DEFAULT_BUFFER_KIB,
                    false,
                    true);
            return new Opening(() -> new Waiting(LiveCapture.open(capture)), true);
        }
        Origin origin = origin(source.spec(), options);
        return new Opening(
                () -> CaptureFile.open(source.text(), new Something(origin.open(), source.text())), origin.reopens());
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

    /** Can be read once. */
    private static final class StandardInput implements Origin {
        @Override
        public InputStream open() {
            return System.in;
        }

        @Override
        public boolean reopens() {
            return false;
        }
    }

    /** A stream that ends before its first byte is no malformed capture: nothing came. */
    private static final class Something extends FilterInputStream {
        private final String name;
        private boolean begun;

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
            return result;
        }
    }
}
