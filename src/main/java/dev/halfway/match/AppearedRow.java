package dev.halfway.match;

import dev.halfway.decode.TypeP;

/**
 * Packets seen at {@code to} that were never seen leaving {@code from}.
 *
 * @param count all of them
 * @param explained of {@code count}: those that the capture at {@code from} could not have shown (its window, its filter)
 * @param strange of {@code count}: those that were not to be explained so and came with another TTL than any packet of their
 *     flow that did leave {@code from}
 */
public record AppearedRow(
        String from, String to, TypeP typeP, Role role, String initiator, long count, long explained, long strange) {}
