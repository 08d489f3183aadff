package dev.halfway.cli;

import dev.halfway.decode.AddressBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code --address HOST=ADDR[,ADDR...]}: which addresses the user says that a host owns. */
final class AddressArguments {
    private AddressArguments() {}

    /**
     * Addresses and blocks by host, as typed.
     *
     * @param hosts the names there are
     * @throws UsageException for anything that is no address, an unknown host, or one address given to two hosts
     */
    static Map<String, List<String>> parse(List<String> arguments, List<String> hosts) {
        Map<String, List<String>> addresses = new LinkedHashMap<>();
        Map<AddressBlock, String> owners = new HashMap<>();
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
                String other = owners.put(block(address, argument), host);
                if (other != null && !other.equals(host)) {
                    throw new UsageException("--address gives " + address + " both to " + other + " and to " + host
                            + "; an address has one owner");
                }
                addresses.computeIfAbsent(host, absent -> new ArrayList<>()).add(address);
            }
        }
        return addresses;
    }

    private static AddressBlock block(String text, String argument) {
        try {
            return AddressBlock.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--address '" + argument + "': " + e.getMessage());
        }
    }
}
