/**
 * How the clocks of two hosts stand to each other, with an error bound. Arithmetic only: no I/O, no wall clock.
 *
 * <p>What enters: times of matched packets, as pairs (time at A on A's clock, time at B on B's clock), in
 * {@link ClockSamples}. What leaves: a {@link ClockEstimate} and from it a {@link ClockMap} that turns B's times into
 * A's. {@link TimeUnwrapper} prepares the times of one capture; {@link ClockGraph} joins pairs of hosts into one time.
 *
 * <p>Words are RFC 2330's: <em>offset</em> is what B's clock shows more than A's; <em>skew</em> is how fast the offset
 * grows; <em>drift</em> is change of the skew; <em>resolution</em> is the smallest step of a timestamp. Ours: a
 * <em>step</em> is a sudden change of the offset; a <em>segment</em> is the time between two steps.
 *
 * <p>The idea: no packet arrives before it leaves. For a packet from A to B, f = timeB - timeA is the offset plus a
 * delay that is not negative, so f bounds the offset from above; r = timeA - timeB of a packet from B to A bounds it
 * from below by -r. One packet of each kind gives an interval; many, over time, give a narrow one. What lies between
 * two packets is bounded by how fast two clocks can part: {@link Rates#LIMIT} at worst, and
 * {@link Rates#WANDER} around the mean rate wherever one straight line goes between all the packets of a segment.
 * So a bound is wrong only if a clock leaves these limits, if a step too small for the delay noise hides, or if
 * packets were paired wrongly.
 *
 * <p>All times are nanoseconds; origins are the caller's, and may be years apart. Nothing here is thread-safe except
 * the immutable {@link ClockEstimate} and {@link ClockMap}. Only {@link ClockMap} and {@link TimeUnwrapper} are meant
 * for every packet of a capture as it is read; adding a sample allocates nothing either.
 */
package dev.halfway.clock;
