package dev.halfway.match;

import java.util.ArrayDeque;

/**
 * Tells the fates of single packets in frame order for each host, holding each packet back until those before it are
 * done. Switched off, it does nothing.
 */
final class PacketLog {
    private final PacketFates fates;
    private final HostView[] hosts;
    private final ArrayDeque<LoggedPacket>[] queues;

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
            s.logged = new LoggedPacket();
            queues[host].addLast(s.logged);
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

    /** Takes what there is to tell of a sighting whose fate is final, and tells what can be told of its host. */
    void finish(Sighting s) {
        if (s.logged == null) {
            return;
        }
        s.logged.fill(s);
        ArrayDeque<LoggedPacket> queue = queues[s.host];
        while (!queue.isEmpty() && queue.peekFirst().isFilled()) {
            LoggedPacket first = queue.pollFirst();
            if (!first.isOrphan()) {
                fates.onPacket(first.told(hosts[s.host], hosts));
            }
        }
    }
}
