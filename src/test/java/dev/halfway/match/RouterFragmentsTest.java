package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A packet of 1,500 bytes that leaves whole, at 0, and arrives in two fragments, of 1,380 bytes and of the rest. */
class RouterFragmentsTest {
    private static final int HEADER = 20;
    private static final int WHOLE = 1_500;
    private static final int FIRST = 1_380;
    private static final int ID = 77;
    private static final long MOST = 1_000;
    private static final long USUAL = 11;
    /** No fragment that came is of what leaves now. */
    private static final long LATER = Long.MAX_VALUE;

    private final RouterFragments fragments = new RouterFragments();
    private final List<String> found = new ArrayList<>();

    private static Sighting packet(long nanos, int identification) {
        Sighting s = Sightings.at(nanos);
        s.ipVersion = 4;
        s.identification = identification;
        s.leg = new Leg(new Tuple(Tuple.ECHO, 0, 1, 0, 2, 501, 501), 5);
        return s;
    }

    private static Sighting whole() {
        Sighting s = packet(0, ID);
        s.packetLength = WHOLE;
        s.transportLength = WHOLE - HEADER;
        s.frame = 5;
        s.file = 2;
        return s;
    }

    /** @param offset in the payload of IP; what the decoder takes for the length of the first leaves its own header out */
    private static Sighting fragment(long nanos, long frame, int offset, int length, boolean more) {
        Sighting s = packet(nanos, ID);
        s.leg = new Leg(new Tuple(Tuple.FRAGMENTS, 0, 1, 0, 2, 1, 1), 5);
        s.frame = frame;
        s.file = 3;
        s.sequence = offset;
        s.length = offset == 0 ? length - 8 : length;
        s.packetLength = length + HEADER;
        s.transportLength = length;
        s.moreFragments = more;
        return s;
    }

    private static Sighting first(long nanos) {
        return fragment(nanos, 101, 0, FIRST, true);
    }

    private static Sighting last(long nanos) {
        return fragment(nanos, 102, FIRST, WHOLE - HEADER - FIRST, false);
    }

    /** It leaves, and then these fragments arrive; or, by clocks that are wrong, those that come before it do so first. */
    private int arrivedOf(Sighting whole, Sighting... all) {
        boolean left = false;
        for (Sighting each : all) {
            if (!left && each.timeNanos >= whole.timeNanos) {
                fragments.left(whole, LATER, MOST);
                left = true;
            }
            fragments.arrived(each, USUAL, MOST, MOST);
        }
        if (!left) {
            fragments.left(whole, LATER, MOST);
        }
        return RouterFragments.arrivedOf(
                whole, (file, frame, delay) -> found.add(file + ":" + frame + " after " + delay));
    }

    @Test
    void shouldFindAllFragments() {
        Sighting whole = whole();
        assertTrue(arrivedOf(whole, first(10), last(12)) < 0, "all of it");
        assertEquals(List.of("3:101 after 10", "3:102 after 12"), found);
        assertEquals(101, whole.matchFrame);
        assertEquals(3, whole.matchFile);
        assertEquals(10, whole.delayNanos);
    }

    @Test
    void shouldTellHowMuchArrivedOfTheOthers() {
        assertEquals(0, arrivedOf(whole()), "nothing has");
        assertEquals(FIRST, arrivedOf(whole(), first(10)));
        assertEquals(WHOLE - HEADER - FIRST, arrivedOf(whole(), last(12)));
    }

    @Test
    void shouldRememberManyFragments() {
        Sighting[] many = new Sighting[10];
        for (int i = 0; i < 10; i++) {
            many[i] = i == 0 ? first(10) : fragment(10 + i, 109 + i, FIRST + 8 * (i - 1), 8, true);
        }
        assertEquals(FIRST + 72, arrivedOf(whole(), many));
        assertEquals(10, found.size());
        assertEquals("3:118 after 19", found.get(9));
    }

    /** By its IP ID, in time, and as long as it, without its header. */
    @ParameterizedTest
    @CsvSource({
        "77, 10, 1500, true",
        "78, 10, 1500, false",
        "4173, 10, 1500, false",
        "77, -10, 1500, true",
        "77, -1000, 1500, true",
        "77, -1001, 1500, false",
        "77, 1000, 1500, true",
        "77, 1001, 1500, false",
        "77, 10, 1499, false",
        "77, -10, 1499, false",
        "77, 10, 1501, false",
        "77, -10, 1501, false"
    })
    void shouldFindFragmentsOfTheSamePacketOnly(int identification, long nanos, int packetLength, boolean isFound) {
        Sighting whole = whole();
        whole.identification = identification;
        whole.packetLength = packetLength;
        whole.transportLength = packetLength - HEADER;
        assertEquals(isFound, arrivedOf(whole, first(nanos), last(nanos)) < 0);
    }

    /** However many others leave and arrive, likewise in fragments, until it is asked for. */
    @Test
    void shouldFindThemWhateverComesMeanwhile() {
        Sighting whole = whole();
        Sighting first = first(10);
        fragments.left(whole, LATER, MOST);
        fragments.arrived(first, USUAL, MOST, MOST);
        fragments.arrived(last(12), USUAL, MOST, MOST);
        for (int i = 1; i <= 70_000; i++) {
            Sighting other = packet(20 + i, (ID + i) % 65_535 + 1);
            other.packetLength = WHOLE;
            other.transportLength = WHOLE - HEADER;
            Sighting piece = fragment(21 + i, 200 + i, 0, FIRST, true);
            piece.identification = other.identification;
            fragments.left(other, LATER, MOST);
            fragments.arrived(piece, USUAL, MOST, MOST);
        }
        assertTrue(RouterFragments.arrivedOf(whole, (file, frame, delay) -> {}) < 0);
        assertTrue(RouterFragments.leftWhole(first));
    }

    /** They overtake each other on the way: packets of IDs of the same sort leave before the first one has arrived. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, RouterFragments.MOST - 1})
    void shouldFindThemThoughIdsOfTheSameSortLeaveMeanwhile(int others) {
        Sighting whole = whole();
        fragments.left(whole, LATER, MOST);
        Sighting other = null;
        for (int i = 1; i <= others; i++) {
            other = packet(3, ID + (i << 12));
            other.packetLength = WHOLE;
            other.transportLength = WHOLE - HEADER;
            fragments.left(other, LATER, MOST);
        }
        fragments.arrived(first(10), USUAL, MOST, MOST);
        fragments.arrived(last(12), USUAL, MOST, MOST);
        assertTrue(RouterFragments.arrivedOf(whole, (file, frame, delay) -> {}) < 0);
        assertEquals(0, RouterFragments.arrivedOf(other, (file, frame, delay) -> {}));
    }

    /** Of more than it holds it is not known what became of the first, unless they left so long ago that nothing comes any more. */
    @ParameterizedTest
    @CsvSource({"3, 63, false", "3, 64, true", "1000, 64, true", "1001, 64, false"})
    void shouldSayOfWhichItForgotWhatArrived(long nanos, int others, boolean isForgotten) {
        Sighting whole = whole();
        fragments.left(whole, LATER, MOST);
        Sighting other = null;
        for (int i = 1; i <= others; i++) {
            other = packet(nanos, ID + (i << 12));
            other.packetLength = WHOLE;
            other.transportLength = WHOLE - HEADER;
            fragments.left(other, LATER, MOST);
        }
        assertEquals(isForgotten, RouterFragments.isForgotten(whole));
        assertFalse(RouterFragments.isForgotten(other));
        fragments.arrived(first(10), USUAL, MOST, MOST);
        assertEquals(
                isForgotten || nanos > MOST ? 0 : FIRST, RouterFragments.arrivedOf(whole, (file, frame, delay) -> {}));
    }

    /** Two flows have the same ID underway: a fragment is of the packet that is as far away as packets usually are. */
    @Test
    void shouldTellPacketsOfOneIdByWhenTheirFragmentsCome() {
        Sighting whole = whole();
        Sighting other = packet(7, ID);
        other.packetLength = WHOLE;
        other.transportLength = WHOLE - HEADER;
        fragments.left(whole, LATER, MOST);
        fragments.left(other, LATER, MOST);
        for (long nanos : new long[] {10, 17}) {
            fragments.arrived(first(nanos), USUAL, MOST, MOST);
            fragments.arrived(last(nanos + 2), USUAL, MOST, MOST);
        }
        assertTrue(RouterFragments.arrivedOf(whole, (file, frame, delay) -> {}) < 0);
        assertTrue(RouterFragments.arrivedOf(other, (file, frame, delay) -> {}) < 0);
        assertEquals(10, whole.delayNanos);
        assertEquals(10, other.delayNanos);
    }

    /** Two packets of one ID under way, and fragments of one only: of the other it cannot be told whether they are its. */
    @Test
    void shouldSayWhichPacketTheFragmentsOfAnotherMayBeOf() {
        Sighting whole = whole();
        Sighting other = packet(7, ID);
        other.packetLength = WHOLE;
        other.transportLength = WHOLE - HEADER;
        Sighting third = packet(7, ID + 1);
        third.packetLength = WHOLE;
        third.transportLength = WHOLE - HEADER;
        fragments.left(whole, LATER, MOST);
        fragments.left(other, LATER, MOST);
        fragments.left(third, LATER, MOST);
        assertFalse(RouterFragments.isContested(whole), "none has come");
        fragments.arrived(first(17), USUAL, MOST, MOST);
        fragments.arrived(last(19), USUAL, MOST, MOST);
        assertTrue(RouterFragments.arrivedOf(other, (file, frame, delay) -> {}) < 0);
        assertTrue(RouterFragments.isContested(whole));
        assertFalse(RouterFragments.isContested(other));
        assertFalse(RouterFragments.isContested(third));
    }

    /** It is far from its usual time behind the first, and near it behind the second: it is the second's, and none of the first came. */
    @Test
    void shouldNotDoubtAPacketWhoseFragmentsWouldHaveComeLongBefore() {
        Sighting whole = whole();
        Sighting other = packet(500, ID);
        other.packetLength = WHOLE;
        other.transportLength = WHOLE - HEADER;
        fragments.left(whole, LATER, MOST);
        fragments.left(other, LATER, MOST);
        fragments.arrived(first(513), USUAL, 40, MOST);
        assertFalse(RouterFragments.isContested(whole));
        assertEquals(0, RouterFragments.arrivedOf(whole, (file, frame, delay) -> {}));
        assertEquals(FIRST, RouterFragments.arrivedOf(other, (file, frame, delay) -> {}));
    }

    /** By a coarse clock the fragments of the second come before it leaves, and are laid to the first. */
    @ParameterizedTest
    @CsvSource({"512, true", "513, false"})
    void shouldDoubtBothWhereFragmentsOfOneComeAboutWhenTheOtherLeaves(long earliestNanos, boolean isContested) {
        Sighting whole = whole();
        Sighting other = packet(515, ID);
        other.packetLength = WHOLE;
        other.transportLength = WHOLE - HEADER;
        fragments.left(whole, LATER, MOST);
        fragments.arrived(first(10), USUAL, 40, MOST);
        fragments.arrived(last(512), USUAL, 40, MOST);
        fragments.left(other, earliestNanos, MOST);
        assertEquals(isContested, RouterFragments.isContested(whole));
        assertEquals(isContested, RouterFragments.isContested(other));
    }

    /** What looks like a fragment that came before may be that of another packet of its ID, if one left. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSayWhichPacketsARepeatedFragmentMayBeOf(boolean ofOneId) {
        Sighting whole = whole();
        Sighting other = packet(7, ofOneId ? ID : ID + (1 << 12));
        other.packetLength = WHOLE;
        other.transportLength = WHOLE - HEADER;
        fragments.left(whole, LATER, MOST);
        fragments.arrived(last(12), USUAL, MOST, MOST);
        fragments.left(other, LATER, MOST);
        fragments.arrivedAgain(last(19), MOST);
        assertEquals(ofOneId, RouterFragments.isContested(whole));
        assertEquals(ofOneId, RouterFragments.isContested(other));
    }

    /** Each protocol counts for itself. */
    @Test
    void shouldNotTakeTheFragmentsOfOneProtocolForThoseOfAnother() {
        Sighting ping = whole();
        Sighting segment = whole();
        segment.leg = new Leg(new Tuple(Tuple.TCP, 0, 1, 0, 2, 40_001, 179), 5);
        fragments.left(ping, LATER, MOST);
        fragments.left(segment, LATER, MOST);
        Sighting piece = first(11);
        piece.leg = new Leg(new Tuple(Tuple.FRAGMENTS, 0, 1, 0, 2, 6, 6), 5);
        fragments.arrived(piece, USUAL, MOST, MOST);
        assertEquals(0, RouterFragments.arrivedOf(ping, (file, frame, delay) -> {}));
        assertEquals(FIRST, RouterFragments.arrivedOf(segment, (file, frame, delay) -> {}));
        assertFalse(RouterFragments.isContested(ping));
    }

    /** An ID that comes back is another packet's. */
    @Test
    void shouldNotMixPacketsThatHaveTheSameIdAfterEachOther() {
        Sighting whole = packet(MOST, ID);
        whole.packetLength = WHOLE;
        whole.transportLength = WHOLE - HEADER;
        assertTrue(arrivedOf(whole, first(MOST - 1 - MOST), first(MOST + 1), last(MOST + 3)) < 0);
        assertEquals(2, found.size());
    }

    /** By clocks that are wrong they may come before it leaves; of an ID that comes back they are those of the packet before. */
    @Test
    void shouldNotTakeTheFragmentsOfAPacketForThoseOfTheNext() {
        assertTrue(arrivedOf(whole(), first(10), last(10)) < 0);
        Sighting next = packet(15, ID);
        next.packetLength = WHOLE;
        next.transportLength = WHOLE - HEADER;
        assertEquals(0, arrivedOf(next));
        Sighting third = packet(2 * MOST + 10, ID);
        third.packetLength = WHOLE;
        third.transportLength = WHOLE - HEADER;
        assertTrue(arrivedOf(third, first(2 * MOST), last(2 * MOST)) < 0);
    }

    /** What is complete before the packet leaves, and comes again behind it, was another's. */
    @Test
    void shouldRatherTakeTheFragmentsThatComeAfterIt() {
        Sighting whole = packet(20, ID);
        whole.packetLength = WHOLE;
        whole.transportLength = WHOLE - HEADER;
        assertEquals(FIRST, arrivedOf(whole, first(10), last(11), first(30)));
        assertEquals(List.of("3:101 after 10"), found);
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
        assertEquals(0, arrivedOf(whole, first));
        assertFalse(RouterFragments.leftWhole(first));
        assertEquals(0, arrivedOf(whole, first(10)));
        arrivedOf(whole(), first);
        assertFalse(RouterFragments.leftWhole(first));
    }

    @Test
    void shouldFindThePacketThatAFragmentIsOf() {
        Sighting fragment = last(12);
        fragments.arrived(fragment, USUAL, MOST, MOST);
        assertFalse(RouterFragments.leftWhole(fragment), "none left");
        fragment = last(2 * MOST);
        fragments.left(whole(), LATER, 2 * MOST);
        fragments.arrived(fragment, USUAL, MOST, 2 * MOST);
        assertTrue(RouterFragments.leftWhole(fragment));
        assertEquals(5, fragment.matchFrame);
        assertEquals(2, fragment.matchFile);
        assertEquals(2 * MOST, fragment.delayNanos);
    }

    @ParameterizedTest
    @CsvSource({
        "77, 12, 100, true",
        "78, 12, 100, false",
        "77, 1000, 100, true",
        "77, 1001, 100, false",
        "77, 12, 101, false",
        "77, 12, 99, false"
    })
    void shouldTakeAFragmentForThatOfTheSamePacketOnly(int identification, long nanos, int length, boolean isFound) {
        Sighting fragment = fragment(nanos, 102, FIRST, length, false);
        fragment.identification = identification;
        arrivedOf(whole(), fragment);
        assertEquals(isFound, RouterFragments.leftWhole(fragment));
    }

    /** Every link takes 68 bytes in one piece (RFC 791 section 3.2). */
    @ParameterizedTest
    @CsvSource({"68, false", "69, true"})
    void shouldNotRememberPacketsThatAreTooShortToBeCut(int bytes, boolean isFound) {
        Sighting whole = whole();
        whole.packetLength = bytes;
        whole.transportLength = bytes - HEADER;
        Sighting fragment = fragment(12, 102, 8, 8, true);
        arrivedOf(whole, fragment);
        assertEquals(isFound, RouterFragments.leftWhole(fragment));
    }
}
