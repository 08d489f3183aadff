package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CopiesTest {
    private static final long MILLIS = 1_000_000;
    private static final long ETH0 = 1;
    private static final long VETH = 2;

    @Test
    void shouldBelieveIpIdsThatBothHave() {
        assertTrue(Copies.samePacket(2_000 * MILLIS, 7, 7, ETH0, ETH0));
        assertFalse(Copies.samePacket(0, 7, 8, ETH0, VETH));
    }

    @Test
    void shouldTakeSightingsAtOnePlaceForTwoPackets() {
        assertFalse(Copies.samePacket(1, 0, 0, ETH0, ETH0));
        assertFalse(Copies.samePacket(1, 0, 0, ETH0 | VETH, VETH));
    }

    @Test
    void shouldTakeSightingsAtTwoPlacesWithinMomentsForOnePacket() {
        assertTrue(Copies.samePacket(10 * MILLIS, 0, 0, ETH0, VETH));
        assertFalse(Copies.samePacket(10 * MILLIS + 1, 0, 0, ETH0, VETH), "a retransmission may come so late");
    }

    @Test
    void shouldFindARecentArrivalAgain() {
        RecentArrivals arrivals = new RecentArrivals(new Room(1_000));
        arrivals.add(Sightings.at(0, 100, ETH0, 41), 7);
        arrivals.add(Sightings.at(MILLIS, 101, ETH0, 42), 8);
        int found = arrivals.find(Sightings.at(2 * MILLIS, 100, ETH0, 43), 7);
        assertEquals(41, arrivals.frame(found));
        assertEquals(-1, arrivals.find(Sightings.at(2 * MILLIS, 100, VETH, 43), 9), "another IP ID");
        assertEquals(-1, arrivals.find(Sightings.at(2 * MILLIS, 102, VETH, 43), 7), "another key");
    }

    @Test
    void shouldTellASecondDeliveryFromASecondSighting() {
        RecentArrivals arrivals = new RecentArrivals(new Room(1_000));
        arrivals.add(Sightings.at(0, 100, ETH0, 41), 7);
        int found = arrivals.find(Sightings.at(1, 100, VETH, 42), 7);
        assertFalse(arrivals.seenAgainAt(found, VETH));
        assertTrue(arrivals.seenAgainAt(found, ETH0));
        assertFalse(arrivals.seenAgainAt(found, VETH), "the second delivery passes there as well");
    }

    @Test
    void shouldFindTheLatestOfArrivalsThatShareASlot() {
        RecentArrivals arrivals = new RecentArrivals(new Room(1_000));
        arrivals.add(Sightings.at(0, 100, ETH0, 41), 7);
        arrivals.add(Sightings.at(1, 100 + (1 << 20), ETH0, 42), 8);
        assertEquals(-1, arrivals.find(Sightings.at(2, 100, ETH0, 43), 7));
        assertEquals(42, arrivals.frame(arrivals.find(Sightings.at(2, 100 + (1 << 20), ETH0, 43), 8)));
    }

    @Test
    void shouldFindNothingBeforeAnythingArrived() {
        assertEquals(-1, new RecentArrivals(new Room(1_000)).find(Sightings.at(0, 0, VETH, 1), 0));
    }
}
