package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Connections that pass up to one moment and lose everything from then on, while those opened since lose nothing: what was
 * kept of the old ones is gone. One bad member of several would take some of the new ones, too, and spare some old ones.
 *
 * @param sinceNanos the first packet lost of these connections, on the sender's clock
 * @param old how many connections lose everything from then on
 * @param opened how many were opened since, to the same services between the same addresses, and pass
 * @param lost what the old ones send from then on
 * @param ofInitiations of these the packets of connections that the sender of this direction began
 */
public record Forgotten(long sinceNanos, int old, int opened, Sample lost, long ofInitiations) {
    /** That it is just the old ones of all that lose. */
    private static final double BY_CHANCE = 0.01;

    /** One connection, from its SYN or from where the capture meets it, to the next on the same ports. */
    private static final class Life {
        final long openedNanos;
        final long service;
        boolean passed;
        long passedNanos = Long.MIN_VALUE;
        long firstLostNanos = Long.MAX_VALUE;
        long lost;
        boolean passesAgain;
        final boolean ofSender;

        Life(long openedNanos, long service, boolean ofSender) {
            this.openedNanos = openedNanos;
            this.service = service;
            this.ofSender = ofSender;
        }

        void add(Observed packet, boolean isLost) {
            if (isLost) {
                firstLostNanos = Math.min(firstLostNanos, packet.timeNanos);
                lost++;
            } else {
                passed = true;
                passesAgain |= lost > 0;
                passedNanos = packet.timeNanos;
            }
        }
    }

    /** @param from index of the sender */
    static Optional<Forgotten> of(Trials trials, int from) {
        if (!trials.isWhole()) {
            return Optional.empty();
        }
        List<Life> lives = lives(trials, from);
        List<Life> old =
                lives.stream().filter(each -> each.passed && each.lost > 0).toList();
        if (old.isEmpty() || old.stream().anyMatch(each -> each.passesAgain)) {
            return Optional.empty();
        }
        long first = old.stream().mapToLong(each -> each.firstLostNanos).min().orElseThrow();
        long before = old.stream().mapToLong(each -> each.passedNanos).max().orElseThrow();
        Set<Long> services = old.stream().map(each -> each.service).collect(Collectors.toSet());
        List<Life> passing = lives.stream()
                .filter(each -> each.lost == 0 && each.passedNanos > first && services.contains(each.service))
                .toList();
        boolean spared = passing.stream().anyMatch(each -> each.openedNanos < before);
        int opened =
                (int) passing.stream().filter(each -> each.openedNanos > first).count();
        if (before > first || spared || opened == 0) {
            return Optional.empty();
        }
        long lost = old.stream().mapToLong(each -> each.lost).sum();
        long ofSender = old.stream()
                .filter(each -> each.ofSender)
                .mapToLong(each -> each.lost)
                .sum();
        return Optional.of(new Forgotten(first, old.size(), opened, new Sample(lost, lost), ofSender));
    }

    /** As in {@code the 2 connections opened before 16:41:20.001 lose everything from then on, the 13 opened since nothing}. */
    String words() {
        return "the " + (old == 1 ? "connection" : Words.count(old) + " connections") + " opened before "
                + Words.time(sinceNanos) + (old == 1 ? " loses" : " lose") + " everything from then on, the "
                + Words.count(opened) + " opened since nothing";
    }

    /** In sending order. */
    private static List<Life> lives(Trials trials, int from) {
        List<Life> lives = new ArrayList<>();
        Map<Integer, Life> open = new HashMap<>();
        for (int i = 0; i < trials.size(); i++) {
            Observed packet = trials.packet(i);
            if (!packet.typeP.isTcp()) {
                continue;
            }
            boolean opens =
                    packet.flowOrdinal == 0 && (packet.typeP == TypeP.TCP_SYN || packet.typeP == TypeP.TCP_SYN_ACK);
            Life life = open.get(packet.flow);
            if (life == null || opens) {
                life = new Life(opens ? packet.timeNanos : Long.MIN_VALUE, packet.service, packet.initiator == from);
                open.put(packet.flow, life);
                lives.add(life);
            }
            life.add(packet, trials.isLost(i));
        }
        return lives;
    }

    /** Whether there are so many that it is not chance: one in the ways to choose the old ones among all. */
    boolean isNoAccident() {
        return -LnMath.lnChoose(old + opened, old) <= Math.log(BY_CHANCE);
    }
}
