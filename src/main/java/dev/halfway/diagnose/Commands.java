package dev.halfway.diagnose;

import dev.halfway.match.ExchangeRow;
import java.util.Optional;

/** Experiments as commands to type, with the addresses and ports of the captures. */
final class Commands {
    private static final int BGP = 179;

    private final Symptoms symptoms;
    private final String from;
    private final String to;

    Commands(Symptoms symptoms, String from, String to) {
        this.symptoms = symptoms;
        this.from = from;
        this.to = to;
    }

    /** An address of the host {@code to}. */
    String address() {
        return addressOf(to, from);
    }

    /** An address of the host {@code from}. */
    String addressBack() {
        return addressOf(from, to);
    }

    private String addressOf(String host, String other) {
        Optional<String> asked = symptoms.service(other, host).map(ExchangeRow::toAddress);
        Optional<String> asking = symptoms.service(host, other).map(ExchangeRow::fromAddress);
        return asked.or(() -> asking).or(() -> owned(host)).orElse("ADDRESS_OF_" + host);
    }

    private Optional<String> owned(String host) {
        return symptoms.inputs().stream()
                .filter(input -> input.point().host().equals(host))
                .flatMap(input -> input.addresses().stream())
                .filter(address -> address.indexOf('/') < 0)
                .findFirst();
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

    /** On {@code from}: pings {@code to}. */
    String ping(String options) {
        return "on " + from + ": ping " + options + " " + address();
    }

    /** On {@code from}: opens a connection to {@code to}. */
    String connect() {
        return "open TCP from " + from + " to " + to + ":" + port() + ": nc -vz " + address() + " " + port();
    }

    /** On {@code from}: whatever that host's shell is to run. */
    String onSender(String command) {
        return "on " + from + ": " + command;
    }

    String onReceiver(String command) {
        return "on " + to + ": " + command;
    }
}
