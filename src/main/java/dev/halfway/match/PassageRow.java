package dev.halfway.match;

/**
 * One place inside a host where its captures show packets of one direction: an interface, a way, a TTL, a tunnel around them.
 * What is shown at several places comes by one after the other: of a packet that is seen at this place for the last time,
 * where others like it go on to be seen elsewhere, no more is to be seen.
 *
 * @param seenAt host whose captures these are: {@code from} or {@code to}
 * @param incoming the capture says that they come in there
 * @param outgoing the capture says that they go out there
 * @param timeToLive TTL or hop limit there
 * @param tunnelled they are in a tunnel there
 * @param records of packets there, each counted
 * @param routed of those that go on: those whose TTL is smaller by one at another place
 * @param wentOn of those that arrive at {@code to}: those that are seen at another place after this one
 * @param ended of those that arrive: those that are seen here last
 * @param lost of those that are lost: those that are seen here last
 * @param wentOnIn in which of the host's captures those that go on are seen last: one bit each, by number modulo 64
 * @param firstLostNanos of those that are lost and seen here last: when the first was, on the host's clock
 * @param lastLostNanos likewise the last
 */
public record PassageRow(
        String seenAt,
        String from,
        String to,
        boolean incoming,
        boolean outgoing,
        int timeToLive,
        boolean tunnelled,
        long records,
        long routed,
        long wentOn,
        long ended,
        long lost,
        long wentOnIn,
        long firstLostNanos,
        long lastLostNanos) {}
