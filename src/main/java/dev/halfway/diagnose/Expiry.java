package dev.halfway.diagnose;

import java.util.List;

/**
 * A BGP hold timer that expired at one end though nothing that was sent to it was lost.
 *
 * @param kind {@link BgpFact.Kind#HOLD_TIMER_SILENCE} or {@link BgpFact.Kind#HOLD_TIMER_DESPITE_ARRIVAL}
 * @param end the speaker whose timer expired
 * @param peer the other
 * @param facts each time that it did
 * @param timer as it stood the first time
 * @param speaksAgain the host of {@link #suspect()} sends something of that connection, or of another to the same peer, after it
 *     fired
 * @param othersGoOn sessions with others in which that host goes on sending meanwhile
 * @param clockKept the clocks of both hosts are known to have gone on evenly
 * @param around journalctl's options for the time about the first of them, on the host of {@link #suspect()}
 * @param isMutual the first time, the end had itself been silent for longer than a daemon at work
 */
record Expiry(
        BgpFact.Kind kind,
        BgpPeering.Speaker end,
        BgpPeering.Speaker peer,
        List<BgpFact> facts,
        HoldTimer timer,
        boolean speaksAgain,
        long othersGoOn,
        boolean clockKept,
        String around,
        boolean isMutual) {
    /** Whose daemon is to be looked at: the one that fell silent, or the one that did not listen. */
    BgpPeering.Speaker suspect() {
        return kind == BgpFact.Kind.HOLD_TIMER_SILENCE ? peer : end;
    }
}
