package dev.halfway.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Established sessions that one end's TCP closes with not a word of BGP. So does a kernel whose daemon is gone, or that was
 * started anew and knows the connection no more, and a daemon that restarts gracefully (RFC 4724 section 4.1).
 */
final class UnannouncedEnd {
    private final BgpPeering peering;
    private final BgpPeering.Speaker closer;
    private final BgpPeering.Speaker other;
    private final List<BgpFact> facts;
    private final List<Down> downs;
    private final HostTimes times;

    /**
     * @param end the closer
     * @param facts of sessions that it has closed in this way, in time order
     * @param downs times in which nothing passed between two hosts
     */
    UnannouncedEnd(BgpPeering peering, int end, List<BgpFact> facts, List<Down> downs, HostTimes times) {
        this.peering = peering;
        closer = peering.speakers().get(end);
        other = peering.speakers().get(1 - end);
        this.facts = facts;
        this.downs = downs;
        this.times = times;
    }

    Optional<Finding> finding() {
        return facts.isEmpty() ? Optional.empty() : Optional.of(of(facts.get(facts.size() - 1)));
    }

    /** Of the last; the others went alike. */
    private Finding of(BgpFact fact) {
        List<BgpSession> sessions =
                fact.sessions().stream().map(peering.sessions()::get).toList();
        BgpSession.Closing closing = sessions.get(sessions.size() - 1).closing().orElseThrow();
        Optional<Down> down = downs.stream()
                .filter(each -> each.mayLeadTo(closer.host(), other.host(), closing.nanos()))
                .findFirst();
        boolean lossless = down.isEmpty() && sessions.stream().allMatch(UnannouncedEnd::isLossless);
        boolean sure = closing.origin() == BgpSession.Origin.LEFT;
        int more = facts.size() - 1;
        return Finding.of(
                        "bgp",
                        sure ? Grade.CERTAIN : Grade.LIKELY,
                        closer.name() + "'s TCP closes its Established BGP session with " + other.name()
                                + peering.overWords() + " by a " + closing.what() + " at "
                                + Words.time(closing.nanos()) + ", without a NOTIFICATION"
                                + (lossless
                                        ? "; no message was lost before: as when its daemon dies, is"
                                                + " killed or restarts. "
                                        : ". ")
                                + fact.sentence()
                                + (more == 0 ? "" : " So it went " + Words.count(more, "more time") + ".")
                                + down.map(Down::behind).orElse(""))
                .between(other.host(), closer.host())
                .ofOwnAccord(sure && down.isEmpty() && !lossless) // else it is an answer: the network is ruled out
                .at(
                        down.isPresent()
                                ? "unknown"
                                : closer.host().map(host -> "host:" + host).orElse("unknown"))
                .rulingOut(
                        lossless
                                ? List.of("the network between the two: no message of the session was lost before it"
                                        + " ended")
                                : List.of())
                .leaving(remaining(closing, sure, down))
                .next("on " + closer.name() + ": journalctl --utc" + times.around(closer, closing.nanos())
                        + " (the daemon, and the kernel: Out of memory, segfault); birdc show status (up since when?)")
                .build();
    }

    private List<String> remaining(BgpSession.Closing closing, boolean sure, Optional<Down> down) {
        List<String> remaining = new ArrayList<>();
        down.ifPresent(each -> remaining.add("what " + each.to() + " lost from " + each.from() + " then"));
        remaining.add("the daemon on " + closer.name()
                + ": it crashed, was killed (by hand, for want of memory), or restarts gracefully, which it does without"
                + " a NOTIFICATION (RFC 4724)");
        if (closing.what().equals("RST")) {
            remaining.add("a restart of " + closer.name() + " itself, which then knows no connection any more, or a"
                    + " command that ends connections there (ss -K)");
        }
        if (!sure) {
            remaining.add("somebody on the way, in the name of " + closer.name() + ": no capture there shows the "
                    + closing.what() + " leave");
        }
        return remaining;
    }

    private static boolean isLossless(BgpSession session) {
        return session.ends().stream()
                .flatMap(end -> end.messages().stream())
                .allMatch(count -> count.lost() + count.unobservable() == 0);
    }
}
