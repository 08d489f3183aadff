package dev.halfway.diagnose;

import dev.halfway.match.AppearedRow;
import java.util.Optional;

/** Somebody on the way speaks for the host: what arrives never left it. */
final class Injected implements Rule {
    @Override
    public String name() {
        return "injected packet";
    }

    @Override
    public Optional<Explanation> of(Oddity oddity) {
        if (oddity.kind() != Oddity.Kind.INJECTION) {
            return Optional.empty();
        }
        long strange =
                oddity.appeared().stream().mapToLong(AppearedRow::strange).sum();
        long unexplained = oddity.appeared().stream()
                .mapToLong(row -> row.count() - row.explained())
                .sum();
        boolean missing = strange > 0 && oddity.maySenderHaveMissedThem();
        return Optional.of(supported(strange == 0 ? Support.FAIR : missing ? Support.STRONG : Support.DECISIVE)
                .because("the capture at " + oddity.from() + " was watching and shows none of them leaving")
                .because(
                        strange > 0,
                        "the TTL of " + Words.of(strange, unexplained) + " is none that packets of their flow from "
                                + oddity.from() + " arrive with")
                .against(
                        strange == 0,
                        "nothing in their TTL tells them from packets that left it: the capture at " + oddity.from()
                                + " may have missed them")
                .against(missing, "the capture at " + oddity.from() + " misses other packets that were there")
                .rulingOut(strange > 0 && !missing, "the service on " + oddity.from() + ": it did not send them")
                .leaving("firewalls, intrusion prevention, load balancers and other devices that answer for "
                        + oddity.from() + " on the way")
                .next(oddity.commands()
                        .onReceiver("tcpdump -n -v -e -i " + oddity.commands().receivingInterface() + " '"
                                + oddity.commands().resetFilter()
                                + "' (which TTL, and which MAC address do they come from?)")));
    }
}
