package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.diagnose.Decider.Sample;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of the classes that were tried is named, by classes and p-values put together by hand. */
class ChoiceOfClassesTest {
    private static final double RARE = Math.log(1e-9);
    private static final double UNCORRECTED = Math.log(1e-8);

    private final Judged judged = new Judged();
    private final List<Choice.Tested> tested = new ArrayList<>();
    private int packets;

    /** So many more packets; those that are lost first. */
    private BitSet packets(int lost, int arrived) {
        BitSet places = new BitSet();
        places.set(packets, packets + lost + arrived);
        judged.lost(lost, each -> {}).arrived(arrived, each -> {});
        packets += lost + arrived;
        return places;
    }

    private ChoiceOfClassesTest tries(Feature feature, String value, BitSet inside, double lnP) {
        return tries(feature, value, "of " + value, inside, lnP, 0);
    }

    private ChoiceOfClassesTest tries(
            Feature feature, String value, String words, BitSet inside, double lnP, double lnSearched) {
        Split split = new Split(feature, value, words, "not of " + value, inside, UNCORRECTED, lnSearched);
        tested.add(new Choice.Tested(split, lnP));
        return this;
    }

    private Choice choice() {
        return new Choice(judged.trials(), tested, tested.size());
    }

    private Optional<Feature> decides() {
        return choice().decider().map(Decider::feature);
    }

    /** Three of a class at least, and a tenth of it; two in five of what is a moment or what a packet follows. */
    @ParameterizedTest
    @CsvSource({
        "RATE, 3, 27, true",
        "RATE, 3, 28, false",
        "RATE, 2, 0, false",
        "DSCP, 10, 90, true",
        "ADDRESS_FAMILY, 10, 90, true",
        "ENCAPSULATION, 10, 91, false",
        "KIND, 10, 90, true",
        "ROLE, 10, 91, false",
        "INITIATOR, 10, 91, false",
        "SIZE, 10, 90, true",
        "SIZE, 10, 91, false",
        "TIME, 40, 60, true",
        "TIME, 39, 61, false",
        "FIVE_TUPLE, 10, 90, true",
        "FIVE_TUPLE, 10, 91, false",
        "IDLE_GAP, 39, 61, false",
        "TTL, 40, 61, false",
    })
    void shouldNeedAClassThatLosesMuch(Feature feature, int lost, int arrived, boolean decides) {
        BitSet inside = packets(lost, arrived);
        packets(0, 100);
        tries(feature, "x", inside, RARE);
        assertEquals(decides ? Optional.of(feature) : Optional.empty(), decides());
    }

    /** Fifteen in a hundred of what the class loses: 40 of 100 inside, 6 of 100 outside. */
    @ParameterizedTest
    @CsvSource({"6, 94, true", "7, 93, false", "0, 0, false"})
    void shouldNeedOthersThatLoseAboutNothing(int lost, int arrived, boolean decides) {
        BitSet inside = packets(40, 60);
        packets(lost, arrived);
        tries(Feature.SIZE, "x", inside, RARE);
        assertEquals(decides, decides().isPresent());
    }

    /** One in a hundred, corrected for all that were tried. */
    @ParameterizedTest
    @CsvSource({"0.01, true", "0.0101, false"})
    void shouldClaimWhatChanceRarelyMakes(double p, boolean decides) {
        BitSet inside = packets(40, 0);
        packets(0, 100);
        tries(Feature.SIZE, "x", inside, Math.log(p));
        assertEquals(decides, decides().isPresent());
    }

    /** The simpler one wins, unless another explains the losses a hundred times better; here by the search it took. */
    @ParameterizedTest
    @CsvSource({"99, KIND", "101, SIZE"})
    void shouldPreferTheSimplerClass(double searched, Feature winner) {
        BitSet inside = packets(20, 0);
        packets(0, 20);
        tries(Feature.KIND, "k", "of k", inside, RARE, Math.log(searched));
        tries(Feature.SIZE, "s", "of s", inside, RARE, 0);
        assertEquals(Optional.of(winner), decides());
    }

    /** What explains them better is not claimed: then nothing is that explains them so much worse. */
    @Test
    void shouldClaimNothingThatAnotherExplainsMuchBetter() {
        BitSet inside = packets(20, 0);
        packets(0, 20);
        tries(Feature.KIND, "k", "of k", inside, RARE, Math.log(101));
        tries(Feature.SIZE, "s", "of s", inside, 0, 0);
        assertEquals(Optional.empty(), decides());
    }

    /** One flow differs from the others in much: it comes behind all but time; several flows do not. */
    @ParameterizedTest
    @CsvSource({
        "1 of 9, RATE, RATE",
        "2 of 9, RATE, FIVE_TUPLE",
        "1 of 9, TIME, FIVE_TUPLE",
        "1 of 9, IDLE_GAP, IDLE_GAP",
        "2 of 9, SIZE, SIZE",
    })
    void shouldPutOneFlowLast(String flows, Feature other, Feature winner) {
        BitSet inside = packets(20, 0);
        packets(0, 20);
        tries(other, "x", inside, RARE);
        tries(Feature.FIVE_TUPLE, flows, inside, RARE);
        assertEquals(Optional.of(winner), decides());
    }

    private List<Feature> rivals() {
        return choice().decider().orElseThrow().rivals().stream()
                .map(Decider.Rival::feature)
                .toList();
    }

    /** Not three times worse, by e; of the same packets one flow is a rival up to one in twenty, and the time always. */
    @ParameterizedTest
    @CsvSource({
        "SIZE, x, 2.7, true",
        "SIZE, x, 2.8, false",
        "FIVE_TUPLE, 1 of 9, 19.9, true",
        "FIVE_TUPLE, 1 of 20, 20.1, false",
        "FIVE_TUPLE, 2 of 9, 2.8, false",
        "TIME, x, 1e9, true",
    })
    void shouldNameRivalsThatFitNearlyAsWell(Feature feature, String value, double searched, boolean rival) {
        BitSet inside = packets(20, 0);
        packets(0, 20);
        tries(Feature.INITIATOR, "a", inside, RARE);
        tries(feature, value, "of x", inside, 0, Math.log(searched));
        assertEquals(rival ? List.of(feature) : List.of(), rivals());
    }

    /** The time of other packets is a rival like any other. */
    @ParameterizedTest
    @CsvSource({"TIME, x", "FIVE_TUPLE, 1 of 9"})
    void shouldNotSpareRivalsThatNameOtherPackets(Feature feature, String value) {
        BitSet inside = packets(20, 0);
        BitSet more = packets(0, 3);
        packets(0, 20);
        more.or(inside);
        tries(Feature.INITIATOR, "a", inside, RARE);
        tries(feature, value, more, RARE);
        assertEquals(List.of(), rivals());
    }

    /** What is used up on the way cannot arrive, whatever else these packets share. */
    @Test
    void shouldNameNoRivalOfATimeToLive() {
        BitSet inside = packets(20, 0);
        packets(0, 20);
        tries(Feature.TTL, "1", inside, RARE);
        tries(Feature.SIZE, "s", inside, RARE);
        Decider decider = choice().decider().orElseThrow();
        assertEquals(Feature.TTL, decider.feature());
        assertEquals(List.of(), decider.rivals());
    }

    /** Of 1 other that arrives, n lost of n are 1 in n + 1 by chance: for two classes below one in a hundred from 199 on. */
    @ParameterizedTest
    @CsvSource({"1, 199", "2, 19", "100, 3"})
    void shouldSayHowManyPacketsWouldTell(int others, int more) {
        BitSet inside = packets(20, 0);
        packets(0, others);
        tries(Feature.INITIATOR, "a", inside, RARE);
        tries(Feature.KIND, "k", inside, RARE);
        assertEquals(
                more + " packets of a, but not of k",
                choice().decider().orElseThrow().rivals().get(0).wouldTell());
    }

    @Test
    void shouldTellTheCountsOfTheWinner() {
        BitSet inside = packets(20, 5);
        packets(2, 98);
        tries(Feature.KIND, "k", inside, Math.log(1e-5));
        Decider decider = choice().decider().orElseThrow();
        assertEquals("k", decider.value());
        assertEquals("of k", decider.words());
        assertEquals(new Sample(25, 20), decider.inside());
        assertEquals(new Sample(100, 2), decider.outside());
        assertEquals(1e-5, decider.p(), 1e-12);
    }

    /** One in five by chance, before any correction. */
    @ParameterizedTest
    @CsvSource({"0.2, true", "0.21, false"})
    void shouldAskAboutWhatPacketsSuggest(double p, boolean asks) {
        BitSet inside = packets(3, 0);
        packets(0, 3);
        tested.add(new Choice.Tested(new Split(Feature.KIND, "k", "of k", "of others", inside, Math.log(p), 0), 0));
        assertEquals(asks, choice().openQuestion().isPresent());
    }

    /** The logarithm grows with the packets: of 10 and 20 at 0.1, as many again for 0.01; of two classes 1.3 times as many. */
    @ParameterizedTest
    @CsvSource({"1, 10, 20", "2, 14, 27"})
    void shouldAskForSoManyMore(int classes, int more, int others) {
        BitSet inside = packets(9, 1);
        packets(1, 19);
        Split split = new Split(Feature.KIND, "k", "of k", "of others", inside, Math.log(0.1), 0);
        tested.add(new Choice.Tested(split, 0));
        Choice choice = new Choice(judged.trials(), tested, classes);
        assertEquals(
                Optional.of("What decides is not sure: of packets of k 9 of 10 are lost, of all others 1 of 20. About "
                        + more + " more of them and " + others + " more of others would show whether it is that."),
                choice.openQuestion());
    }

    @Test
    void shouldAskNothingWhereSomethingDecides() {
        BitSet inside = packets(20, 0);
        packets(0, 20);
        tries(Feature.KIND, "k", inside, RARE);
        assertEquals(Optional.empty(), choice().openQuestion());
        assertEquals(List.of(), choice().suspects());
    }

    private List<String> suspects() {
        return choice().suspects().stream().map(Clues.Suspect::words).toList();
    }

    /** All that is lost, and nothing else: but neither a time nor what holds for a time only. */
    @ParameterizedTest
    @CsvSource({
        "KIND, of k, 0, 0, true",
        "KIND, of k, 1, 0, false",
        "KIND, of k, 0, 1, false",
        "TIME, of k, 0, 0, false",
        "'KIND', 'of k, from the first loss at 22:00:00.000 on', 0, 0, false",
    })
    void shouldSuspectAClassWithoutFault(Feature feature, String words, int arrived, int others, boolean suspect) {
        BitSet inside = packets(10, arrived);
        packets(others, 40);
        tries(feature, "k", words, inside, 0, 0);
        assertEquals(suspect ? List.of(words) : List.of(), suspects());
    }

    /** One in a thousand, were losses independent: 3 of 3 and 0 of n are one in C(n + 3, 3); 19 others make it 1,540, 16 969. */
    @ParameterizedTest
    @CsvSource({"19, 1, true", "16, 1, false", "19, 2, false"})
    void shouldSuspectWhatChanceRarelyMakes(int others, double searched, boolean suspect) {
        BitSet inside = packets(3, 0);
        packets(0, others);
        tries(Feature.KIND, "k", "of k", inside, 0, Math.log(searched));
        assertEquals(suspect, !suspects().isEmpty());
    }

    @Test
    void shouldPutTheMostTellingSuspectFirst() {
        BitSet inside = packets(10, 0);
        packets(0, 40);
        tries(Feature.KIND, "k", "of k", inside, 0, 1);
        tries(Feature.SIZE, "s", "of s", inside, 0, 0);
        tries(Feature.DSCP, "d", "of d", inside, 0, 2);
        assertEquals(List.of("of s", "of k", "of d"), suspects());
        Clues.Suspect first = choice().suspects().get(0);
        assertEquals(new Sample(10, 10), first.inside());
        assertEquals(new Sample(40, 0), first.outside());
        assertEquals("not of s", first.others());
        assertTrue(choice().decider().isEmpty());
    }

    /** No filter goes by whether a segment carries data: where all of these, and they alone, are long it is their size. */
    @ParameterizedTest
    @CsvSource({"tcp-data, 577, SIZE", "tcp-data, 576, KIND", "tcp-ack, 1500, KIND", "'tcp-ack,tcp-data', 1500, KIND"})
    void shouldTakeLongSegmentsForLongRatherThanForData(String kind, long fails, Feature winner) {
        BitSet inside = packets(20, 0);
        packets(0, 20);
        tries(Feature.KIND, kind, inside, RARE);
        Split bySize = new Split(
                Feature.SIZE, "s", "of s", "not of s", inside, UNCORRECTED, 0, Decider.Detail.above(84, fails));
        tested.add(new Choice.Tested(bySize, RARE));
        assertEquals(Optional.of(winner), decides());
    }
}
