package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.AddressBlock;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnersTest {
    private static final long A = 0xffff_0a00_0001L;
    private static final long B = 0xffff_0a00_0002L;
    private static final long C = 0xffff_c0a8_0003L;

    private static Tuple flow(long from, long to) {
        return new Tuple(Tuple.TCP, 0, from, 0, to, 1024, 179);
    }

    @Test
    void shouldTellBothEndsOfFlowsEitherWay() {
        Owners owners = new Owners(List.of(List.of(), List.of(AddressBlock.parse("192.168.0.0/16"))));
        assertEquals(Owners.NOBODY, owners.from(flow(A, B)));
        owners.infer(new HostAddress(0, A), 0);
        owners.infer(new HostAddress(0, B), 1);
        assertEquals(0, owners.from(flow(A, B)), "what was not known before");
        assertEquals(1, owners.to(flow(A, B)));
        assertEquals(1, owners.from(flow(B, A)));
        assertEquals(0, owners.to(flow(B, A)));
        assertEquals(1, owners.to(flow(A, C)), "given by the user");
        assertEquals(0, owners.to(flow(B, A)));
        assertTrue(owners.areEnds(flow(C, A), 0, 1));
        assertFalse(owners.areEnds(flow(C, B), 0, 1));
    }
}
