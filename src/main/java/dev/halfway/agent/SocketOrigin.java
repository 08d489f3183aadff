package dev.halfway.agent;

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
            return tls.isPresent() ? tls.get().wrap(socket, host, port).getInputStream() : socket.getInputStream();
        } catch (IOException e) {
            socket.close();
            throw new IOException(host + " port " + port + ": " + e.getMessage(), e);
        }
    }
}
