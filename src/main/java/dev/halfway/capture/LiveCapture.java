package dev.halfway.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;

/**
 * The packets of an interface, while they pass; libpcap takes them.
 *
 * <p>{@link #poll} hands over what has come and never waits: {@link #await} does. At the start, each second and at the end, the
 * handler gets {@link InterfaceStatistics} whether anything came or not. Their {@code endNanos} says up to when the
 * capture is complete: everything before it was handed over already, or is among the drops.
 *
 * <p>A thread of its own takes the packets from libpcap. {@link #stop} may be called by any thread, all else by one.
 */
public final class LiveCapture implements PacketSource {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long STATISTICS_EVERY_NANOS = NANOS_PER_SECOND;
    /** How often one looks, after {@link #stop}, whether all has come. */
    private static final long LAST_LOOKS_NANOS = 10_000_000;

    /** A libpcap older than 1.10 notices the end of the loop only when the next packet comes. */
    private static final long LOOP_END_NANOS = NANOS_PER_SECOND;

    private static final long LONGEST_DRAIN_NANOS = 10 * NANOS_PER_SECOND;
    private static final int FOREVER = -1;
    private static final String LIBPCAP_SAYS = "Error occurred: ";

    private final LiveOptions options;
    private final PcapHandle handle;
    private final SourceSummary.Interface describedAs;
    private final Counters counters;
    private final Coverage coverage;
    private final long startNanos;
    private final HandOver handOver = new HandOver();
    private final Thread thread;

    // written by the loop's thread
    private volatile long delivered;
    private volatile long refused;
    private volatile long lastDeliveryAt;
    private volatile boolean loopEnded;
    private volatile String failure = "";

    /** Packets after this are not wanted any more. */
    private volatile long stopNanos = Long.MAX_VALUE;

    private volatile long stopAt;

    /** All up to {@link #stopNanos} has been delivered. */
    private volatile boolean drained;

    private volatile boolean closing;

    // of the polling thread
    private final Frame frame = new Frame();
    private final SourceTally tally;
    private InterfaceStatistics due;
    private long dueAfter;
    private long nextStatisticsAt;
    private boolean brokenOff;
    private long brokenOffAt;
    private boolean ended;
    private long bytes;

    private LiveCapture(LiveOptions options, PcapHandle handle, String filter, long startNanos) {
        this.options = options;
        this.handle = handle;
        this.startNanos = startNanos;
        describedAs = new SourceSummary.Interface(
                LinkTypes.fromDataLinkType(handle.getDlt()),
                options.snapLengthBytes(),
                options.interfaceName(),
                filter,
                HostName.ofThisMachine());
        tally = new SourceTally("live:" + options.interfaceName(), new InterfaceList());
        frame.interfaceIndex = tally.addInterface(describedAs);
        frame.linkType = describedAs.linkType();
        frame.dropsBefore = -1;
        counters = new Counters(options.promiscuous() && isReadable(options.interfaceName()));
        coverage = new Coverage(startNanos);
        lastDeliveryAt = System.nanoTime();
        nextStatisticsAt = lastDeliveryAt;
        thread = new Thread(this::run, "capture of " + options.interfaceName());
        thread.setDaemon(true);
    }

    /**
     * Begins to capture.
     *
     * @throws IllegalArgumentException when the filter is none, or has no meaning on this interface
     * @throws CaptureException when there is no libpcap, no such interface, or no permission; the message says what to do
     */
    public static LiveCapture open(LiveOptions options) throws CaptureException {
        PcapHandle handle = LiveHandle.open(options);
        try {
            String filter = LiveHandle.filter(handle, options);
            LiveCapture capture = new LiveCapture(options, handle, filter, now());
            capture.thread.start();
            return capture;
        } catch (RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    /** libpcap asks the interface for its drops only in promiscuous mode, and counts 0 where there is no answer. */
    private static boolean isReadable(String interfaceName) {
        return Files.isReadable(Path.of("/sys/class/net", interfaceName, "statistics", "rx_missed_errors"));
    }

    private static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
    }

    /**
     * The names that {@link LiveOptions#interfaceName()} may have here, {@code any} among them.
     *
     * @throws CaptureException when there is no libpcap, or it cannot say
     */
    public static List<String> interfaces() throws CaptureException {
        try {
            return LiveHandle.interfaces();
        } catch (PcapNativeException e) {
            throw new CaptureException("libpcap finds no interfaces: " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw LiveHandle.noLibpcap(e);
        }
    }

    /** What is captured: the interface's name and link type, the filter in force, this machine's name. */
    public SourceSummary.Interface describedAs() {
        return describedAs;
    }

    /** The link type in words, as libpcap has them. */
    public String linkTypeName() {
        return LiveHandle.linkTypeName(handle);
    }

    /** When the filter was in force, nanoseconds since the epoch. */
    public long startNanos() {
        return startNanos;
    }

    /** Whether packets' times have nanoseconds; else microseconds. */
    public boolean hasNanoseconds() {
        return handle.getTimestampPrecision() == PcapHandle.TimestampPrecision.NANO;
    }

    private void run() {
        try {
            handle.loop(FOREVER, this::onPacket);
        } catch (InterruptedException brokenOffAsAsked) {
            // no failure
        } catch (PcapNativeException | NotOpenException e) {
            failure = String.valueOf(e.getMessage()).replace(LIBPCAP_SAYS, "");
        }
        if (closing) {
            handle.close(); // nobody may have waited for this
        }
        loopEnded = true;
        handOver.wakeReader();
    }

    private void onPacket(byte[] packet) {
        Timestamp time = handle.getTimestamp();
        long nanos = Math.floorDiv(time.getTime(), 1_000L) * NANOS_PER_SECOND + time.getNanos();
        if (nanos > stopNanos || closing) {
            refused++;
            if (closing || nanos - stopNanos > Coverage.TO_BE_COUNTED_NANOS) {
                drained = !closing;
                breakLoop();
            }
            return;
        }
        handOver.put(packet, nanos, handle.getOriginalLength());
        lastDeliveryAt = System.nanoTime();
        delivered++; // this thread alone writes it
    }

    private void breakLoop() {
        try {
            handle.breakLoop();
        } catch (NotOpenException e) {
            // then there is no loop either
        }
    }

    /**
     * Ends the capture now: what has passed the interface until now is still handed over, then {@link #poll} returns
     * {@link #END}.
     */
    public void stop() {
        stopAt = System.nanoTime();
        stopNanos = Math.min(stopNanos, now());
        handOver.wakeReader();
    }

    private boolean isStopping() {
        return stopNanos != Long.MAX_VALUE;
    }

    /** Waits until {@link #poll} has something to do, {@link #stop} is called, or so long. */
    public void await(long nanos) {
        if (ended || loopEnded) {
            return;
        }
        long untilStatistics = nextStatisticsAt - System.nanoTime();
        long most = Math.min(nanos, isStopping() ? LAST_LOOKS_NANOS : untilStatistics);
        if (most > 0) {
            handOver.await(most);
        }
    }

    /**
     * @throws CaptureException after all packets, when the capture failed, e.g. because the interface is gone; what the
     *     kernel gathered in the last 100 ms is then out of reach, and not covered by the statistics
     */
    @Override
    public int poll(FrameHandler handler, int limit) throws IOException {
        if (ended) {
            return END;
        }
        boolean wasLast = loopEnded || hasLoopHung();
        if (System.nanoTime() - nextStatisticsAt >= 0) {
            nextStatisticsAt += STATISTICS_EVERY_NANOS;
            due = statistics(false);
            dueAfter = delivered;
        }
        int count = 0;
        while (count < limit && handOver.take(frame)) {
            deliver(handler);
            count++;
        }
        handDue(handler);
        if (count == 0 && wasLast) {
            ended = true;
            handler.onStatistics(statistics());
            if (!failure.isEmpty()) {
                throw new CaptureException(options.interfaceName() + ": the capture has ended: " + failure);
            }
            return END;
        }
        if (count == 0 && isStopping()) {
            endWhenDrained();
        }
        return count;
    }

    private void deliver(FrameHandler handler) {
        frame.number = tally.countPacket();
        tally.time(frame.timeNanos);
        bytes += frame.capturedLength;
        frame.direction = CookedHeader.direction(frame);
        handler.onFrame(frame);
        handDue(handler);
    }

    /** Statistics stand behind the packets that they know of. */
    private void handDue(FrameHandler handler) {
        if (due != null && tally.packets() >= dueAfter) {
            InterfaceStatistics statistics = due;
            due = null;
            handler.onStatistics(statistics);
        }
    }

    /** What the capture says of itself at this moment, about the packets that {@link #poll} has handed over. */
    public InterfaceStatistics statistics() {
        return statistics(true);
    }

    private InterfaceStatistics statistics(boolean ofHandedOver) {
        long takenNanos = now();
        readCounters();
        coverage.look(
                takenNanos,
                counted(),
                (ofHandedOver ? tally.packets() : delivered) + refused,
                tally.hasTimes() ? frame.timeNanos : Long.MIN_VALUE,
                System.nanoTime() - lastDeliveryAt);
        OptionalLong start = OptionalLong.of(startNanos);
        OptionalLong end = OptionalLong.of(drained ? stopNanos : coverage.completeNanos());
        tally.window(start, end);
        return new InterfaceStatistics(
                frame.interfaceIndex,
                takenNanos,
                start,
                end,
                OptionalLong.of(counters.accepted()),
                OptionalLong.of(counters.accepted()),
                counters.droppedByInterface(),
                OptionalLong.of(counters.droppedBySystem()));
    }

    private void readCounters() {
        try {
            counters.update(handle.getStats());
        } catch (PcapNativeException | NotOpenException e) {
            // an interface that is gone has no counters: those read last stand
        }
    }

    private long counted() {
        return counters.accepted() - counters.droppedBySystem();
    }

    /** The loop ends by itself when a packet comes from after the stop; here, when none comes. */
    private void endWhenDrained() {
        long sinceStop = System.nanoTime() - stopAt;
        if (brokenOff || sinceStop < Coverage.TO_BE_COUNTED_NANOS) {
            return;
        }
        readCounters();
        long still = Math.min(sinceStop, System.nanoTime() - lastDeliveryAt);
        boolean isDrained = coverage.isAllDelivered(counted(), delivered + refused) || still >= Coverage.STILL_NANOS;
        if (isDrained || sinceStop >= LONGEST_DRAIN_NANOS) {
            drained = isDrained;
            brokenOff = true;
            brokenOffAt = System.nanoTime();
            breakLoop();
        }
    }

    private boolean hasLoopHung() {
        return brokenOff && System.nanoTime() - brokenOffAt >= LOOP_END_NANOS;
    }

    @Override
    public SourceSummary summary() {
        return tally.summary("live", bytes, OptionalLong.of(counters.droppedBySystem()));
    }

    @Override
    public SourceSummary.Interface interfaceAt(int index) {
        return tally.interfaceAt(index);
    }

    /** Ends the capture where it stands. */
    @Override
    public void close() {
        ended = true;
        closing = true;
        handOver.close();
        breakLoop();
        try {
            thread.join(LOOP_END_NANOS / 1_000_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            handle.close();
        }
    }
}
