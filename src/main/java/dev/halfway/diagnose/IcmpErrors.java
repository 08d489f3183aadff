package dev.halfway.diagnose;

import dev.halfway.match.ErrorRow;
import java.util.function.Predicate;

/** What ICMP errors say: type and code of RFC 792, RFC 1812 and RFC 4443. */
final class IcmpErrors {
    private static final int UNREACHABLE = 3;
    private static final int TIME_EXCEEDED = 11;
    private static final int UNREACHABLE_V6 = 1;
    private static final int TOO_BIG_V6 = 2;
    private static final int TIME_EXCEEDED_V6 = 3;

    private static final int SEVERAL = 3;

    private IcmpErrors() {}

    /** Fragmentation needed (RFC 792), packet too big (RFC 4443 section 3.2). */
    static boolean isTooBig(ErrorRow row) {
        return is(row, UNREACHABLE, 4, TOO_BIG_V6, 0);
    }

    static boolean isTtlExceeded(ErrorRow row) {
        return is(row, TIME_EXCEEDED, 0, TIME_EXCEEDED_V6, 0);
    }

    /** Network, host or communication administratively prohibited (RFC 1812); prohibited, failed policy, reject route. */
    static boolean isProhibited(ErrorRow row) {
        return is(row, UNREACHABLE, 13, UNREACHABLE_V6, 1)
                || is(row, UNREACHABLE, 9, UNREACHABLE_V6, 5)
                || is(row, UNREACHABLE, 10, UNREACHABLE_V6, 6);
    }

    static boolean isPortUnreachable(ErrorRow row) {
        return is(row, UNREACHABLE, 3, UNREACHABLE_V6, 4);
    }

    /** Host unreachable, address unreachable: the last router finds no such neighbour. */
    static boolean isHostUnreachable(ErrorRow row) {
        return is(row, UNREACHABLE, 1, UNREACHABLE_V6, 3);
    }

    /** Network unreachable, no route to destination. */
    static boolean isNoRoute(ErrorRow row) {
        return is(row, UNREACHABLE, 0, UNREACHABLE_V6, 0);
    }

    private static boolean is(ErrorRow row, int type4, int code4, int type6, int code6) {
        return row.ipVersion() == 4
                ? row.type() == type4 && row.code() == code4
                : row.type() == type6 && row.code() == code6;
    }

    /**
     * Whether errors of one sort speak for all that is lost: they quote most of it, or several of a class that is lost as a
     * whole; routers limit how many they send (RFC 1812 section 4.3.2.8).
     */
    static boolean speakFor(Loss loss, Predicate<ErrorRow> sort) {
        long quoted =
                loss.errors().stream().filter(sort).mapToLong(ErrorRow::lost).sum();
        boolean oneFate = Loss.isAll(loss.all())
                || loss.decider().filter(each -> Loss.isAll(each.inside())).isPresent();
        return quoted * 2 >= loss.all().lost() || oneFate && quoted >= SEVERAL;
    }

    /** Who sent it: a router by its address, or one of the hosts by name. */
    static String sender(ErrorRow row) {
        return row.sourceHost().isEmpty() ? "router " + row.source() : row.sourceHost() + " (" + row.source() + ")";
    }

    static String words(ErrorRow row) {
        return sender(row) + " says \"" + meaning(row) + "\" "
                + (row.lost() > 0
                        ? "of " + Words.count(row.lost(), "lost packet")
                        : "of packets from " + row.from() + ", " + Words.count(row.errors(), "time"));
    }

    private static String meaning(ErrorRow row) {
        if (isTooBig(row)) {
            return row.ipVersion() == 4 ? "fragmentation needed" : "packet too big";
        } else if (isTtlExceeded(row)) {
            return "time exceeded in transit";
        } else if (isProhibited(row)) {
            return "administratively prohibited";
        } else if (isPortUnreachable(row)) {
            return "port unreachable";
        } else if (isHostUnreachable(row)) {
            return "host unreachable";
        } else if (isNoRoute(row)) {
            return "network unreachable";
        }
        return "ICMP type " + row.type() + " code " + row.code();
    }
}
