package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.ICMP_ECHO_REPLY;
import static dev.halfway.decode.TypeP.ICMP_ECHO_REQUEST;
import static dev.halfway.decode.TypeP.TCP_RST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.halfway.diagnose.Silence.Manner;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Why a host does not answer: what speaks for each cause, and how much it takes. */
class SilenceLimitsTest {
    /** Twelve SYNs to port 179 of b, none answered, while b sends other things. */
    private static Trouble silent() {
        return new Trouble().asks(179, 4, 12, 0, 0, 4, 0).back(ICMP_ECHO_REQUEST, "b", 20, 0);
    }

    private static Trouble signed(long byA, long byB) {
        return silent().segments("a", "b", byA, 64, 12, 0).segments("b", "a", byB, 64, 3, 0);
    }

    private static Explanation of(Rule rule, Trouble trouble, Manner manner) {
        return rule.of(trouble.silence(manner)).orElseThrow();
    }

    @Test
    void shouldSayWhichSideSignsItsSegments() {
        assertEquals(
                List.of("segments from a carry option 19", "segments from b do not"),
                of(new TcpMd5(), signed(12, 0), Manner.NOTHING).evidenceFor());
        assertEquals(
                List.of("segments from b carry option 19, those from a do not"),
                of(new TcpMd5(), signed(0, 3), Manner.NOTHING).evidenceFor());
        assertEquals(
                List.of("segments from a carry option 19"),
                of(new TcpMd5(), signed(12, 3), Manner.NOTHING).evidenceFor());
        Explanation alone = of(new TcpMd5(), silent().segments("a", "b", 12, 64, 12, 0), Manner.NOTHING);
        assertEquals(List.of("segments from a carry option 19"), alone.evidenceFor());
        assertEquals(List.of("no segment of b is seen: whether it signs is not known"), alone.evidenceAgainst());
        assertEquals(List.of(), of(new TcpMd5(), signed(12, 3), Manner.NOTHING).evidenceAgainst());
        assertEquals(Optional.empty(), new TcpMd5().of(signed(12, 0).silence(Manner.REFUSAL)), "it was read");
    }

    /** More than half of those that were tried; all of them leave no doubt, unless another port answers. */
    @Test
    void shouldBlameChecksumsThatAreMostlyWrong() {
        assertEquals(Optional.empty(), checksums(12, 6));
        assertEquals(Optional.of(Support.STRONG), checksums(12, 7));
        assertEquals(Optional.of(Support.DECISIVE), checksums(12, 12));
        Trouble other = silent().segments("a", "b", 0, 64, 12, 12);
        other.silence(Manner.NOTHING);
        assertEquals(Optional.empty(), new BadChecksum().of(other.silence(Manner.REFUSAL)), "it took the segment");
    }

    private static Optional<Support> checksums(long tried, long invalid) {
        return new BadChecksum()
                .of(silent().segments("a", "b", 0, 64, tried, invalid).silence(Manner.NOTHING))
                .map(Explanation::support);
    }

    /** Twice in vain, and more often than not, at the host that is asked. */
    @Test
    void shouldBlameANeighbourThatIsNotFound() {
        assertEquals(Optional.of(Support.STRONG), inVain("b", "b", "a", 3, 2));
        assertEquals(Optional.empty(), inVain("b", "b", "a", 1, 1));
        assertEquals(Optional.empty(), inVain("b", "b", "a", 4, 2));
        assertEquals(Optional.empty(), inVain("a", "b", "a", 3, 3), "as another saw it");
        assertEquals(Optional.empty(), inVain("b", "a", "b", 3, 3), "another asked");
        assertEquals(Optional.of(Support.FAIR), inVain("b", "b", "b", 3, 3), "not for who asks");
        assertEquals(
                "10.0.0.2 asks for 10.0.0.1 3 times and gets no answer to 2 of them",
                of(new NeighbourFailure(), silent().neighbour("b", "b", "a", 3, 2), Manner.NOTHING)
                        .evidenceFor()
                        .get(0));
        assertEquals(
                "10.0.0.2 asks for 10.0.0.1 3 times and gets no answer",
                of(new NeighbourFailure(), silent().neighbour("b", "b", "a", 3, 3), Manner.NOTHING)
                        .evidenceFor()
                        .get(0));
    }

    private static Optional<Support> inVain(
            String seenAt, String asker, String target, long requests, long unanswered) {
        return new NeighbourFailure()
                .of(silent().neighbour(seenAt, asker, target, requests, unanswered)
                        .silence(Manner.NOTHING))
                .map(Explanation::support);
    }

    /** What is asked of the kernel and what of a service, and what is ruled out when another service answers. */
    @Test
    void shouldSayWhatToLookAtOnTheHost() {
        Explanation tcp = of(new HostSilent(), silent(), Manner.NOTHING);
        assertEquals(List.of("netfilter, rp_filter, the route back or the service on b"), tcp.remaining());
        assertEquals(
                Optional.of(
                        "on b: nft list ruleset; nstat -az TcpExtListenDrops TcpExtIPReversePathFilter; ip route get"
                                + " 10.0.0.1"),
                tcp.nextExperiment());
        assertEquals(List.of(), tcp.evidenceAgainst());
        Trouble pinged = new Trouble().asks(0, 1, 12, 0, 0, 1, 0);
        Explanation ping = of(new HostSilent(), pinged, Manner.NOTHING);
        assertEquals(List.of("netfilter, rp_filter, the route back or icmp_echo_ignore_all on b"), ping.remaining());
        assertEquals(
                Optional.of("on b: nft list ruleset; sysctl net.ipv4.icmp_echo_ignore_all; nstat -az"
                        + " TcpExtIPReversePathFilter; ip route get 10.0.0.1"),
                ping.nextExperiment());
        assertEquals(
                List.of("its capture shows nothing at all leaving: it may be of one direction only"),
                ping.evidenceAgainst());
        Explanation stall = of(new HostSilent(), silent(), Manner.STALL);
        assertEquals(
                List.of(
                        "netfilter, also for what leaves, rp_filter or the route back on b; not the service: to acknowledge"
                                + " is the kernel's part"),
                stall.remaining());
        assertEquals(Optional.empty(), new HostSilent().of(silent().silence(Manner.REFUSAL)));
    }

    @Test
    void shouldSayHowAServiceRefuses() {
        Trouble refused = new Trouble().asks(179, 4, 12, 0, 0, 0, 4);
        assertEquals(
                List.of("every connection is answered by a reset, and no SYN-ACK leaves b"),
                of(new NoListener(), refused, Manner.REFUSAL).evidenceFor());
        assertEquals(List.of(), of(new NoListener(), refused, Manner.REFUSAL).rulesOut());
        refused.back(TCP_RST, "a", 4, 0);
        assertEquals(
                List.of("the network from b to a: the resets arrive"),
                of(new NoListener(), refused, Manner.REFUSAL).rulesOut());
        Trouble some = new Trouble().asks(179, 4, 12, 3, 3, 0, 1);
        assertEquals(
                List.of("1 of 4 connections are answered by a reset, the others open"),
                of(new NoListener(), some, Manner.REFUSAL).evidenceFor());
        assertEquals(
                Optional.of("on b: ss -ltnp 'sport = :179'"),
                of(new NoListener(), some, Manner.REFUSAL).nextExperiment());
        assertEquals(Optional.empty(), new NoListener().of(some.silence(Manner.NOTHING)));
        assertEquals(Optional.empty(), new NoListener().of(some.silence(Manner.STALL)));
        Trouble unreachable = silent().error(3, 3, "b", 0, 3);
        assertEquals(
                List.of("ICMP port unreachable comes back from b"),
                of(new NoListener(), unreachable, Manner.NOTHING).evidenceFor());
    }

    /** A limit on pings lets some through; one that answered before and does not now is something else. */
    @Test
    void shouldNameTheLimitOnPingsWhereSomeAreAnswered() {
        Trouble some = new Trouble().asks(0, 1, 40, 9, 0, 0, 0).back(ICMP_ECHO_REPLY, "a", 9, 0);
        assertEquals(Support.FAIR, of(new IcmpRateLimit(), some, Manner.SOME).support());
        assertEquals(
                List.of("b answers 9 of 40 pings that reach it"),
                of(new IcmpRateLimit(), some, Manner.SOME).evidenceFor());
        assertEquals(Optional.empty(), new IcmpRateLimit().of(some.silence(Manner.NOTHING)));
        Trouble fellSilent = new Trouble().asks(0, 1, 40, 9, 0, 1, 0);
        assertEquals(Optional.empty(), new IcmpRateLimit().of(fellSilent.silence(Manner.SOME)));
        assertEquals(Optional.empty(), new IcmpRateLimit().of(silent().silence(Manner.SOME)), "TCP was asked for");
    }

    /** Which end asks for TTL 255, and with what the other's segments arrive. */
    @Test
    void shouldSayByWhichTtlSegmentsArrive() {
        Trouble far = silent().segments("a", "b", 0, 63, 12, 0).segments("b", "a", 0, 255, 3, 0);
        assertEquals(
                List.of("b sends TCP with TTL 255, as hosts do that ask for it", "what arrives from a has TTL 63"),
                of(new TtlSecurity(), far, Manner.NOTHING).evidenceFor());
        assertFalse(new TtlSecurity().of(far.silence(Manner.REFUSAL)).isPresent());
        assertFalse(
                new TtlSecurity().of(far.silence(Manner.STALL)).isPresent(), "no segment of it stalls from the start");
        Trouble unseen = silent().segments("b", "a", 0, 255, 3, 0);
        assertFalse(new TtlSecurity().of(unseen.silence(Manner.NOTHING)).isPresent());
    }
}
