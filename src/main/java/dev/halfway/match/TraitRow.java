package dev.halfway.match;

import java.util.Optional;
import java.util.Set;

/**
 * What the packets of one protocol, one way, look like at one of the two hosts, beyond what identifies them.
 *
 * @param seenAt host whose capture shows them: {@code from} or {@code to}
 * @param tcp TCP, else ICMP echo
 * @param signed segments that carry TCP's MD5 option (RFC 2385)
 * @param timesToLive TTL or hop limit, 0 to 255
 * @param ofSyns that of SYNs and SYN-ACKs; empty when there are none
 * @param ofData that of segments with payload, likewise
 * @param checksumsTried packets whose transport checksum was verified: the first of them, up to a thousand a pair of
 *     addresses
 * @param checksumsInvalid of these: those that are wrong, and not for being left to the sender's hardware
 */
public record TraitRow(
        String seenAt,
        String from,
        String to,
        boolean tcp,
        long signed,
        Range timesToLive,
        Optional<Range> ofSyns,
        Optional<Range> ofData,
        long checksumsTried,
        long checksumsInvalid) {

    /** Both ends are in it. */
    public record Range(int least, int most) {
        /** With which hosts send (RFC 1700, "IP time to live", and what is common since). */
        private static final Set<Integer> FIRST = Set.of(64, 128, 255);
        /** No more are usual on a way. */
        private static final int MOST_ROUTERS = 20;

        /** Whether it is one TTL, with which hosts send. */
        public boolean isFirst() {
            return least == most && FIRST.contains(most);
        }

        /** Whether routers have made it of one with which hosts send. */
        public boolean isLowered() {
            return FIRST.stream().anyMatch(first -> least >= first - MOST_ROUTERS && most < first);
        }
    }
}
