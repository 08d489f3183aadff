/**
 * Reading and recording captures: where packets come from.
 *
 * <p>What enters: saved captures (pcap, pcapng, gzip or zstd around either) as files or streams, and live interfaces. What leaves: one
 * {@link dev.halfway.capture.Frame} at a time through {@link dev.halfway.capture.FrameHandler}, what the capture says
 * about itself ({@link dev.halfway.capture.InterfaceStatistics}), and at the end a {@link
 * dev.halfway.capture.SourceSummary}. No protocol above the capture format is known here.
 *
 * <p>In front stand {@link dev.halfway.capture.CaptureFile} for one capture and {@link
 * dev.halfway.capture.CaptureFiles} for the several files of one host. Behind them a {@code RecordReader} for each
 * format walks over a {@code CaptureInput}, which holds a window of the file.
 *
 * <p>Buffers: each file has one heap buffer, owned by its {@code CaptureInput}. A frame is a view into it, valid until
 * the handler returns; nothing is copied and nothing is allocated per record. The buffer starts at 256 KiB and grows
 * only for a record or block that does not fit, up to 32 MiB.
 *
 * <p>Live: {@link dev.halfway.capture.LiveCapture} is a source like the others, over libpcap. Its own thread takes the
 * packets, a {@code HandOver} of 4 MiB carries them to the thread that polls; when that is full the kernel's buffer fills,
 * and what the kernel then drops is counted. {@code Coverage} says up to when all has come. Measured with {@code
 * scripts/capture-rate}, recording to a file at 100,000 packets/s: 1.1 us a packet for its thread, 0.6 us for the other.
 *
 * <p>Recording: {@link dev.halfway.capture.PcapngWriter} writes to any stream; {@link dev.halfway.capture.Recording} has it
 * write a live capture to a {@link dev.halfway.capture.RecordingTarget}.
 *
 * <p>Threads: a source is used by one thread at a time, the one that polls it. A live capture has one more inside, and may be
 * stopped by any.
 *
 * <p>Damage: what cannot be opened, or holds not one sound record, is a {@link
 * dev.halfway.capture.CaptureException}. Damage after the first record ends the capture there, and the summary says so:
 * the packets before it are as good as ever, and in a live incident they may be all there is.
 *
 * <p>Formats: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng (section numbers in the readers), and libpcap's
 * pcap-savefile(5).
 */
package dev.halfway.capture;
