package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.List;
import java.util.OptionalLong;

/**
 * A place in {@link PacketLog}'s queue: what is to be told of a sighting, kept in few bytes, since many wait behind one
 * whose fate is open. The sighting itself can be used again meanwhile.
 */
final class LoggedPacket {
    private Path path;
    private PacketFate.FlowName flow;
    private TypeP typeP;
    private Fate fate;
    private Reason reason;
    private long frame;
    private long ownNanos;
    private long timeNanos;
    private int file;
    private int initiator;
    private int sequence;
    private int acknowledgment;
    private int flags;
    private int length;
    private boolean confirmed;
    private boolean ambiguous;
    private boolean orphan;
    /** A copy: frame of the first sighting. Else payload bytes lost. */
    private long copyOfOrBytesLost;

    /** Null where there are none. */
    private PacketFate.Match match;
    /** All of them, where there are several. */
    private List<PacketFate.Match> severalMatches;

    /** Takes all from a sighting whose fate is final. */
    void fill(Sighting s) {
        path = s.leg.lane.path;
        flow = s.leg.flowName();
        typeP = s.typeP;
        fate = s.fate;
        reason = s.reason;
        frame = s.frame;
        ownNanos = s.ownNanos;
        timeNanos = s.timeNanos;
        file = s.file;
        initiator = Ledger.initiatorOf(s);
        sequence = s.sequence;
        acknowledgment = s.acknowledgment;
        flags = s.flags;
        length = s.length;
        confirmed = s.confirmed;
        ambiguous = s.ambiguous;
        orphan = s.orphan;
        copyOfOrBytesLost = s.fate == Fate.COPY ? s.copyOf : s.bytesLost;
        if (s.matches != null && s.matches.size() == 1) {
            match = s.matches.first();
        } else if (s.matches != null && s.matches.size() > 1) {
            severalMatches = s.matches.toList();
        }
    }

    /** Its fate is final. */
    boolean isFilled() {
        return path != null;
    }

    /** It turned out to be of no datagram in scope: nothing is to be told of it. */
    boolean isOrphan() {
        return orphan;
    }

    PacketFate told(HostView host, HostView[] hosts) {
        boolean inPart = fate == Fate.LOST && copyOfOrBytesLost > 0 && typeP.isTcp();
        return new PacketFate(
                host.name,
                file,
                frame,
                ownNanos,
                timeNanos,
                hosts[path.from].name,
                hosts[path.to].name,
                typeP,
                Ledger.roleOf(initiator, path),
                initiator == Flow.UNKNOWN_HOST ? "" : hosts[initiator].name,
                fate,
                confirmed,
                ambiguous,
                reason,
                matches(),
                fate == Fate.COPY ? OptionalLong.of(copyOfOrBytesLost) : OptionalLong.empty(),
                inPart ? OptionalLong.of(copyOfOrBytesLost) : OptionalLong.empty(),
                flow,
                new PacketFate.Headers(sequence, acknowledgment, flags, length));
    }

    private List<PacketFate.Match> matches() {
        if (severalMatches != null) {
            return severalMatches;
        }
        return match == null ? List.of() : List.of(match);
    }
}
