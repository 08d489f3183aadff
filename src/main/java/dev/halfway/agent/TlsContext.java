package dev.halfway.agent;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS 1.3 (RFC 8446) between nodes that trust one authority: each end shows a certificate of it, and a client checks that
 * the server's names the host that it asked for (RFC 9525). Nothing older is spoken, and there is no way without.
 */
public final class TlsContext {
    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final int HANDSHAKE_TIMEOUT_MILLIS = 10_000;
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private final Path authority;
    private final Path certificate;
    private final Path key;
    /** How the files stood when they were read last, well or not. */
    private List<FileTime> read;

    private SSLContext context;

    private TlsContext(Path authority, Path certificate, Path key) throws IOException {
        this.authority = authority;
        this.certificate = certificate;
        this.key = key;
        read = written();
        context = context();
    }

    /**
     * @param authority PEM file of the certificates that sign those of all nodes
     * @param certificate PEM file of this node's certificate, its own first
     * @param key PEM file of its private key, PKCS #8 (RFC 5958), RSA or elliptic
     * @throws IOException when one of them cannot be read or is not that; names the file
     */
    public static TlsContext of(Path authority, Path certificate, Path key) throws IOException {
        return new TlsContext(authority, certificate, key);
    }

    private List<FileTime> written() throws IOException {
        List<FileTime> times = new ArrayList<>();
        for (Path each : List.of(authority, certificate, key)) {
            times.add(Files.getLastModifiedTime(each));
        }
        return times;
    }

    /** For a new connection: by the files as they are now; as they were last while they cannot be read, or not be used. */
    private synchronized SSLContext current() {
        try {
            List<FileTime> now = written();
            if (!now.equals(read)) {
                read = now;
                context = context();
            }
        } catch (IOException e) {
            // A certificate is being renewed: its files are not there yet, or not those that belong together.
            return context;
        }
        return context;
    }

    private SSLContext context() throws IOException {
        try {
            KeyStore trusted = emptyStore();
            int number = 0;
            for (Certificate each : certificates(authority)) {
                trusted.setCertificateEntry("authority-" + number++, each);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);

            KeyStore own = emptyStore();
            Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
            PrivateKey secret = privateKey(key);
            if (!belongTogether(secret, chain[0])) {
                throw new IOException(key + ": is not the key of the certificate in " + certificate);
            }
            own.setKeyEntry("node", secret, new char[0], chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, new char[0]);

            SSLContext made = SSLContext.getInstance("TLSv1.3");
            made.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return made;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "TLS with " + certificate + ", " + key + " and " + authority + ": " + e.getMessage(), e);
        }
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<? extends Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IOException(file + ": holds no certificate; expected PEM, BEGIN CERTIFICATE");
            }
            return List.copyOf(found);
        } catch (java.security.cert.CertificateException e) {
            throw new IOException(file + ": is no PEM file of certificates (" + e.getMessage() + ")", e);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        Matcher pem = PRIVATE_KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IOException(file
                    + ": holds no private key in PKCS #8; expected BEGIN PRIVATE KEY (openssl pkcs8 -topk8 -nocrypt)");
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // Not of this kind; the next may be.
            }
        }
        throw new IOException(file + ": holds a private key of a kind that is not known; use RSA, EC or Ed25519");
    }

    /** What is signed with the one is verified by the other. */
    private static boolean belongTogether(PrivateKey secret, Certificate certificate) throws GeneralSecurityException {
        String algorithm = switch (secret.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> "EdDSA";
        };
        byte[] text = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(secret);
        signature.update(text);
        byte[] signed = signature.sign();
        try {
            signature.initVerify(certificate.getPublicKey());
            signature.update(text);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException e) {
            return false; // of another kind
        }
    }

    /** Why there is no connection, for the user. */
    static String words(IOException failure) {
        String words = String.valueOf(failure.getMessage());
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof CertificateExpiredException || each instanceof CertificateNotYetValidException) {
                return "the other end's certificate is not valid now (" + each.getMessage() + "); have it renewed";
            } else if (each instanceof CertPathValidatorException || each instanceof CertPathBuilderException) {
                words = "the other end's certificate is not signed by the authority in --tls-ca (" + each.getMessage()
                        + ")";
            }
        }
        if (words.contains("fatal alert: ")) {
            return "the other end refuses (" + words + "); what it prints says why";
        }
        return words;
    }

    /** The client's end: shakes hands, and checks the server's name. */
    Socket wrap(Socket connected, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) current().getSocketFactory().createSocket(connected, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(HANDSHAKE_TIMEOUT_MILLIS);
        socket.startHandshake();
        socket.setSoTimeout(0);
        return socket;
    }

    /** The server's end, not bound yet: accepts nobody without a certificate. */
    public ServerSocket serverSocket() throws IOException {
        return new ServerSocket() {
            @Override
            public Socket accept() throws IOException {
                Socket plain = super.accept();
                try {
                    SSLSocket socket = (SSLSocket) current().getSocketFactory().createSocket(plain, null, true);
                    SSLParameters parameters = socket.getSSLParameters();
                    parameters.setProtocols(PROTOCOLS);
                    parameters.setNeedClientAuth(true);
                    socket.setSSLParameters(parameters);
                    return socket;
                } catch (IOException | RuntimeException e) {
                    plain.close();
                    throw e;
                }
            }
        };
    }

    /**
     * Shakes hands with a client that was accepted.
     *
     * @return whom its certificate names (CN), as the client's authority wrote it
     */
    static String admit(SSLSocket client) throws IOException {
        client.setSoTimeout(HANDSHAKE_TIMEOUT_MILLIS);
        client.startHandshake();
        client.setSoTimeout(0);
        return commonName(client.getSession().getPeerPrincipal().getName());
    }

    private static String commonName(String distinguished) throws IOException {
        try {
            return new LdapName(distinguished)
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(part -> part.getValue().toString())
                            .findFirst()
                            .orElse(distinguished);
        } catch (InvalidNameException e) {
            throw new IOException("its certificate names nobody: " + e.getMessage(), e);
        }
    }
}
