package dev.halfway.match;

/**
 * Packets that cannot be judged since only resets answer them that were not seen leaving the host in whose name they came.
 *
 * @param span from the first of them to the last, on the clock of the host that sent them
 * @param lasts nothing was accepted after the first of them
 * @param timesToLive with which such resets arrived
 */
public record RefusedOnTheWay(TimeSpan span, boolean lasts, TraitRow.Range timesToLive) {}
