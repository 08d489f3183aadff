package dev.halfway.match;

import java.util.ArrayDeque;

/**
 * Tells the fates of single packets in frame order for each host, holding each packet back until those before it are
 * done. Switched off, it does nothing.
 */
final class PacketLog {
    private final PacketFates fates;
    private final HostView[] hosts;
    private final ArrayDeque<LogChunk>[] queues;
    private final ArrayDeque<LogChunk> spare = new ArrayDeque<>();
    private int waiting;

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

    /** How many there are of which is not told yet. */
    int waiting() {
        return waiting;
    }

    /** Takes note of a sighting, in frame order of its host. */
    void expect(Sighting s, int host) {
        if (isOn()) {
            LogChunk last = queues[host].peekLast();
            if (last == null || last.isFull()) {
                last = spare.isEmpty() ? new LogChunk() : spare.pop();
                queues[host].addLast(last);
            }
            s.logged = last;
            s.loggedPlace = last.take();
            waiting++;
        }
    }

    /** Remembers a match for both sides. */
    void match(Sighting sender, Sighting receiver) {
        if (isOn()) {
            long delay = receiver.timeNanos - sender.timeNanos;
            Path path = sender.leg.lane.path;
            note(sender, path.to, receiver.file, receiver.frame, delay);
            note(receiver, path.from, sender.file, sender.frame, delay);
        }
    }

    /** Remembers the match of a sighting whose other side is gone already. */
    void matchElsewhere(Sighting s, int host, int file, long frame, long delayNanos) {
        if (isOn()) {
            note(s, host, file, frame, delayNanos);
        }
    }

    private static void note(Sighting s, int host, int file, long frame, long delayNanos) {
        if (s.matches == null) {
            s.matches = new MatchList();
        }
        s.matches.add(host, file, frame, delayNanos);
    }

    /** Takes what there is to tell of a sighting whose fate is final, and tells what can be told of its host. */
    void finish(Sighting s) {
        if (s.logged == null) {
            return;
        }
        s.logged.fill(s.loggedPlace, s);
        ArrayDeque<LogChunk> queue = queues[s.host];
        LogChunk first = queue.peekFirst();
        while (first != null && first.isRipe()) {
            first.tell(hosts[s.host], hosts, fates);
            waiting--;
            if (first.isDone()) {
                first.clear();
                spare.push(queue.pollFirst());
                first = queue.peekFirst();
            }
        }
    }
}
