package dev.halfway.diagnose;

import java.util.Optional;

/**
 * One cause of the table: looks at one trouble and says what speaks for it and against it; empty where it cannot be. A rule
 * answers for the troubles that it can make.
 */
interface Rule {
    /** The name in JSON, fixed. */
    String name();

    /** Packets that left and did not arrive. */
    default Optional<Explanation> of(Loss loss) {
        return Optional.empty();
    }

    /** Requests that arrived and were not answered as they ask for. */
    default Optional<Explanation> of(Silence silence) {
        return Optional.empty();
    }

    /** Packets that arrived otherwise than they left: once more, changed, or without having left. */
    default Optional<Explanation> of(Oddity oddity) {
        return Optional.empty();
    }

    /** A BGP hold timer that expired though nothing was lost. */
    default Optional<Explanation> of(Expiry expiry) {
        return Optional.empty();
    }

    /** What this cause amounts to, to be filled. */
    default Explanation supported(Support support) {
        return new Explanation(name(), support);
    }
}
