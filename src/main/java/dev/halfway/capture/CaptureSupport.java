package dev.halfway.capture;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.Pcaps;

/** What this machine has for capturing. */
public final class CaptureSupport {
    private static final int SMALL_BUFFER_KIB = 64;
    private static final int ERROR_BYTES = 256;

    private CaptureSupport() {}

    /**
     * What came of a try to capture an interface.
     *
     * @param permitted whether this process may capture; else all other is unknown, and the problem says what to do
     * @param problem why it cannot be captured, and what to do; empty when it can
     * @param linkType in words, as libpcap has them; empty with a problem
     * @param nanoseconds whether times have them; else microseconds
     * @param timestampTypes who can stamp the packets, as libpcap names them, {@code host} or {@code adapter} for example;
     *     empty when not known
     */
    public record Trial(
            String interfaceName,
            boolean permitted,
            Optional<String> problem,
            String linkType,
            boolean nanoseconds,
            List<String> timestampTypes) {}

    /**
     * libpcap's version, such as {@code 1.10.3 (with TPACKET_V3)}.
     *
     * @throws CaptureException when there is no libpcap
     */
    public static String libraryVersion() throws CaptureException {
        try {
            return Pcaps.libVersion().replaceFirst("^libpcap version ", "");
        } catch (LinkageError e) {
            throw LiveHandle.noLibpcap(e);
        }
    }

    /** Opens an interface, and closes it at once. */
    public static Trial attempt(String interfaceName) {
        LiveOptions options = new LiveOptions(
                interfaceName, Optional.empty(), LiveOptions.DEFAULT_SNAP_LENGTH_BYTES, SMALL_BUFFER_KIB, false, false);
        try (PcapHandle handle = LiveHandle.open(options)) {
            return new Trial(
                    interfaceName,
                    true,
                    Optional.empty(),
                    LiveHandle.linkTypeName(handle),
                    handle.getTimestampPrecision() == TimestampPrecision.NANO,
                    timestampTypes(interfaceName));
        } catch (CaptureException e) {
            boolean permitted = !LiveHandle.isForbidden(e);
            String problem = e.getMessage().substring(interfaceName.length() + ": ".length());
            return new Trial(interfaceName, permitted, Optional.of(problem), "", false, List.of());
        }
    }

    /** Pcap4J has no call for it. */
    private static List<String> timestampTypes(String interfaceName) {
        NativeLibrary libpcap = NativeLibrary.getInstance("pcap");
        Pointer pcap =
                libpcap.getFunction("pcap_create").invokePointer(new Object[] {interfaceName, new byte[ERROR_BYTES]});
        if (pcap == null) {
            return List.of();
        }
        PointerByReference list = new PointerByReference();
        int count = libpcap.getFunction("pcap_list_tstamp_types").invokeInt(new Object[] {pcap, list});
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int type = list.getValue().getInt((long) i * Integer.BYTES);
            names.add(libpcap.getFunction("pcap_tstamp_type_val_to_name").invokeString(new Object[] {type}, false));
        }
        if (count > 0) {
            libpcap.getFunction("pcap_free_tstamp_types").invokeVoid(new Object[] {list.getValue()});
        }
        libpcap.getFunction("pcap_close").invokeVoid(new Object[] {pcap});
        return names;
    }
}
