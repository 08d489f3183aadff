package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A stretch of {@link PacketLog}'s queue: what is to be told of some sightings, packed, since many wait behind one whose
 * fate is open. 84 bytes for each, and nothing for the garbage collector to follow; a sighting with its matches takes
 * about 450. With 2 million packets at 5,000/s, 100,000 wait: 11 s of work in 40 MB of heap, and 36 s with an object each.
 */
final class LogChunk {
    static final int PACKETS = 1 << 10;

    // What the longs of a packet hold; two halves where two are named.
    private static final int FRAME = 0;
    private static final int OWN_NANOS = 1;
    private static final int TIME_NANOS = 2;
    private static final int SEQUENCE_ACKNOWLEDGMENT = 3;
    private static final int LENGTH_WORDS = 4;
    private static final int FILE_MATCH_FILE = 5;
    /** One more than the from's, the to's, the initiator's and the match's, 0 for none: 16 bits each. */
    private static final int HOSTS = 6;
    /** A copy: frame of the first sighting. Else payload bytes lost. */
    private static final int COPY_OF_OR_BYTES_LOST = 7;

    private static final int MATCH_FRAME = 8;
    private static final int MATCH_DELAY_NANOS = 9;
    private static final int LONGS = 10;

    // What the lower half of LENGTH_WORDS holds: in the lowest 8 bits the kind, then these.
    private static final int REASON_AT = 8;
    private static final int CONFIRMED = 1 << 14;
    private static final int AMBIGUOUS = 1 << 15;
    /** One more than the fate's; 0 where it is not known yet. */
    private static final int FATE_AT = 16;

    private static final int FATE_MASK = 0xf;
    private static final TypeP[] KINDS = TypeP.values();
    private static final Reason[] REASONS = Reason.values();
    private static final Fate[] FATES = Fate.values();

    private final long[] longs = new long[PACKETS * LONGS];
    private final PacketFate.FlowName[] flows = new PacketFate.FlowName[PACKETS];
    /** Matches of those that have several. */
    private final Map<Integer, List<MatchList.Place>> several = new HashMap<>();

    private int taken;
    private int told;

    /** Takes the next place; only where {@link #isFull} is not. */
    int take() {
        longs[taken * LONGS + LENGTH_WORDS] = 0;
        return taken++;
    }

    boolean isFull() {
        return taken == PACKETS;
    }

    /** All that it has room for was told. */
    boolean isDone() {
        return told == PACKETS;
    }

    void clear() {
        taken = 0;
        told = 0;
    }

    /** Takes all from a sighting whose fate is final. */
    void fill(int place, Sighting s) {
        int at = place * LONGS;
        longs[at + FRAME] = s.frame;
        longs[at + OWN_NANOS] = s.ownNanos;
        longs[at + TIME_NANOS] = s.timeNanos;
        longs[at + SEQUENCE_ACKNOWLEDGMENT] = halves(s.sequence, s.acknowledgment);
        int words = s.typeP.ordinal()
                | s.reason.ordinal() << REASON_AT
                | (s.confirmed ? CONFIRMED : 0)
                | (s.ambiguous ? AMBIGUOUS : 0)
                | s.fate.ordinal() + 1 << FATE_AT;
        longs[at + LENGTH_WORDS] = halves(s.length, words);
        longs[at + COPY_OF_OR_BYTES_LOST] = s.fate == Fate.COPY ? s.copyOf : s.bytesLost;
        flows[place] = s.quoted == null ? s.leg.flowName() : about(s);
        MatchList matches = s.matches;
        boolean one = matches != null && matches.size() == 1;
        if (one) {
            longs[at + MATCH_FRAME] = matches.frame(0);
            longs[at + MATCH_DELAY_NANOS] = matches.delayNanos(0);
        } else if (matches != null && matches.size() > 1) {
            several.put(place, matches.toList());
        }
        longs[at + FILE_MATCH_FILE] = halves(s.file, one ? matches.file(0) : 0);
        // As it was counted, if it was.
        int initiator = s.tally != null
                ? s.tally.kind.initiator()
                : s.leg.lane == null ? Flow.UNKNOWN_HOST : Ledger.initiatorOf(s);
        longs[at + HOSTS] = (long) (s.leg.from + 1) << 48
                | (long) (s.leg.to + 1) << 32
                | (long) (initiator + 1) << 16
                | (one ? matches.host(0) + 1 : 0);
    }

    private static PacketFate.FlowName about(Sighting error) {
        QuotedErrors.Quote quote = error.quote;
        String words = error.leg.flowName().words() + ", about a packet from "
                + quote.quoted().words() + ", sequence " + (quote.sequence() & 0xffffffffL);
        return new PacketFate.FlowName(PacketFate.FlowName.NONE, words);
    }

    /** The next packet to be told of has its fate. */
    boolean isRipe() {
        return told < taken && (int) longs[told * LONGS + LENGTH_WORDS] >>> FATE_AT != 0;
    }

    /** Tells of the next packet; only where it is ripe. */
    void tell(HostView host, HostView[] hosts, PacketFates fates) {
        int place = told++;
        int words = (int) longs[place * LONGS + LENGTH_WORDS];
        fates.onPacket(fate(place, words, host, hosts));
    }

    private PacketFate fate(int place, int words, HostView host, HostView[] hosts) {
        int at = place * LONGS;
        long ends = longs[at + HOSTS];
        int from = (int) (ends >>> 48) - 1;
        int initiator = (int) (ends >>> 16 & 0xffff) - 1;
        Fate fate = FATES[(words >>> FATE_AT & FATE_MASK) - 1];
        TypeP typeP = KINDS[words & 0xff];
        long copyOfOrBytesLost = longs[at + COPY_OF_OR_BYTES_LOST];
        boolean inPart = fate == Fate.LOST && copyOfOrBytesLost > 0 && typeP.isTcp();
        PacketFate.FlowName flow = flows[place];
        flows[place] = null;
        return new PacketFate(
                host.name,
                (int) (longs[at + FILE_MATCH_FILE] >> 32),
                longs[at + FRAME],
                longs[at + OWN_NANOS],
                longs[at + TIME_NANOS],
                name(hosts, from),
                name(hosts, (int) (ends >>> 32 & 0xffff) - 1),
                typeP,
                Ledger.roleOf(initiator, from),
                name(hosts, initiator),
                fate,
                (words & CONFIRMED) != 0,
                (words & AMBIGUOUS) != 0,
                REASONS[words >>> REASON_AT & 0x3f],
                matches(place, hosts),
                fate == Fate.COPY ? OptionalLong.of(copyOfOrBytesLost) : OptionalLong.empty(),
                inPart ? OptionalLong.of(copyOfOrBytesLost) : OptionalLong.empty(),
                flow,
                new PacketFate.Headers(
                        (int) (longs[at + SEQUENCE_ACKNOWLEDGMENT] >> 32),
                        (int) longs[at + SEQUENCE_ACKNOWLEDGMENT],
                        (int) (longs[at + LENGTH_WORDS] >> 32)));
    }

    private static String name(HostView[] hosts, int host) {
        return host < 0 ? "" : hosts[host].name;
    }

    private List<PacketFate.Match> matches(int place, HostView[] hosts) {
        int at = place * LONGS;
        int host = (int) (longs[at + HOSTS] & 0xffff) - 1;
        if (host < 0) {
            List<MatchList.Place> places = several.isEmpty() ? null : several.remove(place);
            return places == null
                    ? List.of()
                    : places.stream().map(each -> each.named(hosts)).toList();
        }
        return List.of(new PacketFate.Match(
                hosts[host].name,
                (int) longs[at + FILE_MATCH_FILE],
                longs[at + MATCH_FRAME],
                longs[at + MATCH_DELAY_NANOS]));
    }

    private static long halves(int high, int low) {
        return (long) high << 32 | low & 0xffffffffL;
    }
}
