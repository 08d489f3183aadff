package dev.halfway.cli;

import dev.halfway.agent.SourceSpec;
import dev.halfway.agent.WatchOptions.Source;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sources on the command line, {@code [HOST=]SOURCE}, one for each host. */
final class SourceArguments {
    private static final Pattern NAMED = Pattern.compile("([^=/:]+)=(.+)", Pattern.DOTALL);

    private static final Pattern SEVERAL = Pattern.compile("[,*?\\[{]");

    private SourceArguments() {}

    /** @throws UsageException for what is no source, a host named twice, or fewer than two */
    static List<Source> parse(List<String> arguments) {
        List<Source> sources = new ArrayList<>();
        Set<String> hosts = new HashSet<>();
        long stdin = 0;
        for (String argument : arguments) {
            Matcher named = NAMED.matcher(argument);
            boolean hasName = named.matches() && !CaptureArguments.exists(argument);
            String text = hasName ? named.group(2) : argument;
            SourceSpec spec = spec(text);
            refuseSeveral(text, spec);
            String host = hasName ? named.group(1) : name(spec);
            if (!hosts.add(host)) {
                throw new UsageException("two sources for the host '" + host + "'; name each, as in 219=" + text);
            }
            stdin += spec instanceof SourceSpec.Stdin ? 1 : 0;
            sources.add(new Source(host, text, spec));
        }
        if (sources.size() < 2) {
            throw new UsageException("give the sources of two hosts or more, as in:"
                    + " halfway watch 219=tcp://10.39.1.219:57012 231=live:eth0");
        }
        if (stdin > 1) {
            throw new UsageException("standard input (-) can be read once only");
        }
        return sources;
    }

    /** As analyze takes them: a list, or a pattern. */
    private static void refuseSeveral(String text, SourceSpec spec) {
        if (spec instanceof SourceSpec.File file
                && !Files.exists(file.path())
                && SEVERAL.matcher(text).find()) {
            throw new UsageException(
                    "'" + text + "' is no file; watch reads one capture for each host, and takes no list"
                            + " or pattern of them as analyze does. To watch several as one: HOST='exec:mergecap -w - F1 F2 ...'");
        }
    }

    private static SourceSpec spec(String text) {
        try {
            return SourceSpec.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** What a host is called that the user did not name. */
    private static String name(SourceSpec spec) {
        if (spec instanceof SourceSpec.File file) {
            return HostNames.stem(file.path());
        } else if (spec instanceof SourceSpec.Tcp tcp) {
            return tcp.host();
        } else if (spec instanceof SourceSpec.Tls tls) {
            return tls.host();
        } else if (spec instanceof SourceSpec.Ssh ssh) {
            return ssh.host();
        } else if (spec instanceof SourceSpec.Live live) {
            return live.interfaceName();
        }
        return spec instanceof SourceSpec.Exec ? "exec" : "stdin";
    }
}
