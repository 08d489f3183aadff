package dev.halfway.fuzz;

import dev.halfway.agent.StreamFuzz;
import dev.halfway.capture.CaptureException;
import dev.halfway.capture.CaptureFile;
import dev.halfway.capture.Frame;
import dev.halfway.capture.PacketSource;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.PortSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What is fuzzed, and how a capture becomes an input of it. */
enum FuzzTarget {
    READER(ReaderFuzz.class, ReaderFuzz::fuzzerTestOneInput) {
        @Override
        List<byte[]> seeds(byte[] capture) {
            return List.of(capture);
        }
    },
    DECODER(DecoderFuzz.class, DecoderFuzz::fuzzerTestOneInput) {
        @Override
        List<byte[]> seeds(byte[] capture) throws IOException {
            List<byte[]> seeds = new ArrayList<>();
            read(capture, frame -> {
                if (frame.capturedLength() <= MOST_BYTES && seeds.size() < MOST_FRAMES) {
                    seeds.add(ByteBuffer.allocate(DecoderFuzz.HEAD_BYTES + frame.capturedLength())
                            .putShort((short) frame.linkType())
                            .putShort((short) Math.min(frame.originalLength(), 0xffff))
                            .put(frame.buffer(), frame.offset(), frame.capturedLength())
                            .array());
                }
            });
            return seeds;
        }
    },
    BGP(BgpFuzz.class, BgpFuzz::fuzzerTestOneInput) {
        @Override
        List<byte[]> seeds(byte[] capture) throws IOException {
            Decoder decoder = new Decoder(PortSet.of(179));
            DecodedPacket packet = new DecodedPacket();
            ByteArrayOutputStream seed = new ByteArrayOutputStream();
            read(capture, frame -> {
                int outcome = decoder.decode(
                        frame.buffer(),
                        frame.offset(),
                        frame.capturedLength(),
                        frame.originalLength(),
                        frame.linkType(),
                        packet);
                if (outcome == DecodedPacket.IN_SCOPE && packet.typeP().isTcp() && seed.size() < MOST_BYTES) {
                    int length = packet.payloadCaptured();
                    seed.write(packet.tcpFlags());
                    seed.write(BgpFuzz.SEQUENCE_GIVEN | (packet.sourcePort() == 179 ? BgpFuzz.FROM_OTHER : 0));
                    seed.writeBytes(ByteBuffer.allocate(Short.BYTES + Integer.BYTES)
                            .putShort((short) length)
                            .putInt(packet.sequence())
                            .array());
                    seed.write(frame.buffer(), packet.payloadOffset(), length);
                }
            });
            return seed.size() == 0 ? List.of() : List.of(seed.toByteArray());
        }
    },
    ANALYZE(AnalyzeFuzz.class, AnalyzeFuzz::fuzzerTestOneInput) {
        @Override
        List<byte[]> seeds(byte[] capture) {
            byte[] cut = Arrays.copyOf(capture, capture.length * 3 / 4);
            return List.of(AnalyzeFuzz.join(capture, capture), AnalyzeFuzz.join(cut, capture));
        }

        @Override
        List<byte[]> ownSeeds() throws IOException {
            List<byte[]> seeds = new ArrayList<>();
            for (Path directory : directories(CAPTURES)) {
                List<Path> captures = captures(directory);
                if (captures.size() == 2) {
                    // The beginning tells the fuzzer as much, and is analysed ten times as often in the same time.
                    seeds.add(AnalyzeFuzz.join(beginning(captures.get(0)), beginning(captures.get(1))));
                }
            }
            return seeds;
        }
    },
    STREAM(StreamFuzz.class, StreamFuzz::fuzzerTestOneInput) {
        @Override
        List<byte[]> seeds(byte[] capture) {
            return List.of(capture);
        }
    };

    private static final int MOST_BYTES = 4_096;
    private static final int MOST_FRAMES = 8;
    private static final Path CAPTURES = Path.of("captures");

    /** A fuzz target as the driver calls it. */
    @FunctionalInterface
    interface Body {
        void run(byte[] input) throws IOException;
    }

    final Class<?> type;
    final Body body;

    FuzzTarget(Class<?> type, Body body) {
        this.type = type;
        this.body = body;
    }

    /** As the command line and the directories of findings name it. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Inputs made of one capture file. */
    abstract List<byte[]> seeds(byte[] capture) throws IOException;

    /** Inputs made of the project's own cases. */
    List<byte[]> ownSeeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (Path directory : directories(CAPTURES)) {
            for (Path capture : captures(directory)) {
                seeds.addAll(seeds(beginning(capture)));
            }
        }
        return seeds;
    }

    private static void read(byte[] capture, Consumer<Frame> handler) throws IOException {
        try (PacketSource source = CaptureFile.open("seed", new ByteArrayInputStream(capture))) {
            while (source.poll(handler::accept, MOST_FRAMES) != PacketSource.END) {
                // The handler does the work.
            }
        } catch (CaptureException e) {
            // What came before it counts.
        }
    }

    private static byte[] beginning(Path capture) throws IOException {
        byte[] whole = Files.readAllBytes(capture);
        return Arrays.copyOf(whole, Math.min(whole.length, MOST_BYTES));
    }

    private static List<Path> directories(Path of) throws IOException {
        try (Stream<Path> entries = Files.list(of)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static List<Path> captures(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(each -> each.toString().endsWith(".pcap"))
                    .sorted()
                    .toList();
        }
    }
}
