package dev.halfway.match;

import dev.halfway.clock.TimeUnwrapper;
import dev.halfway.decode.AddressBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What it means that the times of a capture run back by more than disorder is: that its clock was set back there, or that its
 * records do not stand in the order of their times, as where captures were put one behind the other. Of a stretch of time that
 * is there twice it tells whether packets of both pieces are as far in time from where they are in another capture: a clock
 * that was set back makes that differ, unless the other one was set back alike. Both are taken for set where no packets stand
 * before that in one capture and behind it in the other, and are as far in time as ever. Where such packets tell nothing, it
 * tells that each piece holds but one direction of what goes on: no clock does that.
 */
public final class RecordOrder {
    /** What is known of it. */
    public enum Finding {
        /** Its clock was set, or nothing tells. */
        AS_WRITTEN,
        /** No clock was set. */
        IN_PIECES,
        /** In some places its clock was set, in others not. */
        MIXED
    }

    private enum Told {
        SET_BACK,
        DISORDER,
        NOTHING
    }

    /** Packets of each piece, to tell by. */
    private static final int LEAST_JOINED = 3;

    private static final int LEAST_ONE_WAY = 5;

    /** A capture's times as they were written. */
    private static final class Written {
        private final long[] setNanos;
        /** By piece: what was added to its times. */
        private final long[] addedNanos;

        Written(List<TimeUnwrapper.StepBack> steps) {
            setNanos =
                    steps.stream().mapToLong(TimeUnwrapper.StepBack::timeNanos).toArray();
            addedNanos = new long[steps.size() + 1];
            for (int i = 0; i < steps.size(); i++) {
                addedNanos[i + 1] = addedNanos[i] + steps.get(i).backNanos() + 1;
            }
        }

        int piece(long unwrappedNanos) {
            int at = Arrays.binarySearch(setNanos, unwrappedNanos);
            return at < 0 ? -at - 1 : at;
        }

        long nanos(long unwrappedNanos) {
            return unwrappedNanos - addedNanos[piece(unwrappedNanos)];
        }

        long lastOf(int piece) {
            return setNanos[piece] - addedNanos[piece];
        }

        long firstBehind(int piece) {
            return setNanos[piece] + 1 - addedNanos[piece + 1];
        }
    }

    /**
     * One that is in this capture and in another one.
     *
     * @param nanos as written here
     * @param apartNanos how much later it is there, as written
     */
    private record Common(int piece, long nanos, int pieceThere, long apartNanos) {}

    private final HostSurvey survey;
    private final Written written;
    private final List<List<Common>> common = new ArrayList<>();

    private RecordOrder(HostSurvey survey) {
        this.survey = survey;
        written = new Written(survey.setBacks());
    }

    /**
     * @param surveys of all hosts, as their captures stand
     * @param given addresses by host; an empty list where they are to be inferred
     */
    public static Finding of(int host, List<HostSurvey> surveys, List<List<AddressBlock>> given) {
        RecordOrder order = new RecordOrder(surveys.get(host));
        KnownFlows known = new KnownFlows(surveys, new Owners(given));
        for (int other = 0; other < surveys.size(); other++) {
            if (other != host) {
                order.join(host, other, surveys, known);
            }
        }
        boolean setBack = false;
        boolean disorder = false;
        for (int piece = 0; piece < surveys.get(host).setBacks().size(); piece++) {
            Told told = order.told(piece);
            setBack |= told == Told.SET_BACK;
            disorder |= told == Told.DISORDER;
        }
        return !disorder ? Finding.AS_WRITTEN : setBack ? Finding.MIXED : Finding.IN_PIECES;
    }

    /**
     * Behind which pieces stands one of the same time that holds the other direction: together they show what was recorded only
     * while both did.
     */
    public static List<Integer> halves(HostSurvey survey) {
        RecordOrder order = new RecordOrder(survey);
        List<Integer> halves = new ArrayList<>();
        for (int piece = 0; piece < survey.setBacks().size(); piece++) {
            if (order.isOneWayEach(piece, 1)) {
                halves.add(piece);
            }
        }
        return halves;
    }

    private void join(int host, int other, List<HostSurvey> surveys, KnownFlows known) {
        Written there = new Written(surveys.get(other).setBacks());
        List<Common> both = new ArrayList<>();
        Alignment alignment =
                new Alignment(host, other, surveys.get(host), surveys.get(other), known.between(host, other));
        for (Alignment.Joined each : alignment.inBoth()) {
            long nanos = written.nanos(each.atG().timeNanos);
            both.add(new Common(
                    written.piece(each.atG().timeNanos),
                    nanos,
                    there.piece(each.atH().timeNanos),
                    there.nanos(each.atH().timeNanos) - nanos));
        }
        common.add(both);
    }

    /** What the packets before and behind the end of a piece tell. */
    private Told told(int piece) {
        Told told = Told.NOTHING;
        boolean alike = false;
        for (List<Common> both : common) {
            List<Common> before = both.stream()
                    .filter(each -> each.piece == piece && each.nanos >= written.firstBehind(piece))
                    .toList();
            List<Common> behind = both.stream()
                    .filter(each -> each.piece == piece + 1 && each.nanos <= written.lastOf(piece))
                    .toList();
            if (before.size() >= LEAST_JOINED && behind.size() >= LEAST_JOINED) {
                long usual = median(before, Common::apartNanos);
                long far = survey.setBacks().get(piece).backNanos() / 4;
                if (Math.abs(usual - median(behind, Common::apartNanos)) >= far) {
                    return Told.SET_BACK;
                }
                long inTime = Stream.concat(before.stream(), behind.stream())
                        .filter(each -> Math.abs(each.apartNanos - usual) < far)
                        .filter(acrossThere(before, behind, piece))
                        .count();
                if (inTime >= LEAST_JOINED) {
                    told = Told.DISORDER;
                } else {
                    alike = true;
                }
            }
        }
        if (told == Told.NOTHING && isOneWayEach(piece, LEAST_ONE_WAY)) {
            return Told.DISORDER;
        }
        return told == Told.NOTHING && alike ? Told.SET_BACK : told;
    }

    /**
     * Of packets before and behind the end of a piece, which stand the other way round in the other capture or in one piece there:
     * had both clocks been set, the times of these would differ. All, where the other capture does not run back in between.
     */
    private static Predicate<Common> acrossThere(List<Common> before, List<Common> behind, int piece) {
        long pieceBefore = median(before, Common::pieceThere);
        long pieceBehind = median(behind, Common::pieceThere);
        return each -> pieceBefore >= pieceBehind
                || (each.piece == piece ? each.pieceThere >= pieceBehind : each.pieceThere <= pieceBefore);
    }

    private static long median(List<Common> several, ToLongFunction<Common> value) {
        return several.stream().mapToLong(value).sorted().toArray()[several.size() / 2];
    }

    /** Whether nothing goes the same way before and behind the end of a piece, but something and what comes back. */
    private boolean isOneWayEach(int piece, int least) {
        if (piece + 1 >= Long.SIZE - 1) {
            return false;
        }
        boolean comesBack = false;
        for (Route route : survey.routes()) {
            boolean before = (route.pieces >>> piece & 1) != 0;
            boolean behind = (route.pieces >>> piece + 1 & 1) != 0;
            if (before && behind) {
                return false;
            }
            comesBack |= before
                    && (route.reverse.pieces >>> piece + 1 & 1) != 0
                    && Math.min(route.packets, route.reverse.packets) >= least;
        }
        return comesBack;
    }
}
