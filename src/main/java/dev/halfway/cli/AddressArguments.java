package dev.halfway.cli;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code --address HOST=ADDR[,ADDR...]}: which addresses the user says that a host owns. */
final class AddressArguments {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");

    private AddressArguments() {}

    /**
     * Addresses and blocks by host, as typed.
     *
     * @param hosts the names there are
     * @throws UsageException for anything that is no address, an unknown host, or one address given to two hosts
     */
    static Map<String, List<String>> parse(List<String> arguments, List<String> hosts) {
        Map<String, List<String>> addresses = new LinkedHashMap<>();
        Map<String, String> owners = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1 || equals == argument.length() - 1) {
                throw new UsageException(
                        "--address '" + argument + "': expected HOST=ADDR[,ADDR...], as in 219=10.39.1.219");
            }
            String host = argument.substring(0, equals);
            if (!hosts.contains(host)) {
                throw new UsageException("--address '" + argument + "': there is no host '" + host + "'; the hosts are "
                        + String.join(", ", hosts));
            }
            for (String address : argument.substring(equals + 1).split(",", -1)) {
                String other = owners.put(canonical(address), host);
                if (other != null && !other.equals(host)) {
                    throw new UsageException("--address gives " + address + " both to " + other + " and to " + host
                            + "; an address has one owner");
                }
                addresses.computeIfAbsent(host, absent -> new ArrayList<>()).add(address);
            }
        }
        return addresses;
    }

    /** The block in one spelling, bits behind the prefix cleared. */
    private static String canonical(String text) {
        int slash = text.indexOf('/');
        byte[] address = literal(slash < 0 ? text : text.substring(0, slash), text);
        int bits = 8 * address.length;
        int prefix = slash < 0 ? bits : prefix(text, slash + 1, bits);
        for (int bit = prefix; bit < bits; bit++) {
            address[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return new BigInteger(1, address).toString(16) + "/" + prefix + "/" + bits;
    }

    private static byte[] literal(String address, String text) {
        if (IPV4.matcher(address).matches() || IPV6.matcher(address).matches()) {
            try {
                // Never asks a name server: what passes the patterns is a literal, or for IPv6 an error.
                return InetAddress.getByName(address).getAddress();
            } catch (UnknownHostException e) {
                throw notAnAddress(text);
            }
        }
        throw notAnAddress(text);
    }

    private static int prefix(String text, int from, int bits) {
        String prefix = text.substring(from);
        int length = prefix.matches("\\d{1,3}") ? Integer.parseInt(prefix) : -1;
        if (length < 0 || length > bits) {
            throw new UsageException("--address: the prefix length of '" + text + "' is not in 0 to " + bits);
        }
        return length;
    }

    private static UsageException notAnAddress(String text) {
        return new UsageException("--address: '" + text + "' is no IPv4 or IPv6 address or CIDR block");
    }
}
