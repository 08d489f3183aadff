package dev.halfway.capture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;

/** Opens an interface with libpcap; what fails becomes a sentence that says what to do. */
final class LiveHandle {
    /** How long the kernel gathers packets before it hands them over. */
    static final int GATHER_MILLIS = 100;

    private static final String ANY = "any";
    private static final int LINKTYPE_LINUX_SLL2 = 276;

    private static final String LIBPCAP_SAYS = "Error occurred in pcap_compile: ";

    // pcap(3PCAP)
    private static final int NO_SUCH_DEVICE = -5;
    private static final int PERMISSION_DENIED = -8;
    private static final int INTERFACE_NOT_UP = -9;
    private static final int PROMISCUOUS_PERMISSION_DENIED = -11;

    private LiveHandle() {}

    /** Activated, without a filter. */
    static PcapHandle open(LiveOptions options) throws CaptureException {
        try {
            PcapHandle handle = new PcapHandle.Builder(options.interfaceName())
                    .snaplen(options.snapLengthBytes())
                    .promiscuousMode(
                            options.promiscuous() ? PromiscuousMode.PROMISCUOUS : PromiscuousMode.NONPROMISCUOUS)
                    .timeoutMillis(GATHER_MILLIS)
                    .bufferSize(options.bufferKib() * 1024)
                    .immediateMode(options.immediate())
                    .timestampPrecision(TimestampPrecision.NANO)
                    .build();
            if (options.interfaceName().equals(ANY)) {
                nameInterfaces(handle);
            }
            return handle;
        } catch (PcapNativeException e) {
            throw failure(options.interfaceName(), e);
        } catch (LinkageError e) {
            throw noLibpcap(e);
        }
    }

    /** Has each packet of the device {@code any} say of which interface it is, where libpcap can (1.10). */
    private static void nameInterfaces(PcapHandle handle) throws CaptureException {
        try {
            DataLinkType sll2 = LinkTypes.toDataLinkType(LINKTYPE_LINUX_SLL2);
            if (handle.listDatalinks().contains(sll2)) {
                handle.setDlt(sll2);
            }
        } catch (PcapNativeException | NotOpenException e) {
            throw new CaptureException(ANY + ": " + e.getMessage(), e);
        }
    }

    /**
     * Has the kernel filter; returns the expression in force.
     *
     * @throws IllegalArgumentException when there is none that the interface knows
     */
    static String filter(PcapHandle handle, LiveOptions options) {
        List<String> candidates = options.filter().map(List::of).orElseGet(DefaultFilter::expressions);
        String refusal = "";
        for (String expression : candidates) {
            try {
                handle.setFilter(expression, BpfCompileMode.OPTIMIZE, PcapHandle.PCAP_NETMASK_UNKNOWN);
                return expression;
            } catch (PcapNativeException | NotOpenException e) {
                refusal = String.valueOf(e.getMessage()).replace(LIBPCAP_SAYS, "");
            }
        }
        throw new IllegalArgumentException(
                options.filter().map(expression -> "'" + expression + "'").orElse("the default filter")
                        + " has no meaning on " + options.interfaceName() + ": " + refusal);
    }

    /** Of the link type, in words. */
    static String linkTypeName(PcapHandle handle) {
        try {
            return Pcaps.dataLinkTypeToDescription(handle.getDlt());
        } catch (PcapNativeException e) {
            return "link type " + LinkTypes.fromDataLinkType(handle.getDlt());
        }
    }

    static CaptureException noLibpcap(LinkageError e) {
        return new CaptureException(
                "capturing needs libpcap, which is not on this machine; install it (Debian, Ubuntu: apt-get install"
                        + " libpcap0.8; Fedora, RHEL: dnf install libpcap)",
                e);
    }

    private static CaptureException failure(String interfaceName, PcapNativeException e) {
        int status = e.getReturnCode() == null ? 0 : e.getReturnCode();
        String what = interfaceName + ": ";
        switch (status) {
            case PERMISSION_DENIED, PROMISCUOUS_PERMISSION_DENIED:
                return new CaptureException(what + "no permission to capture; " + permissionAdvice(), e);
            case NO_SUCH_DEVICE:
                return new CaptureException(what + "there is no such interface; there are: " + interfacesInWords(), e);
            case INTERFACE_NOT_UP:
                return new CaptureException(
                        what + "the interface is down; bring it up: ip link set " + interfaceName + " up", e);
            default:
                return new CaptureException(what + "cannot be captured: " + e.getMessage(), e);
        }
    }

    /** Whether what {@link #open} threw means that this process may not capture. */
    static boolean isForbidden(CaptureException thrown) {
        return thrown.getCause() instanceof PcapNativeException e
                && e.getReturnCode() != null
                && (e.getReturnCode() == PERMISSION_DENIED || e.getReturnCode() == PROMISCUOUS_PERMISSION_DENIED);
    }

    /** How this process would get its permission. */
    private static String permissionAdvice() {
        Path java = Path.of(System.getProperty("java.home"));
        return "run it as root, or with the one capability it needs: for one run, 'sudo setpriv --reuid USER --regid GROUP"
                + " --init-groups --inh-caps +net_raw --ambient-caps +net_raw COMMAND'; for all who use this Java, 'sudo"
                + " setcap cap_net_raw+ep " + java.resolve("bin/java") + "', and " + java.resolve("lib")
                + " on a line of /etc/ld.so.conf.d/java.conf, then 'sudo ldconfig'";
    }

    /** Names of the network interfaces there are, {@code any} among them; not what else libpcap can record. */
    static List<String> interfaces() throws PcapNativeException {
        return Pcaps.findAllDevs().stream()
                .map(PcapNetworkInterface::getName)
                .filter(name -> name.equals(ANY) || Files.exists(Path.of("/sys/class/net", name)))
                .toList();
    }

    private static String interfacesInWords() {
        try {
            return String.join(", ", interfaces());
        } catch (PcapNativeException e) {
            return "none that libpcap finds (" + e.getMessage() + ")";
        }
    }
}
