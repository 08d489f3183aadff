package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.Packets;
import dev.halfway.decode.PortSet;
import dev.halfway.decode.TypeP;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ICMP errors that a router sends about packets from a to b, and the lost packets that they quote. */
class QuotedErrorsTest {
    private static final HostAddress ROUTER = Survey.address("192.0.2.1");
    private static final Tuple FLOW = Survey.tuple(Tuple.TCP, "10.0.0.1", 40_000, "10.0.0.2", 179);
    private static final int RAW = 101;
    private static final long SECOND = 1_000_000_000L;

    private final HostView[] hosts = {
        new HostView("a", new Scope(), new CutRecords()), new HostView("b", new Scope(), new CutRecords())
    };
    private final Owners owners = new Owners(List.of(List.of(), List.of()));
    private final QuotedErrors errors = new QuotedErrors();
    private int seen;
    private final Flow flow = new Flow(Tuple.TCP, new Path(0, 1), new Path(1, 0), 3);

    /** Each a second after the one before, with TTL 60 at first. */
    private SightedPacket seen(QuotedErrors.Quote quote, int host) {
        Sighting s = Sightings.at(SECOND * ++seen, 0, 1, 1);
        s.host = host;
        s.quote = quote;
        s.timeToLive = 60;
        return s;
    }

    private void note(int code, int mtu, int sequence) {
        errors.note(
                seen(new QuotedErrors.Quote(ROUTER, 4, 3, code, mtu, FLOW, sequence, null, 0), 0),
                flow.forward,
                sequence,
                true);
    }

    private static Sighting sighting(Lane lane, TypeP typeP, int sequence) {
        Sighting s = Sightings.at(0, 0, 1, 1);
        s.leg.lane = lane;
        s.typeP = typeP;
        s.sequence = sequence;
        return s;
    }

    private void lost(Lane lane, TypeP typeP, int sequence) {
        errors.lost(sighting(lane, typeP, sequence));
    }

    private List<ErrorRow> rows() {
        return errors.rows(hosts, owners);
    }

    @Test
    void shouldCountErrorsAndTheLostPacketsThatTheyQuote() {
        note(1, 0, 100);
        note(1, 0, 200);
        note(1, 0, 300);
        lost(flow.forward, TypeP.TCP_SYN, 100);
        lost(flow.forward, TypeP.TCP_DATA, 300);
        lost(flow.forward, TypeP.TCP_ACK, 400);
        lost(flow.backward, TypeP.TCP_FIN, 200);
        assertEquals(List.of(new ErrorRow("a", "192.0.2.1", "", 4, 3, 1, 0, "a", "b", 3, 2)), rows());
    }

    /** Each is about one packet, however often that is sent. */
    @Test
    void shouldLayEachErrorToOnePacket() {
        note(1, 0, 100);
        note(1, 0, 100);
        for (int i = 0; i < 3; i++) {
            lost(flow.forward, TypeP.TCP_SYN, 100);
        }
        assertEquals(2, rows().get(0).errors());
        assertEquals(2, rows().get(0).lost());
    }

    /** One error shows one packet discarded; of a redirect, or an error that the far host may have sent, nothing follows. */
    @Test
    void shouldKnowWhatARouterDiscarded() {
        pingsWithTimeToLive(64);
        note(13, 0, 100);
        errors.note(seen(new QuotedErrors.Quote(ROUTER, 4, 5, 1, 0, FLOW, 200, null, 0), 0), flow.forward, 200, true);
        errors.note(seen(new QuotedErrors.Quote(ROUTER, 4, 3, 13, 0, FLOW, 300, null, 0), 0), flow.forward, 300, false);
        errors.note(seen(new QuotedErrors.Quote(ROUTER, 6, 1, 1, 0, FLOW, 400, null, 0), 0), flow.forward, 400, true);
        errors.note(seen(new QuotedErrors.Quote(ROUTER, 6, 137, 0, 0, FLOW, 500, null, 0), 0), flow.forward, 500, true);
        errors.note(seen(new QuotedErrors.Quote(ROUTER, 4, 3, 13, 0, FLOW, 600, null, 0), 1), flow.forward, 600, true);
        assertEquals(List.of(100, 400), discardedOf(100, 100, 200, 300, 400, 500, 600));
    }

    /** From another of its addresses; only that the time to live ran out no host says of what is for itself. */
    @Test
    void shouldNotTakeForARoutersWordWhatTheFarHostMayHaveSaid() {
        note(13, 0, 100);
        errors.note(seen(new QuotedErrors.Quote(ROUTER, 4, 11, 0, 0, FLOW, 200, null, 0), 0), flow.forward, 200, true);
        assertEquals(List.of(200), discardedOf(100, 200));
        pingsWithTimeToLive(60);
        assertEquals(List.of(), discardedOf(100));
    }

    /** As by a capture that takes packets twice. */
    @Test
    void shouldTakeAnErrorThatIsThereTwiceForOne() {
        pingsWithTimeToLive(64);
        SightedPacket error = seen(new QuotedErrors.Quote(ROUTER, 4, 3, 13, 0, FLOW, 100, null, 0), 0);
        errors.note(error, flow.forward, 100, true);
        error.timeNanos += 20_000;
        errors.note(error, flow.forward, 100, true);
        assertEquals(List.of(100), discardedOf(100, 100));
    }

    private void pingsWithTimeToLive(int timeToLive) {
        flow.backward.path.noteEchoTimeToLive(timeToLive);
    }

    private List<Integer> discardedOf(Integer... sequences) {
        flow.forward.path.reverse = flow.backward.path;
        return Stream.of(sequences)
                .filter(each -> errors.isDiscarded(sighting(flow.forward, TypeP.TCP_SYN, each)))
                .toList();
    }

    /** Which no host says of what is for itself; that a fragment is missing it does say. */
    @ParameterizedTest
    @CsvSource({
        "4, 11, 0, true",
        "4, 11, 1, false",
        "4, 3, 0, false",
        "6, 3, 0, true",
        "6, 3, 1, false",
        "6, 11, 0, false"
    })
    void shouldKnowWhatOnlyARouterSays(int ipVersion, int type, int code, boolean expected) {
        assertEquals(
                expected, new QuotedErrors.Quote(ROUTER, ipVersion, type, code, 0, FLOW, 1, null, 0).isInTransit());
    }

    @Test
    void shouldTellNothingWhereThereAreNoErrors() {
        lost(flow.forward, TypeP.TCP_SYN, 100);
        assertEquals(List.of(), rows());
    }

    /** Numbers wrap: what is below zero here is as good as any. */
    @Test
    void shouldFindPacketsByNumbersThatAreLarge() {
        note(1, 0, -5);
        lost(flow.forward, TypeP.TCP_DATA, -5);
        assertEquals(1, rows().get(0).lost());
    }

    /** Of what they name; 0 is nothing. */
    @ParameterizedTest
    @CsvSource({"1400, 1300, 0, 1300", "0, 1400, 1450, 1400", "0, 0, 0, 0", "1300, 1300, 1400, 1300"})
    void shouldTellTheSmallestMtu(int first, int second, int third, int smallest) {
        note(4, first, 1);
        note(4, second, 2);
        note(4, third, 3);
        assertEquals(smallest, rows().get(0).mtu());
    }

    /** By what they say, who says it and where it is seen. */
    @Test
    void shouldTellSortsApartInAFixedOrder() {
        HostAddress other = Survey.address("192.0.2.2");
        owners.infer(other, 1);
        errors.note(seen(new QuotedErrors.Quote(ROUTER, 4, 11, 0, 0, FLOW, 1, null, 0), 1), flow.forward, 1, true);
        errors.note(seen(new QuotedErrors.Quote(ROUTER, 4, 11, 0, 0, FLOW, 1, null, 0), 0), flow.backward, 1, true);
        errors.note(seen(new QuotedErrors.Quote(other, 4, 3, 1, 0, FLOW, 1, null, 0), 0), flow.forward, 1, true);
        errors.note(seen(new QuotedErrors.Quote(ROUTER, 6, 1, 1, 0, FLOW, 1, null, 0), 0), flow.forward, 1, true);
        errors.note(seen(new QuotedErrors.Quote(ROUTER, 4, 3, 9, 0, FLOW, 1, null, 0), 0), flow.forward, 1, true);
        errors.note(seen(new QuotedErrors.Quote(ROUTER, 4, 3, 1, 0, FLOW, 1, null, 0), 0), flow.forward, 1, true);
        errors.note(seen(new QuotedErrors.Quote(ROUTER, 4, 2, 5, 0, FLOW, 1, null, 0), 0), flow.forward, 1, true);
        assertEquals(
                List.of(
                        "a a>b 192.0.2.1() 4 2 5",
                        "a a>b 192.0.2.1() 4 3 1",
                        "a a>b 192.0.2.1() 4 3 9",
                        "a a>b 192.0.2.1() 6 1 1",
                        "a a>b 192.0.2.2(b) 4 3 1",
                        "a b>a 192.0.2.1() 4 11 0",
                        "b a>b 192.0.2.1() 4 11 0"),
                rows().stream()
                        .map(each -> each.seenAt() + " " + each.from() + ">" + each.to() + " " + each.source() + "("
                                + each.sourceHost() + ") " + each.ipVersion() + " " + each.type() + " " + each.code())
                        .toList());
    }

    /** From an attacker's many addresses, say. */
    @Test
    void shouldKeepSoManySortsOnly() {
        for (int i = 0; i < 300; i++) {
            errors.note(
                    seen(new QuotedErrors.Quote(new HostAddress(0, i), 6, 3, 1, 0, FLOW, i, null, 0), 0),
                    flow.forward,
                    i,
                    true);
        }
        note(1, 0, 299);
        assertEquals(256, rows().size());
        lost(flow.forward, TypeP.TCP_DATA, 299);
        lost(flow.forward, TypeP.TCP_DATA, 255);
        assertEquals(1, rows().stream().mapToLong(ErrorRow::lost).sum());
    }

    /** Of very many the latest are remembered. */
    @Test
    void shouldForgetTheOldestQuotes() {
        for (int i = 0; i < 8_193; i++) {
            note(1, 0, i);
        }
        lost(flow.forward, TypeP.TCP_DATA, 0);
        lost(flow.forward, TypeP.TCP_DATA, 1);
        lost(flow.forward, TypeP.TCP_DATA, 8_192);
        assertEquals(8_193, rows().get(0).errors());
        assertEquals(2, rows().get(0).lost());
    }

    private static QuotedErrors.Quote read(int type, int code, int rest, byte[] quoted) {
        byte[] bytes = Packets.ipv4("192.0.2.1", "10.0.0.1", 1, Packets.icmp(type, code, rest, quoted));
        return read(bytes);
    }

    private static QuotedErrors.Quote read(byte[] bytes) {
        DecodedPacket packet = new DecodedPacket();
        new Decoder(PortSet.of(179)).decode(bytes, 0, bytes.length, bytes.length, RAW, packet);
        return QuotedErrors.Quote.of(packet);
    }

    private static byte[] segment() {
        return Packets.cut(Survey.segment("10.0.0.1", 40_000, "10.0.0.2", 179, Packets.ACK, 77, 1, 100), 28);
    }

    /** Its next hop's MTU stands in it where it says that the packet is too long (RFC 1191). */
    @ParameterizedTest
    @CsvSource({"3, 4, 1400, 1400", "3, 1, 1400, 0", "11, 4, 1400, 0", "3, 4, 66936, 1400"})
    void shouldReadWhatAnErrorQuotes(int type, int code, int rest, int mtu) {
        assertEquals(
                new QuotedErrors.Quote(ROUTER, 4, type, code, mtu, FLOW, 77, null, 0),
                read(type, code, rest, segment()));
    }

    @Test
    void shouldReadAQuotedPing() {
        byte[] ping = Packets.cut(Survey.request("10.0.0.1", "10.0.0.2", 7), 28);
        QuotedErrors.Quote quote = read(3, 1, 0, ping);
        assertEquals(Survey.tuple(Tuple.ECHO, "10.0.0.1", 19_809, "10.0.0.2", 19_809), quote.quoted());
        assertEquals(7, quote.sequence());
    }

    /** Packet Too Big (RFC 4443 section 3.2); nobody's MTU is below zero. */
    @ParameterizedTest
    @CsvSource({"2, 1400, 1400", "2, -1, 0", "1, 1400, 0"})
    void shouldReadTheMtuOfIpv6(int type, int rest, int mtu) {
        byte[] quoted = Packets.ipv6("2001:db8::1", "2001:db8::2", 6, Packets.tcp(40_000, 179, Packets.ACK));
        byte[] error = Packets.ipv6("2001:db8::9", "2001:db8::1", 58, Packets.icmp(type, 0, rest, quoted));
        assertEquals(mtu, read(error).mtu());
        assertEquals(6, read(error).ipVersion());
    }
}
