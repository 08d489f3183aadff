package dev.halfway.diagnose;

import java.util.Optional;

/** The sender itself: what is lost is seen inside it, and not where it sends what arrives. */
final class DroppedInside implements Rule {
    @Override
    public String name() {
        return "dropped inside the sending host";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return loss.inner().filter(InnerLoss::isMost).map(inner -> explanation(loss, inner));
    }

    private Explanation explanation(Loss loss, InnerLoss inner) {
        String host = inner.host();
        boolean others = inner.lost() < inner.ofAll();
        boolean mayLeaveUnseen = !loss.symptoms().isOnAnyInterface(host);
        Explanation explanation = supported(Support.DECISIVE)
                .because("of the lost packets " + Words.of(inner.lost(), inner.ofAll()) + " are in the captures at "
                        + host
                        + " where they come " + (inner.routed() ? "in" : "first")
                        + ", and not where it sends packets out")
                .because(
                        inner.arrived() > 0,
                        "of those that arrive at " + loss.to()
                                + " and are seen at the same places all are seen once more" + " behind these ("
                                + Words.count(inner.arrived()) + ")")
                .because(inner.arrived() == 0, "others are seen going out of " + host)
                .against(mayLeaveUnseen, "they may have left by an interface of " + host + " that was not captured")
                .rulingOut(!others && !mayLeaveUnseen, "the network and " + loss.to() + ": they did not come so far")
                .leaving("netfilter on " + host + ": "
                        + (inner.routed()
                                ? "FORWARD, for what it passes on; POSTROUTING"
                                : "OUTPUT, for what a tunnel or bridge sends on; FORWARD"))
                .leaving("routes, policy routing and rp_filter on " + host
                        + "; the tunnel, bridge or queue in front of its" + " outer interface");
        if (mayLeaveUnseen) {
            explanation.leaving(
                    "another interface of " + host + ", by which they left, and the way from there to " + loss.to());
        }
        return explanation.next(loss.commands()
                .onSender("nft list ruleset; iptables-save -c; ip -s link; nstat -az | grep -i drop (which counter"
                        + " goes up with them?)"));
    }
}
