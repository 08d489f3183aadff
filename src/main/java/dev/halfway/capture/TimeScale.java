package dev.halfway.capture;

/**
 * How an interface of a pcapng section counts time: {@code if_tsresol} and {@code if_tsoffset}
 * (draft-ietf-opsawg-pcapng section 4.2).
 *
 * <p>The conversion is exact integer arithmetic, rounded down to the nanosecond. Times beyond {@link #LIMIT_NANOS} are
 * held there, so that the difference of any two never overflows.
 */
final class TimeScale {
    /** The year 2116; the 32 bits of seconds in a pcap record end in 2106. */
    static final long LIMIT_NANOS = (1L << 62) - 1;

    /** The default where an interface names no resolution. */
    static final int MICROSECONDS = 6;

    static final int NANOSECONDS = 9;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int BINARY = 0x80;
    /** 10^19 is the largest power of ten in 64 bits without sign. */
    private static final int LARGEST_POWER_OF_TEN = 19;

    private final int exponent;
    private final boolean binary;
    private final long offsetSeconds;
    /** Up to this many units, {@link #nanosPerUnit} and {@link #offsetNanos} suffice; -1 when never. */
    private final long directUnits;

    private final long nanosPerUnit;
    private final long offsetNanos;

    /**
     * @param resolution the octet of {@code if_tsresol}: units are 10^-n s, or 2^-n s when the top bit is set
     * @param offsetSeconds {@code if_tsoffset}: added to each time
     */
    TimeScale(int resolution, long offsetSeconds) {
        this.exponent = resolution & (BINARY - 1);
        this.binary = (resolution & BINARY) != 0;
        this.offsetSeconds = offsetSeconds;
        boolean direct = !binary
                && exponent <= NANOSECONDS
                && offsetSeconds > -LIMIT_NANOS / NANOS_PER_SECOND
                && offsetSeconds < LIMIT_NANOS / NANOS_PER_SECOND;
        this.nanosPerUnit = direct ? powerOfTen(NANOSECONDS - exponent) : 0;
        this.offsetNanos = direct ? offsetSeconds * NANOS_PER_SECOND : 0;
        this.directUnits = direct ? (LIMIT_NANOS - Math.max(0, offsetNanos)) / nanosPerUnit : -1;
    }

    /**
     * @param units 64 bits without sign
     * @return nanoseconds since the epoch, within {@link #LIMIT_NANOS} either way
     */
    long nanos(long units) {
        if (units >= 0 && units <= directUnits) {
            return units * nanosPerUnit + offsetNanos;
        }
        return binary ? binaryNanos(units) : decimalNanos(units);
    }

    private long decimalNanos(long units) {
        if (exponent > LARGEST_POWER_OF_TEN) { // 64 bits do not reach one second
            int surplus = exponent - NANOSECONDS;
            return join(0, surplus > LARGEST_POWER_OF_TEN ? 0 : Long.divideUnsigned(units, powerOfTen(surplus)));
        }
        long unitsPerSecond = powerOfTen(exponent);
        long fraction = Long.remainderUnsigned(units, unitsPerSecond);
        return join(
                Long.divideUnsigned(units, unitsPerSecond),
                exponent <= NANOSECONDS
                        ? fraction * powerOfTen(NANOSECONDS - exponent)
                        : Long.divideUnsigned(fraction, powerOfTen(exponent - NANOSECONDS)));
    }

    private long binaryNanos(long units) {
        if (exponent == 0) {
            return join(units, 0);
        }
        long seconds = exponent < Long.SIZE ? units >>> exponent : 0;
        long fraction = exponent < Long.SIZE ? units & (1L << exponent) - 1 : units;
        // fraction * 10^9 has up to 94 bits; multiplyHigh takes its first factor as signed
        long high = Math.multiplyHigh(fraction, NANOS_PER_SECOND) + (fraction < 0 ? NANOS_PER_SECOND : 0);
        long low = fraction * NANOS_PER_SECOND;
        return join(
                seconds,
                exponent < Long.SIZE
                        ? high << (Long.SIZE - exponent) | low >>> exponent
                        : high >>> (exponent - Long.SIZE));
    }

    private long join(long unsignedSeconds, long fractionNanos) {
        long seconds = unsignedSeconds < 0 ? Long.MAX_VALUE : unsignedSeconds;
        long sum = seconds + offsetSeconds;
        if (offsetSeconds > 0 && sum < 0 || sum > LIMIT_NANOS / NANOS_PER_SECOND) {
            return LIMIT_NANOS;
        }
        if (sum < -LIMIT_NANOS / NANOS_PER_SECOND - 1) {
            return -LIMIT_NANOS;
        }
        return Math.max(-LIMIT_NANOS, Math.min(LIMIT_NANOS, sum * NANOS_PER_SECOND + fractionNanos));
    }

    /** 10^exponent for 0 to 19; the last only without sign. */
    private static long powerOfTen(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
