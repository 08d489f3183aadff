package dev.halfway.match;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the user says of addresses, and the captures of a third host of flows. */
final class KnownFlows {
    private final List<HostSurvey> surveys;
    private final Owners given;
    /** How many hosts' captures show a talk, either way; of two hosts none is the third. */
    private final Map<Talks.Key, Integer> hosts = new HashMap<>();

    KnownFlows(List<HostSurvey> surveys, Owners given) {
        this.surveys = surveys;
        this.given = given;
        if (surveys.size() > 2) {
            surveys.forEach(survey -> survey.talks().forEach(key -> hosts.merge(key, 1, Integer::sum)));
        }
    }

    FlowKnowledge between(int g, int h) {
        return new FlowKnowledge() {
            @Override
            public boolean isElsewhere(Tuple tuple) {
                int all = hosts.isEmpty() ? 0 : hosts.getOrDefault(Talks.Key.of(tuple), 0);
                return all > (shows(g, tuple) ? 1 : 0) + (shows(h, tuple) ? 1 : 0);
            }

            /** Both hosts send them, or both receive them. */
            @Override
            public boolean areTwo(Tuple atG, Tuple atH) {
                return isFrom(g, atG) && isFrom(h, atH) || isFrom(g, atG.reversed()) && isFrom(h, atH.reversed());
            }

            @Override
            public boolean endAtBoth(Tuple atG, Tuple atH) {
                return isFrom(g, atG) && isFrom(h, atH.reversed()) || isFrom(g, atG.reversed()) && isFrom(h, atH);
            }
        };
    }

    private boolean shows(int host, Tuple tuple) {
        return surveys.get(host).talk(tuple) != null;
    }

    private boolean isFrom(int host, Tuple tuple) {
        return given.givenOwner(HostAddress.sourceOf(tuple)) == host;
    }
}
