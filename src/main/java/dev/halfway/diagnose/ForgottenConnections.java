package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
 * @param old flows whose connections lose everything from then on
 * @param opened those that were opened since, to the same services between the same addresses, and pass
 * @param lost what the old ones send from then on
 * @param ofInitiations of these the packets of connections that the sender of this direction began
 * @param lnChance that it is just the old ones of all that lose, as the logarithm of a probability
 */
public record ForgottenConnections(
        long sinceNanos, Set<Integer> old, Set<Integer> opened, Sample lost, long ofInitiations, double lnChance) {
    private static final double BY_CHANCE = 0.01;

    /** One connection, from its SYN or from where the capture meets it, to the next on the same ports. */
    private static final class Life {
        final int flow;
        final long openedNanos;
        final long service;
        boolean passed;
        long passedNanos = Long.MIN_VALUE;
        long firstLostNanos = Long.MAX_VALUE;
        long lost;
        boolean passesAgain;
        final boolean ofSender;

        Life(int flow, long openedNanos, long service, boolean ofSender) {
            this.flow = flow;
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
    static Optional<ForgottenConnections> of(Trials trials, int from) {
        return maybe(trials, from).filter(each -> !each.opened.isEmpty());
    }

    /** The same where none may have been opened since: then no connection that was there before goes on. */
    static Optional<ForgottenConnections> maybe(Trials trials, int from) {
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
        Set<Integer> opened =
                flows(passing.stream().filter(each -> each.openedNanos > first).toList());
        if (before > first || spared) {
            return Optional.empty();
        }
        long lost = old.stream().mapToLong(each -> each.lost).sum();
        long ofSender = old.stream()
                .filter(each -> each.ofSender)
                .mapToLong(each -> each.lost)
                .sum();
        Set<Integer> forgotten = flows(old);
        return Optional.of(new ForgottenConnections(
                first, forgotten, opened, new Sample(lost, lost), ofSender, lnChance(forgotten, opened)));
    }

    private static Set<Integer> flows(List<Life> lives) {
        return lives.stream().map(each -> each.flow).collect(Collectors.toSet());
    }

    /** One in the ways to choose the old ones among all. */
    private static double lnChance(Set<Integer> old, Set<Integer> opened) {
        return -LnMath.lnChoose(old.size() + opened.size(), old.size());
    }

    /** What a device keeps of connections it keeps for both directions: where both lose just the old ones, they speak for each other. */
    static List<DirectionEvidence> bothWays(List<DirectionEvidence> directions) {
        return directions.stream()
                .map(each -> back(each, directions)
                        .flatMap(back -> each.clues()
                                .forgotten()
                                .map(forgotten -> each.with(each.clues().withForgotten(forgotten.besides(back)))))
                        .orElse(each))
                .toList();
    }

    private static Optional<ForgottenConnections> back(DirectionEvidence one, List<DirectionEvidence> directions) {
        return directions.stream()
                .filter(other -> other.from().equals(one.to()) && other.to().equals(one.from()))
                .flatMap(other -> other.clues().forgotten().stream())
                .findFirst();
    }

    private ForgottenConnections besides(ForgottenConnections back) {
        double together = lnChance(union(old, back.old), union(opened, back.opened));
        return new ForgottenConnections(sinceNanos, old, opened, lost, ofInitiations, Math.min(lnChance, together));
    }

    private static Set<Integer> union(Set<Integer> some, Set<Integer> others) {
        Set<Integer> union = new HashSet<>(some);
        union.addAll(others);
        return union;
    }

    /** As in {@code the 2 connections opened before 16:41:20.001 lose everything from then on, the 13 opened since nothing}. */
    String words() {
        return "the " + connections() + " opened before " + Words.time(sinceNanos)
                + (old.size() == 1 ? " loses" : " lose") + " everything from then on, the "
                + Words.count(opened.size()) + " opened since nothing";
    }

    /** {@code connection}, {@code 2 connections}: the old ones. */
    String connections() {
        return old.size() == 1 ? "connection" : Words.count(old.size()) + " connections";
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
                long openedNanos = opens ? packet.timeNanos : Long.MIN_VALUE;
                life = new Life(packet.flow, openedNanos, packet.service, packet.initiator == from);
                open.put(packet.flow, life);
                lives.add(life);
            }
            life.add(packet, trials.isLost(i));
        }
        return lives;
    }

    /** Whether there are so many that it is not chance. */
    boolean isNoAccident() {
        return lnChance <= Math.log(BY_CHANCE);
    }
}
