package dev.halfway.diagnose;

import java.util.List;

/**
 * A BGP hold timer that expired at one end though nothing that was sent to it was lost.
 *
 * @param kind {@link BgpFact.Kind#HOLD_TIMER_SILENCE} or {@link BgpFact.Kind#HOLD_TIMER_DESPITE_ARRIVAL}
 * @param end the speaker whose timer expired
 * @param peer the other
 * @param facts each time that it did
 * @param isMutual the first time, the end had itself been silent for longer than a daemon at work
 */
record Expiry(
        BgpFact.Kind kind, BgpPeering.Speaker end, BgpPeering.Speaker peer, List<BgpFact> facts, boolean isMutual) {
    /** Whose daemon is to be looked at: the one that fell silent, or the one that did not listen. */
    BgpPeering.Speaker suspect() {
        return kind == BgpFact.Kind.HOLD_TIMER_SILENCE ? peer : end;
    }
}
