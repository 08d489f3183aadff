package dev.halfway.diagnose;

import java.util.List;
import java.util.Optional;

/**
 * Within one direction the initiator and the role are the same thing said twice. Where both directions lose what the same
 * role sends, whoever began, it is the role that decides.
 */
final class Roles {
    static final String RESPONSE = "response";

    private Roles() {}

    static List<DirectionEvidence> told(List<DirectionEvidence> directions) {
        return directions.stream().map(each -> told(each, directions)).toList();
    }

    private static DirectionEvidence told(DirectionEvidence one, List<DirectionEvidence> directions) {
        Optional<String> initiator = initiator(one);
        boolean sameRoleBack = initiator.isPresent()
                && directions.stream()
                        .anyMatch(other -> other.from().equals(one.to())
                                && other.to().equals(one.from())
                                && initiator(other).isPresent()
                                && !initiator(other).equals(initiator));
        if (!sameRoleBack) {
            return one;
        }
        Decider decider = one.decider().orElseThrow();
        boolean requests = initiator.get().equals(one.from());
        return new DirectionEvidence(
                one.from(),
                one.to(),
                Optional.of(new Decider(
                        Feature.ROLE,
                        requests ? "request" : RESPONSE,
                        requests ? "of exchanges that their sender began" : "that answer what the other host began",
                        decider.inside(),
                        decider.outside(),
                        decider.p(),
                        decider.detail(),
                        decider.rivals(),
                        decider.lostKinds(),
                        decider.rest())),
                one.pattern(),
                one.openQuestions(),
                one.clues(),
                one.losing(),
                one.confirmedRun());
    }

    private static Optional<String> initiator(DirectionEvidence direction) {
        return direction
                .decider()
                .filter(decider -> decider.feature() == Feature.INITIATOR)
                .map(Decider::value);
    }
}
