package dev.halfway.diagnose;

import dev.halfway.bgp.MessageType;
import dev.halfway.bgp.Notification;
import dev.halfway.bgp.OpenMessage;
import dev.halfway.bgp.Stamp;
import dev.halfway.match.Fate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The timeline of one session across both hosts: what repeats between two turns of the session is told once. */
final class BgpEvents {
    private static final int MOST = 400;
    private static final Set<String> REPEATING =
            Set.of("SYN", "SYN-ACK", "KEEPALIVE", "UPDATE", "ROUTE-REFRESH", "RST");

    private final List<BgpEvent> told = new ArrayList<>();
    private long leftOut;

    BgpEvents(JoinedConnection session, List<Optional<HoldTimer>> holdTimers) {
        List<BgpEvent> all = new ArrayList<>();
        for (int end = 0; end < 2; end++) {
            for (Transmission each : session.sent(end)) {
                if (each.kind.isControl()) {
                    all.add(of(session, each));
                }
            }
            for (JoinedMessage each : session.messages(end)) {
                all.add(of(each));
            }
            established(session, end, all);
            due(holdTimers.get(end), end, all);
        }
        all.sort(Comparator.comparingLong(BgpEvent::nanos));
        all.forEach(this::tell);
    }

    List<BgpEvent> told() {
        return told;
    }

    long leftOut() {
        return leftOut;
    }

    /** Joins what is like an earlier entry, unless something else than repetition came in between. */
    private void tell(BgpEvent next) {
        if (REPEATING.contains(next.what())) {
            for (int at = told.size() - 1;
                    at >= 0 && REPEATING.contains(told.get(at).what());
                    at--) {
                if (told.get(at).isLike(next)) {
                    told.set(at, told.get(at).and(next));
                    return;
                }
            }
        }
        if (told.size() < MOST) {
            told.add(next);
        } else {
            leftOut++;
        }
    }

    private static BgpEvent of(JoinedConnection session, Transmission each) {
        return event(
                each.stamp,
                each.from,
                each.kind.words,
                "",
                each.fate() == null ? fateOfUnmatched(session, each) : each.fate(),
                1,
                each.stamp.nanos(),
                OptionalLong.empty(),
                1,
                0);
    }

    /** Where one end has no capture there is no fate. */
    private static Fate fateOfUnmatched(JoinedConnection session, Transmission each) {
        return session.taps[each.from] == null ? Fate.APPEARED : Fate.UNOBSERVABLE;
    }

    private static BgpEvent of(JoinedMessage each) {
        return event(
                each.message().first(),
                each.from(),
                each.message().type().words(),
                detail(each),
                each.fate(),
                each.count(),
                each.message().last().nanos(),
                each.arrivedNanos(),
                each.transmissions(),
                each.lost());
    }

    private static BgpEvent event(
            Stamp stamp,
            int end,
            String what,
            String detail,
            Fate fate,
            long count,
            long lastNanos,
            OptionalLong arrivedNanos,
            int transmissions,
            int lostTransmissions) {
        Fate plain = fate == Fate.LATE || fate == Fate.CORRUPTED ? Fate.DELIVERED : fate;
        return new BgpEvent(
                stamp.nanos(),
                end,
                what,
                detail,
                plain.id(),
                count,
                lastNanos,
                arrivedNanos,
                transmissions,
                lostTransmissions,
                stamp.file(),
                stamp.frame());
    }

    private static String detail(JoinedMessage each) {
        return each.message()
                .content()
                .map(content -> content instanceof OpenMessage open ? words(open) : words((Notification) content))
                .orElse("");
    }

    private static String words(OpenMessage open) {
        return "version " + open.version() + ", AS " + open.as() + ", hold time " + open.holdTimeSeconds()
                + " s, identifier " + open.identifier()
                + (open.capabilities().isEmpty() ? "" : "; " + String.join(", ", open.capabilities()))
                + (open.problem().isEmpty() ? "" : "; " + open.problem());
    }

    static String words(Notification said) {
        return said.words()
                + said.communication().map(text -> ": \"" + text + "\"").orElse("");
    }

    private static void established(JoinedConnection session, int end, List<BgpEvent> all) {
        boolean opened =
                session.messages(end).stream().anyMatch(each -> each.message().type() == MessageType.OPEN);
        if (session.taps[end] != null && opened) {
            session.taps[end]
                    .connection()
                    .establishedNanos()
                    .ifPresent(nanos -> all.add(state(end, nanos, "Established")));
        }
    }

    private static void due(Optional<HoldTimer> timer, int end, List<BgpEvent> all) {
        timer.filter(HoldTimer::isExpired)
                .flatMap(each -> each.dueNanos().isPresent()
                        ? Optional.of(each.dueNanos().getAsLong())
                        : Optional.empty())
                .ifPresent(nanos -> all.add(state(end, nanos, "hold timer due")));
    }

    private static BgpEvent state(int end, long nanos, String what) {
        return new BgpEvent(nanos, end, what, "", "", 1, nanos, OptionalLong.empty(), 1, 0, 0, 0);
    }
}
