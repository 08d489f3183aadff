package dev.halfway.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What BGP sessions show that no loss and no silence of a host accounts for. */
final class BgpFindings {
    private static final List<BgpFact.Kind> WITHOUT_LOSS =
            List.of(BgpFact.Kind.HOLD_TIMER_SILENCE, BgpFact.Kind.HOLD_TIMER_DESPITE_ARRIVAL);

    private static final List<String> ON_PURPOSE = List.of(
            "Administrative Shutdown", "Administrative Reset", "Peer De-configured", "Other Configuration Change");

    private static final List<BgpFact.Kind> CLOSED = List.of(BgpFact.Kind.CLOSED_EARLY, BgpFact.Kind.CLOSED);

    private final List<BgpPeering> peerings;

    BgpFindings(List<BgpPeering> peerings) {
        this.peerings = peerings;
    }

    List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        for (BgpPeering peering : peerings) {
            for (BgpFact.Kind kind : WITHOUT_LOSS) {
                for (int end : new int[] {0, 1}) {
                    List<BgpFact> facts = peering.facts(kind).stream()
                            .filter(fact -> fact.end() == end)
                            .toList();
                    if (!facts.isEmpty()) {
                        findings.add(finding(new Expiry(
                                kind,
                                peering.speakers().get(end),
                                peering.speakers().get(1 - end),
                                facts,
                                isMutual(peering, facts.get(0)))));
                    }
                }
            }
        }
        for (BgpPeering peering : peerings) {
            for (int end : new int[] {0, 1}) {
                closed(peering, end).ifPresent(findings::add);
                openUnanswered(peering, end).ifPresent(findings::add);
            }
        }
        return findings;
    }

    private static boolean isMutual(BgpPeering peering, BgpFact fact) {
        return fact.kind() == BgpFact.Kind.HOLD_TIMER_SILENCE
                && peering.sessions()
                        .get(fact.sessions().get(0))
                        .ends()
                        .get(fact.end())
                        .holdTimer()
                        .filter(timer -> timer.ownSilenceNanos().isPresent())
                        .isPresent();
    }

    /** Sessions that one end has closed for an error that it names, other than a timer or a collision of connections. */
    private static Optional<Finding> closed(BgpPeering peering, int end) {
        List<BgpFact> facts = CLOSED.stream()
                .flatMap(kind -> peering.facts(kind).stream())
                .filter(fact -> fact.end() == end)
                .filter(fact -> fact.sessions().stream()
                        .allMatch(at -> peering.sessions()
                                .get(at)
                                .closing()
                                .filter(BgpFindings::isError)
                                .isPresent()))
                .toList();
        if (facts.isEmpty()) {
            return Optional.empty();
        }
        BgpFact fact = facts.get(facts.size() - 1);
        String said = peering.sessions()
                .get(fact.sessions().get(0))
                .closing()
                .orElseThrow()
                .detail();
        BgpPeering.Speaker closer = peering.speakers().get(end);
        BgpPeering.Speaker other = peering.speakers().get(1 - end);
        int more = facts.size() - 1;
        return Optional.of(Finding.of(
                        "bgp",
                        Grade.CERTAIN,
                        closer.name() + " ends its BGP session with " + other.name() + peering.overWords()
                                + (isOnPurpose(said) ? " on purpose. " : " for an error that it names. ")
                                + fact.sentence()
                                + (more == 0 ? "" : " So it went " + Words.count(more, "more time") + "."))
                .between(other.host(), closer.host())
                .at(closer.host().map(host -> "host:" + host).orElse("unknown"))
                .rulingOut(List.of("the network between the two: "
                        + (isOnPurpose(said) ? "the NOTIFICATION says why" : "the NOTIFICATION answers what arrived")))
                .leaving(List.of((isOnPurpose(said)
                                ? "who or what restarted, reset or shut it down on " + closer.name()
                                : "the configuration of the session on " + closer.name() + " and on " + other.name())
                        + ": " + said))
                .next("on " + closer.name() + " and on " + other.name()
                        + ": birdc show protocols all; journalctl --utc -u bird (or the daemon that runs there)")
                .build());
    }

    /** A daemon that takes no notice of the OPEN that its host has. */
    private static Optional<Finding> openUnanswered(BgpPeering peering, int end) {
        BgpPeering.Speaker mute = peering.speakers().get(end);
        BgpPeering.Speaker other = peering.speakers().get(1 - end);
        return peering.facts(BgpFact.Kind.OPEN_UNANSWERED).stream()
                .filter(fact -> fact.end() == end)
                .findFirst()
                .map(fact -> Finding.of(
                                "bgp",
                                Grade.CERTAIN,
                                "BGP on " + mute.name() + " does not answer the OPEN of " + other.name()
                                        + peering.overWords() + ". " + fact.sentence())
                        .between(other.host(), mute.host())
                        .at(mute.host().map(host -> "host:" + host).orElse("unknown"))
                        .rulingOut(List.of("the network from " + other.name() + " to " + mute.name()
                                + ": the OPEN arrives, and TCP acknowledges it"))
                        .leaving(List.of("the routing daemon on " + mute.name()
                                + ": stopped, hung, overloaded, or waiting for something else"))
                        .next("on " + mute.name()
                                + ": ss -tno state established '( sport = :179 or dport = :179 )' (Recv-Q:"
                                + " what came and was not read); birdc show protocols all")
                        .build());
    }

    /** An administrator's doing, or a daemon's that ends (RFC 4486 section 4). */
    private static boolean isOnPurpose(String said) {
        return ON_PURPOSE.stream().anyMatch(said::contains);
    }

    private static boolean isError(BgpSession.Closing closing) {
        String said = closing.detail();
        return closing.what().equals("NOTIFICATION")
                && !said.startsWith("Hold Timer")
                && !said.startsWith("Send Hold Timer")
                && !said.contains("Collision");
    }

    /** Where to look, first. */
    private static String lead(Expiry expiry) {
        return expiry.kind() == BgpFact.Kind.HOLD_TIMER_SILENCE
                ? "BGP on " + expiry.suspect().name() + " fell silent, and the network lost nothing. "
                : "BGP on " + expiry.suspect().name() + " let its session expire though messages came. ";
    }

    private static Finding finding(Expiry expiry) {
        Causes.Choice choice = Causes.choose(rule -> rule.of(expiry)).orElseThrow();
        int more = expiry.facts().size() - 1;
        return Finding.of(
                        "bgp",
                        Grade.CERTAIN,
                        lead(expiry)
                                + expiry.facts().get(0).sentence()
                                + (more == 0 ? "" : " So it went " + Words.count(more, "more time") + "."))
                .between(expiry.peer().host(), expiry.end().host())
                .at(expiry.suspect().host().map(host -> "host:" + host).orElse("unknown"))
                .by(choice.cause())
                .rulingOut(choice.best().rulesOut())
                .leaving(choice.best().remaining())
                .next(choice.best().nextExperiment())
                .build();
    }
}
