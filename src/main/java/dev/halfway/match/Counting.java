package dev.halfway.match;

/** Which packets are counted. All are matched, so that nothing is taken for lost because its copy is not counted. */
@FunctionalInterface
public interface Counting {
    /**
     * @param host index of the host where it was seen
     * @param file index of the file among that host's captures
     * @param nanos when, on the reference clock
     */
    boolean counts(int host, int file, long nanos);
}
