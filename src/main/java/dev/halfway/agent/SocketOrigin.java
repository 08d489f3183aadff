package dev.halfway.agent;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;

/** PCAP-over-IP: whoever connects is sent a capture. By TLS where a context is given. */
final class SocketOrigin implements Origin {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    private final String host;
    private final int port;
    private final Optional<TlsContext> tls;

    SocketOrigin(String host, int port, Optional<TlsContext> tls) {
        this.host = host;
        this.port = port;
        this.tls = tls;
    }

    @Override
    public Reopening reopening() {
        return Reopening.ALWAYS;
    }

    @Override
    public InputStream open() throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IOException(host + ": there is no such host");
        }
        Socket socket = new Socket();
        try {
            socket.connect(address, CONNECT_TIMEOUT_MILLIS);
            socket.setKeepAlive(true);
            // Closing the stream closes the socket.
            return new Received((tls.isPresent() ? tls.get().wrap(socket, host, port) : socket).getInputStream());
        } catch (IOException e) {
            socket.close();
            throw failure(e);
        }
    }

    private IOException failure(IOException e) {
        return new IOException(host + " port " + port + ": " + TlsContext.words(e), e);
    }

    /** A server says only after the handshake that it refuses a client (RFC 8446 section 4.4.2.4). */
    private final class Received extends FilterInputStream {
        Received(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                throw failure(e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return super.read(buffer, offset, length);
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }
}
