package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.ICMP_ECHO_REQUEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.diagnose.Silence.Manner;
import org.junit.jupiter.api.Test;

/** Why a host does not answer what reaches it. */
class SilenceCausesTest {
    /** SYNs to port 179 without an answer, while the host sends other things. */
    private static Trouble silent() {
        return new Trouble().asks(179, 4, 12, 0, 0, 4, 0).back(ICMP_ECHO_REQUEST, "b", 20, 0);
    }

    @Test
    void shouldNameTheHostWhereNothingElseIsKnown() {
        assertEquals("likely: host does not answer", silent().causeOfSilence(Manner.NOTHING));
    }

    @Test
    void shouldNameTheOptionThatOneSideLeavesOut() {
        assertEquals(
                "likely: TCP-MD5",
                silent().segments("a", "b", 12, 64, 12, 0)
                        .segments("b", "a", 0, 64, 3, 0)
                        .causeOfSilence(Manner.NOTHING));
        assertEquals(
                "likely: TCP-MD5",
                silent().segments("a", "b", 0, 64, 12, 0)
                        .segments("b", "a", 5, 64, 3, 0)
                        .causeOfSilence(Manner.NOTHING));
        assertTrue(new TcpMd5()
                .of(silent().segments("a", "b", 0, 64, 12, 0).silence(Manner.NOTHING))
                .isEmpty());
        assertEquals(
                "likely: TCP-MD5",
                silent().segments("a", "b", 12, 64, 12, 0)
                        .segments("b", "a", 5, 64, 3, 0)
                        .causeOfSilence(Manner.NOTHING));
    }

    @Test
    void shouldNameTtlSecurityWhereOneSideAsksForIt() {
        Trouble far = silent().segments("a", "b", 0, 63, 12, 0).segments("b", "a", 0, 255, 3, 0);
        assertTrue(new TtlSecurity().of(far.silence(Manner.NOTHING)).isPresent());
        Trouble near = silent().segments("a", "b", 0, 255, 12, 0).segments("b", "a", 0, 255, 3, 0);
        assertTrue(new TtlSecurity().of(near.silence(Manner.NOTHING)).isEmpty());
        Trouble usual = silent().segments("a", "b", 0, 63, 12, 0).segments("b", "a", 0, 64, 3, 0);
        assertTrue(new TtlSecurity().of(usual.silence(Manner.NOTHING)).isEmpty());
    }

    @Test
    void shouldNameTheChecksumThatIsWrongAtArrival() {
        assertEquals(
                "certain: bad checksum at arrival",
                silent().segments("a", "b", 0, 64, 12, 12).causeOfSilence(Manner.NOTHING));
        assertEquals(
                "likely: host does not answer",
                silent().segments("a", "b", 0, 64, 12, 2).causeOfSilence(Manner.NOTHING));
        Trouble pings = new Trouble()
                .asks(0, 1, 20, 0, 0, 1, 0)
                .back(ICMP_ECHO_REQUEST, "b", 5, 0)
                .pings("a", "b", 20, 20);
        assertEquals("certain: bad checksum at arrival", pings.causeOfSilence(Manner.NOTHING));
    }

    @Test
    void shouldNameWhoRefuses() {
        assertEquals(
                "likely: no listener",
                new Trouble().asks(179, 12, 12, 0, 0, 0, 12).causeOfSilence(Manner.REFUSAL));
        assertEquals("likely: no listener", silent().error(3, 3, "b", 0, 0).causeOfSilence(Manner.NOTHING));
        assertEquals(
                "certain: administratively prohibited",
                silent().error(3, 10, "b", 0, 0).causeOfSilence(Manner.NOTHING));
        assertEquals(
                "likely: host does not answer",
                silent().error(3, 10, "", 0, 0).causeOfSilence(Manner.NOTHING),
                "a router's error is not the host's");
    }

    @Test
    void shouldNameTheLimitWherePingsAreAnsweredInPart() {
        Trouble limited = new Trouble().asks(0, 1, 200, 50, 1, 0, 0);
        assertEquals(
                "ICMP rate limit",
                new IcmpRateLimit()
                        .of(limited.silence(Manner.SOME))
                        .orElseThrow()
                        .name());
        assertTrue(new IcmpRateLimit().of(silent().silence(Manner.NOTHING)).isEmpty());
    }

    @Test
    void shouldNameAddressResolutionThatFailsAtTheHost() {
        Trouble lookingInVain = silent().neighbour("b", "b", "a", 12, 12);
        assertTrue(
                new NeighbourFailure().of(lookingInVain.silence(Manner.NOTHING)).isPresent());
        Trouble found = silent().neighbour("b", "b", "a", 12, 1);
        assertTrue(new NeighbourFailure().of(found.silence(Manner.NOTHING)).isEmpty());
    }
}
