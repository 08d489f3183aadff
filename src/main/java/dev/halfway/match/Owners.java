package dev.halfway.match;

import dev.halfway.decode.AddressBlock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which host owns which address, or, for addresses of no host with a capture, which one is nearest. */
final class Owners {
    static final int NOBODY = -1;

    private record Given(AddressBlock block, int host) {}

    private final List<List<AddressBlock>> given;
    private final List<Given> blocks = new ArrayList<>();
    private final Map<HostAddress, Integer> inferred = new LinkedHashMap<>();
    /** Those of all hosts of a link. */
    private final Set<HostAddress> ofAll;

    /** Those by which others know a host, and which a device on the way has. */
    private final Set<HostAddress> aliases = new HashSet<>();

    private final Set<HostAddress> guessed = new HashSet<>();
    private final Map<HostAddress, Set<HostAddress>> open = new LinkedHashMap<>();
    /** Of the flow asked for last, with the hosts that own them; null where that is to be found anew. */
    private AddressPair ends;

    private int ownerX;
    private int ownerY;

    /** @param given by host; an empty list where the user gave none */
    Owners(List<List<AddressBlock>> given) {
        this(given, Set.of());
    }

    /** @param ofAll broadcast addresses, as far as they are known */
    Owners(List<List<AddressBlock>> given, Set<HostAddress> ofAll) {
        this.given = given;
        this.ofAll = ofAll;
        for (int host = 0; host < given.size(); host++) {
            for (AddressBlock block : given.get(host)) {
                blocks.add(new Given(block, host));
            }
        }
    }

    /** The host, or {@link #NOBODY}. */
    int of(HostAddress address) {
        int byUser = blocks.isEmpty() ? NOBODY : givenOwner(address);
        return byUser != NOBODY ? byUser : inferred.getOrDefault(address, NOBODY);
    }

    /** The host that a flow's packets come from, or {@link #NOBODY}; only while the plan is made, by one thread. */
    int from(Tuple tuple) {
        findEnds(tuple);
        return AddressPair.isFromX(tuple) ? ownerX : ownerY;
    }

    /** The host that a flow's packets go to, or {@link #NOBODY}; likewise. */
    int to(Tuple tuple) {
        findEnds(tuple);
        return AddressPair.isFromX(tuple) ? ownerY : ownerX;
    }

    /** Mostly the addresses are those of the flow that was asked for before. */
    private void findEnds(Tuple tuple) {
        if (ends == null || !ends.isOf(tuple)) {
            ends = AddressPair.of(tuple);
            ownerX = of(ends.x());
            ownerY = of(ends.y());
        }
    }

    /** Whether a flow is between these two hosts. */
    boolean areEnds(Tuple tuple, int one, int other) {
        int from = from(tuple);
        int to = to(tuple);
        return from == one && to == other || from == other && to == one;
    }

    int givenOwner(HostAddress address) {
        int best = NOBODY;
        int bestLength = -1;
        for (Given each : blocks) {
            AddressBlock block = each.block();
            if (block.prefixLength() > bestLength && block.contains(address.high(), address.low())) {
                best = each.host();
                bestLength = block.prefixLength();
            }
        }
        return best;
    }

    void infer(HostAddress address, int host) {
        ends = null;
        inferred.put(address, host);
    }

    /** The address seems to be a host's whose captures never show it: it is not named as its own, and nothing is lost there. */
    void guess(HostAddress address, int host) {
        infer(address, host);
        guessed.add(address);
    }

    Set<HostAddress> guessed() {
        return guessed;
    }

    /** What comes from the address comes from the host that it was inferred for, by a device on the way that has it. */
    void noteAlias(HostAddress address) {
        aliases.add(address);
    }

    /** An address that was inferred to be a host's is no host's here. */
    void disown(HostAddress address) {
        ends = null;
        inferred.remove(address);
    }

    /** Of the two addresses, which the captures show together, it cannot be told which is where. */
    void leaveOpen(HostAddress one, HostAddress other) {
        open.computeIfAbsent(one, address -> new LinkedHashSet<>()).add(other);
        open.computeIfAbsent(other, address -> new LinkedHashSet<>()).add(one);
    }

    boolean isOpen(HostAddress one, HostAddress other) {
        return open.containsKey(one) && open.get(one).contains(other);
    }

    boolean isGiven(int host) {
        return !given.get(host).isEmpty();
    }

    /** Whether it is no host's own: a multicast or broadcast address. What goes there goes to whom it is inferred to be at. */
    boolean isOfAll(HostAddress address) {
        return address.isMulticast() || ofAll.contains(address);
    }

    /** The addresses of a host, as given or else its own ones in ascending order. */
    List<String> namesOf(int host) {
        if (isGiven(host)) {
            return given.get(host).stream().map(AddressBlock::toString).toList();
        }
        return new TreeMap<>(inferred)
                .entrySet().stream()
                        .filter(each -> each.getValue() == host
                                && !isOfAll(each.getKey())
                                && !aliases.contains(each.getKey())
                                && !guessed.contains(each.getKey()))
                        .map(each -> each.getKey().toString())
                        .toList();
    }
}
