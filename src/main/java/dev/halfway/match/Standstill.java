package dev.halfway.match;

import java.util.OptionalLong;

/**
 * A host sent nothing of what is analysed, to any other, while packets of one host that ask for an answer came. Times are on
 * its own clock.
 *
 * @param host that sent nothing
 * @param asker whose packets came meanwhile
 * @param startNanos when it last sent something
 * @param endNanos when it sent something again; empty when it did not
 * @param lastCameNanos when the last of these packets came
 * @param requests echo requests that came meanwhile
 * @param syns likewise
 * @param segments data segments that came meanwhile
 */
public record Standstill(
        String host,
        String asker,
        long startNanos,
        OptionalLong endNanos,
        long lastCameNanos,
        long requests,
        long syns,
        long segments) {}
