package dev.halfway.match;

/**
 * What the packets of one protocol, one way, look like at one of the two hosts, beyond what identifies them.
 *
 * @param seenAt host whose capture shows them: {@code from} or {@code to}
 * @param tcp TCP, else ICMP echo
 * @param signed segments that carry TCP's MD5 option (RFC 2385)
 * @param leastTimeToLive TTL or hop limit, 0 to 255
 * @param checksumsTried packets whose transport checksum was verified: the first of them, up to a thousand a pair of
 *     addresses
 * @param checksumsInvalid of these: those that are wrong, and not for being left to the sender's hardware
 */
public record TraitRow(
        String seenAt,
        String from,
        String to,
        boolean tcp,
        long packets,
        long signed,
        int leastTimeToLive,
        int mostTimeToLive,
        long checksumsTried,
        long checksumsInvalid) {}
