package dev.halfway.cli;

import java.net.InetSocketAddress;

/** Where something listens, in words. */
final class Endpoints {
    private Endpoints() {}

    /** {@code 10.39.1.219:57013}, {@code [2001:db8:0:0:0:0:0:1]:57013}: as it can be typed. */
    static String words(InetSocketAddress at) {
        String address = at.getAddress().getHostAddress();
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + at.getPort();
    }
}
