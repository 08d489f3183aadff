package dev.halfway;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The addresses that each host owns, as was known when it was last known of all; an address has one owner, the latest. */
final class RememberedOwners {
    private final Map<String, List<String>> owned = new HashMap<>();

    /** What is known of a host now; nothing where there are no addresses. */
    void note(String host, List<String> addresses) {
        if (!addresses.isEmpty()) {
            owned.replaceAll((other, theirs) ->
                    theirs.stream().filter(each -> !addresses.contains(each)).toList());
            owned.put(host, List.copyOf(addresses));
        }
    }

    boolean isEmpty() {
        return owned.isEmpty();
    }

    /** By host; of one that lost all of its own to others, an empty list. */
    Map<String, List<String>> byHost() {
        return Map.copyOf(owned);
    }
}
