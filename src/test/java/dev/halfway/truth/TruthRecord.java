package dev.halfway.truth;

import dev.halfway.decode.TypeP;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;

/**
 * The truth about one record of one capture.
 *
 * @param frame from 1
 * @param timeNanos when it really was, nanoseconds since the simulation's start, whatever the capture's clock shows
 * @param sent seen where it was sent, else where it arrived
 * @param typeP null for {@link Outcome#UNRELATED}, as are the hosts and the initiator
 * @param accept further outcomes that the method's definitions give for what these captures show
 * @param matches frames of it in the other capture, duplicates and copies too
 * @param alike frames of the other capture that cannot be told from those in {@code matches}; for {@link Outcome#COPY}, of
 *     the same capture, that cannot be told from {@code copyOf}
 * @param copyOf for {@link Outcome#COPY}: frame of the first sighting
 * @param bytesLost for a segment that was lost in part
 * @param open the captures allow another fate, so that it may be called ambiguous
 * @param hidden it was lost, and something alike stands in for it, so that the captures show one loss less
 * @param traceless of packets alike, the captures show as many arrive as left, in order and in the ordinary time, and this one
 *     did not do that: nothing in them speaks for its true fate
 */
record TruthRecord(
        String host,
        long frame,
        long timeNanos,
        boolean sent,
        String from,
        String to,
        TypeP typeP,
        String initiator,
        Outcome outcome,
        Set<Outcome> accept,
        SortedSet<Long> matches,
        SortedSet<Long> alike,
        OptionalLong copyOf,
        OptionalLong bytesLost,
        boolean open,
        boolean hidden,
        boolean traceless) {}
