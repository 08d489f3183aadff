package dev.halfway.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceSpecTest {
    @Test
    void shouldTellSourcesByTheirScheme() {
        assertEquals(new SourceSpec.Live("eth0"), SourceSpec.parse("live:eth0"));
        assertEquals(new SourceSpec.Stdin(), SourceSpec.parse("-"));
        assertEquals(new SourceSpec.File(Path.of("a/b.pcap")), SourceSpec.parse("a/b.pcap"));
        assertEquals(
                new SourceSpec.Exec("kubectl exec pod -- tcpdump -w -"),
                SourceSpec.parse("exec:kubectl exec pod -- tcpdump -w -"));
        assertEquals(new SourceSpec.Tcp("node.example", 57012), SourceSpec.parse("tcp://node.example:57012"));
        assertEquals(new SourceSpec.Tls("2001:db8::1", 57013), SourceSpec.parse("tls://[2001:db8::1]:57013"));
        assertEquals(
                new SourceSpec.Ssh(Optional.empty(), "219", OptionalInt.empty(), "eth0"),
                SourceSpec.parse("ssh://219/eth0"));
        assertEquals(
                new SourceSpec.Ssh(Optional.of("root"), "10.39.1.219", OptionalInt.of(2222), "eth0.7"),
                SourceSpec.parse("ssh://root@10.39.1.219:2222/eth0.7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "live:",
                "exec: ",
                "tcp://host",
                "tcp://host:0",
                "tcp://host:65536",
                "tcp://:57012",
                "tls://host:1x",
                "ssh://host",
                "ssh://host/",
                "ssh://-oProxyCommand=id/eth0",
                "ssh://-l@host/eth0",
                "ssh://host/-w",
                "ssh://host/eth0;id",
                "ssh://host/eth0 -w x",
                "ssh://a b/eth0",
                "tcp://-host:1"
            })
    void shouldRefuseWhatIsNoSourceOrCouldBeTakenForAnOption(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> SourceSpec.parse(text))
                .getMessage();
        assertTrue(message.contains(text.strip()), message);
    }

    @Test
    void shouldGiveSshOneWordForEachArgumentAndTheFilterInOneQuotedWord() {
        SourceSpec.Ssh ssh = (SourceSpec.Ssh) SourceSpec.parse("ssh://ops@[2001:db8::1]:22/any");
        List<String> command = ProcessOrigin.sshCommand(ssh, "icmp or host 'x'; rm -rf /", 192);
        assertEquals(
                List.of("--", "2001:db8::1"),
                command.subList(command.size() - 3, command.size() - 1),
                command::toString);
        assertEquals(
                "exec tcpdump -i 'any' -n -U -s 192 --time-stamp-precision=nano -w - 'icmp or host '\\''x'\\''; rm -rf /'",
                command.get(command.size() - 1));
        assertEquals("ssh", command.get(0));
        assertTrue(command.containsAll(List.of("-p", "22", "-l", "ops")), command::toString);
    }
}
