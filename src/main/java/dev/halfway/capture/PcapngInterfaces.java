package dev.halfway.capture;

import static dev.halfway.capture.PcapngFormat.IF_FILTER;
import static dev.halfway.capture.PcapngFormat.IF_FILTER_TEXT;
import static dev.halfway.capture.PcapngFormat.IF_NAME;
import static dev.halfway.capture.PcapngFormat.IF_TSOFFSET;
import static dev.halfway.capture.PcapngFormat.IF_TSRESOL;
import static dev.halfway.capture.PcapngFormat.INTERFACE_AT;
import static dev.halfway.capture.PcapngFormat.INTERFACE_DESCRIPTION;
import static dev.halfway.capture.PcapngFormat.INTERFACE_FIXED_BYTES;
import static dev.halfway.capture.PcapngFormat.INTERFACE_STATISTICS;
import static dev.halfway.capture.PcapngFormat.ISB_ENDTIME;
import static dev.halfway.capture.PcapngFormat.ISB_FILTERACCEPT;
import static dev.halfway.capture.PcapngFormat.ISB_IFDROP;
import static dev.halfway.capture.PcapngFormat.ISB_IFRECV;
import static dev.halfway.capture.PcapngFormat.ISB_OSDROP;
import static dev.halfway.capture.PcapngFormat.ISB_STARTTIME;
import static dev.halfway.capture.PcapngFormat.LINK_TYPE_AT;
import static dev.halfway.capture.PcapngFormat.SNAP_LENGTH_AT;
import static dev.halfway.capture.PcapngFormat.STATISTICS_FIXED_BYTES;
import static dev.halfway.capture.PcapngFormat.TIME_AT;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * The interfaces that a pcapng file describes, those of the section at hand by their numbers there, and what its statistics say
 * of them. Reading a block returns what is wrong with it, {@link #SOUND} where nothing is.
 */
final class PcapngInterfaces {
    static final String SOUND = "";
    /** Bounds on what a hostile file may make us keep. */
    static final int MOST = 65_536;

    static final int MOST_CHARACTERS = 1 << 21;

    private final CaptureInput input;
    private final SourceTally tally;
    private final PcapngOptions options;
    private final StatisticsClock clock;
    private final List<PcapngInterface> all = new ArrayList<>();
    private final List<PcapngInterface> section = new ArrayList<>();
    /** Interfaces of the section at hand that are not kept. */
    private int beyond;
    /** Of the texts of all interfaces; beyond the bound the rest has none. */
    private int characters;

    private boolean warnedOfImplausibleTime;

    PcapngInterfaces(CaptureInput input, SourceTally tally, PcapngOptions options) {
        this.input = input;
        this.tally = tally;
        this.options = options;
        clock = new StatisticsClock(tally);
    }

    /** Forgets the numbers of the section before. */
    void beginSection() {
        section.clear();
        beyond = 0;
    }

    boolean has(int number) {
        return number >= 0 && number < section.size();
    }

    /** @param number of one that the section {@link #has} */
    PcapngInterface get(int number) {
        return section.get(number);
    }

    /** Whether the section describes it, beyond the bound on how many are kept. */
    boolean isBeyond(int number) {
        return number >= section.size() && number - section.size() < beyond;
    }

    /** What is wrong with a block about an interface that the section does not describe. */
    String lacks(int number) {
        return "a block is about interface " + Integer.toUnsignedString(number) + " of a section with "
                + section.size();
    }

    /** By the last statistics of each interface, else by what records say of drops before them; empty where neither is known. */
    OptionalLong drops() {
        OptionalLong byStatistics = sum(each -> each.dropped);
        return byStatistics.isPresent() ? byStatistics : sum(each -> each.droppedBetweenRecords);
    }

    private OptionalLong sum(ToLongFunction<PcapngInterface> drops) {
        long sum = -1;
        for (PcapngInterface each : all) {
            sum = PcapngInterface.add(sum, drops.applyAsLong(each));
        }
        return sum < 0 ? OptionalLong.empty() : OptionalLong.of(sum);
    }

    /** @param sectionHost the host that the section says it is of; empty where it says nothing */
    String readDescription(int block, int end, String sectionHost) {
        if (end - block < INTERFACE_FIXED_BYTES) {
            return PcapngFormat.tooShort(INTERFACE_DESCRIPTION, end - block);
        }
        if (tally.interfaceCount() >= MOST) {
            beyond++;
            return SOUND;
        }
        int linkType = input.uint16(block + LINK_TYPE_AT);
        int snapLengthBytes = Math.max(0, input.int32(block + SNAP_LENGTH_AT));
        String name = "";
        String filter = "";
        int resolution = TimeScale.MICROSECONDS;
        long offsetSeconds = 0;
        options.over(block + INTERFACE_FIXED_BYTES, end);
        while (options.next()) {
            switch (options.code()) {
                case IF_NAME:
                    name = options.text(0);
                    break;
                case IF_FILTER:
                    if (options.length() > 0 && input.uint8(options.value()) == IF_FILTER_TEXT) {
                        filter = options.text(1);
                    }
                    break;
                case IF_TSRESOL:
                    resolution = options.length() == 1 ? input.uint8(options.value()) : resolution;
                    break;
                case IF_TSOFFSET:
                    offsetSeconds = options.length() == Long.BYTES ? input.int64(options.value()) : offsetSeconds;
                    break;
                default:
                    break;
            }
        }
        int index = tally.addInterface(described(linkType, snapLengthBytes, name, filter, sectionHost));
        PcapngInterface added =
                new PcapngInterface(index, linkType, snapLengthBytes, new TimeScale(resolution, offsetSeconds));
        section.add(added);
        all.add(added);
        return SOUND;
    }

    private SourceSummary.Interface described(
            int linkType, int snapLengthBytes, String name, String filter, String host) {
        boolean all = characters <= MOST_CHARACTERS;
        characters += name.length() + filter.length() + host.length();
        if (characters <= MOST_CHARACTERS) {
            return new SourceSummary.Interface(linkType, snapLengthBytes, name, filter, host);
        }
        characters = MOST_CHARACTERS + 1;
        if (all) {
            tally.warn("its interfaces have names, filters and hosts of more than " + MOST_CHARACTERS
                    + " characters; interface " + section.size() + " at byte " + input.offset()
                    + " and all further ones are read without them");
        }
        return new SourceSummary.Interface(linkType, snapLengthBytes, "", "", "");
    }

    String readStatistics(int block, int end, FrameHandler handler) {
        if (end - block < STATISTICS_FIXED_BYTES) {
            return PcapngFormat.tooShort(INTERFACE_STATISTICS, end - block);
        }
        int number = input.int32(block + INTERFACE_AT);
        if (isBeyond(number)) {
            return SOUND;
        }
        if (!has(number)) {
            return lacks(number);
        }
        PcapngInterface of = section.get(number);
        OptionalLong start = OptionalLong.empty();
        OptionalLong stop = OptionalLong.empty();
        long received = -1;
        long accepted = -1;
        long droppedByInterface = -1;
        long droppedBySystem = -1;
        options.over(block + STATISTICS_FIXED_BYTES, end);
        while (options.next()) {
            if (options.length() != Long.BYTES) {
                continue;
            }
            int value = options.value();
            switch (options.code()) {
                case ISB_STARTTIME:
                    start = plausible(of, value);
                    break;
                case ISB_ENDTIME:
                    stop = plausible(of, value);
                    break;
                case ISB_IFRECV:
                    received = input.int64(value);
                    break;
                case ISB_IFDROP:
                    droppedByInterface = input.int64(value);
                    break;
                case ISB_FILTERACCEPT:
                    accepted = input.int64(value);
                    break;
                case ISB_OSDROP:
                    droppedBySystem = input.int64(value);
                    break;
                default:
                    break;
            }
        }
        long dropped = PcapngInterface.add(droppedByInterface, droppedBySystem);
        if (dropped >= 0) {
            of.dropped = dropped;
        }
        tally.window(start, stop);
        long taken = input.splitInt64(block + TIME_AT);
        handler.onStatistics(new InterfaceStatistics(
                of.index,
                clock.nanos(of.scale, taken).orElse(of.scale.nanos(taken)),
                start,
                stop,
                known(received),
                known(accepted),
                known(droppedByInterface),
                known(droppedBySystem)));
        return SOUND;
    }

    private static OptionalLong known(long count) {
        return count < 0 ? OptionalLong.empty() : OptionalLong.of(count);
    }

    private OptionalLong plausible(PcapngInterface of, int value) {
        OptionalLong nanos = clock.nanos(of.scale, input.splitInt64(value));
        if (nanos.isEmpty() && !warnedOfImplausibleTime) {
            warnedOfImplausibleTime = true;
            tally.warn("the interface statistics at byte " + input.offset() + " give "
                    + Long.toUnsignedString(input.splitInt64(value))
                    + " as start or end of the capture, far from its packets in any unit; ignored");
        }
        return nanos;
    }
}
