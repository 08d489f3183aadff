package dev.halfway.diagnose;

import dev.halfway.match.TimeSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Requests arrive and the host does nothing: its own firewall, route or service. */
final class HostSilent implements Rule {
    static final String NAME = "host does not answer";

    private static final long SECOND = 1_000_000_000L;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Explanation> of(Silence silence) {
        if (silence.manner() == Silence.Manner.REFUSAL) {
            return Optional.empty();
        }
        if (silence.standstill().isPresent()) {
            return Optional.of(standstill(silence, silence.when().orElseThrow()));
        }
        if (silence.manner() == Silence.Manner.NO_ACKNOWLEDGMENT) {
            return Optional.of(withoutAcknowledgment(silence));
        }
        boolean departures = silence.symptoms().showsDepartures(silence.to());
        return Optional.of(supported(Support.FAIR)
                .because(
                        silence.fellSilent(),
                        "it answered pings, and to the last ones that its capture shows arriving it does not")
                .because(
                        silence.manner() != Silence.Manner.STALL && !silence.fellSilent(),
                        "its capture shows the requests arriving, and no answer leaving")
                .because(
                        silence.manner() == Silence.Manner.STALL,
                        "its capture shows the same bytes arriving again and again, and no acknowledgment of them leaving")
                .because(silence.stallsLater(), "earlier data of the same connections it had acknowledged")
                .because(
                        silence.answering().isPresent(),
                        "it does answer "
                                + silence.answering().map(Words::service).orElse(""))
                .against(!departures, "its capture shows nothing at all leaving: it may be of one direction only")
                .rulingOut(
                        silence.answersBetweenTheSame(),
                        "rp_filter and the route back on " + silence.to() + ": it answers between the same addresses")
                .rulingOut(
                        !silence.answersBetweenTheSame() && silence.asksBetweenTheSame(),
                        "rp_filter and the route back on " + silence.to()
                                + ": it goes on with connections of its own between the same addresses")
                .rulingOut(
                        silence.isDeaf(),
                        "netfilter on " + silence.to()
                                + " for what leaves: its own segments of the connection do leave")
                .leaving(remaining(silence))
                .next(silence.commands().onReceiver(next(silence))));
    }

    /** What it sends leaves, and what answers that does not reach its TCP. */
    private Explanation withoutAcknowledgment(Silence silence) {
        boolean same = silence.answersBetweenTheSame();
        String host = silence.to();
        long again = silence.ignoredAnswers().askedAgain();
        return supported(Support.FAIR)
                .because("its capture shows the SYN-ACKs arriving, and no acknowledgment of them leaving")
                .because(
                        again > 0,
                        "on " + Words.count(again, "connection")
                                + " it sends its SYN again after a SYN-ACK has come: its TCP has not taken it")
                .because(
                        silence.answering().isPresent(),
                        "it does answer "
                                + silence.answering().map(Words::service).orElse(""))
                .rulingOut(
                        again > 0,
                        "netfilter on " + host + " for what leaves: its SYNs do, and it sends no acknowledgment yet")
                .rulingOut(same, "rp_filter on " + host + ": it answers between the same addresses")
                .leaving("netfilter" + (again > 0 ? " for what comes in" : "") + (same ? "" : ", or rp_filter") + " on "
                        + host)
                .next(silence.commands()
                        .onReceiver("nft list ruleset (what does its input chain do with TCP from port "
                                + silence.services().get(0).port() + "?)"
                                + (same ? "" : "; nstat -az TcpExtIPReversePathFilter")));
    }

    /** No answer, no acknowledgment, to nobody: not a service, but all of the host, or what lets it send. */
    private Explanation standstill(Silence silence, TimeSpan when) {
        String host = silence.to();
        return supported(Support.FAIR)
                .because(
                        "its capture goes on and shows packets arriving, and nothing leaving of what is analysed, to nobody")
                .because("at other times it answers such requests")
                .rulingOut("a rule, a route or a service of " + host + " that is wrong at all times")
                .leaving(host + " itself, stopped or overloaded for that time (a paused virtual machine, a hung"
                        + " kernel), what it sends through (qdisc, driver, link), or rules set meanwhile")
                .next(silence.commands()
                        .onReceiver("journalctl -k --since '" + Words.dateTime(when.firstNanos()) + " UTC' --until '"
                                + Words.dateTime(when.lastNanos() + SECOND)
                                + " UTC'; sar -q, and the hypervisor's log of"
                                + " that time"));
    }

    /** What on the host may be at fault, but for what is ruled out. */
    private static String remaining(Silence silence) {
        boolean stall = silence.manner() == Silence.Manner.STALL;
        List<String> suspects = new ArrayList<>();
        suspects.add("netfilter" + (silence.isDeaf() ? " for what comes in" : stall ? ", also for what leaves" : ""));
        if (!isRouteKnown(silence)) {
            suspects.add("rp_filter");
            suspects.add("the route back");
        }
        if (!stall) {
            suspects.add(silence.isTcpAsked() ? "the service" : "icmp_echo_ignore_all");
        }
        int last = suspects.size() - 1;
        String listed = last == 0
                ? suspects.get(0)
                : String.join(", ", suspects.subList(0, last)) + " or " + suspects.get(last);
        return listed + " on " + silence.to() + (stall ? "; not the service: to acknowledge is the kernel's part" : "");
    }

    private static boolean isRouteKnown(Silence silence) {
        return silence.answersBetweenTheSame() || silence.asksBetweenTheSame();
    }

    private static String next(Silence silence) {
        boolean route = !isRouteKnown(silence);
        String counters =
                (silence.isTcpAsked() ? " TcpExtListenDrops" : "") + (route ? " TcpExtIPReversePathFilter" : "");
        return "nft list ruleset"
                + (silence.isTcpAsked() ? "" : "; sysctl " + silence.commands().ignoringEcho())
                + (counters.isEmpty() ? "" : "; nstat -az" + counters)
                + (route ? "; ip route get " + silence.commands().routeBack() : "");
    }
}
