package dev.halfway.match;

import static dev.halfway.match.Survey.MILLIS;
import static dev.halfway.match.Survey.tuple;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.decode.DecodedPacket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flows that may be one, by too few packets to be sure: at g from an inner address, at h from an outer one. */
class RewritingDoubtsTest {
    private static final String INNER = "10.0.0.1";
    private static final String OUTER = "192.0.2.7";
    private static final String SERVER = "198.51.100.9";
    private static final Tuple AT_G = tuple(Tuple.TCP, INNER, 40_000, SERVER, 179);
    private static final Tuple AT_H = tuple(Tuple.TCP, OUTER, 50_000, SERVER, 179);
    private static final Tuple BY_ADDRESS_AT_H = tuple(Tuple.TCP, OUTER, 40_000, SERVER, 179);

    private final Set<Tuple> elsewhere = new HashSet<>();
    private final FlowKnowledge knowledge = new FlowKnowledge() {
        @Override
        public boolean isElsewhere(Tuple tuple) {
            return elsewhere.contains(tuple);
        }

        @Override
        public boolean areTwo(Tuple atG, Tuple atH) {
            return false;
        }

        @Override
        public boolean endAtBoth(Tuple atG, Tuple atH) {
            return false;
        }
    };

    private final List<Anchor> onlyAtG = new ArrayList<>();
    private final List<Anchor> onlyAtH = new ArrayList<>();

    /** @param content what every device leaves alone, with the numbers of TCP and without */
    private static Anchor anchor(Tuple tuple, double millis, long content, long weak) {
        return anchor(tuple, millis, content, weak, 0);
    }

    private static Anchor anchor(Tuple tuple, double millis, long content, long weak, int carried) {
        SurveyedLeg leg = new SurveyedLeg(new Leg(tuple, 0), null, null, null);
        long exact = Mix.add(tuple.hash(), content);
        return new Anchor()
                .fill(
                        exact,
                        content,
                        weak,
                        carried,
                        leg,
                        new DecodedPacket(),
                        0,
                        (long) (millis * MILLIS),
                        Anchor.NO_GAP);
    }

    private Rewriting rewriting(Tuple... common) {
        return new Rewriting(onlyAtG, onlyAtH, new ArrayList<>(), Set.of(common), knowledge);
    }

    private RewritingDoubts doubts(Tuple... common) {
        return rewriting(common).doubts();
    }

    private static Set<Tuple> bothWays(boolean any, Tuple tuple) {
        return any ? Set.of(tuple, tuple.reversed()) : Set.of();
    }

    private void assertDoubted(boolean doubted, Tuple atG, Tuple atH, RewritingDoubts doubts) {
        assertEquals(bothWays(doubted, atG), doubts.atG(each -> true));
        assertEquals(bothWays(doubted, atH), doubts.atH(each -> true));
    }

    /** Within a second, nothing telling the clocks. */
    @ParameterizedTest
    @CsvSource({"1, 5, true", "1000, 5, true", "-1000, 5, true", "1001, 5, false", "-1001, 5, false", "1, 6, false"})
    void shouldDoubtByOneCopyInAnotherFlow(double later, long content, boolean doubted) {
        onlyAtG.add(anchor(AT_G, 0, 5, 1));
        onlyAtH.add(anchor(AT_H, later, content, 2));
        assertDoubted(doubted, AT_G, AT_H, doubts());
    }

    /** Known by one name at both hosts, with other numbers. */
    @ParameterizedTest
    @CsvSource({"8, 8, true", "8, 9, false"})
    void shouldDoubtByACopyWithOtherNumbersInTheSameFlow(long weakAtG, long weakAtH, boolean doubted) {
        onlyAtG.add(anchor(AT_G, 0, 5, weakAtG));
        onlyAtH.add(anchor(AT_G, 1, 6, weakAtH));
        assertDoubted(doubted, AT_G, AT_G, doubts());
    }

    @Test
    void shouldNotDoubtByACopyWithOtherNumbersInAnotherFlow() {
        onlyAtG.add(anchor(AT_G, 0, 5, 8));
        onlyAtH.add(anchor(AT_H, 1, 6, 8));
        assertDoubted(false, AT_G, AT_H, doubts());
    }

    /** All but one address is the same, whatever the packets hold. */
    @Test
    void shouldDoubtFlowsThatDifferInOneAddress() {
        onlyAtG.add(anchor(AT_G, 0, 5, 8));
        onlyAtH.add(anchor(BY_ADDRESS_AT_H, 1, 6, 9));
        assertDoubted(true, AT_G, BY_ADDRESS_AT_H, doubts());
    }

    @Test
    void shouldDoubtFlowsThatDifferInTheAddressTheyGoTo() {
        Tuple elsewhere = tuple(Tuple.TCP, INNER, 40_000, OUTER, 179);
        onlyAtG.add(anchor(AT_G, 0, 5, 8));
        onlyAtH.add(anchor(elsewhere, 1, 6, 9));
        assertDoubted(true, AT_G, elsewhere, doubts());
    }

    @Test
    void shouldNotDoubtFlowsThatDifferInBothAddressesOrInAPort() {
        onlyAtG.add(anchor(AT_G, 0, 5, 8));
        onlyAtH.add(anchor(AT_H, 1, 6, 9));
        onlyAtH.add(anchor(tuple(Tuple.TCP, OUTER, 40_000, "198.51.100.10", 179), 1, 7, 10));
        onlyAtH.add(anchor(tuple(Tuple.ECHO, OUTER, 40_000, SERVER, 179), 1, 7, 10));
        assertDoubted(false, AT_G, AT_H, doubts());
    }

    /** What the one host knows by its name at the other is not there by another one. */
    @Test
    void shouldNotDoubtWhatHasACounterpartAsItIs() {
        onlyAtG.add(anchor(AT_G, 0, 5, 8));
        onlyAtH.add(anchor(AT_H, 1, 5, 9));
        assertDoubted(false, AT_G, AT_H, doubts(AT_G));
        assertDoubted(false, AT_G, AT_H, doubts(AT_H));
    }

    private static final Tuple PING_AT_G = tuple(Tuple.ECHO, SERVER, 1_000, INNER, 0);
    private static final Tuple PING_AT_H = tuple(Tuple.ECHO, OUTER, 500, INNER, 0);
    private static final Tuple PING_ALIKE_AT_H = tuple(Tuple.ECHO, OUTER, 1_000, INNER, 0);

    /**
     * Pings of two programs have their numbers in common. Where another flow between their addresses is known by one name, they
     * may be one for what they carry alone, if that is not the same in all.
     */
    @ParameterizedTest
    @CsvSource({
        "none, 0, true",
        "none, 7, true",
        "ping, 0, false",
        "ping, 7, true",
        "back, 0, false",
        "tcp, 0, false",
        "other, 0, true"
    })
    void shouldNotDoubtPingsForTheirNumbersAlone(String common, int varying, boolean doubted) {
        for (int i = 0; i < 4; i++) {
            onlyAtG.add(anchor(PING_AT_G, 1_200 * i, 20 + i, 20 + i, 3 + varying * i));
            onlyAtH.add(anchor(PING_AT_H, 1_200 * i + 1, i == 2 ? 22 : 90 + i, 90 + i, 3 + varying * i));
        }
        assertDoubted(doubted, PING_AT_G, PING_AT_H, doubts(common(common)));
    }

    @ParameterizedTest
    @CsvSource({"none, true", "ping, false", "tcp, false", "other, true"})
    void shouldNotDoubtPingsOfOneIdentifierBetweenAddressesThatAreNotTranslated(String common, boolean doubted) {
        onlyAtG.add(anchor(PING_AT_G, 0, 5, 8));
        onlyAtH.add(anchor(PING_ALIKE_AT_H, 1, 6, 9));
        assertDoubted(doubted, PING_AT_G, PING_ALIKE_AT_H, doubts(common(common)));
    }

    /** A device may translate the identifier alone: what the other host has between the same addresses may be it. */
    @ParameterizedTest
    @CsvSource({"none", "ping", "tcp"})
    void shouldDoubtPingsOfOtherIdentifiersBetweenTheSameAddresses(String common) {
        Tuple otherIdentifier = tuple(Tuple.ECHO, SERVER, 4_003, INNER, 0);
        onlyAtG.add(anchor(PING_AT_G, 0, 5, 8));
        onlyAtH.add(anchor(otherIdentifier, 1, 5, 8));
        assertDoubted(true, PING_AT_G, otherIdentifier, doubts(common(common)));
    }

    /** Of pings alike it cannot be told which is which, but that they are some of those: other flows are translated to their addresses. */
    @ParameterizedTest
    @CsvSource({"192.0.2.7, true", "192.0.2.8, false"})
    void shouldDoubtPingsBetweenAddressesThatOtherFlowsAreTranslatedTo(String outer, boolean doubted) {
        translated(AT_G, AT_H);
        onlyAtG.add(anchor(PING_AT_G.reversed(), 0, 5, 8));
        onlyAtH.add(anchor(tuple(Tuple.ECHO, outer, 500, SERVER, 0), 1, 5, 9));
        onlyAtH.add(anchor(tuple(Tuple.ECHO, outer, 501, SERVER, 0), 1, 5, 9));
        assertEquals(bothWays(doubted, PING_AT_G), doubts(common("ping")).atG(each -> true));
    }

    private static Tuple[] common(String which) {
        return switch (which) {
            case "ping" -> new Tuple[] {tuple(Tuple.ECHO, INNER, 77, SERVER, 0)};
            case "back" -> new Tuple[] {PING_AT_G.reversed()};
            case "tcp" -> new Tuple[] {AT_G};
            case "other" -> new Tuple[] {tuple(Tuple.TCP, INNER, 40_000, "198.51.100.10", 179)};
            default -> new Tuple[0];
        };
    }

    /** Three packets tell that it is: a fourth, of the same flow, leaves nothing open of others. */
    @Test
    void shouldNotDoubtWhatIsTranslated() {
        for (int i = 0; i < 3; i++) {
            onlyAtG.add(anchor(AT_G, 100 * i, 5 + i, 20 + i));
            onlyAtH.add(anchor(AT_H, 100 * i + 1, 5 + i, 30 + i));
        }
        onlyAtG.add(anchor(AT_G, 400, 99, 40));
        onlyAtH.add(anchor(tuple(Tuple.TCP, OUTER, 40_000, SERVER, 179), 401, 99, 41));
        assertDoubted(false, AT_G, AT_H, doubts());
    }

    /** All are of one flow, which is not another: but for the number of them. */
    @ParameterizedTest
    @CsvSource({"0, false", "1, true"})
    void shouldDoubtWhereTooManyAreThereAtAboutThatTime(int beyond, boolean doubted) {
        onlyAtG.add(anchor(AT_G, 0, 5, 8));
        for (int i = 0; i < RewritingDoubts.MOST_COMPARED + beyond; i++) {
            onlyAtH.add(anchor(AT_G, i * 0.1, 1_000_000 + i, 2_000_000 + i));
        }
        RewritingDoubts doubts = doubts();
        assertEquals(bothWays(doubted, AT_G), doubts.atG(each -> true));
        assertEquals(beyond, doubts.beyondCompared(), "told");
    }

    @Test
    void shouldNotCompareWithWhatIsThereAtOtherTimes() {
        onlyAtG.add(anchor(AT_G, 0, 5, 8));
        for (int i = 0; i < 2 * RewritingDoubts.MOST_COMPARED; i++) {
            onlyAtH.add(anchor(BY_ADDRESS_AT_H, 1_001 + i, 5, 2_000_000 + i));
        }
        assertDoubted(false, AT_G, BY_ADDRESS_AT_H, doubts());
    }

    /** A third host knows both flows by their names: they are two. */
    @ParameterizedTest
    @CsvSource({"true, true, false", "true, false, true", "false, true, true"})
    void shouldNotTakeFlowsForOneThatAThirdHostTellsApart(boolean firstIs, boolean otherIs, boolean doubted) {
        onlyAtG.add(anchor(AT_G, 0, 5, 1));
        onlyAtH.add(anchor(AT_H, 1, 5, 2));
        if (firstIs) {
            elsewhere.add(AT_G);
        }
        if (otherIs) {
            elsewhere.add(AT_H);
        }
        assertDoubted(doubted, AT_G, AT_H, doubts());
    }

    @Test
    void shouldLookAtWhatIsAskedForOnly() {
        onlyAtG.add(anchor(AT_G, 0, 5, 1));
        onlyAtH.add(anchor(AT_H, 1, 5, 2));
        assertEquals(Set.of(), doubts().atG(AT_H::equals));
        assertEquals(bothWays(true, AT_G), doubts().atG(AT_G::equals));
    }

    private void translated(Tuple atG, Tuple atH) {
        for (int i = 0; i < 3; i++) {
            long content = Mix.add(atG.hash(), i);
            onlyAtG.add(anchor(atG, 100 * i, content, Mix.add(content, 1)));
            onlyAtH.add(anchor(atH, 100 * i + 1, content, Mix.add(content, 2)));
        }
    }

    private static Map<Tuple, Tuple> addresses(Tuple atG, Tuple atH) {
        return Map.of(
                atH.addresses(), atG.addresses(),
                atH.reversed().addresses(), atG.reversed().addresses());
    }

    @Test
    void shouldTellWhichAddressesAreTranslatedWhateverTheFlow() {
        translated(AT_G, BY_ADDRESS_AT_H);
        TranslatedAddresses told = rewriting().addresses();
        assertEquals(addresses(AT_G, AT_H), told.toG());
        assertEquals(Set.of(), told.renumbered());
    }

    @Test
    void shouldTellThatPortsAreTranslatedToo() {
        translated(AT_G, AT_H);
        assertEquals(
                Set.of(AT_H.addresses(), AT_H.reversed().addresses()),
                rewriting().addresses().renumbered());
    }

    /** To two addresses at the one host, or from two at the other: not whatever the flow. */
    @ParameterizedTest
    @CsvSource({"10.0.0.1, 192.0.2.8", "10.0.0.2, 192.0.2.7"})
    void shouldNotTellAddressesThatFlowsTellOtherwise(String inner, String outer) {
        translated(AT_G, AT_H);
        translated(tuple(Tuple.TCP, inner, 41_000, SERVER, 179), tuple(Tuple.TCP, outer, 51_000, SERVER, 179));
        Map<Tuple, Tuple> told = rewriting().addresses().toG();
        assertEquals(null, told.get(AT_H.addresses()));
        assertEquals(null, told.get(AT_H.reversed().addresses()));
    }

    /** Some flows between them are not translated. */
    @Test
    void shouldNotTellAddressesThatAreInCommonAsTheyAre() {
        translated(AT_G, AT_H);
        Tuple asItIs = tuple(Tuple.TCP, OUTER, 1_000, SERVER, 179);
        assertEquals(
                Map.of(AT_H.reversed().addresses(), AT_G.reversed().addresses()),
                rewriting(asItIs).addresses().toG());
    }
}
