package dev.halfway.cli;

import dev.halfway.agent.TlsContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** This node's certificate, for whoever talks TLS. */
final class TlsArguments {
    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "This node's certificate, PEM. scripts/certs makes one.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key, PEM (PKCS #8).")
    private Optional<Path> key = Optional.empty();

    @Option(names = "--tls-ca", paramLabel = "FILE", description = "The authority whose certificates are trusted, PEM.")
    private Optional<Path> authority = Optional.empty();

    /** Those that are read. */
    List<Path> files() {
        return Stream.of(certificate, key, authority).flatMap(Optional::stream).toList();
    }

    /** Empty when none of the three is given. */
    Optional<TlsContext> context() throws IOException {
        if (certificate.isEmpty() && key.isEmpty() && authority.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty() || authority.isEmpty()) {
            throw new UsageException("--tls-cert, --tls-key and --tls-ca belong together; give all three");
        }
        return Optional.of(TlsContext.of(authority.get(), certificate.get(), key.get()));
    }
}
