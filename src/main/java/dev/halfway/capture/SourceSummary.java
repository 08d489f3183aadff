package dev.halfway.capture;

import java.util.List;
import java.util.OptionalLong;

/**
 * What one capture file turned out to be.
 *
 * @param name the file as the user named it, {@code -} for standard input
 * @param format e.g. {@code pcap}, {@code pcap-ns}, {@code pcap-modified}, {@code pcapng}, with {@code +gzip} or
 *     {@code +zstd} behind it when compressed
 * @param interfaces one entry an interface, index as in {@link Frame#interfaceIndex()}
 * @param packets records read, whatever was in them
 * @param bytes of the capture read so far, after decompression
 * @param firstNanos smallest time of any record; empty when there is none
 * @param lastNanos largest time of any record
 * @param startNanos smallest {@code isb_starttime}, where it is plausible on the scale of the records
 * @param endNanos largest {@code isb_endtime}, likewise
 * @param drops packets that the capture says it lost, over all interfaces; empty when it does not say
 * @param cutAtByte where the file ends in the middle of a record or block; empty when it is whole
 * @param overSnapLength records longer than the declared snap length, accepted all the same
 * @param largestStepBackNanos by how much a record's time was below the largest before it; 0 when in order
 * @param warnings plain sentences, for the user
 */
public record SourceSummary(
        String name,
        String format,
        List<Interface> interfaces,
        long packets,
        long bytes,
        OptionalLong firstNanos,
        OptionalLong lastNanos,
        OptionalLong startNanos,
        OptionalLong endNanos,
        OptionalLong drops,
        OptionalLong cutAtByte,
        long overSnapLength,
        long largestStepBackNanos,
        List<String> warnings) {

    /**
     * One interface of a capture. Texts come from the file and are hostile until escaped; empty when not given.
     *
     * @param linkType LINKTYPE_ value
     * @param snapLengthBytes declared; 0 when unlimited or unknown
     */
    public record Interface(int linkType, int snapLengthBytes, String name, String filter, String host) {}
}
