package dev.halfway.diagnose;

import dev.halfway.match.ErrorRow;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A router dropped the packets because their TTL had run out, and said so (RFC 792, RFC 4443 section 3.3); or they left with
 * less than there are routers on the way.
 */
final class TtlExceeded implements Rule {
    static final String NAME = "TTL exceeded";
    /** Packets that left with more had enough for any way. */
    private static final int MOST_HOPS = 32;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        Optional<ErrorRow> error =
                loss.errors().stream().filter(IcmpErrors::isTtlExceeded).findFirst();
        Optional<Decider> small = loss.decidedBy(Feature.TTL);
        if (small.isPresent()) {
            return Optional.of(tooSmall(loss, small.get(), error));
        }
        if (error.isEmpty()) {
            return Loss.isAll(loss.all()) ? allTooSmall(loss) : Optional.empty();
        }
        boolean beganFull = leastSent(loss).orElse(0) > MOST_HOPS;
        return Optional.of(supported(IcmpErrors.speakFor(loss, IcmpErrors::isTtlExceeded) ? Support.SAID : Support.FAIR)
                .because(IcmpErrors.words(error.get()))
                .because(beganFull, "they left with TTL " + leastSent(loss).orElse(0) + " or more")
                .leaving("a routing loop at " + IcmpErrors.sender(error.get())
                        + (beganFull
                                ? ""
                                : ", or packets sent with too small a TTL (eBGP sends 1 unless told multihop)"))
                .next(loss.commands()
                        .onSender("traceroute -n " + loss.commands().address())));
    }

    /** What decides is a TTL that does not reach as far as the other host is away: whatever dropped them, they could not arrive. */
    private Explanation tooSmall(Loss loss, Decider small, Optional<ErrorRow> error) {
        boolean all = Loss.isAll(small.inside()) && Loss.passes(small.outside());
        boolean said = all && error.isPresent() && IcmpErrors.speakFor(loss, IcmpErrors::isTtlExceeded);
        int routers = loss.routers().orElse(0);
        return ofSender(
                loss,
                supported(said ? Support.SAID : all ? Support.STRONG : Support.FAIR)
                        .because(Words.share(small.inside()) + " packets that leave " + loss.from() + " with TTL "
                                + small.value() + " are lost, of all others " + Words.share(small.outside()))
                        .because("what arrives at " + loss.to() + " comes with a TTL smaller by " + routers
                                + ": so many routers are on the way, and each takes one")
                        .because(error.isPresent(), error.map(IcmpErrors::words).orElse("")));
    }

    /** Nothing of this direction arrives that could tell how far it is; the way back does. */
    private Optional<Explanation> allTooSmall(Loss loss) {
        OptionalInt most = mostSent(loss);
        int routersBack = loss.routersBack().orElse(0);
        if (most.isEmpty() || most.getAsInt() > routersBack) {
            return Optional.empty();
        }
        return Optional.of(ofSender(
                loss,
                supported(Support.STRONG)
                        .because("all packets leave " + loss.from() + " with a TTL of " + most.getAsInt()
                                + (most.getAsInt() > 1 ? " or less" : ""))
                        .because("what " + loss.to() + " sends the other way arrives with a TTL smaller by "
                                + routersBack + ": so many routers are on that way, and each takes one")));
    }

    private static Explanation ofSender(Loss loss, Explanation explanation) {
        return explanation
                .leaving("what sets the TTL on " + loss.from()
                        + ": the program that sends (eBGP sends 1 unless told multihop), ip_default_ttl, or a rule that"
                        + " changes it")
                .next(loss.commands()
                        .onSender(
                                "nft list ruleset; sysctl net.ipv4.ip_default_ttl; birdc show protocols all (does a rule"
                                        + " set the TTL, is the session multihop?)"));
    }

    /** Of either protocol that is lost, as they left. */
    private static OptionalInt mostSent(Loss loss) {
        return loss.sentTraits().mapToInt(row -> row.timesToLive().most()).max();
    }

    private static OptionalInt leastSent(Loss loss) {
        return loss.sentTraits().mapToInt(row -> row.timesToLive().least()).min();
    }
}
