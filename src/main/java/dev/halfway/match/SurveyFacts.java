package dev.halfway.match;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** What the first reading shows besides packets to match: address resolution, and what the packets of a direction share. */
final class SurveyFacts {
    private final List<HostSurvey> surveys;
    private final Owners owners;

    SurveyFacts(List<HostSurvey> surveys, Owners owners) {
        this.surveys = surveys;
        this.owners = owners;
    }

    /** Whether a host's captures cover a moment of another host's clock. */
    interface Watch {
        boolean covers(int host, long nanos, int other);
    }

    /** By host, in the order in which the pairs were first seen. */
    List<NeighbourRow> neighbours(Watch watch) {
        List<NeighbourRow> rows = new ArrayList<>();
        for (int at = 0; at < surveys.size(); at++) {
            int host = at;
            surveys.get(at).neighbours.pairs().forEach((pair, asked) -> {
                int asker = owners.of(pair.asker());
                int target = owners.of(pair.target());
                int other = target == host ? asker : target;
                LongPredicate watched = nanos -> other != Owners.NOBODY && watch.covers(host, nanos, other);
                rows.add(new NeighbourRow(
                        name(host),
                        pair.asker().toString(),
                        name(asker),
                        pair.target().toString(),
                        name(target),
                        asked.requests.count(),
                        asked.unanswered(),
                        asked.requests.count(watched),
                        asked.unanswered(watched)));
            });
        }
        return rows;
    }

    /** For each two hosts, at each of them, for TCP and for echo, where there is any. */
    List<TraitRow> traits() {
        List<TraitRow> rows = new ArrayList<>();
        for (int at = 0; at < surveys.size(); at++) {
            List<OfBoth> leaving = ofEachHost();
            List<OfBoth> arriving = ofEachHost();
            for (Route route : surveys.get(at).routes()) {
                int from = owners.of(HostAddress.sourceOf(route));
                int to = owners.of(HostAddress.destinationOf(route));
                if (from == at && to != Owners.NOBODY) {
                    leaving.get(to).add(route);
                } else if (to == at && from != Owners.NOBODY) {
                    arriving.get(from).add(route);
                }
            }
            for (int other = 0; other < surveys.size(); other++) {
                if (at != other) {
                    add(rows, at, at, other, leaving.get(other));
                    add(rows, at, other, at, arriving.get(other));
                }
            }
        }
        return rows;
    }

    /** What the packets of one direction look like. */
    private static final class OfBoth {
        final Traits tcp = new Traits();
        final Traits echo = new Traits();

        void add(Route route) {
            tcp.add(route.tcp);
            echo.add(route.echo);
        }
    }

    private List<OfBoth> ofEachHost() {
        return Stream.generate(OfBoth::new).limit(surveys.size()).toList();
    }

    private void add(List<TraitRow> rows, int at, int from, int to, OfBoth traits) {
        if (traits.tcp.packets > 0) {
            rows.add(row(at, from, to, true, traits.tcp));
        }
        if (traits.echo.packets > 0) {
            rows.add(row(at, from, to, false, traits.echo));
        }
    }

    private TraitRow row(int at, int from, int to, boolean isTcp, Traits traits) {
        return new TraitRow(
                name(at),
                name(from),
                name(to),
                isTcp,
                traits.signed,
                traits.timesToLive.range().orElseThrow(),
                traits.ofSyns.range(),
                traits.ofData.range(),
                traits.checksumsValid + traits.checksumsInvalid,
                traits.checksumsInvalid);
    }

    private String name(int host) {
        return host == Owners.NOBODY ? "" : surveys.get(host).host();
    }
}
