package dev.halfway.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Writes the captures of two hosts between which many ping and speak BGP, and prints what became of the packets: for each
 * direction and kind, how many left and how many of these did not arrive. Everything follows from the options; memory does
 * not grow with the number of records.
 *
 * <p>Run it from its sources, {@code java -cp ... dev.halfway.bench.PairGenerator A.pcap B.pcap [OPTION=VALUE...]}; {@link
 * Options} has the options.
 */
public final class PairGenerator {
    private static final long EPOCH_NANOS = 1_764_284_400_000_000_000L;
    private static final long THINK_NANOS = 40_000;
    /** Between two resets of a burst. */
    private static final long RESET_NANOS = 10_000;

    private static final long RETRY_NANOS = 200_000_000;
    private static final int A = 0;
    private static final int B = 1;

    /** What an event is about; the data of a connection as seen by its sender. */
    private static final int TICK = 0;

    private static final int ECHO_ARRIVES = 1;
    private static final int DATA_ARRIVES = 2;
    private static final int ACK_ARRIVES = 3;
    private static final int RETRY = 4;
    private static final int RESETS = 5;

    private final Options options;
    private final SplittableRandom random;
    private final HostFile[] files;
    private final EventQueue events = new EventQueue();
    private final FlowState[] flows;
    private final FrameBuilder frames;
    private final Counts counts = new Counts();
    private long now;

    private PairGenerator(Options options, HostFile a, HostFile b) {
        this.options = options;
        random = new SplittableRandom(options.seed);
        files = new HostFile[] {a, b};
        frames = new FrameBuilder(options, random);
        flows = new FlowState[options.flows];
        for (int i = 0; i < flows.length; i++) {
            boolean tcp = options.tcp && (!options.echo || i % 2 == 1);
            flows[i] = new FlowState(i, tcp, i / 2 % 2, random);
        }
    }

    /**
     * Writes two captures.
     *
     * @param options each as NAME=VALUE
     * @return what became of the packets, and how many records there are, in lines of words
     */
    public static String write(Path fileA, Path fileB, List<String> options) throws IOException {
        Options parsed = Options.parse(options);
        try (HostFile a = new HostFile(fileA, EPOCH_NANOS);
                HostFile b = new HostFile(fileB, EPOCH_NANOS + parsed.offsetNanos)) {
            PairGenerator generator = new PairGenerator(parsed, a, b);
            generator.run();
            return generator.counts.lines()
                    + String.format(
                            Locale.ROOT,
                            "records %d bytes %d seconds %d%n",
                            a.records() + b.records(),
                            a.bytes() + b.bytes(),
                            generator.now / 1_000_000_000L);
        }
    }

    public static void main(String[] args) throws IOException {
        System.out.print(
                write(Path.of(args[0]), Path.of(args[1]), Arrays.asList(args).subList(2, args.length)));
    }

    private void run() throws IOException {
        long tick = 2_000_000_000L / options.rate; // each tick sends two packets, more or less
        events.add(0, TICK, 0, 0);
        boolean more = true;
        while (events.next()) {
            now = events.nanos();
            files[A].until(now);
            files[B].until(now);
            FlowState flow = flows[events.flow()];
            switch (events.kind()) {
                case TICK -> {
                    more = files[A].records() + files[B].records() < options.records;
                    if (more) {
                        begin(flows[random.nextInt(flows.length)]);
                        events.add(now + tick / 2 + random.nextLong(tick), TICK, 0, 0);
                    }
                }
                case ECHO_ARRIVES -> send(flow, 1 - flow.host, Counts.REPLY, events.detail());
                case DATA_ARRIVES -> dataArrived(flow, (int) (events.detail() & 1), (int) (events.detail() >> 1));
                case ACK_ARRIVES -> ackArrived(flow, (int) (events.detail() & 1), (int) (events.detail() >> 1));
                case RESETS -> resets(flow, events.detail());
                default -> retry(flow, (int) (events.detail() & 1), (int) (events.detail() >> 1));
            }
        }
        files[A].until(Long.MAX_VALUE);
        files[B].until(Long.MAX_VALUE);
    }

    private void begin(FlowState flow) throws IOException {
        if (!flow.tcp) {
            // As ping does: the time when it left goes along, and comes back.
            send(flow, flow.host, Counts.REQUEST, now / 1_000 << 16 | flow.echoSequence++ & 0xffff);
            return;
        }
        if (options.alike > 0 && random.nextInt(100) < options.alike) {
            events.add(now, RESETS, flow.number, options.burst);
            return;
        }
        int host = random.nextInt(2);
        if (!flow.isOpen(host)) {
            flow.length[host] = options.segments ? FrameBuilder.LARGEST : frames.newMessage();
            flow.open[host] = true;
            data(flow, host);
        }
    }

    private void resets(FlowState flow, long count) throws IOException {
        send(flow, flow.host, Counts.RESET, 0);
        if (count > 1) {
            events.add(now + RESET_NANOS, RESETS, flow.number, count - 1);
        }
    }

    private void data(FlowState flow, int host) throws IOException {
        send(flow, host, Counts.DATA, flow.sequence[host]);
        events.add(now + RETRY_NANOS, RETRY, flow.number, (long) flow.sequence[host] << 1 | host);
    }

    private void dataArrived(FlowState flow, int host, int sequence) throws IOException {
        int end = sequence + flow.length[host];
        if (flow.isOpen(host) && sequence == flow.sequence[host]) {
            flow.received[1 - host] = end;
        }
        send(flow, 1 - host, Counts.ACK, flow.received[1 - host]);
    }

    private void ackArrived(FlowState flow, int host, int acknowledgment) {
        if (flow.isOpen(host) && acknowledgment == flow.sequence[host] + flow.length[host]) {
            flow.sequence[host] = acknowledgment;
            flow.open[host] = false;
        }
    }

    private void retry(FlowState flow, int host, int sequence) throws IOException {
        if (flow.isOpen(host) && flow.sequence[host] == sequence) {
            data(flow, host);
        }
    }

    /** @param detail the sequence number, of an acknowledgment the number acknowledged; of echo its time, too */
    private void send(FlowState flow, int host, int kind, long detail) throws IOException {
        frames.build(flow, host, kind, detail, now);
        files[host].add(now, frames.bytes(), frames.captured(), frames.length());
        boolean lost = random.nextDouble(100) < options.loss[host];
        counts.sent(host, kind, lost);
        if (lost) {
            return;
        }
        long arrives = now + options.delayNanos + random.nextLong(options.jitterNanos + 1);
        if (options.reordered > 0 && random.nextDouble(100) < options.reordered) {
            arrives += random.nextLong(options.reorderedNanos);
        }
        frames.hop();
        if (options.segments && kind == Counts.DATA) {
            for (int part = 0; part < frames.parts(); part++) {
                frames.part(part);
                files[1 - host].add(arrives + part * 1_000L, frames.bytes(), frames.captured(), frames.length());
            }
            arrives += frames.parts() * 1_000L;
        } else {
            files[1 - host].add(arrives, frames.bytes(), frames.captured(), frames.length());
        }
        switch (kind) {
            case Counts.REQUEST -> events.add(arrives + THINK_NANOS, ECHO_ARRIVES, flow.number, detail);
            case Counts.DATA -> events.add(arrives + THINK_NANOS, DATA_ARRIVES, flow.number, detail << 1 | host);
            case Counts.ACK -> events.add(arrives, ACK_ARRIVES, flow.number, detail << 1 | (1 - host));
            default -> {
                // Nothing follows a reply or a reset.
            }
        }
    }
}
