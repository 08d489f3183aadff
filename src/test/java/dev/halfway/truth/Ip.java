package dev.halfway.truth;

import dev.halfway.decode.TypeP;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * An IP packet, version 4 or 6 by its addresses.
 *
 * @param identification IPv4 identification; for an IPv6 fragment that of its fragment header; else 0
 * @param fragmentOffset bytes, a multiple of 8
 */
record Ip(
        InetAddress source,
        InetAddress destination,
        int identification,
        boolean dontFragment,
        int timeToLive,
        int trafficClass,
        int fragmentOffset,
        boolean moreFragments,
        Body body) {

    static final int INITIAL_TIME_TO_LIVE = 64;

    /** As its sender's stack makes it, whole, without identification. */
    static Ip of(InetAddress source, InetAddress destination, Body body) {
        boolean dontFragment = body instanceof Tcp;
        return new Ip(source, destination, 0, dontFragment, INITIAL_TIME_TO_LIVE, 0, 0, false, body);
    }

    boolean isVersion6() {
        return source instanceof Inet6Address;
    }

    boolean isFragment() {
        return moreFragments || fragmentOffset > 0;
    }

    Ip withBody(Body changed) {
        return new Ip(
                source,
                destination,
                identification,
                dontFragment,
                timeToLive,
                trafficClass,
                fragmentOffset,
                moreFragments,
                changed);
    }

    Ip withIdentification(int changed) {
        return new Ip(
                source,
                destination,
                changed,
                dontFragment,
                timeToLive,
                trafficClass,
                fragmentOffset,
                moreFragments,
                body);
    }

    Ip withAddresses(InetAddress from, InetAddress to) {
        return new Ip(
                from, to, identification, dontFragment, timeToLive, trafficClass, fragmentOffset, moreFragments, body);
    }

    /** As a router passes it on. */
    Ip forwarded(int hops, int newTrafficClass) {
        return new Ip(
                source,
                destination,
                identification,
                dontFragment,
                timeToLive - hops,
                newTrafficClass,
                fragmentOffset,
                moreFragments,
                body);
    }

    Ip fragment(int offset, boolean more, Bytes part) {
        int protocol = WireFormat.protocol(this);
        return new Ip(
                source,
                destination,
                identification,
                false,
                timeToLive,
                trafficClass,
                offset,
                more,
                new Opaque(protocol, part));
    }

    /** The kind of packet; null when it is none of those that are watched, whatever the ports. */
    TypeP typeP() {
        if (isFragment()) {
            return TypeP.FRAGMENT;
        }
        if (body instanceof Echo echo) {
            return echo.request() ? TypeP.ICMP_ECHO_REQUEST : TypeP.ICMP_ECHO_REPLY;
        }
        if (body instanceof Tcp tcp) {
            return typeP(tcp);
        }
        return null;
    }

    private static TypeP typeP(Tcp tcp) {
        if (tcp.has(Tcp.RST)) {
            return TypeP.TCP_RST;
        }
        if (tcp.has(Tcp.SYN)) {
            return tcp.has(Tcp.ACK) ? TypeP.TCP_SYN_ACK : TypeP.TCP_SYN;
        }
        if (tcp.has(Tcp.FIN)) {
            return TypeP.TCP_FIN;
        }
        return tcp.payload().length() > 0 ? TypeP.TCP_DATA : TypeP.TCP_ACK;
    }

    /**
     * Digest of all that neither a router changes nor offloads compute; the identification is left out too.
     *
     * @param visibleBytes from the IP header on, that both captures hold: what is cut off cannot tell packets apart
     */
    long keyDigest(int visibleBytes) {
        int header = WireFormat.headerLength(this);
        Bytes payload = body.payload();
        int visible = Math.max(0, Math.min(payload.length(), visibleBytes - header));
        long hash = 17;
        hash = mix(hash, source.hashCode());
        hash = mix(hash, destination.hashCode());
        hash = mix(hash, fragmentOffset * 2L + (moreFragments ? 1 : 0));
        hash = mix(hash, (long) header << 32 | payload.length());
        hash = mix(hash, payload.slice(0, visible).digest());
        if (body instanceof Tcp tcp) {
            hash = mix(hash, (long) tcp.sourcePort() << 16 | tcp.destinationPort());
            hash = mix(hash, (long) tcp.sequence() << 32 | (tcp.acknowledgment() & 0xFFFFFFFFL));
            hash = mix(hash, (long) tcp.flags() << 32 | tcp.window());
            hash = mix(hash, (long) tcp.timestampValue() << 32 | (tcp.timestampEcho() & 0xFFFFFFFFL));
            // SACK blocks are the last of the options.
            hash = mix(hash, header <= visibleBytes ? Arrays.hashCode(tcp.sack()) : 0);
        } else if (body instanceof Echo echo) {
            hash = mix(hash, (echo.request() ? 1L << 32 : 0) | (long) echo.identifier() << 16 | echo.sequence());
        }
        // A fragment says nothing of which datagram it belongs to but by its identification.
        return isFragment() ? mix(hash, identification) : hash;
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 31;
    }
}
