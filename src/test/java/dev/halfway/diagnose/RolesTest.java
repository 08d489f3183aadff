package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RolesTest {
    private static final LossPattern PATTERN = new LossPattern(
            60,
            30,
            30,
            1,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty());

    private static DirectionEvidence direction(String from, String to, String initiator) {
        Decider decider = new Decider(
                Feature.INITIATOR,
                initiator,
                "of exchanges that " + initiator + " began",
                new Decider.Sample(30, 30),
                new Decider.Sample(30, 0),
                1e-9,
                List.of());
        return new DirectionEvidence(from, to, Optional.of(decider), PATTERN, List.of());
    }

    private static List<String> told(DirectionEvidence... directions) {
        return Roles.told(List.of(directions)).stream()
                .map(each -> each.decider().orElseThrow())
                .map(each -> each.feature().id() + " " + each.value())
                .toList();
    }

    @Test
    void shouldTellTheRoleWhereBothDirectionsLoseTheSame() {
        assertEquals(
                List.of("role response", "role response"), told(direction("a", "b", "b"), direction("b", "a", "a")));
        assertEquals(List.of("role request", "role request"), told(direction("a", "b", "a"), direction("b", "a", "b")));
    }

    @Test
    void shouldKeepTheInitiatorOtherwise() {
        assertEquals(List.of("initiator b"), told(direction("a", "b", "b")));
        assertEquals(List.of("initiator b", "initiator b"), told(direction("a", "b", "b"), direction("b", "a", "b")));
        assertEquals(List.of("initiator b", "initiator a"), told(direction("a", "b", "b"), direction("c", "a", "a")));
    }
}
