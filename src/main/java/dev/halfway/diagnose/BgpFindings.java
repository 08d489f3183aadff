package dev.halfway.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What BGP sessions show that no loss and no silence of a host accounts for. */
final class BgpFindings {
    private static final List<BgpFact.Kind> WITHOUT_LOSS =
            List.of(BgpFact.Kind.HOLD_TIMER_SILENCE, BgpFact.Kind.HOLD_TIMER_DESPITE_ARRIVAL);

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
                                facts)));
                    }
                }
            }
        }
        return findings;
    }

    private static Finding finding(Expiry expiry) {
        Causes.Choice choice = Causes.choose(rule -> rule.of(expiry)).orElseThrow();
        int more = expiry.facts().size() - 1;
        return new Finding(
                "bgp",
                Grade.CERTAIN,
                expiry.facts().get(0).sentence()
                        + (more == 0 ? "" : " So it went " + Words.count(more, "more time") + "."),
                expiry.peer().host(),
                expiry.end().host(),
                List.of(),
                Optional.empty(),
                expiry.suspect().host().map(host -> "host:" + host).orElse("unknown"),
                Optional.of(choice.cause()),
                choice.best().rulesOut(),
                choice.best().remaining(),
                choice.best().nextExperiment());
    }
}
