package dev.halfway.diagnose;

import dev.halfway.match.ExchangeRow;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Experiments as commands to type, with the addresses and ports of the captures. */
final class Commands {
    private static final int BGP = 179;

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,14}");

    private static final Pattern LINK_LOCAL = Pattern.compile("fe[89ab][0-9a-f]:");

    private final Symptoms symptoms;
    private final String from;
    private final String to;

    Commands(Symptoms symptoms, String from, String to) {
        this.symptoms = symptoms;
        this.from = from;
        this.to = to;
    }

    /** An address of the host {@code to}, to be typed on {@code from}. */
    String address() {
        return onLink(addressOf(to, from), "%", linkOf(from));
    }

    /** An address of the host {@code from}, to be typed on {@code to} behind {@code ip route get}. */
    String routeBack() {
        return onLink(addressOf(from, to), " oif ", linkOf(to));
    }

    /** An address of fe80::/10 (RFC 4291 section 2.5.6) is there on each link: it takes the link to tell (RFC 4007 section 11). */
    static String onLink(String address, String separator, String link) {
        return LINK_LOCAL.matcher(address).lookingAt() ? address + separator + link : address;
    }

    private String linkOf(String host) {
        String on = interfaceOf(symptoms.inputs(), host);
        return on.equals("any") ? "IFACE" : on;
    }

    private String addressOf(String host, String other) {
        Optional<ExchangeRow> asked = symptoms.service(other, host);
        Optional<ExchangeRow> asking = symptoms.service(host, other);
        boolean othersLose = asking.filter(symptoms::isOfLosingAddresses).isPresent();
        return asked.filter(row -> !othersLose || symptoms.isOfLosingAddresses(row))
                .map(ExchangeRow::toAddress)
                .or(() -> asking.map(ExchangeRow::fromAddress))
                .or(() -> owned(host))
                .orElse("ADDRESS_OF_" + host);
    }

    private Optional<String> owned(String host) {
        return owned(host, address -> true);
    }

    private Optional<String> owned(String host, Predicate<String> which) {
        return symptoms.inputs().stream()
                .filter(input -> input.point().host().equals(host))
                .flatMap(input -> input.addresses().stream())
                .filter(address -> address.indexOf('/') < 0)
                .filter(which)
                .findFirst();
    }

    /** Asks from the address, or at it, that loses packets, and from or at another one. */
    String byAddress(Loss loss, Decider.Contrast contrast) {
        boolean icmp = loss.of(Loss::isTcp).lost() == 0;
        String other = contrast.passing().orElse(contrast.source().isPresent() ? "from another one" : "to another one");
        return onSender((icmp ? "ping -c 20" : "nc -vz -w 3")
                + contrast.source().map(each -> (icmp ? " -I " : " -s ") + each).orElse("")
                + " " + onLink(contrast.destination(), "%", linkOf(from)) + (icmp ? "" : " " + port())
                + " (lost, if it goes by the address; " + other + " it passes"
                + (icmp ? ")" : ": a refusal is an answer too)"));
    }

    /** Pings the host {@code to} by one address family, 4 or 6, then by the other. */
    String pingByFamily(int family) {
        return onSender(ping(family) + " (lost, if it goes by the family), then " + ping(10 - family));
    }

    private String ping(int family) {
        String address = owned(to, each -> each.indexOf(':') >= 0 == (family == 6))
                .map(each -> onLink(each, "%", linkOf(from)))
                .orElse("IPV" + family + "_ADDRESS_OF_" + to);
        return "ping -c 20 -" + family + " " + address;
    }

    /** The port that is in use between the two hosts; BGP's when there is none. */
    int port() {
        return symptoms.service(from, to)
                .or(() -> symptoms.service(to, from))
                .map(ExchangeRow::port)
                .filter(port -> port > 0)
                .orElse(BGP);
    }

    boolean isTcpSeen() {
        return symptoms.exchanges().stream()
                .anyMatch(row -> row.port() > 0
                        && (row.from().equals(from) && row.to().equals(to)
                                || row.from().equals(to) && row.to().equals(from)));
    }

    /**
     * The interface that a host was captured on; {@code IFACE}, for the reader to fill in, where the captures name none or
     * several, or by no name that a shell takes as it is.
     */
    static String interfaceOf(List<InputFacts> inputs, String host) {
        return oneOf(inputs.stream()
                .map(InputFacts::point)
                .filter(point -> point.host().equals(host))
                .flatMap(point -> point.interfaceNames().stream())
                .distinct()
                .toList());
    }

    /** The only one of these names, where it can be typed as it is. */
    static String oneOf(List<String> names) {
        return names.size() == 1 && PLAIN_NAME.matcher(names.get(0)).matches() ? names.get(0) : "IFACE";
    }

    /** On {@code to}. */
    String receivingInterface() {
        return interfaceOf(symptoms.inputs(), to);
    }

    /** Whether another machine has an address of {@code to}, or gets its frames. */
    String whoHasItsAddress() {
        return (isIpv6()
                        ? onSender(
                                "ip -6 neigh show " + addressOf(to, from) + " (is that the MAC address of " + to + "?)")
                        : onReceiver("arping -D -c 3 -I " + receivingInterface() + " " + address()
                                + " (an answer comes from another machine with that address)"))
                + ", and see in the MAC tables of the switches behind which ports that MAC address was";
    }

    /** Captures again, without gaps. */
    static String capture(List<InputFacts> inputs, String host) {
        String on = interfaceOf(inputs, host);
        return "capture again, on " + host
                + ": halfway capture -i " + on
                + " -B 65536 -s 128 -w $(hostname).pcapng, or halfway-tap with the same options (a larger buffer, less of each packet, and each"
                + " second it writes down what was dropped; without them: tcpdump -n -i " + on
                + " -B 65536 -s 128 -w $(hostname).pcap 'icmp or icmp6 or tcp port 179')";
    }

    /** Captures on both hosts at once. */
    static String captureBoth(String one, String other) {
        return "on " + one + " and on " + other
                + ", at the same time: timeout 60 tcpdump -n -i IFACE -w $(hostname).pcap 'icmp or icmp6 or tcp port"
                + " 179'";
    }

    /** The kernel's parameter by which a host ignores pings. */
    String ignoringEcho() {
        return isIpv6() ? "net.ipv6.icmp.echo_ignore_all" : "net.ipv4.icmp_echo_ignore_all";
    }

    private boolean isIpv6() {
        return address().indexOf(':') >= 0;
    }

    /** The most bytes of echo data that fit into 1,500 bytes of IP. */
    int mostEchoBytes() {
        return isIpv6() ? 1452 : 1472;
    }

    /** For tcpdump: echo packets. */
    String echoFilter() {
        return isIpv6() ? "icmp6" : "icmp";
    }

    /** For tcpdump: resets; pcap-filter(7) reads the flags of TCP in IPv4 only. */
    String resetFilter() {
        return isIpv6() ? "ip6 proto 6 and ip6[53] & 4 != 0" : "tcp[tcpflags] & tcp-rst != 0";
    }

    /** Likewise SYN-ACKs. */
    String synAckFilter() {
        return isIpv6()
                ? "ip6 proto 6 and ip6[53] & 18 == 18"
                : "tcp[tcpflags] & (tcp-syn|tcp-ack) == (tcp-syn|tcp-ack)";
    }

    /** On {@code from}: pings {@code to}. */
    String ping(String options) {
        return "on " + from + ": ping " + options + " " + address();
    }

    /** On {@code from}: opens a connection to {@code to}. */
    String connect() {
        return "open TCP from " + from + " to " + to + ":" + port() + ": nc -vz " + address() + " " + port();
    }

    /** What the logs say from a moment on by the clock of {@code from}. */
    String journals(long nanos) {
        return "look for what happened then: "
                + new HostTimes(from, symptoms.clocks(), symptoms.inputs()).journals(from, to, nanos)
                + ", and the logs of the switches between";
    }

    /** On {@code from}: whatever that host's shell is to run. */
    String onSender(String command) {
        return "on " + from + ": " + command;
    }

    String onReceiver(String command) {
        return "on " + to + ": " + command;
    }
}
