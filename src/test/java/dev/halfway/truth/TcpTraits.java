package dev.halfway.truth;

/**
 * What both ends of a connection agreed on, and habits.
 *
 * @param receiveBuffer bytes of window that each offers
 * @param stutterRate chance that a pure acknowledgment goes out several times over
 */
record TcpTraits(boolean timestamps, boolean sack, int receiveBuffer, double stutterRate) {}
