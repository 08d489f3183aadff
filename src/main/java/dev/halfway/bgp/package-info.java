/**
 * BGP-4 on one TCP connection, as one tap saw it: bytes to messages, messages to the states of the end at that tap.
 *
 * <p>What enters: decoded TCP segments of one connection, in the order of one capture, with the buffer that holds their
 * payload. What leaves: messages by type with their places in the stream, what an OPEN and a NOTIFICATION say, and the
 * states that netstat and the routing daemon would show. Nothing is known here of the other tap, of clocks or of fates.
 *
 * <pre>
 *   TapConnection    one connection at one tap: both streams, and the end that the tap is at
 *     ByteStream       one direction in order: holes, retransmissions, overlaps, sequence numbers that wrap
 *       MessageParser    bytes to messages; finds the boundaries again after a hole
 *       MessageLog       the messages, counted and, within bounds, kept
 *     TcpEnd           RFC 9293's states of the end
 *     Speaker          RFC 4271's states of the end
 * </pre>
 *
 * <p>Buffers stay the caller's; what has to wait for earlier bytes is copied, within the {@link dev.halfway.bgp.Budget} that
 * all connections of a tap share. Nothing throws, whatever the bytes are. One thread.
 */
package dev.halfway.bgp;
