package dev.halfway.decode;

/**
 * A block of addresses (RFC 4632): a prefix, or one address. An IPv4 block holds only IPv4 addresses and an IPv6 block
 * only IPv6 ones, {@code ::/0} too.
 *
 * @param high first 64 bits of the block's first address, IPv4 as in {@link DecodedPacket}
 * @param low last 64 bits
 * @param prefixLength leading bits that all its addresses share, 0 to 128; for IPv4 96 more than is written
 */
public record AddressBlock(long high, long low, int prefixLength) {
    private static final int IPV6_BITS = 128;
    private static final int IPV4_BITS = 32;
    private static final int MAPPED_BITS = IPV6_BITS - IPV4_BITS;

    /** @throws IllegalArgumentException when the length is out of range or the address has bits set behind the prefix */
    public AddressBlock {
        if (prefixLength < 0 || prefixLength > IPV6_BITS) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " is not in 0 to 128");
        }
        if ((high & ~highMask(prefixLength)) != 0 || (low & ~lowMask(prefixLength)) != 0) {
            throw new IllegalArgumentException(
                    Addresses.format(high, low) + " has bits set behind its prefix; the block is "
                            + text(high & highMask(prefixLength), low & lowMask(prefixLength), prefixLength));
        }
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a single address.
     *
     * @throws IllegalArgumentException when it is none; the message quotes it and says what is wrong
     */
    public static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        long[] address = Addresses.parse(slash < 0 ? text : text.substring(0, slash));
        if (slash < 0) {
            return new AddressBlock(address[0], address[1], IPV6_BITS);
        }
        boolean dotted = text.indexOf(':') < 0;
        int bits = dotted ? IPV4_BITS : IPV6_BITS;
        String length = text.substring(slash + 1);
        boolean digits =
                !length.isEmpty() && length.length() <= 3 && length.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || Integer.parseInt(length) > bits) {
            throw new IllegalArgumentException(
                    "block \"" + text + "\" has \"" + length + "\" behind the slash, expected 0 to " + bits);
        }
        return new AddressBlock(address[0], address[1], Integer.parseInt(length) + (dotted ? MAPPED_BITS : 0));
    }

    public boolean contains(long addressHigh, long addressLow) {
        return (addressHigh & highMask(prefixLength)) == high
                && (addressLow & lowMask(prefixLength)) == low
                && (prefixLength >= MAPPED_BITS || !Addresses.isIpv4(addressHigh, addressLow));
    }

    /** As {@link #parse} reads it; a single address without a prefix. */
    @Override
    public String toString() {
        return text(high, low, prefixLength);
    }

    private static String text(long high, long low, int prefixLength) {
        String address = Addresses.format(high, low);
        if (prefixLength == IPV6_BITS) {
            return address;
        }
        boolean dotted = Addresses.isIpv4(high, low) && prefixLength >= MAPPED_BITS;
        return address + "/" + (dotted ? prefixLength - MAPPED_BITS : prefixLength);
    }

    private static long highMask(int prefixLength) {
        return prefixLength == 0 ? 0 : -1L << Math.max(0, 64 - prefixLength);
    }

    private static long lowMask(int prefixLength) {
        return prefixLength <= 64 ? 0 : -1L << 128 - prefixLength;
    }
}
