package dev.halfway.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/** What BGP sessions show that no loss and no silence of a host accounts for. */
final class BgpFindings {
    private static final List<BgpFact.Kind> WITHOUT_LOSS =
            List.of(BgpFact.Kind.HOLD_TIMER_SILENCE, BgpFact.Kind.HOLD_TIMER_DESPITE_ARRIVAL);

    private static final List<String> ON_PURPOSE = List.of(
            "Administrative Shutdown", "Administrative Reset", "Peer De-configured", "Other Configuration Change");

    private static final Set<String> MESSAGES = Set.of("OPEN", "KEEPALIVE", "UPDATE");

    private static final List<BgpFact.Kind> CLOSED = List.of(BgpFact.Kind.CLOSED_EARLY, BgpFact.Kind.CLOSED);

    private static final String CEASE = "Cease";
    /** One connection may be of two that were opened at once, or cut off. */
    private static final int LEAST_TURNED_AWAY = 2;

    private static final String BFD_DOWN = "BFD Down";

    private static final String HARD_RESET = "Hard Reset";

    private final List<BgpPeering> peerings;
    private final List<Down> downs;
    private final HostTimes times;

    /**
     * @param downs times in which nothing passed between two hosts
     */
    BgpFindings(List<BgpPeering> peerings, List<Down> downs, HostTimes times) {
        this.peerings = peerings;
        this.downs = downs;
        this.times = times;
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
                        findings.add(finding(expiry(peering, kind, end, facts))
                                .lasting(isDown(peering))
                                .build());
                    }
                }
            }
        }
        for (BgpPeering peering : peerings) {
            for (int end : new int[] {0, 1}) {
                closed(peering, end).ifPresent(findings::add);
                new UnannouncedEnd(peering, end, closings(peering, end, BgpSession.Closing::unannounced), downs, times)
                        .finding()
                        .ifPresent(findings::add);
                openUnanswered(peering, end).ifPresent(findings::add);
                turnedAway(peering, end).ifPresent(findings::add);
            }
        }
        return findings;
    }

    /** Whether the session does not come up again. */
    private static boolean isDown(BgpPeering peering) {
        return peering.speakers().stream()
                .allMatch(speaker -> speaker.fsmState()
                        .filter(state -> !state.equals("Established"))
                        .isPresent());
    }

    private Expiry expiry(BgpPeering peering, BgpFact.Kind kind, int end, List<BgpFact> facts) {
        long nanos = facts.get(0).nanos();
        int suspected = kind == BgpFact.Kind.HOLD_TIMER_SILENCE ? 1 - end : end;
        BgpPeering.Speaker suspect = peering.speakers().get(suspected);
        BgpSession first = peering.sessions().get(facts.get(0).sessions().get(0));
        return new Expiry(
                kind,
                peering.speakers().get(end),
                peering.speakers().get(1 - end),
                facts,
                first.ends().get(end).holdTimer().orElseThrow(),
                peering.sessions().stream()
                        .flatMap(session -> session.events().stream())
                        .anyMatch(event -> event.end() == suspected && event.lastNanos() > nanos),
                goingOn(peering, suspect, first.ends().get(end).holdTimer().orElseThrow(), nanos),
                peering.speakers().stream().allMatch(times::isEven),
                times.around(suspect, nanos),
                isMutual(peering, facts.get(0)));
    }

    /** In how many sessions with others a host sends messages in the last half of the time that a timer took to expire. */
    private long goingOn(BgpPeering silent, BgpPeering.Speaker suspect, HoldTimer timer, long expiredNanos) {
        if (suspect.host().isEmpty() || timer.lastHeardNanos().isEmpty()) {
            return 0;
        }
        long from = expiredNanos - (expiredNanos - timer.lastHeardNanos().getAsLong()) / 2;
        return peerings.stream()
                .filter(each -> each != silent)
                .flatMap(each -> each.sessions().stream())
                .filter(session -> session.events().stream()
                        .anyMatch(
                                event -> session.ends().get(event.end()).host().equals(suspect.host())
                                        && MESSAGES.contains(event.what())
                                        && event.nanos() <= expiredNanos
                                        && event.lastNanos() >= from))
                .count();
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
    private Optional<Finding> closed(BgpPeering peering, int end) {
        List<BgpFact> facts = closings(peering, end, BgpFindings::isError);
        if (facts.isEmpty()) {
            return Optional.empty();
        }
        BgpFact fact = facts.get(facts.size() - 1);
        BgpSession.Closing closing =
                peering.sessions().get(fact.sessions().get(0)).closing().orElseThrow();
        String said = closing.detail();
        BgpPeering.Speaker closer = peering.speakers().get(end);
        BgpPeering.Speaker other = peering.speakers().get(1 - end);
        Optional<Down> down = downs.stream()
                .filter(each -> isUnnamed(said) && each.mayLeadTo(closer.host(), other.host(), closing.nanos()))
                .findFirst();
        int more = connections(facts) - fact.sessions().size();
        return Optional.of(Finding.of(
                        "bgp",
                        Grade.CERTAIN,
                        closer.name() + " ends its BGP session with " + other.name() + peering.overWords() + how(said)
                                + fact.sentence()
                                + (more == 0 ? "" : " So it went " + Words.count(more, "more time") + ".")
                                + down.map(Down::behind).orElse(""))
                .between(other.host(), closer.host())
                .lasting(isDown(peering) && !isUnnamed(said)) // what is not named may be the loss
                .ofOwnAccord(isOnPurpose(said) || isUnnamed(said) && !said.contains(BFD_DOWN) && down.isEmpty())
                .at(
                        down.isPresent() || said.contains(BFD_DOWN)
                                ? "unknown"
                                : closer.host().map(host -> "host:" + host).orElse("unknown"))
                .rulingOut(down.isPresent() || isUnnamed(said) ? List.of() : List.of(rulesOut(said)))
                .leaving(remaining(closer, other, said, down))
                .next("on " + closer.name() + " and on " + other.name() + ": "
                        + (said.contains(BFD_DOWN)
                                ? "timeout 60 tcpdump -n -i IFACE 'udp port 3784 or udp port 4784' (does each hear the other?)"
                                : "birdc show protocols all; journalctl --utc -u bird (or the daemon that runs there)"))
                .build());
    }

    /** What tells of sessions that this end has closed, all in such a way, in time order. */
    private static List<BgpFact> closings(BgpPeering peering, int end, Predicate<BgpSession.Closing> how) {
        return peering.facts().stream()
                .filter(fact -> CLOSED.contains(fact.kind()) && fact.end() == end)
                .filter(fact -> fact.sessions().stream()
                        .allMatch(at ->
                                peering.sessions().get(at).closing().filter(how).isPresent()))
                .toList();
    }

    private static String how(String said) {
        return isOnPurpose(said)
                ? " on purpose. "
                : said.contains(BFD_DOWN)
                        ? ", since BFD tells it that the way is down. "
                        : isUnnamed(said) ? ", for no error that it names. " : " for an error that it names. ";
    }

    private static String rulesOut(String said) {
        return "the network between the two: "
                + (isOnPurpose(said) ? "the NOTIFICATION says why" : "the NOTIFICATION answers what arrived");
    }

    private static List<String> remaining(
            BgpPeering.Speaker closer, BgpPeering.Speaker other, String said, Optional<Down> down) {
        List<String> remaining = new ArrayList<>();
        down.ifPresent(each -> remaining.add("what " + each.to() + " lost from " + each.from()
                + " then: a link that goes down, or BFD, ends a session before its hold timer"));
        if (isOnPurpose(said)) {
            remaining.add("who or what restarted, reset or shut it down on " + closer.name() + ": " + said);
        } else if (said.contains(BFD_DOWN)) {
            remaining.add(
                    "what BFD lost between the two: its packets (UDP 3784, over several hops 4784) are not analysed");
        } else if (isUnnamed(said)) {
            remaining.add("what the daemon on " + closer.name()
                    + " saw: its interface or next hop gone, BFD, a restart or a command; its log tells: " + said);
        } else {
            remaining.add(
                    "the configuration of the session on " + closer.name() + " and on " + other.name() + ": " + said);
        }
        return remaining;
    }

    /**
     * A Cease without a subcode (RFC 4486 section 3), for what another protocol says of the path (RFC 9384), or one that only
     * forbids to keep routes (RFC 8538 section 3): what it is for may be no message of the session.
     */
    private static boolean isUnnamed(String said) {
        return said.equals(CEASE) || said.contains(BFD_DOWN) || said.endsWith(HARD_RESET);
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

    /** A daemon that accepts connections and closes them with not a word of BGP, and has never said one to this peer. */
    private static Optional<Finding> turnedAway(BgpPeering peering, int end) {
        BgpPeering.Speaker closer = peering.speakers().get(end);
        BgpPeering.Speaker other = peering.speakers().get(1 - end);
        List<BgpFact> facts = closings(peering, end, closing -> !closing.what().equals("NOTIFICATION"));
        boolean saidNothing = peering.sessions().stream()
                .allMatch(session -> session.ends().get(end).messages().isEmpty()
                        && session.ends().get(end).unreadBytes() == 0);
        List<BgpSession> closed = facts.stream()
                .flatMap(fact -> fact.sessions().stream())
                .map(peering.sessions()::get)
                .filter(session -> session.opener().equals(OptionalInt.of(1 - end)))
                .toList();
        List<BgpSession.Count> asked = closed.stream()
                .flatMap(session -> session.ends().get(1 - end).messages().stream())
                .toList();
        boolean openCame = asked.stream().anyMatch(count -> count.kind().equals("OPEN"))
                && asked.stream().allMatch(count -> count.lost() == 0);
        boolean sure = closed.stream()
                .allMatch(session -> session.closing().orElseThrow().origin() == BgpSession.Origin.LEFT);
        if (!saidNothing || !openCame || closed.size() < LEAST_TURNED_AWAY) {
            return Optional.empty();
        }
        return Optional.of(Finding.of(
                        "bgp",
                        sure ? Grade.CERTAIN : Grade.LIKELY,
                        closer.name() + " accepts connections for BGP from " + other.name() + peering.overWords()
                                + " and closes each without a word. "
                                + facts.get(facts.size() - 1).sentence())
                .between(other.host(), closer.host())
                .at(sure ? closer.host().map(host -> "host:" + host).orElse("unknown") : "unknown")
                .rulingOut(sure ? List.of("the network between the two: connections open, both ways") : List.of())
                .leaving(List.of("the daemon on " + closer.name() + ": no session with " + other.address()
                        + " is configured there, or it is shut down, expected from another address or interface, or"
                        + " still taken to be up"))
                .next("on " + closer.name() + ": birdc show protocols all (or what the daemon there has: is "
                        + other.address() + " a neighbour, and up?)")
                .build());
    }

    /** An administrator's doing, or a daemon's that ends (RFC 4486 section 4). */
    private static boolean isOnPurpose(String said) {
        return ON_PURPOSE.stream().anyMatch(said::contains);
    }

    private static int connections(List<BgpFact> facts) {
        return facts.stream().mapToInt(each -> each.sessions().size()).sum();
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
                ? "BGP on " + expiry.suspect().name() + " fell silent, and the network lost none of its messages. "
                : "BGP on " + expiry.suspect().name() + " let its session expire though messages came. ";
    }

    private static FindingDraft finding(Expiry expiry) {
        Causes.Choice choice = Causes.choose(rule -> rule.of(expiry)).orElseThrow();
        int more =
                connections(expiry.facts()) - expiry.facts().get(0).sessions().size();
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
                .next(choice.best().nextExperiment());
    }
}
