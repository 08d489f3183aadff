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
 * @param accept further outcomes that a fair judge with both captures and nothing else may come to
 * @param excused one of {@code accept} is wrong, and the captures speak for it: there is an arrival in excess that could
 *     just as well be this packet (a duplicate, or one whose sender's capture has no record of it), or reordering made it
 *     look as if another one alike had been lost
 * @param matches frames of it in the other capture, duplicates and copies too
 * @param alike frames of the other capture that cannot be told from those in {@code matches}
 * @param copyOf for {@link Outcome#COPY}: frame of the first sighting
 * @param bytesLost for a segment that was lost in part
 * @param ambiguous packets alike in content, sent within the spread of the delays, had different fates: nobody can tell
 *     which had which
 * @param doubtful the same within the spread that reordering gives: who calls it ambiguous is careful
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
        boolean excused,
        SortedSet<Long> matches,
        SortedSet<Long> alike,
        OptionalLong copyOf,
        OptionalLong bytesLost,
        boolean ambiguous,
        boolean doubtful) {}
