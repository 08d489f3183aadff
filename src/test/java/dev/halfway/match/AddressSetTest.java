package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressSetTest {
    @Test
    void shouldHoldWhatAHashSetHolds() {
        long seed = 219;
        Random random = new Random(seed);
        AddressSet addresses = new AddressSet();
        Set<HostAddress> truth = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            HostAddress added = address(random);
            addresses.add(added.high(), added.low());
            truth.add(added);
            HostAddress asked = address(random);
            assertEquals(
                    truth.contains(asked),
                    addresses.mayContain(asked.high(), asked.low()),
                    () -> "seed " + seed + ", " + asked);
        }
        assertTrue(truth.stream().allMatch(each -> addresses.mayContain(each.high(), each.low())));
    }

    /** Few of them, so that they repeat; halves may be zero, both too. */
    private static HostAddress address(Random random) {
        return new HostAddress(random.nextInt(3), (long) random.nextInt(5_000) << random.nextInt(2) * 32);
    }

    @Test
    void shouldSayPerhapsOnceItOverflows() {
        AddressSet addresses = new AddressSet();
        for (int i = 1; i <= AddressSet.MOST; i++) {
            addresses.add(0, i);
        }
        assertFalse(addresses.mayContain(1, 1));
        addresses.add(0, 1);
        assertFalse(addresses.mayContain(1, 1), "it was there already");
        addresses.add(0, AddressSet.MOST + 1);
        assertTrue(addresses.mayContain(1, 1));
    }
}
