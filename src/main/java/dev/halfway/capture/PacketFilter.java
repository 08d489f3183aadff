package dev.halfway.capture;

import java.io.Closeable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.pcap4j.core.BpfProgram;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;

/**
 * A pcap-filter(7) expression, applied to packets of any link type. libpcap compiles it, once for each link type, and
 * runs it. Each packet is copied for it: reading with a filter allocates. Not thread-safe.
 */
public final class PacketFilter implements Closeable {
    private static final int LINKTYPE_ETHERNET = 1;
    private static final int SNAP_LENGTH_BYTES = 262_144;

    private final String expression;
    private final Map<Integer, BpfProgram> programs = new HashMap<>();

    private PacketFilter(String expression) {
        this.expression = expression;
    }

    /**
     * Compiles the expression for Ethernet, to see that it is one.
     *
     * @throws IllegalArgumentException when it is none; the message says what libpcap says
     * @throws CaptureException when there is no libpcap on this machine
     */
    public static PacketFilter compile(String expression) throws CaptureException {
        PacketFilter filter = new PacketFilter(expression);
        try {
            filter.programs.put(LINKTYPE_ETHERNET, filter.program(LINKTYPE_ETHERNET));
        } catch (LinkageError e) {
            throw new CaptureException(
                    "a filter needs libpcap, which is not on this machine; install it (Debian, Ubuntu: apt-get install"
                            + " libpcap0.8), or filter beforehand with tcpdump -r FILE -w FILE2 EXPR",
                    e);
        }
        return filter;
    }

    /**
     * Whether the packet passes; any thread may ask.
     *
     * @throws UncheckedIOException around a {@link CaptureException}, when the expression has no meaning on the frame's
     *     link type
     */
    public synchronized boolean matches(Frame frame) {
        BpfProgram program = programs.computeIfAbsent(frame.linkType(), this::programForCapture);
        byte[] packet = Arrays.copyOfRange(frame.buffer(), frame.offset(), frame.offset() + frame.capturedLength());
        return program.applyFilter(packet, frame.originalLength(), packet.length);
    }

    private BpfProgram programForCapture(int linkType) {
        try {
            return program(linkType);
        } catch (IllegalArgumentException e) {
            throw new UncheckedIOException(new CaptureException(
                    e.getMessage() + ", which a capture has; use an expression without link-layer terms", e));
        }
    }

    private BpfProgram program(int linkType) {
        try (PcapHandle handle = Pcaps.openDead(LinkTypes.toDataLinkType(linkType), SNAP_LENGTH_BYTES)) {
            return handle.compileFilter(expression, BpfCompileMode.OPTIMIZE, PcapHandle.PCAP_NETMASK_UNKNOWN);
        } catch (PcapNativeException | NotOpenException e) {
            throw new IllegalArgumentException(
                    "'" + expression + "' is no filter for link type " + linkType + ": " + e.getMessage(), e);
        }
    }

    /** Gives the compiled programs back to libpcap. */
    @Override
    public void close() {
        programs.values().forEach(BpfProgram::free);
        programs.clear();
    }
}
