package dev.halfway.match;

import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Tells the fates of single packets in frame order for each host, holding each packet back until those before it are
 * done. Switched off, it does nothing.
 */
final class PacketLog {
    private final PacketFates fates;
    private final HostView[] hosts;
    private final ArrayDeque<Sighting>[] queues;

    /** @param fates where to tell them; null to switch the log off */
    @SuppressWarnings({"unchecked", "rawtypes"})
    PacketLog(PacketFates fates, HostView[] hosts) {
        this.fates = fates;
        this.hosts = hosts;
        queues = new ArrayDeque[hosts.length];
        for (int i = 0; i < hosts.length; i++) {
            queues[i] = new ArrayDeque<>();
        }
    }

    boolean isOn() {
        return fates != null;
    }

    /** Takes note of a sighting, in frame order of its host. */
    void expect(Sighting s, int host) {
        if (isOn()) {
            s.logged = true;
            queues[host].addLast(s);
        }
    }

    /** Remembers a match for both sides. */
    void match(Sighting sender, Sighting receiver) {
        if (isOn()) {
            long delay = receiver.timeNanos - sender.timeNanos;
            Path path = sender.leg.lane.path;
            note(sender, new PacketFate.Match(hosts[path.to].name, receiver.file, receiver.frame, delay));
            note(receiver, new PacketFate.Match(hosts[path.from].name, sender.file, sender.frame, delay));
        }
    }

    /** Remembers the match of a sighting whose other side is gone already. */
    void matchElsewhere(Sighting s, int host, int file, long frame, long delayNanos) {
        if (isOn()) {
            note(s, new PacketFate.Match(hosts[host].name, file, frame, delayNanos));
        }
    }

    private static void note(Sighting s, PacketFate.Match match) {
        if (s.matches == null) {
            s.matches = new MatchList();
        }
        s.matches.add(match);
    }

    /** Tells what can be told of a host, and hands back the sightings told. */
    void flush(int host, Consumer<Sighting> done) {
        ArrayDeque<Sighting> queue = queues[host];
        while (!queue.isEmpty() && queue.peekFirst().finished) {
            Sighting s = queue.pollFirst();
            fates.onPacket(fateOf(s, host));
            done.accept(s);
        }
    }

    private PacketFate fateOf(Sighting s, int host) {
        Path path = s.leg.lane.path;
        int initiator = Ledger.initiatorOf(s);
        return new PacketFate(
                hosts[host].name,
                s.file,
                s.frame,
                s.ownNanos,
                s.timeNanos,
                hosts[path.from].name,
                hosts[path.to].name,
                s.typeP,
                Ledger.roleOf(s, initiator),
                initiator == Flow.UNKNOWN_HOST ? "" : hosts[initiator].name,
                s.fate,
                s.confirmed,
                s.ambiguous,
                s.reason,
                s.matches == null ? List.of() : s.matches.toList(),
                s.fate == Fate.COPY ? OptionalLong.of(s.copyOf) : OptionalLong.empty(),
                s.fate == Fate.LOST && s.bytesLost > 0 && s.typeP.isTcp()
                        ? OptionalLong.of(s.bytesLost)
                        : OptionalLong.empty());
    }
}
