package dev.halfway.agent;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where packets of one host come from, as the user names it. */
public sealed interface SourceSpec {
    /** This machine's interface, by libpcap. */
    record Live(String interfaceName) implements SourceSpec {}

    /** A capture file. */
    record File(Path path) implements SourceSpec {}

    /** Standard input. */
    record Stdin() implements SourceSpec {}

    /** What a command writes to its standard output; run by {@code /bin/sh}. */
    record Exec(String command) implements SourceSpec {}

    /** PCAP-over-IP. */
    record Tcp(String host, int port) implements SourceSpec {}

    /** The same by TLS with certificates both ways. */
    record Tls(String host, int port) implements SourceSpec {}

    /** tcpdump on a machine that the system's ssh reaches. */
    record Ssh(Optional<String> user, String host, OptionalInt port, String interfaceName) implements SourceSpec {}

    /** A host name, an IPv4 address, or an IPv6 address in brackets; never one that a program could take for an option. */
    Pattern HOST = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]+)?]");

    Pattern HOST_PORT = Pattern.compile("(?<host>" + HOST + "):(?<port>[0-9]{1,5})");
    Pattern SSH = Pattern.compile("(?:(?<user>[A-Za-z0-9_][A-Za-z0-9._-]*)@)?(?<host>" + HOST
            + ")(?::(?<port>[0-9]{1,5}))?/(?<interface>[A-Za-z0-9_][A-Za-z0-9_.:@-]*)");

    /** @throws IllegalArgumentException with a sentence that says what was expected */
    static SourceSpec parse(String text) {
        if (text.equals("-")) {
            return new Stdin();
        }
        if (text.startsWith("live:")) {
            return new Live(rest(text, "live:", "an interface, as in live:eth0"));
        }
        if (text.startsWith("exec:")) {
            return new Exec(
                    rest(text, "exec:", "a command, as in 'exec:kubectl exec pod -- halfway-tap -i eth0 -w -'"));
        }
        if (text.startsWith("tcp://")) {
            Matcher parts = match(HOST_PORT, text, "tcp://", "tcp://HOST:PORT");
            return new Tcp(bare(parts.group("host")), port(text, parts.group("port")));
        }
        if (text.startsWith("tls://")) {
            Matcher parts = match(HOST_PORT, text, "tls://", "tls://HOST:PORT");
            return new Tls(bare(parts.group("host")), port(text, parts.group("port")));
        }
        if (text.startsWith("ssh://")) {
            Matcher parts = match(SSH, text, "ssh://", "ssh://[USER@]HOST[:PORT]/IFACE");
            String port = parts.group("port");
            return new Ssh(
                    Optional.ofNullable(parts.group("user")),
                    bare(parts.group("host")),
                    port == null ? OptionalInt.empty() : OptionalInt.of(port(text, port)),
                    parts.group("interface"));
        }
        try {
            return new File(Path.of(text));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' is neither a source nor a file's name", e);
        }
    }

    private static String rest(String text, String scheme, String expected) {
        String rest = text.substring(scheme.length());
        if (rest.isBlank()) {
            throw new IllegalArgumentException("'" + text + "': expected " + expected);
        }
        return rest;
    }

    private static Matcher match(Pattern pattern, String text, String scheme, String expected) {
        Matcher matcher = pattern.matcher(text.substring(scheme.length()));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "': expected " + expected
                    + "; a host is a name or an address (IPv6 in brackets) and does not begin with -");
        }
        return matcher;
    }

    private static int port(String text, String digits) {
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("'" + text + "': a port is 1 to 65535");
        }
        return port;
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
