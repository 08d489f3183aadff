package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;

/**
 * What a host's captures hold of the time in which they lack packets, between it and the hosts that sent it those.
 *
 * @param began packets that it sent by itself, see {@link #isByItself}
 * @param came packets that came to it
 */
record Meanwhile(long began, long came) {
    static final Meanwhile NOTHING = new Meanwhile(0, 0);

    /** Whether a host sends such packets without having just been sent one. */
    static boolean isByItself(TypeP typeP) {
        return typeP == TypeP.ICMP_ECHO_REQUEST || typeP == TypeP.TCP_SYN || typeP == TypeP.TCP_DATA;
    }
}
