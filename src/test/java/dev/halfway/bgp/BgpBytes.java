package dev.halfway.bgp;

import dev.halfway.decode.Packets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** BGP messages built by hand; lengths are right unless a test spoils them. */
public final class BgpBytes {
    private BgpBytes() {}

    public static byte[] message(int type, byte[]... body) {
        byte[] content = Packets.concat(body);
        return Packets.concat(header(19 + content.length, type), content);
    }

    /** A header that says what it is told to. */
    public static byte[] header(int length, int type) {
        byte[] marker = new byte[16];
        Arrays.fill(marker, (byte) 0xff);
        return Packets.concat(marker, Packets.u16(length), new byte[] {(byte) type});
    }

    public static byte[] keepalive() {
        return message(4);
    }

    /** An UPDATE of so many bytes, header included; what stands in it is nothing in particular. */
    public static byte[] update(int length) {
        return message(2, Packets.payload(length - 19));
    }

    public static byte[] open(int as, int holdTimeSeconds, String identifier, byte[]... capabilities) {
        byte[] all = Packets.concat(capabilities);
        byte[] parameters = all.length == 0 ? all : Packets.concat(new byte[] {2, (byte) all.length}, all);
        return message(
                1,
                new byte[] {4},
                Packets.u16(as),
                Packets.u16(holdTimeSeconds),
                Packets.address(identifier),
                new byte[] {(byte) parameters.length},
                parameters);
    }

    public static byte[] capability(int code, byte... value) {
        return Packets.concat(new byte[] {(byte) code, (byte) value.length}, value);
    }

    public static byte[] notification(int code, int subcode, byte... data) {
        return message(3, new byte[] {(byte) code, (byte) subcode}, data);
    }

    /** Cease / Administrative Shutdown with a text (RFC 9003). */
    public static byte[] shutdown(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return notification(6, 2, Packets.concat(new byte[] {(byte) utf8.length}, utf8));
    }
}
