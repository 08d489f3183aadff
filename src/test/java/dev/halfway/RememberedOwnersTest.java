package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RememberedOwnersTest {
    private final RememberedOwners owners = new RememberedOwners();

    @Test
    void shouldTakeAnAddressThatMovesFromItsOwnerBefore() {
        owners.note("a", List.of("10.0.0.1", "10.0.0.9"));
        owners.note("b", List.of("10.0.0.2"));

        owners.note("a", List.of());
        owners.note("b", List.of("10.0.0.2", "10.0.0.9"));

        assertEquals(Map.of("a", List.of("10.0.0.1"), "b", List.of("10.0.0.2", "10.0.0.9")), owners.byHost());
    }
}
