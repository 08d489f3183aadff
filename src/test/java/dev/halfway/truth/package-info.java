/**
 * Traffic with known truth: the measure by which matching is judged.
 *
 * <p>A discrete-event simulation of two hosts and the path between them writes the two captures that taps on the hosts
 * would have written, and what really became of every packet in them. Written from the method (what a fate means), never
 * from the matcher, and using no code of it.
 *
 * <pre>
 *   applications -> TcpEndpoint, Ping -> Host (offloads, IP ID) -> Link (loss, delay, middlebox) -> Host
 *                                          |                                                         |
 *                                         Tap (clock, window, drops, snap length) -> capture file   Tap
 *                                          +--------------- Sighting, WirePacket -------------------+
 *                                                                 |
 *                                                   TruthResolver -> TruthRecord -> truth.jsonl
 * </pre>
 *
 * {@link dev.halfway.truth.GenerateTruth} writes a directory, {@link dev.halfway.truth.CheckTruth} compares the program's
 * {@code -o packets} with it, {@link dev.halfway.truth.SlowOracle} matches small cases by brute force. All times inside
 * the simulation are nanoseconds of true time since its start; a host's clock is applied by its tap only.
 */
package dev.halfway.truth;
