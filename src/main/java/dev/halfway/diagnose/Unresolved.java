package dev.halfway.diagnose;

import dev.halfway.match.NeighbourRow;
import java.util.Optional;

/**
 * A neighbour that a host asks for in vain, and what the capture at the neighbour says of it.
 *
 * @param asked by the host itself, on its own link
 */
record Unresolved(Symptoms symptoms, NeighbourRow asked) {
    private static final int EDGES = 1;
    /** Counts by moments are as exact as one in so many. */
    private static final int MOMENTS_KEPT = 32;

    /** Where the requests or their answers end. */
    private enum End {
        BEHIND_ROUTERS,
        ON_THE_WAY_THERE,
        AT_THE_NEIGHBOUR,
        ON_THE_WAY_BACK,
        NO_CAPTURE,
        NOT_CAPTURED,
        NOT_MEANWHILE,
        AT_OTHER_TIMES
    }

    /** The requests as the neighbour's capture shows them. */
    private Optional<NeighbourRow> atTarget() {
        return symptoms.neighbours().stream()
                .filter(each -> each.seenAt().equals(asked.targetHost())
                        && each.asker().equals(asked.asker())
                        && each.target().equals(asked.target()))
                .findFirst();
    }

    /** Whether the neighbour's capture takes address resolution at all, of this IP version. */
    private boolean isShownAtTarget() {
        return !symptoms.withoutArrivals().contains(asked.targetHost())
                && symptoms.neighbours().stream()
                        .anyMatch(each -> each.seenAt().equals(asked.targetHost())
                                && isIpv6(each.target()) == isIpv6(asked.target()));
    }

    private static boolean isIpv6(String address) {
        return address.indexOf(':') >= 0;
    }

    /** Of the requests while both were captured that were answered: they reached the neighbour. */
    private long answered() {
        return asked.requestsWatched() - asked.unansweredWatched();
    }

    /** Of these requests, those that the neighbour's capture shows. */
    private long there() {
        return atTarget().map(NeighbourRow::requestsWatched).orElse(0L);
    }

    /** Of the requests without an answer: those that reached the neighbour. */
    private long arrived() {
        return Math.max(0, there() - answered());
    }

    /**
     * Whether the two captures may count the same requests: at the neighbour are those that were answered, and no more than
     * were sent, but for some at the edges of their time, and for how exactly very many are counted.
     */
    private boolean areOfOneTime() {
        long few = EDGES + asked.requestsWatched() / MOMENTS_KEPT;
        return there() >= answered() - few && there() <= asked.requestsWatched() + few;
    }

    /** What comes from the neighbour has passed so many routers: it is on another link, where nobody hears who asks on this one. */
    private int routers() {
        boolean isOfTwo = !asked.targetHost().isEmpty() && !asked.askerHost().isEmpty();
        return isOfTwo ? symptoms.routers(asked.targetHost(), asked.askerHost()).orElse(0) : 0;
    }

    private End end() {
        if (routers() > 0) {
            return End.BEHIND_ROUTERS;
        } else if (asked.targetHost().isEmpty()) {
            return End.NO_CAPTURE;
        } else if (!isShownAtTarget()) {
            return End.NOT_CAPTURED;
        } else if (asked.unansweredWatched() == 0) {
            return End.NOT_MEANWHILE;
        } else if (!areOfOneTime()) {
            return End.AT_OTHER_TIMES;
        } else if (arrived() * 2 < asked.unansweredWatched()) {
            return End.ON_THE_WAY_THERE;
        }
        NeighbourRow there = atTarget().orElseThrow();
        return there.unansweredWatched() * 2 <= there.requestsWatched() ? End.ON_THE_WAY_BACK : End.AT_THE_NEIGHBOUR;
    }

    /** The neighbour's capture shows that it is asked for. */
    boolean isSeenAtNeighbour() {
        return atTarget().isPresent();
    }

    /** Where the answers are missing is known. */
    boolean isLocated() {
        return switch (end()) {
            case BEHIND_ROUTERS, ON_THE_WAY_THERE, AT_THE_NEIGHBOUR, ON_THE_WAY_BACK -> true;
            case NO_CAPTURE, NOT_CAPTURED, NOT_MEANWHILE, AT_OTHER_TIMES -> false;
        };
    }

    String place() {
        return switch (end()) {
            case BEHIND_ROUTERS -> "host:" + asked.askerHost();
            case ON_THE_WAY_THERE, ON_THE_WAY_BACK -> "between-taps";
            case AT_THE_NEIGHBOUR -> "host:" + asked.targetHost();
            case NO_CAPTURE, NOT_CAPTURED, NOT_MEANWHILE, AT_OTHER_TIMES -> "unknown";
        };
    }

    /** What is asked in vain, and where that ends. */
    String words() {
        return NeighbourFailure.words(asked) + "; " + ending();
    }

    /** The same of the host that was named just before. */
    String briefly() {
        return "it asks for " + asked.target() + (isIpv6(asked.target()) ? " (ND) " : " (ARP) ")
                + (asked.unanswered() == asked.requests()
                        ? Words.count(asked.requests()) + " times and gets no answer"
                        : Words.count(asked.requests()) + " times and gets no answer to "
                                + Words.count(asked.unanswered()) + " of them")
                + "; " + ending();
    }

    /** Where that ends. */
    String ending() {
        String there = asked.targetHost();
        return switch (end()) {
            case BEHIND_ROUTERS ->
                "what comes from " + asked.target() + " has passed " + Words.count(routers(), "router")
                        + ", by its TTL: it is not on that link, and " + asked.askerHost() + " takes it to be";
            case ON_THE_WAY_THERE ->
                there() == 0
                        ? "the requests do not reach " + there
                        : "of those without an answer " + (arrived() == 0 ? "none reaches " : "most do not reach ")
                                + there;
            case AT_THE_NEIGHBOUR -> "the requests reach " + there + ", which does not answer";
            case ON_THE_WAY_BACK -> there + " answers, and the answers do not come back";
            case NO_CAPTURE -> "where they end cannot be told, without a capture at " + asked.target();
            case NOT_CAPTURED ->
                "where they end cannot be told: the capture at " + there + " shows no such requests, nor any others";
            case AT_OTHER_TIMES ->
                "where they end cannot be told: the captures at " + asked.askerHost() + " and " + there
                        + " do not count the same requests, as captures of different times do";
            case NOT_MEANWHILE -> "where they end cannot be told: " + there + " was not captured meanwhile";
        };
    }

    /** What may be at fault. */
    String remaining() {
        return switch (end()) {
            case BEHIND_ROUTERS ->
                "the prefix length (netmask) of " + asked.asker() + " on " + asked.askerHost()
                        + ", or a route there that has no gateway; a router that was to answer in its name (proxy ARP)";
            case AT_THE_NEIGHBOUR -> "arp_ignore, arptables or a wrong address or interface on " + asked.targetHost();
            case ON_THE_WAY_THERE, ON_THE_WAY_BACK ->
                "VLANs, port security and ARP inspection of the switches between; proxies and bridges that answer or"
                        + " drop ARP";
            case NO_CAPTURE, NOT_CAPTURED, NOT_MEANWHILE, AT_OTHER_TIMES ->
                "the link between " + asked.askerHost() + " and " + asked.target()
                        + ": VLANs, port security and ARP inspection of the switches, or " + asked.target()
                        + " itself, which does not answer";
        };
    }

    /** It is the host's own mistake that it asks. */
    boolean isOfAsker() {
        return end() == End.BEHIND_ROUTERS;
    }

    /** What that a host asks for its neighbour clears. */
    String rulesOut(String what) {
        return end() == End.BEHIND_ROUTERS
                ? "netfilter on " + asked.askerHost() + what + ": it has got as far as looking for a neighbour"
                : "netfilter and routing on " + asked.askerHost() + what
                        + ": it has got as far as looking for the neighbour";
    }

    /** Whether what the neighbour sends reaches the host that asks for it. */
    boolean isHeard() {
        return end() != End.ON_THE_WAY_BACK;
    }

    /** What to type. */
    String next() {
        boolean ipv6 = isIpv6(asked.target());
        if (end() == End.BEHIND_ROUTERS) {
            return "on " + asked.askerHost() + ": ip addr; ip route get " + asked.target()
                    + " (does it say \"via\", and is the prefix length right?)";
        }
        String listen = "tcpdump -n -e -i IFACE " + (ipv6 ? "icmp6" : "arp");
        return "on " + asked.askerHost() + ": ip neigh show " + asked.target()
                + (asked.targetHost().isEmpty()
                        ? "; there, or on " + asked.target() + ": " + listen
                        : "; on " + asked.targetHost() + ": " + listen);
    }
}
