package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.List;
import java.util.OptionalLong;

/**
 * One packet in scope at one host, and what became of it.
 *
 * @param host where it was seen
 * @param file index of the file among that host's captures, from 0
 * @param frame number in that file, from 1
 * @param timeNanos nanoseconds since the epoch on that capture's own clock; 0 where the capture does not say
 * @param referenceNanos the same moment on the clock of the first host, as far as that is known; without a time, that of the
 *     packet before it
 * @param from host it comes from; for {@link Fate#ASIDE} empty where that is none with a capture
 * @param to host it goes to; likewise
 * @param initiator host that began the exchange; empty when unknown
 * @param confirmed for {@link Fate#LOST}: behaviour agrees
 * @param ambiguous the number of packets with this fate is sure, which of several alike it was is not
 * @param matches its sightings at the other host, in time order; empty when there are none
 * @param copyOf for {@link Fate#COPY}: frame of the first sighting
 * @param bytesLost for a segment that arrived in part: payload bytes that did not
 * @param flow the exchange that it belongs to; for an ICMP error that is left aside, with the packet that it quotes
 * @param headers what tells it from others of its flow
 */
public record PacketFate(
        String host,
        int file,
        long frame,
        long timeNanos,
        long referenceNanos,
        String from,
        String to,
        TypeP typeP,
        Role role,
        String initiator,
        Fate fate,
        boolean confirmed,
        boolean ambiguous,
        Reason reason,
        List<Match> matches,
        OptionalLong copyOf,
        OptionalLong bytesLost,
        FlowName flow,
        Headers headers) {

    /**
     * A flow between two hosts, both directions.
     *
     * @param number the same at every host, from 0 in the order in which flows come up; {@link #NONE} where it is not
     *     between two hosts
     * @param words source and destination of this packet, with ports or echo identifier, as {@link #host} sees them
     */
    public record FlowName(int number, String words) {
        public static final int NONE = -1;
    }

    /**
     * What a person needs to find the packet again.
     *
     * @param sequence of TCP as all hosts agree on it; of an echo; of a fragment its offset
     * @param acknowledgment of TCP; of a fragment its identification
     */
    public record Headers(int sequence, int acknowledgment, int payloadBytes) {}

    /**
     * The same packet at the other host.
     *
     * @param delayNanos one-way delay by the estimated clocks, never negative by more than their error
     */
    public record Match(String host, int file, long frame, long delayNanos) {}
}
