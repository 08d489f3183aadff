package dev.halfway.report;

import dev.halfway.capture.ObservationPoint;
import dev.halfway.capture.SourceSummary;
import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.ClockFacts;
import dev.halfway.diagnose.Decider;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.DirectionEvidence;
import dev.halfway.diagnose.Feature;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.diagnose.InputFacts;
import dev.halfway.diagnose.LossPattern;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.AppearedRow;
import dev.halfway.match.DelaySummary;
import dev.halfway.match.Fate;
import dev.halfway.match.LossPeriods;
import dev.halfway.match.LossRow;
import dev.halfway.match.PacketFate;
import dev.halfway.match.Reason;
import dev.halfway.match.Role;
import dev.halfway.match.Unjudged;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Diagnoses built by hand: what the reports are tested with. */
public final class Examples {
    /** 2017-08-08 16:41:05 UTC. */
    private static final long START = 1_502_210_465_000_000_000L;

    private static final long SECOND = 1_000_000_000L;

    private static final Decider INITIATOR = new Decider(
            Feature.INITIATOR,
            "231",
            "of exchanges that 231 began",
            new Decider.Sample(56, 55),
            new Decider.Sample(104, 0),
            1.234e-38,
            List.of());

    private static final LossPattern PATTERN = new LossPattern(
            160,
            55,
            17,
            7,
            OptionalDouble.of(54.0 / 55),
            OptionalDouble.of(0.163),
            OptionalDouble.of(0.309),
            OptionalLong.of(START),
            OptionalLong.of(START + SECOND),
            OptionalLong.of(START + 44 * SECOND),
            OptionalLong.empty(),
            Optional.of(new LossPattern.DelayBefore(210_000, 205_000, 0.41)));

    private Examples() {}

    /** The incident, both captures at the same time: what 219 answers to 231 is lost. */
    public static Diagnosis incident() {
        List<LossRow> rows = List.of(
                row("219", "231", TypeP.ICMP_ECHO_REPLY, Role.RESPONSE, "231", 45, 45, 45),
                row("219", "231", TypeP.TCP_SYN_ACK, Role.RESPONSE, "231", 11, 11, 10),
                row("219", "231", TypeP.ICMP_ECHO_REQUEST, Role.REQUEST, "219", 30, 0, 0),
                row("219", "231", TypeP.TCP_SYN, Role.REQUEST, "219", 4, 0, 0),
                row("219", "231", TypeP.TCP_ACK, Role.REQUEST, "219", 41, 0, 0),
                row("219", "231", TypeP.TCP_DATA, Role.REQUEST, "219", 25, 0, 0),
                row("219", "231", TypeP.TCP_FIN, Role.REQUEST, "219", 4, 0, 0),
                row("231", "219", TypeP.ICMP_ECHO_REQUEST, Role.REQUEST, "231", 45, 0, 0),
                row("231", "219", TypeP.TCP_SYN, Role.REQUEST, "231", 6, 0, 0),
                row("231", "219", TypeP.ICMP_ECHO_REPLY, Role.RESPONSE, "219", 30, 0, 0),
                row("231", "219", TypeP.TCP_SYN_ACK, Role.RESPONSE, "219", 4, 0, 0),
                row("231", "219", TypeP.TCP_ACK, Role.RESPONSE, "219", 38, 0, 0),
                row("231", "219", TypeP.TCP_DATA, Role.RESPONSE, "219", 25, 0, 0),
                row("231", "219", TypeP.TCP_RST, Role.RESPONSE, "219", 4, 0, 0));
        Finding finding = Finding.of(
                        "one-way-loss",
                        Grade.CERTAIN,
                        "219 -> 231 loses all 45 echo replies and all 11 SYN-ACKs of exchanges that 231 started, and none of"
                                + " the 104 packets of exchanges that 219 started.")
                .between("219", "231")
                .of(List.of(TypeP.ICMP_ECHO_REPLY, TypeP.TCP_SYN_ACK))
                .decidedBy(Optional.of(INITIATOR))
                .at("between-taps")
                .by(new Finding.Cause(
                        "stateful device without the state",
                        Grade.CERTAIN,
                        List.of("only responses are lost, and every one"),
                        List.of()))
                .rulingOut(List.of(
                        "iptables or nftables on 219",
                        "iptables or nftables on 231",
                        "routing, ARP or cabling, which would lose every packet of this direction"))
                .leaving(List.of("security groups", "connection tracking in the virtual switches", "XDP on 231"))
                .next("open a TCP connection from 219 to 231: it establishes where the one from 231 does not")
                .build();
        return new Diagnosis(
                List.of("219", "231"),
                List.of(
                        input("219", "219.pcap", 314, 312, Map.of("ARP", 2L), List.of("10.39.1.219"), 0, 44),
                        input("231", "231.pcap", 258, 256, Map.of("ARP", 2L), List.of("10.39.1.231"), 1, 45)),
                List.of(new ClockFacts(
                        "219",
                        "231",
                        1_234_567,
                        OptionalLong.of(140_000),
                        OptionalDouble.empty(),
                        List.of(),
                        "both-ways",
                        List.of(),
                        List.of())),
                rows,
                List.of(),
                List.of(new Unjudged("231", "219", Reason.NEAR_EDGE, 1)),
                List.of(new DirectionEvidence("219", "231", Optional.of(INITIATOR), PATTERN, List.of())),
                List.of(),
                List.of(),
                List.of(),
                List.of(finding),
                Verdict.ONE_WAY_LOSS,
                "Echo replies and SYN-ACKs leave 219 and never reach 231, whenever 231 started the exchange;"
                        + " everything else arrives.",
                0,
                1);
    }

    /** Two captures that agree, with the rarer things that are no loss. */
    public static Diagnosis healthy() {
        LossRow there = new LossRow(
                "a",
                "b",
                TypeP.ICMP_ECHO_REQUEST,
                Role.REQUEST,
                "a",
                12_345,
                12_340,
                1,
                0,
                2,
                1,
                1,
                0,
                0,
                3,
                7,
                0,
                new LossPeriods(0, 0, 0),
                Optional.of(new DelaySummary(12_341, 80_000, 150_000, 300_000, 900_000, 4_000_000_000L, 12)));
        LossRow back = row("b", "a", TypeP.ICMP_ECHO_REPLY, Role.RESPONSE, "a", 12_342, 0, 0);
        return new Diagnosis(
                List.of("a", "b"),
                List.of(
                        new InputFacts(
                                point("a", "a.pcapng", "pcapng+gzip", 24_700, OptionalLong.empty()),
                                24_687,
                                24_687,
                                0,
                                Map.of(),
                                Map.of(),
                                Map.of(),
                                OptionalLong.of(START),
                                OptionalLong.of(START + 86_400 * SECOND),
                                List.of("192.0.2.1", "2001:db8::1"),
                                true,
                                OptionalLong.of(0),
                                OptionalDouble.empty(),
                                Optional.empty(),
                                List.of()),
                        new InputFacts(
                                point("b", "b.pcapng", "pcapng", 24_690, OptionalLong.of(1_234_567)),
                                24_688,
                                24_688,
                                0,
                                Map.of("malformed", 2L),
                                Map.of(),
                                Map.of(),
                                OptionalLong.of(START + 7_200 * SECOND),
                                OptionalLong.of(START + 93_600 * SECOND),
                                List.of("192.0.2.2"),
                                false,
                                OptionalLong.of(3),
                                OptionalDouble.of(0.000162),
                                Optional.empty(),
                                List.of())),
                List.of(new ClockFacts(
                        "a",
                        "b",
                        7_200 * SECOND + 123_456,
                        OptionalLong.of(75_000),
                        OptionalDouble.of(-4.256),
                        List.of(new ClockFacts.Step(START + 3_600 * SECOND, -2_000_000, OptionalLong.of(180_000))),
                        "both-ways",
                        List.of(),
                        List.of())),
                List.of(back, there),
                List.of(new AppearedRow("a", "b", TypeP.ICMP_ECHO_REQUEST, Role.REQUEST, "a", 4, 3, 0)),
                List.of(new Unjudged("a", "b", Reason.CAPTURE_DROPS, 2), new Unjudged("a", "b", Reason.NEAR_EDGE, 1)),
                List.of(),
                List.of(),
                List.of("Addresses are translated between the hosts: 192.0.2.1 at a is 198.51.100.7 at b."),
                List.of("The capture b.pcapng ends in the middle of a packet: what came after is not judged."),
                List.of(),
                Verdict.NO_LOSS,
                "No one-way loss: everything that a and b sent each other and that could be judged arrived.",
                0.5,
                0);
    }

    /** The transcript of the incident: two captures that do not overlap. */
    public static Diagnosis transcript() {
        List<LossRow> rows = List.of(
                unobservable("231", "219", TypeP.ICMP_ECHO_REQUEST, Role.REQUEST, "231", 4),
                unobservable("219", "231", TypeP.ICMP_ECHO_REPLY, Role.RESPONSE, "231", 4));
        Finding finding = Finding.of(
                        "no-overlap",
                        Grade.LIKELY,
                        "By itself, 231 shows 4 echo requests and no reply, 219 shows 5 echo requests and 4 replies: replies"
                                + " 219 -> 231 are likely lost.")
                .between("219", "231")
                .of(List.of(TypeP.ICMP_ECHO_REPLY))
                .next("capture on both hosts at the same time, for a minute")
                .build();
        return new Diagnosis(
                List.of("219", "231"),
                List.of(
                        input("219", "219.pcap", 9, 9, Map.of(), List.of("10.39.1.219"), 0, 4),
                        input("231", "231.pcap", 4, 4, Map.of(), List.of("10.39.1.231"), 38, 41)),
                List.of(new ClockFacts(
                        "219",
                        "231",
                        0,
                        OptionalLong.empty(),
                        OptionalDouble.empty(),
                        List.of(),
                        "wall-clock",
                        List.of(),
                        List.of())),
                rows,
                List.of(new AppearedRow("231", "219", TypeP.ICMP_ECHO_REQUEST, Role.REQUEST, "231", 5, 5, 0)),
                List.of(
                        new Unjudged("231", "219", Reason.OUTSIDE_WINDOW, 4),
                        new Unjudged("219", "231", Reason.OUTSIDE_WINDOW, 4)),
                List.of(),
                List.of(),
                List.of(),
                List.of("The clocks were not compared with each other: all times are each host's own."),
                List.of(finding),
                Verdict.INCONCLUSIVE,
                "Cannot tell: the captures do not overlap in time, so no packet of one can be looked for in the other.",
                0,
                3);
    }

    private static final PacketFate.FlowName ECHO_FLOW =
            new PacketFate.FlowName(0, "10.39.1.231 to 10.39.1.219 echo identifier 19809");

    private static final PacketFate.Headers HEADERS = new PacketFate.Headers(39, 0, 56);

    /** One packet of each fate, in the order of a packets report. */
    public static List<PacketFate> packets() {
        return List.of(
                new PacketFate(
                        "219",
                        0,
                        12,
                        START + 586_829_000,
                        START + 586_829_000,
                        "219",
                        "231",
                        TypeP.ICMP_ECHO_REPLY,
                        Role.RESPONSE,
                        "231",
                        Fate.LOST,
                        true,
                        false,
                        Reason.NO_ANSWER,
                        List.of(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        ECHO_FLOW,
                        HEADERS),
                new PacketFate(
                        "231",
                        1,
                        17,
                        START + 600_000_000,
                        START + 600_000_000,
                        "231",
                        "219",
                        TypeP.ICMP_ECHO_REQUEST,
                        Role.REQUEST,
                        "231",
                        Fate.DELIVERED,
                        false,
                        false,
                        Reason.MATCHED,
                        List.of(new PacketFate.Match("219", 0, 13, 151_000)),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        ECHO_FLOW,
                        HEADERS),
                new PacketFate(
                        "219",
                        0,
                        13,
                        START + 600_151_000,
                        START + 600_151_000,
                        "231",
                        "219",
                        TypeP.ICMP_ECHO_REQUEST,
                        Role.REQUEST,
                        "231",
                        Fate.ARRIVED,
                        false,
                        false,
                        Reason.MATCHED,
                        List.of(new PacketFate.Match("231", 1, 17, 151_000)),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        ECHO_FLOW,
                        HEADERS),
                new PacketFate(
                        "219",
                        0,
                        14,
                        START + 600_152_000,
                        START + 600_152_000,
                        "231",
                        "219",
                        TypeP.ICMP_ECHO_REQUEST,
                        Role.REQUEST,
                        "231",
                        Fate.COPY,
                        false,
                        false,
                        Reason.REPEATED_SIGHTING,
                        List.of(),
                        OptionalLong.of(13),
                        OptionalLong.empty(),
                        ECHO_FLOW,
                        HEADERS),
                new PacketFate(
                        "219",
                        0,
                        15,
                        START + 700_000_000,
                        START + 700_000_000,
                        "231",
                        "219",
                        TypeP.TCP_RST,
                        Role.UNKNOWN,
                        "",
                        Fate.APPEARED,
                        false,
                        false,
                        Reason.NEVER_LEFT,
                        List.of(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        ECHO_FLOW,
                        HEADERS),
                new PacketFate(
                        "219",
                        0,
                        16,
                        START + 800_000_000,
                        START + 800_000_000,
                        "219",
                        "231",
                        TypeP.TCP_DATA,
                        Role.RESPONSE,
                        "231",
                        Fate.LOST,
                        false,
                        true,
                        Reason.PARTLY_COVERED,
                        List.of(new PacketFate.Match("231", 0, 18, 160_000)),
                        OptionalLong.empty(),
                        OptionalLong.of(1_448),
                        ECHO_FLOW,
                        HEADERS));
    }

    /** A row of packets that were either delivered or lost. */
    /** The same, with words in the place of the first host's name, of the sentence, and of all notes. */
    static Diagnosis saying(Diagnosis example, String words, String sentence) {
        return new Diagnosis(
                List.of(words, example.hosts().get(1)),
                example.inputs(),
                example.clocks(),
                example.losses(),
                example.appeared(),
                example.unjudged(),
                example.evidence(),
                example.bgp(),
                List.of(words),
                List.of(words),
                example.findings(),
                example.verdict(),
                sentence,
                example.maxLossPercent(),
                example.exitCode());
    }

    private static LossRow row(
            String from, String to, TypeP typeP, Role role, String initiator, long sent, long lost, long confirmed) {
        Optional<DelaySummary> delay = sent == lost
                ? Optional.empty()
                : Optional.of(new DelaySummary(sent - lost, 80_000, 150_000, 300_000, 500_000, 580_000, 0));
        LossPeriods periods = new LossPeriods(lost > 0 ? 1 : 0, lost, lost);
        return new LossRow(
                from,
                to,
                typeP,
                role,
                initiator,
                sent,
                sent - lost,
                0,
                lost,
                0,
                0,
                0,
                confirmed,
                0,
                0,
                0,
                0,
                periods,
                delay);
    }

    private static LossRow unobservable(String from, String to, TypeP typeP, Role role, String initiator, long sent) {
        return new LossRow(
                from,
                to,
                typeP,
                role,
                initiator,
                sent,
                0,
                0,
                0,
                0,
                sent,
                0,
                0,
                0,
                0,
                0,
                0,
                new LossPeriods(0, 0, 0),
                Optional.empty());
    }

    private static InputFacts input(
            String host,
            String file,
            long packets,
            long inScope,
            Map<String, Long> ignored,
            List<String> addresses,
            long firstSecond,
            long lastSecond) {
        return new InputFacts(
                point(host, file, "pcap", packets, OptionalLong.empty()),
                inScope,
                inScope,
                0,
                Map.of(),
                new LinkedHashMap<>(ignored),
                Map.of(),
                OptionalLong.of(START + firstSecond * SECOND + 586_548_000),
                OptionalLong.of(START + lastSecond * SECOND + 586_548_000),
                addresses,
                false,
                OptionalLong.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                List.of());
    }

    private static ObservationPoint point(
            String host, String file, String format, long packets, OptionalLong cutAtByte) {
        List<String> warnings = cutAtByte.isPresent()
                ? List.of(file + ": ends in the middle of a packet, at byte " + cutAtByte.getAsLong())
                : List.of();
        SourceSummary summary = new SourceSummary(
                file,
                format,
                List.of(new SourceSummary.Interface(1, 262_144, "eth0", "", "")),
                packets,
                100 * packets,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                cutAtByte,
                0,
                0,
                warnings);
        return new ObservationPoint(host, 0, summary);
    }
}
