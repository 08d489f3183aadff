package dev.halfway.diagnose;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Two BGP speakers and all sessions between them, in the order in which they began.
 *
 * @param speakers two, in the order of the sessions' ends: a session's end 0 is speaker 0's
 * @param flaps sessions that were connected and ended within the captures
 * @param over as of each of its sessions
 * @param facts what the sessions show, in time order
 */
public record BgpPeering(
        List<Speaker> speakers, List<BgpSession> sessions, long flaps, Optional<String> over, List<BgpFact> facts) {
    /** {@code  over IPv6}, to follow the two names; empty where nothing is to be told apart. */
    public String overWords() {
        return over.map(each -> " over " + each).orElse("");
    }

    /**
     * One of the two.
     *
     * @param host name; empty when it has no capture
     * @param fsmState as a routing daemon would show it of this peer at the end of the capture; empty when unknown
     */
    public record Speaker(Optional<String> host, String address, Optional<String> fsmState) {
        /** For the user: the host's name, or the address where it has no capture. */
        public String name() {
            return host.orElse(address);
        }
    }

    /** Established to the end at each end with a capture, never ended, and no message lost. */
    public boolean isUndisturbed() {
        return flaps == 0
                && speakers.stream()
                        .allMatch(each -> each.host().isEmpty()
                                || each.fsmState().filter("Established"::equals).isPresent())
                && facts.stream().allMatch(fact -> fact.kind() == BgpFact.Kind.UP)
                && sessions.stream()
                        .flatMap(session -> session.ends().stream())
                        .flatMap(end -> end.messages().stream())
                        .allMatch(count -> count.lost() == 0);
    }

    /** Where to look first: 0 where anything is lost between the two, 1 where there is something else to tell, 2 otherwise. */
    public int rank() {
        return isUndisturbed() ? 2 : losesAnything() ? 0 : 1;
    }

    /** SYNs and the like, and messages. */
    private boolean losesAnything() {
        return sessions.stream()
                .flatMap(session -> session.ends().stream())
                .flatMap(end -> Stream.concat(end.segments().stream(), end.messages().stream()))
                .anyMatch(count -> count.lost() > 0);
    }

    /** The facts of one kind. */
    public List<BgpFact> facts(BgpFact.Kind kind) {
        return facts.stream().filter(fact -> fact.kind() == kind).toList();
    }
}
