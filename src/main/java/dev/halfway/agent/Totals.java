package dev.halfway.agent;

import dev.halfway.decode.TypeP;
import dev.halfway.match.LossPeriods;
import dev.halfway.match.LossRow;
import dev.halfway.match.Role;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Counts since a watch began: the rows of one stretch of time after another, added up. Delays are not: see the last rows. */
final class Totals {
    private record Key(String from, String to, TypeP typeP, Role role, String initiator) {
        static Key of(LossRow row) {
            return new Key(row.from(), row.to(), row.typeP(), row.role(), row.initiator());
        }
    }

    private static final Comparator<Key> ORDER = Comparator.comparing(Key::from)
            .thenComparing(Key::to)
            .thenComparing(Key::typeP)
            .thenComparing(Key::role)
            .thenComparing(Key::initiator);

    private final Map<Key, LossRow> rows = new TreeMap<>(ORDER);

    /** Adds stretches that overlap none added before. */
    synchronized void add(List<LossRow> stretch) {
        for (LossRow row : stretch) {
            rows.merge(Key.of(row), withoutDelay(row), Totals::sum);
        }
    }

    synchronized List<LossRow> rows() {
        return List.copyOf(rows.values());
    }

    private static LossRow withoutDelay(LossRow row) {
        return sum(
                row,
                new LossRow(
                        row.from(),
                        row.to(),
                        row.typeP(),
                        row.role(),
                        row.initiator(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        new LossPeriods(0, 0, 0),
                        Optional.empty()));
    }

    /** A loss period that runs from one stretch into the next counts as two. */
    private static LossRow sum(LossRow a, LossRow b) {
        return new LossRow(
                a.from(),
                a.to(),
                a.typeP(),
                a.role(),
                a.initiator(),
                a.sent() + b.sent(),
                a.delivered() + b.delivered(),
                a.late() + b.late(),
                a.lost() + b.lost(),
                a.missed() + b.missed(),
                a.unobservable() + b.unobservable(),
                a.corrupted() + b.corrupted(),
                a.confirmed() + b.confirmed(),
                a.ambiguous() + b.ambiguous(),
                a.duplicates() + b.duplicates(),
                a.reordered() + b.reordered(),
                a.bytesLost() + b.bytesLost(),
                new LossPeriods(
                        a.lossPeriods().count() + b.lossPeriods().count(),
                        Math.max(a.lossPeriods().longest(), b.lossPeriods().longest()),
                        a.lossPeriods().lost() + b.lossPeriods().lost()),
                Optional.empty());
    }
}
