package dev.halfway.match;

import dev.halfway.decode.DecodedPacket;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The places inside a host that the packets of one direction pass, as its captures show them, and how far they come. A place is
 * a bit of {@link SightedPacket#places}; segments with payload are counted apart, since offload may join them from one place to
 * the next so that they are not seen again. Allocates nothing for a packet at places that are known.
 * How far what arrives comes is not told.
 */
final class Passages {
    private static final Place[] NONE = {};

    private Place[] places = NONE;

    private static final class Place {
        final int timeToLive;
        final int going;
        final boolean tunnelled;
        /** Its bit was given to another place. */
        boolean mixed;

        long records;
        long routed;
        long wentOn;
        long ended;
        long lost;
        long wentOnIn;
        long firstLostNanos = Long.MAX_VALUE;
        long lastLostNanos = Long.MIN_VALUE;

        Place(Sighting s) {
            timeToLive = s.timeToLive;
            going = s.going;
            tunnelled = s.tunnelBytes > 0;
        }

        PassageRow row(String seenAt, String from, String to) {
            return new PassageRow(
                    seenAt,
                    from,
                    to,
                    going == DecodedPacket.MARK_INBOUND || going == DecodedPacket.MARK_OTHER,
                    going == DecodedPacket.MARK_OUTBOUND,
                    timeToLive,
                    tunnelled,
                    records,
                    routed,
                    wentOn,
                    ended,
                    lost,
                    wentOnIn,
                    firstLostNanos,
                    lastLostNanos);
        }
    }

    /** Takes in one record of a packet: there is a place for each at which one was seen. */
    void seen(Sighting s) {
        int at = at(s.places, s);
        if (at >= places.length) {
            places = Arrays.copyOf(places, Math.max(at + 1, 2 * places.length));
        }
        Place place = places[at];
        if (place == null) {
            place = new Place(s);
            places[at] = place;
        } else if (place.timeToLive != s.timeToLive || place.going != s.going) {
            place.mixed = true;
        }
        place.records++;
    }

    /** Counts a packet that left, its fate known and each record of it {@link #seen}; one of which no place is known does not count. */
    void left(Sighting s) {
        boolean arrived = s.fate == Fate.DELIVERED || s.fate == Fate.LATE;
        if (s.lastPlace == 0 || !arrived && s.fate != Fate.LOST) {
            return;
        }
        Place last = places[at(s.lastPlace, s)];
        if (!arrived) {
            last.lost++;
            last.firstLostNanos = Math.min(last.firstLostNanos, s.ownNanos);
            last.lastLostNanos = Math.max(last.lastLostNanos, s.ownNanos);
            return;
        }
        last.ended++;
        for (long others = s.places & ~s.lastPlace; others != 0; others &= others - 1) {
            Place place = places[at(others, s)];
            place.wentOn++;
            place.routed += s.routedOn ? 1 : 0;
            place.wentOnIn |= 1L << s.lastFile;
        }
    }

    /** Which place the lowest of these bits stands for. */
    private static int at(long places, Sighting s) {
        boolean data = s.typeP.isTcp() && s.length > 0;
        return 2 * Long.numberOfTrailingZeros(places) + (data ? 1 : 0);
    }

    List<PassageRow> rows(String seenAt, String from, String to) {
        return Arrays.stream(places)
                .filter(Objects::nonNull)
                .filter(place -> !place.mixed)
                .map(place -> place.row(seenAt, from, to))
                .toList();
    }
}
