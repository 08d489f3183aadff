package dev.halfway.report;

import dev.halfway.capture.PcapngWriter;
import dev.halfway.capture.SourceSummary;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import dev.halfway.match.PacketFates;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All captures as one, for Wireshark: an interface for each of each host, the packets that were analysed on the clock of the
 * first host, and as a comment what became of each. The packets themselves are not changed.
 *
 * <p>Takes note of the fates while the analysis runs, in temporary files, and reads the captures once more to write.
 */
public final class AnnotatedCapture implements PacketFates, Closeable {
    private static final int FRAME_BITS = 40;
    private static final int FILE_BITS = 16;
    /** Arrivals remembered, by host, to tell of which packet a later copy is. */
    private static final int MOST_ARRIVALS = 1 << 12;

    private final Map<String, Integer> hosts = new HashMap<>();
    private final List<List<Path>> captures;
    private final List<FateLog> logs = new ArrayList<>();
    private final List<Map<Long, Long>> arrivals = new ArrayList<>();
    private final FateComment comments;

    /** @param captures by host name, files that can be read once more */
    public AnnotatedCapture(Map<String, List<Path>> captures, long lossThresholdNanos) throws IOException {
        this.captures = List.copyOf(captures.values());
        for (String host : captures.keySet()) {
            hosts.put(host, logs.size());
            logs.add(new FateLog());
            arrivals.add(new Recent());
        }
        Set<String> severalFiles = captures.entrySet().stream()
                .filter(each -> each.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        comments = new FateComment(lossThresholdNanos, severalFiles);
    }

    /** The packet that left, by where it arrived. */
    private static final class Recent extends LinkedHashMap<Long, Long> {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > MOST_ARRIVALS;
        }
    }

    /** @throws UncheckedIOException when there is no room for the temporary file */
    @Override
    public void onPacket(PacketFate packet) {
        int host = hosts.get(packet.host());
        try {
            logs.get(host)
                    .add(new FateLog.Entry(
                            packet.file(),
                            packet.frame(),
                            packet.referenceNanos(),
                            packetId(packet, host),
                            comments.of(packet)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it left: that host, file and frame; of what was never seen leaving, where it was seen. */
    private long packetId(PacketFate packet, int host) {
        if (packet.fate() == Fate.COPY && packet.copyOf().isPresent()) {
            long first = id(host, packet.file(), packet.copyOf().getAsLong());
            return arrivals.get(host).getOrDefault(first, first);
        }
        long here = id(host, packet.file(), packet.frame());
        if (packet.fate() != Fate.ARRIVED || packet.matches().isEmpty()) {
            return here;
        }
        PacketFate.Match left = packet.matches().get(0);
        long there = id(hosts.get(left.host()), left.file(), left.frame());
        arrivals.get(host).put(here, there);
        return there;
    }

    private static long id(int host, int file, long frame) {
        return ((long) host << FILE_BITS | file) << FRAME_BITS | frame;
    }

    /** Reads the captures once more and writes all; {@code out} stays open. To be called after the last packet. */
    public void write(Diagnosis diagnosis, OutputStream out) throws IOException {
        PcapngWriter writer = new PcapngWriter(out);
        writer.section(Escape.terminal(diagnosis.verdict().id() + ": " + diagnosis.sentence()));
        List<String> names = diagnosis.hosts();
        List<AnnotatedFrames> open = new ArrayList<>();
        try {
            for (int host = 0; host < logs.size(); host++) {
                String name = names.get(host);
                List<Long> pieces = diagnosis.inputs().stream()
                        .filter(each -> each.point().host().equals(name))
                        .flatMap(each -> each.pieces().stream())
                        .toList();
                open.add(new AnnotatedFrames(captures.get(host), pieces, logs.get(host)));
            }
            List<Map<Integer, Integer>> interfaces = open.stream()
                    .<Map<Integer, Integer>>map(each -> new HashMap<>())
                    .toList();
            for (int host = earliest(open); host >= 0; host = earliest(open)) {
                AnnotatedFrames frames = open.get(host);
                AnnotatedFrames.Annotated next = frames.remove();
                int index = next.frame().interfaceIndex();
                Integer number = interfaces.get(host).get(index);
                if (number == null) {
                    number = writer.addInterface(named(frames.interfaceOf(next.frame()), names.get(host)));
                    interfaces.get(host).put(index, number);
                }
                writer.packet(
                        number,
                        next.frame(),
                        next.timeNanos(),
                        next.fate().packetId(),
                        next.fate().comment());
            }
        } finally {
            for (AnnotatedFrames each : open) {
                each.close();
            }
        }
        writer.flush();
    }

    private static int earliest(List<AnnotatedFrames> open) throws IOException {
        int earliest = -1;
        long earliestNanos = Long.MAX_VALUE;
        for (int host = 0; host < open.size(); host++) {
            AnnotatedFrames.Annotated next = open.get(host).peek();
            if (next != null && (earliest < 0 || next.timeNanos() < earliestNanos)) {
                earliest = host;
                earliestNanos = next.timeNanos();
            }
        }
        return earliest;
    }

    /** {@code HOST/IFACE}, or {@code HOST} where the capture does not name it. */
    private static SourceSummary.Interface named(SourceSummary.Interface taken, String host) {
        String name = Escape.terminal(taken.name().isEmpty() ? host : host + "/" + taken.name());
        return new SourceSummary.Interface(
                taken.linkType(), taken.snapLengthBytes(), name, Escape.terminal(taken.filter()), taken.host());
    }

    @Override
    public void close() throws IOException {
        for (FateLog each : logs) {
            each.close();
        }
    }
}
