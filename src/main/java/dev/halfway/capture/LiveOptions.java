package dev.halfway.capture;

import java.util.Optional;

/**
 * How an interface is captured.
 *
 * @param interfaceName as the system calls it; {@code any} for all
 * @param filter pcap-filter(7), run by the kernel; empty: ICMP, ICMPv6 and TCP port 179, also in VLAN, IPIP, GRE and VXLAN
 * @param snapLengthBytes of each packet so many bytes are kept, 1 to {@link #LARGEST_SNAP_LENGTH_BYTES}
 * @param bufferKib size of the kernel's buffer, which takes up what comes while this process does not run; 1 and up
 * @param promiscuous whether to ask the network card for packets that are not for this host
 * @param immediate whether the kernel hands over each packet at once; else what it gathered within 100 ms
 */
public record LiveOptions(
        String interfaceName,
        Optional<String> filter,
        int snapLengthBytes,
        int bufferKib,
        boolean promiscuous,
        boolean immediate) {
    /** Headers, also in a tunnel, and of the payload as much as tells packets apart. */
    public static final int DEFAULT_SNAP_LENGTH_BYTES = 192;

    /** What libpcap takes for the largest packet. */
    public static final int LARGEST_SNAP_LENGTH_BYTES = 262_144;

    public static final int DEFAULT_BUFFER_KIB = 8_192;

    public LiveOptions {
        if (snapLengthBytes < 1 || snapLengthBytes > LARGEST_SNAP_LENGTH_BYTES) {
            throw new IllegalArgumentException("snap length " + snapLengthBytes);
        }
        if (bufferKib < 1 || bufferKib > Integer.MAX_VALUE / 1024) {
            throw new IllegalArgumentException("buffer of " + bufferKib + " KiB");
        }
    }
}
