package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.ExchangeRow;
import dev.halfway.match.LossRow;
import dev.halfway.match.Standstill;
import dev.halfway.match.TimeSpan;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Hosts that requests reach and that do not answer them, answer some, or refuse. */
final class SilenceFindings {
    private static final Set<TypeP> OPENING = EnumSet.of(TypeP.TCP_SYN, TypeP.TCP_SYN_ACK);

    /** Fewer may be a ping that was cut off. */
    private static final int LEAST_UNANSWERED = 3;

    private static final int LEAST_LACKED = 3;
    /** A host that leaves out no more than this share does answer. */
    private static final double NEARLY_NONE = 0.02;
    /** Where bytes are damaged anywhere, so many times more packets are not recognised than contradict themselves. */
    private static final long DAMAGED_TO_MALFORMED = 8;

    /** @param isBeyond whether {@code to} passes the requests on: whoever is asked is another host than where it does not */
    private record Way(String from, String to, boolean isBeyond) {}

    private final Symptoms symptoms;

    SilenceFindings(Symptoms symptoms) {
        this.symptoms = symptoms;
    }

    List<Finding> all() {
        List<Silence> silences = new ArrayList<>();
        for (Silence.Manner manner : List.of(Silence.Manner.NOTHING, Silence.Manner.SOME, Silence.Manner.REFUSAL)) {
            Map<Way, List<ExchangeRow>> byWay = new LinkedHashMap<>();
            for (ExchangeRow row : symptoms.exchanges()) {
                if (manner(row) == manner) {
                    boolean beyond = manner != Silence.Manner.REFUSAL && Silence.isPassedOn(List.of(row));
                    byWay.computeIfAbsent(new Way(row.from(), row.to(), beyond), key -> new ArrayList<>())
                            .add(row);
                }
            }
            byWay.forEach((way, services) -> silences.add(new Silence(symptoms, way.from, way.to, manner, services)));
        }
        silences.addAll(stalls());
        silences.addAll(withoutAcknowledgment());
        List<Silence> shown =
                together(silences).stream().filter(SilenceFindings::isShown).toList();
        List<Finding> findings = new ArrayList<>();
        Set<Silence> told = new HashSet<>();
        for (Silence silence : shown) {
            if (!told.contains(silence)) {
                List<Silence> event = event(silence, shown);
                told.addAll(event);
                tell(event, findings);
            }
        }
        return findings;
    }

    /** All that is one event with it; itself alone where there is no more to it. */
    private static List<Silence> event(Silence silence, List<Silence> shown) {
        if (!SilentToTcp.isPart(silence)) {
            return List.of(silence);
        }
        List<Silence> parts = shown.stream()
                .filter(SilentToTcp::isPart)
                .filter(each -> each.from().equals(silence.from()) && each.to().equals(silence.to()))
                .toList();
        SilentToTcp event = new SilentToTcp(parts);
        return event.isOne() ? event.parts() : List.of(silence);
    }

    private static void tell(List<Silence> event, List<Finding> findings) {
        List<Finding> told = new ArrayList<>();
        event.forEach(silence -> tell(silence, told));
        Optional<Finding> one = event.size() == 1 ? Optional.empty() : new SilentToTcp(event).of(told);
        findings.addAll(one.map(List::of).orElse(told));
    }

    /** What a host leaves unanswered while it sends nothing at all is one thing. */
    private List<Silence> together(List<Silence> silences) {
        List<Silence> told = new ArrayList<>(silences);
        for (Standstill still : symptoms.standstills()) {
            List<Silence> within = told.stream()
                    .filter(each ->
                            each.from().equals(still.asker()) && each.to().equals(still.host()) && each.isWithin(still))
                    .toList();
            if (within.stream().anyMatch(Silence::answersAtOtherTimes)) {
                int first = told.indexOf(within.get(0));
                told.set(
                        first,
                        new Silence(
                                symptoms,
                                still.asker(),
                                still.host(),
                                Silence.Manner.STANDSTILL,
                                within.stream()
                                        .flatMap(each -> each.services().stream())
                                        .distinct()
                                        .toList(),
                                Optional.of(still)));
                told.removeAll(within);
            }
        }
        return told;
    }

    /** A host that answers some may answer all, where its capture may have missed the other answers. */
    private static void tell(Silence silence, List<Finding> findings) {
        if (!silence.isRefusal() && (Silence.isPassedOn(silence.services()) || silence.isFromBehind())) {
            findings.add(beyond(silence));
            return;
        }
        if (silence.manner() == Silence.Manner.STALL || silence.asksAgain()) {
            findings.add(finding(silence));
            return;
        }
        if (silence.manner() == Silence.Manner.SOME && !silence.symptoms().showsDepartures(silence.to())) {
            findings.add(unseen(silence));
            return;
        }
        Misses misses = misses(silence);
        boolean saysNo =
                silence.manner() == Silence.Manner.REFUSAL || !silence.errors().isEmpty();
        if (!saysNo && silence.symptoms().lacksAtUnknownTimes(silence.to(), silence.from()) >= LEAST_LACKED) {
            findings.add(untimed(silence));
        } else if (!saysNo && misses.mayExplain()) {
            findings.add(gap(silence, misses));
        } else if (saysNo || !answersSome(silence) || !misses.isHardlyKnown()) {
            findings.add(finding(silence));
        }
    }

    private static boolean answersSome(Silence silence) {
        return silence.manner() == Silence.Manner.SOME || silence.manner() == Silence.Manner.STANDSTILL;
    }

    private static Misses misses(Silence silence) {
        return Misses.ofAnswers(silence.symptoms(), silence.to(), silence.unanswered());
    }

    private static Finding gap(Silence silence, Misses misses) {
        return Finding.of(
                        "capture-gap",
                        Grade.LIKELY,
                        Words.sentence(sentence(silence) + "; the capture at " + silence.to()
                                + " misses as many packets that were there: whether it does not answer cannot be told"))
                .between(silence.from(), silence.to())
                .of(kinds(silence))
                .at("capture:" + silence.to())
                .by(new Finding.Cause("capture gap", Grade.LIKELY, List.of(misses.words()), List.of()))
                .rulingOut(List.of("the network from " + silence.from() + " to " + silence.to() + ": they arrive"))
                .leaving(List.of("the capture at " + silence.to() + ": its buffer, its disk, or a stop of the process"))
                .next(Commands.capture(silence.symptoms().inputs(), silence.to()))
                .build();
    }

    /** Its capture lacks what left, and clocks do not tell when: the answers may be among that. */
    private static Finding untimed(Silence silence) {
        String from = silence.from();
        String to = silence.to();
        long lacked = silence.symptoms().lacksAtUnknownTimes(to, from);
        return Finding.of(
                        "capture-gap",
                        Grade.LIKELY,
                        Words.sentence(sentence(silence) + "; but the capture at " + from + " holds "
                                + Words.count(lacked, "packet") + " of " + to
                                + " that its own does not show leaving, and when these"
                                + " left the clocks do not tell: whether it does not answer cannot be told"))
                .between(from, to)
                .of(kinds(silence))
                .at("capture:" + to)
                .rulingOut(List.of("the network from " + from + " to " + to + ": they arrive"))
                .leaving(List.of("the capture at " + to + ": what it lacks of what " + to + " sends"))
                .next(Commands.capture(silence.symptoms().inputs(), to))
                .build();
    }

    /** Its answers leave where nothing is captured: those that do not come back may be lost. */
    private static Finding unseen(Silence silence) {
        String to = silence.to();
        return Finding.of(
                        "capture-gap",
                        Grade.LIKELY,
                        Words.sentence(sentence(silence) + " at " + silence.from() + "; the capture at " + to
                                + " shows nothing of what " + to
                                + " sends: whether it does not answer them or its answers are lost cannot be told"))
                .between(silence.from(), to)
                .of(kinds(silence))
                .at("capture:" + to)
                .rulingOut(List.of("the network from " + silence.from() + " to " + to + ": they arrive"))
                .leaving(List.of(
                        "the way back from " + to + " to " + silence.from() + ", and " + to + " itself",
                        "another interface of " + to + ", by which what it sends leaves"))
                .next(Optional.of(silence.commands()
                        .onReceiver("ip route get " + silence.commands().routeBack()
                                + " (by which interface do its answers leave?); then capture on that one, too")))
                .build();
    }

    /** A router is not who was asked: what is not answered is lost beyond it, either way, or not answered by who is there. */
    private static Finding beyond(Silence silence) {
        String to = silence.to();
        boolean seenToPass = Silence.isPassedOn(silence.services());
        List<String> rulesOut =
                new ArrayList<>(List.of("the network from " + silence.from() + " to " + to + ": they arrive"));
        if (seenToPass) {
            rulesOut.add(to + " itself: its capture shows them leave again");
        }
        return Finding.of(
                        "host-silent",
                        Grade.LIKELY,
                        Words.sentence(sentence(silence)
                                + (seenToPass
                                        ? "; it passes them on, with a TTL smaller by one"
                                        : "; what comes from there has passed a router before, by its TTL")
                                + ": look beyond " + to))
                .between(silence.from(), to)
                .of(kinds(silence))
                .during(silence.whenAll())
                .at("unknown")
                .rulingOut(rulesOut)
                .leaving(List.of((seenToPass ? "" : "what " + to + " itself passes on and drops; ") + "the way beyond "
                        + to + ", there and back, and the host that is asked"))
                .next(Optional.of(
                        "capture there, too: " + silence.services().get(0).toAddress() + " is behind " + to
                                + ", and three captures tell on which side of it packets are lost"))
                .build();
    }

    /** Connections on which one host takes no notice of what the other sends. */
    private List<Silence> stalls() {
        List<Silence> stalls = new ArrayList<>();
        for (String from : symptoms.hosts().stream().sorted().toList()) {
            for (String to : symptoms.hosts().stream().sorted().toList()) {
                List<ExchangeRow> stalled = symptoms.exchanges().stream()
                        .filter(row -> row.from().equals(from) && row.to().equals(to) && row.stalled() > 0
                                || row.from().equals(to) && row.to().equals(from) && row.stalledBack() > 0)
                        .toList();
                if (!stalled.isEmpty()) {
                    stalls.add(new Silence(symptoms, from, to, Silence.Manner.STALL, stalled));
                }
            }
        }
        return stalls;
    }

    /** Connections for which a host asks, and whose SYN-ACKs it does not take. */
    private List<Silence> withoutAcknowledgment() {
        Map<List<String>, List<ExchangeRow>> byWay = new LinkedHashMap<>();
        for (ExchangeRow row : symptoms.exchanges()) {
            if (row.ignoredAnswers().isPresent()) {
                byWay.computeIfAbsent(List.of(row.to(), row.from()), key -> new ArrayList<>())
                        .add(row);
            }
        }
        return byWay.entrySet().stream()
                .map(way -> new Silence(
                        symptoms,
                        way.getKey().get(0),
                        way.getKey().get(1),
                        Silence.Manner.NO_ACKNOWLEDGMENT,
                        way.getValue()))
                .filter(silence -> silence.ignoredAnswers().answers() >= LEAST_UNANSWERED)
                .toList();
    }

    /** Whether the capture at a host that asks may take SYNs alone of TCP, by its filter: then nothing shows that it acknowledges. */
    private static boolean mayTakeSynsAlone(Silence silence) {
        return silence.manner() == Silence.Manner.NO_ACKNOWLEDGMENT
                && silence.ignoredAnswers().askedAgain() == 0
                && silence.symptoms().losses().stream()
                        .filter(row ->
                                row.from().equals(silence.to()) && row.typeP().isTcp() && row.sent() > 0)
                        .allMatch(row -> OPENING.contains(row.typeP()));
    }

    /** Where the capture takes nothing that leaves, other hosts tell of the answers, or nothing does; refusals are seen there. */
    private static boolean isShown(Silence silence) {
        boolean hidden = silence.symptoms().withoutDepartures().contains(silence.to());
        return (!hidden || silence.isRefusal()) && !silence.isAnsweredByLostResets();
    }

    /** How the service meets requests; null when it answers, or when too few came. */
    private Silence.Manner manner(ExchangeRow row) {
        if (row.arrived() < LEAST_UNANSWERED) {
            return null;
        }
        if (row.answers() == 0) {
            return row.refused() > 0 ? Silence.Manner.REFUSAL : row.silent() > 0 ? Silence.Manner.NOTHING : null;
        }
        boolean tcp = row.request() == TypeP.TCP_SYN;
        if (row.refused() >= LEAST_UNANSWERED && row.refusedLast()) {
            return Silence.Manner.REFUSAL;
        }
        long unanswered = tcp ? row.silent() : row.arrived() - row.answers();
        long all = tcp ? row.flows() : row.arrived();
        return unanswered >= LEAST_UNANSWERED
                        && unanswered > NEARLY_NONE * all
                        && unanswered > unseen(row.to()) + damaged(row.to())
                        && (tcp || unanswered > corrupted(row.from(), row.to()))
                ? Silence.Manner.SOME
                : null;
    }

    /** Packets that left a host and that its capture does not hold: that many answers may be among what nobody saw. */
    private long unseen(String host) {
        return symptoms.appeared().stream()
                .filter(row -> row.from().equals(host))
                .mapToLong(row -> row.count() - row.explained())
                .sum();
    }

    /** Pings that came damaged: as many more may be, where the captures do not show it, as in what they cut off. */
    private long corrupted(String from, String to) {
        return symptoms.judged(from, to).stream()
                .filter(row -> row.typeP() == TypeP.ICMP_ECHO_REQUEST)
                .mapToLong(LossRow::corrupted)
                .sum();
    }

    /**
     * Packets that a host's captures may hold damaged, so that they are not known for what they are: by those whose length or
     * version shows it, a few bytes of all those by which a packet is known.
     */
    private long damaged(String host) {
        return symptoms.inputs().stream()
                .filter(input -> input.point().host().equals(host))
                .mapToLong(input -> DAMAGED_TO_MALFORMED * input.malformed())
                .sum();
    }

    /** Answers that the path loses besides are then nowhere to be seen. */
    private static boolean missesAnswers(Silence silence) {
        return answersSome(silence)
                && silence.symptoms().missed(silence.to()) + silence.symptoms().unseen(silence.to()) > 0;
    }

    /** Whether its capture may have missed the answers without that being known. */
    private static boolean mayMissAnswers(Silence silence) {
        Misses misses = misses(silence);
        return answersSome(silence)
                ? misses.mayBeUnknown()
                : !silence.asksAgain() && silence.manner() != Silence.Manner.STALL && misses.isUnknown();
    }

    private static Finding finding(Silence silence) {
        Symptoms symptoms = silence.symptoms();
        Optional<Causes.Choice> choice = Causes.choose(rule -> rule.of(silence));
        boolean refuses = silence.isRefusal();
        boolean missing = missesAnswers(silence);
        boolean shows = symptoms.showsDepartures(silence.to());
        boolean expiry = choice.filter(each -> each.best().name().equals(NeighbourFailure.NAME))
                        .isEmpty()
                && NeighbourExpiry.mayExplain(silence);
        boolean seen = refuses || shows && !missing && !mayMissAnswers(silence);
        List<String> remaining = new ArrayList<>();
        if (expiry) {
            remaining.add(NeighbourExpiry.remaining(silence));
        }
        choice.ifPresent(each -> {
            remaining.addAll(each.best().remaining());
            each.rivals().forEach(rival -> remaining.add("as likely by these packets: " + rival));
        });
        if (missing) {
            remaining.add("the capture at " + silence.to()
                    + " itself: it misses packets that were there, and so perhaps the answers");
        } else if (!seen && shows) {
            remaining.add("the capture at " + silence.to()
                    + " itself: too few packets are in another one, too, to tell whether it misses the answers");
        } else if (!seen) {
            remaining.add("the capture at " + silence.to()
                    + " itself, if it was taken of one direction only (tcpdump -Q): it shows nothing leaving");
        }
        boolean synsAlone = mayTakeSynsAlone(silence);
        if (synsAlone) {
            remaining.add("the capture at " + silence.to()
                    + " itself, if its filter takes SYNs alone: then it acknowledges, and that is lost");
        }
        List<String> rulesOut = new ArrayList<>(
                List.of("the network from " + silence.from() + " to " + silence.to() + ": they arrive"));
        choice.ifPresent(each -> rulesOut.addAll(each.best().rulesOut()));
        Optional<Unresolved> unresolved = choice.filter(
                        each -> each.best().name().equals(NeighbourFailure.NAME))
                .flatMap(each -> NeighbourFailure.of(symptoms, silence.to()));
        if (unresolved.filter(each -> !each.isHeard()).isPresent()) {
            rulesOut.remove(0); // some of what comes the same way does not
        }
        return Finding.of(
                        refuses ? "host-refuses" : "host-silent",
                        seen && !expiry && !synsAlone ? Grade.CERTAIN : Grade.LIKELY,
                        Words.sentence(
                                unresolved.map(each -> sentence(silence, each)).orElseGet(() -> sentence(silence))
                                        + (expiry ? NeighbourExpiry.words(silence) : "")))
                .between(silence.from(), silence.to())
                .of(kinds(silence))
                .during(silence.whenAll())
                .about(refuses ? Optional.empty() : subject(silence))
                .lasting(!refuses && silence.lasts())
                .at(
                        expiry
                                ? "unknown"
                                : choice.flatMap(each -> each.best().place()).orElse("host:" + silence.to()))
                .by(choice.flatMap(Causes.Choice::cause))
                .rulingOut(rulesOut)
                .leaving(remaining)
                .next(
                        expiry
                                ? Optional.of(NeighbourExpiry.next(silence))
                                : choice.flatMap(each -> each.best().nextExperiment()))
                .build();
    }

    /** What is not answered: requests, SYN-ACKs, or the data of connections that opened. */
    private static List<TypeP> kinds(Silence silence) {
        return switch (silence.manner()) {
            case STALL -> List.of(TypeP.TCP_DATA);
            case NO_ACKNOWLEDGMENT -> List.of(TypeP.TCP_SYN_ACK);
            case STANDSTILL -> stillKinds(silence);
            case NOTHING, SOME, REFUSAL ->
                silence.services().stream()
                        .map(ExchangeRow::request)
                        .distinct()
                        .sorted()
                        .toList();
        };
    }

    private static List<TypeP> stillKinds(Silence silence) {
        return List.of(TypeP.ICMP_ECHO_REQUEST, TypeP.TCP_SYN, TypeP.TCP_DATA).stream()
                .filter(kind -> came(silence, kind) > 0)
                .toList();
    }

    /** The last pings that came may be those that it answers when it goes on. */
    private static long came(Silence silence, TypeP kind) {
        Standstill still = silence.standstill().orElseThrow();
        return switch (kind) {
            case ICMP_ECHO_REQUEST -> Math.min(still.requests(), silence.pingsUnanswered());
            case TCP_SYN -> still.syns();
            default -> still.segments();
        };
    }

    /** {@code from 16:41:34.793 to 16:41:54.301 (20 s) 219 sends nothing, while ...}: of what is analysed. */
    private static String sentence(Silence silence, Standstill still) {
        return period(silence) + " " + silence.to() + " sends nothing at all of what is analysed, while "
                + came(silence)
                + " from " + silence.from() + " reach it; "
                + (still.endNanos().isPresent()
                        ? "at other times it answers"
                        : "before it answers, to the end it sends no more");
    }

    private static String period(Silence silence) {
        TimeSpan span = silence.when().orElseThrow();
        return Words.period(span.firstNanos(), span.lastNanos());
    }

    private static String came(Silence silence) {
        return Words.list(stillKinds(silence).stream()
                .map(kind -> Words.count(came(silence, kind), kind))
                .toList());
    }

    /** What is not answered for want of a neighbour's address. */
    private static String sentence(Silence silence, Unresolved unresolved) {
        return silence.standstill()
                        .map(still -> period(silence) + " " + came(silence) + " from " + silence.from() + " reach "
                                + silence.to() + ", which answers none of them")
                        .orElseGet(() -> sentence(silence))
                + ": " + unresolved.briefly();
    }

    /** What it does not answer; empty where that is all, and it sends the asker nothing whatsoever. */
    private static Optional<String> subject(Silence silence) {
        boolean speaks =
                silence.symptoms().judged(silence.to(), silence.from()).stream().anyMatch(row -> row.sent() > 0);
        return speaks && silence.manner() != Silence.Manner.STANDSTILL
                ? Optional.of(
                        switch (silence.manner()) {
                            case STALL -> "data on " + SilentToTcp.ports(silence.services());
                            case NO_ACKNOWLEDGMENT -> "SYN-ACKs from " + SilentToTcp.ports(silence.services());
                            default -> requests(silence.services());
                        })
                : Optional.empty();
    }

    /** {@code pings}, {@code TCP port 179}. */
    private static String requests(List<ExchangeRow> services) {
        List<ExchangeRow> tcp =
                services.stream().filter(row -> row.request() == TypeP.TCP_SYN).toList();
        List<String> words = new ArrayList<>();
        if (tcp.size() < services.size()) {
            words.add("pings");
        }
        if (!tcp.isEmpty()) {
            words.add(SilentToTcp.ports(tcp));
        }
        return Words.list(words);
    }

    private static String sentence(Silence silence) {
        String asked = Words.list(List.of(TypeP.ICMP_ECHO_REQUEST, TypeP.TCP_SYN).stream()
                .filter(kind -> silence.arrived(kind) > 0)
                .map(kind -> Words.count(silence.arrived(kind), kind))
                .toList());
        String arrives = asked + " from " + silence.from() + " reach " + silence.to() + ", which ";
        return switch (silence.manner()) {
            case STANDSTILL -> sentence(silence, silence.standstill().orElseThrow());
            case NOTHING -> arrives + refusal(silence).orElse("answers none of them");
            case NO_ACKNOWLEDGMENT ->
                Words.count(silence.ignoredAnswers().answers(), TypeP.TCP_SYN_ACK) + " from " + silence.from()
                        + " reach " + silence.to() + ", which "
                        + refusal(silence)
                                .orElse("answers none of them"
                                        + (silence.asksAgain() ? "; it sends its SYNs again" : ""));
            case SOME ->
                arrives + "leaves "
                        + (silence.isTcpAsked()
                                ? Words.count(silence.services().stream()
                                                .mapToLong(ExchangeRow::silent)
                                                .sum())
                                        + " of the " + Words.count(silence.flows(), "connection")
                                : Words.count(silence.arrived(TypeP.ICMP_ECHO_REQUEST) - silence.answers())
                                        + " of them")
                        + " without an answer"
                        + (silence.isTcpAsked() ? unanswered(silence) : "");
            case STALL ->
                "data of " + Words.count(SilentToTcp.stalled(silence), "connection") + " from " + silence.from()
                        + " reach " + silence.to() + " again and again, and it acknowledges none of them";
            case REFUSAL ->
                arrives
                        + (silence.answers() == 0
                                ? "answers every one with a reset"
                                : "refuses " + Words.count(silence.refused()) + " of the "
                                        + Words.count(silence.flows(), "connection") + " with a reset");
        };
    }

    /** How many of the SYNs are those of the connections without an answer, where that is not all. */
    private static String unanswered(Silence silence) {
        long syns = silence.services().stream()
                .mapToLong(ExchangeRow::silentRequests)
                .sum();
        long connections =
                silence.services().stream().mapToLong(ExchangeRow::silent).sum();
        return syns == connections || syns == silence.arrived(TypeP.TCP_SYN)
                ? ""
                : ": " + Words.count(syns, TypeP.TCP_SYN);
    }

    private static Optional<String> refusal(Silence silence) {
        Map<List<Integer>, String> bySort = new LinkedHashMap<>();
        silence.errors()
                .forEach(error -> bySort.putIfAbsent(List.of(error.type(), error.code()), IcmpErrors.words(error)));
        String said = String.join("; ", bySort.values());
        return said.isEmpty() ? Optional.empty() : Optional.of("refuses: " + said);
    }
}
