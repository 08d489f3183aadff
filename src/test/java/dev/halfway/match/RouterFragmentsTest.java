package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A packet of 1,500 bytes that leaves whole, at 0, and arrives in two fragments, of 1,380 bytes and of the rest. */
class RouterFragmentsTest {
    private static final int HEADER = 20;
    private static final int WHOLE = 1_500;
    private static final int FIRST = 1_380;
    private static final int ID = 77;
    private static final long LEAST = -10;
    private static final long MOST = 1_000;

    private final RouterFragments fragments = new RouterFragments();
    private final List<String> found = new ArrayList<>();

    private static Sighting packet(long nanos, int identification) {
        Sighting s = Sightings.at(nanos);
        s.ipVersion = 4;
        s.identification = identification;
        return s;
    }

    private static Sighting whole() {
        Sighting s = packet(0, ID);
        s.packetLength = WHOLE;
        s.frame = 5;
        s.file = 2;
        return s;
    }

    /** @param offset in the payload of IP; what the decoder takes for the length of the first leaves its own header out */
    private static Sighting fragment(long nanos, long frame, int offset, int length, boolean more) {
        Sighting s = packet(nanos, ID);
        s.frame = frame;
        s.file = 3;
        s.sequence = offset;
        s.length = offset == 0 ? length - 8 : length;
        s.packetLength = length + HEADER;
        s.moreFragments = more;
        return s;
    }

    private static Sighting first(long nanos) {
        return fragment(nanos, 101, 0, FIRST, true);
    }

    private static Sighting last(long nanos) {
        return fragment(nanos, 102, FIRST, WHOLE - HEADER - FIRST, false);
    }

    private int arrivedOf(Sighting s) {
        return fragments.arrivedOf(
                s, LEAST, MOST, (file, frame, delay) -> found.add(file + ":" + frame + " after " + delay));
    }

    private void arrive(Sighting... all) {
        for (Sighting each : all) {
            fragments.arrived(each, MOST);
        }
    }

    @Test
    void shouldFindAllFragments() {
        arrive(first(10), last(12));
        Sighting whole = whole();
        assertTrue(arrivedOf(whole) < 0, "all of it");
        assertEquals(List.of("3:101 after 10", "3:102 after 12"), found);
        assertEquals(101, whole.matchFrame);
        assertEquals(3, whole.matchFile);
        assertEquals(10, whole.delayNanos);
    }

    @Test
    void shouldTellHowMuchArrivedOfTheOthers() {
        assertEquals(0, arrivedOf(whole()), "nothing has");
        arrive(first(10));
        assertEquals(FIRST, arrivedOf(whole()));
        RouterFragments others = new RouterFragments();
        others.arrived(last(12), MOST);
        assertEquals(WHOLE - HEADER - FIRST, others.arrivedOf(whole(), LEAST, MOST, (file, frame, delay) -> {}));
    }

    @Test
    void shouldRememberManyFragments() {
        arrive(first(10));
        for (int i = 0; i < 9; i++) {
            arrive(fragment(11 + i, 110 + i, FIRST + 8 * i, 8, true));
        }
        assertEquals(FIRST + 72, arrivedOf(whole()));
        assertEquals(10, found.size());
        assertEquals("3:118 after 19", found.get(9));
    }

    /** By its IP ID, in time, and as long as it: without its header, which takes 20 to 60 bytes. */
    @ParameterizedTest
    @CsvSource({
        "77, 10, 1500, true", "78, 10, 1500, false", "4173, 10, 1500, false", "77, -10, 1500, true",
                "77, -11, 1500, false",
        "77, 1000, 1500, true", "77, 1001, 1500, false", "77, 10, 1499, false", "77, 10, 1540, true",
                "77, 10, 1541, false"
    })
    void shouldFindFragmentsOfTheSamePacketOnly(int identification, long nanos, int packetLength, boolean isFound) {
        arrive(first(nanos), last(nanos));
        Sighting whole = whole();
        whole.identification = identification;
        whole.packetLength = packetLength;
        assertEquals(isFound, arrivedOf(whole) != 0);
    }

    /** An ID that comes back is another packet's. */
    @Test
    void shouldNotMixPacketsThatHaveTheSameIdAfterEachOther() {
        arrive(first(10), first(10 + MOST + 1), last(11 + MOST));
        Sighting whole = packet(MOST, ID);
        whole.packetLength = WHOLE;
        assertTrue(arrivedOf(whole) < 0);
        assertEquals(2, found.size());
    }

    /** By clocks that are wrong they may come before it leaves; of an ID that comes back they are those of the packet before. */
    @Test
    void shouldNotTakeTheFragmentsOfAPacketForThoseOfTheNext() {
        arrive(first(-LEAST), last(-LEAST));
        assertTrue(arrivedOf(whole()) < 0);
        Sighting next = packet(-LEAST - LEAST / 2, ID);
        next.packetLength = WHOLE;
        assertEquals(0, arrivedOf(next));
        arrive(first(2 * MOST), last(2 * MOST));
        Sighting third = packet(2 * MOST - LEAST, ID);
        third.packetLength = WHOLE;
        assertTrue(arrivedOf(third) < 0);
    }

    /** Without an ID nothing tells them; IPv6 has no such routers. */
    @ParameterizedTest
    @CsvSource({"0, 4", "77, 6"})
    void shouldNotGoByPacketsThatNoRouterCuts(int identification, int ipVersion) {
        Sighting first = first(10);
        Sighting whole = whole();
        for (Sighting each : new Sighting[] {first, whole}) {
            each.identification = identification;
            each.ipVersion = ipVersion;
        }
        arrive(first);
        fragments.left(whole);
        assertEquals(0, arrivedOf(whole));
        assertFalse(fragments.leftWhole(first, LEAST, MOST));
        arrive(first(10));
        fragments.left(whole());
        assertEquals(0, arrivedOf(whole));
        assertFalse(fragments.leftWhole(first, LEAST, MOST));
    }

    @Test
    void shouldFindThePacketThatAFragmentIsOf() {
        assertFalse(fragments.leftWhole(last(12), LEAST, MOST), "none left");
        fragments.left(whole());
        Sighting fragment = last(12);
        assertTrue(fragments.leftWhole(fragment, LEAST, MOST));
        assertEquals(5, fragment.matchFrame);
        assertEquals(2, fragment.matchFile);
        assertEquals(12, fragment.delayNanos);
    }

    @ParameterizedTest
    @CsvSource({
        "77, 12, 100, true",
        "78, 12, 100, false",
        "77, -10, 100, true",
        "77, -11, 100, false",
        "77, 1000, 100, true",
        "77, 1001, 100, false",
        "77, 12, 101, false"
    })
    void shouldTakeAFragmentForThatOfTheSamePacketOnly(int identification, long nanos, int length, boolean isFound) {
        fragments.left(whole());
        Sighting fragment = fragment(nanos, 102, FIRST, length, false);
        fragment.identification = identification;
        assertEquals(isFound, fragments.leftWhole(fragment, LEAST, MOST));
    }

    /** No router cuts what is no longer than the longest header. */
    @ParameterizedTest
    @CsvSource({"60, false", "61, true"})
    void shouldNotRememberPacketsThatAreTooShortToBeCut(int bytes, boolean isFound) {
        Sighting whole = whole();
        whole.packetLength = bytes;
        fragments.left(whole);
        assertEquals(isFound, fragments.leftWhole(fragment(12, 102, 16, 8, false), LEAST, MOST));
    }
}
