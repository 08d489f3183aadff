package dev.halfway.diagnose;

import java.util.Optional;

/** IPv4 against IPv6: where hosts speak both, each has routes, neighbours and rules of its own. */
final class ByAddressFamily implements Splitter {
    static final String IPV6 = "ipv6";

    @Override
    public boolean looksAtThePacketAlone() {
        return true;
    }

    @Override
    public Optional<Split> best(Trials trials) {
        Categories.Found<Integer> found = new Categories<>(trials, each -> each.ipVersion).best();
        if (found == null) {
            return Optional.empty();
        }
        boolean six = found.names().get(0) == 6;
        return Optional.of(new Split(
                Feature.ADDRESS_FAMILY,
                six ? IPV6 : "ipv4",
                six ? "of IPv6" : "of IPv4",
                six ? "of IPv4" : "of IPv6",
                found.inside(),
                BurstTest.lnP(trials, found.inside(), found.lnSearched()),
                found.lnSearched()));
    }
}
