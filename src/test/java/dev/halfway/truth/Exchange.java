package dev.halfway.truth;

/**
 * What a packet belongs to.
 *
 * @param initiator name of the host that began it
 * @param inScope false for traffic on ports that nobody asked about
 */
record Exchange(String initiator, boolean inScope) {}
