package dev.halfway.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Counts what a reader meets in one file; becomes its {@link SourceSummary}. */
final class SourceTally {
    private final String name;
    private final InterfaceList allInterfaces;
    /** Null until it has an interface. */
    private InterfaceList.Section section;

    private final List<SourceSummary.Interface> interfaces = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    // changed for each record
    private long packets;
    private long number;
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;

    // changed seldom
    private long largestStepBackNanos;
    private long overSnapLength;
    private long overOriginalLength;
    private OptionalLong startNanos = OptionalLong.empty();
    private OptionalLong endNanos = OptionalLong.empty();
    private OptionalLong cutAtByte = OptionalLong.empty();

    SourceTally(String name, InterfaceList allInterfaces) {
        this.name = name;
        this.allInterfaces = allInterfaces;
    }

    /** Another section of the file begins, or one that has begun is begun again. */
    void beginSection() {
        section = null;
    }

    String name() {
        return name;
    }

    long packets() {
        return packets;
    }

    int interfaceCount() {
        return interfaces.size();
    }

    /** Returns its {@link Frame#interfaceIndex()}. */
    int addInterface(SourceSummary.Interface added) {
        interfaces.add(added);
        section = section == null ? allInterfaces.begin(name) : section;
        return section.add(added);
    }

    /** By its {@link Frame#interfaceIndex()}. */
    SourceSummary.Interface interfaceAt(int index) {
        return allInterfaces.get(index);
    }

    /** True once a record had a time. */
    boolean hasTimes() {
        return firstNanos <= lastNanos;
    }

    /** Smallest time so far; only when {@link #hasTimes()}. */
    long firstNanos() {
        return firstNanos;
    }

    /** Largest time so far; only when {@link #hasTimes()}. */
    long lastNanos() {
        return lastNanos;
    }

    /** {@link Frame#number()} of the last record, 0 before the first. */
    long number() {
        return number;
    }

    /** Returns the {@link Frame#number()} of a new record. */
    long countPacket() {
        packets++;
        return ++number;
    }

    /** Passes over a number, that of a record which is no packet. */
    void skipNumber() {
        number++;
    }

    /** @param nanos 0 when the record has no time: it then says nothing of the time that the file covers */
    void time(long nanos) {
        if (nanos == 0) {
            return;
        }
        if (nanos < lastNanos) {
            largestStepBackNanos = Math.max(largestStepBackNanos, lastNanos - nanos);
        } else {
            lastNanos = nanos;
        }
        if (nanos < firstNanos) {
            firstNanos = nanos;
        }
    }

    /**
     * Accepts lengths that contradict each other, counts them, and warns of the first.
     *
     * @param snapLengthBytes 0 when unlimited
     */
    void lengths(long captured, long original, int snapLengthBytes, long atByte) {
        if (captured > snapLengthBytes && snapLengthBytes > 0 && overSnapLength++ == 0) {
            warn("packet " + number + " at byte " + atByte + " holds " + captured
                    + " bytes, more than the declared snap length of " + snapLengthBytes
                    + "; accepted, as are all further ones");
        }
        if (captured > original && overOriginalLength++ == 0) {
            warn("packet " + number + " at byte " + atByte + " holds " + captured + " bytes of a packet of " + original
                    + "; accepted, as are all further ones");
        }
    }

    void window(OptionalLong start, OptionalLong end) {
        if (start.isPresent()) {
            startNanos = OptionalLong.of(Math.min(start.getAsLong(), startNanos.orElse(Long.MAX_VALUE)));
        }
        if (end.isPresent()) {
            endNanos = OptionalLong.of(Math.max(end.getAsLong(), endNanos.orElse(Long.MIN_VALUE)));
        }
    }

    void cut(long atByte, String sentence) {
        cutAtByte = OptionalLong.of(atByte);
        warn(sentence);
    }

    /** Adds a sentence for the user, behind the name of the file. */
    void warn(String sentence) {
        warnings.add(name + ": " + sentence);
    }

    SourceSummary summary(String format, long bytes, OptionalLong drops) {
        return new SourceSummary(
                name,
                format,
                List.copyOf(interfaces),
                packets,
                bytes,
                hasTimes() ? OptionalLong.of(firstNanos) : OptionalLong.empty(),
                hasTimes() ? OptionalLong.of(lastNanos) : OptionalLong.empty(),
                startNanos,
                endNanos,
                drops,
                cutAtByte,
                overSnapLength,
                largestStepBackNanos,
                List.copyOf(warnings));
    }
}
