package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoiceTest {
    private static final List<String> HOSTS = List.of("219", "231");

    private static Choice choice(Trials trials) {
        List<Splitter> splitters = List.of(
                new ByInitiator(HOSTS), new ByKind(), new BySize(), new ByFiveTuple(Map.of(), Map.of()), new ByTime());
        List<Split> splits = new ArrayList<>();
        splitters.forEach(each -> each.best(trials).ifPresent(splits::add));
        List<Double> corrected = LossEvidence.corrected(splits);
        List<Choice.Tested> tested = new ArrayList<>();
        for (int i = 0; i < splits.size(); i++) {
            tested.add(new Choice.Tested(splits.get(i), corrected.get(i)));
        }
        return new Choice(trials, tested, splits.size());
    }

    /** Lost are packets of 59 bytes and less; of pings, shorter than these where {@code asWell}. */
    private static Decider ofShortPackets(boolean asWell) {
        Judged judged = new Judged();
        for (int i = 0; i < 30; i++) {
            int number = i;
            judged.lost(1, each -> {
                        each.typeP = asWell && number % 2 == 0 ? TypeP.ICMP_ECHO_REQUEST : TypeP.TCP_ACK;
                        each.bytes = 40 + number % 20;
                    })
                    .arrived(2, each -> {
                        each.typeP = TypeP.ICMP_ECHO_REQUEST;
                        each.bytes = 60 + number;
                    });
        }
        return choice(judged.trials()).decider().orElseThrow();
    }

    @Test
    void shouldNameASizeBelowOnlyWhereNothingElseComesNear() {
        Decider bySize = ofShortPackets(true);
        assertEquals(Feature.SIZE, bySize.feature());
        assertEquals("up to 59 bytes", bySize.value());
        Decider byKind = ofShortPackets(false);
        assertEquals(Feature.KIND, byKind.feature());
        assertEquals(List.of(), byKind.rivals());
    }

    /** Replies, SYN-ACKs and data of what 231 began are lost; requests and data of what 219 began are not. */
    @Test
    void shouldNameTheSimplestThatExplainsAll() {
        Judged judged = new Judged();
        for (int i = 0; i < 10; i++) {
            int number = i;
            judged.lost(1, each -> each.flow = 10 + number)
                    .arrived(2, each -> {
                        each.initiator = 0;
                        each.typeP = TypeP.ICMP_ECHO_REQUEST;
                    })
                    .lost(1, each -> each.typeP = number % 2 == 0 ? TypeP.TCP_SYN_ACK : TypeP.TCP_DATA)
                    .arrived(1, each -> {
                        each.initiator = 0;
                        each.typeP = TypeP.TCP_DATA;
                    });
        }
        Decider decider = choice(judged.trials()).decider().orElseThrow();
        assertEquals(Feature.INITIATOR, decider.feature());
        assertEquals("231", decider.value());
        assertEquals(new Decider.Sample(20, 20), decider.inside());
        assertEquals(new Decider.Sample(30, 0), decider.outside());
        assertEquals(1, decider.effect());
        assertEquals(List.of(), decider.rivals(), "data is lost of one and not of the other");
    }

    /** Only replies were begun by 231: that they are replies explains as much. */
    @Test
    void shouldNameTheRivalAndWhatWouldTell() {
        Judged judged = new Judged();
        for (int i = 0; i < 20; i++) {
            int flow = i % 7;
            judged.lost(1, each -> each.flow = 10 + flow).arrived(1, each -> {
                each.initiator = 0;
                each.flow = 20 + flow;
                each.typeP = TypeP.ICMP_ECHO_REQUEST;
            });
        }
        Decider decider = choice(judged.trials()).decider().orElseThrow();
        assertEquals(Feature.INITIATOR, decider.feature());
        // n lost of n against 0 of 20 others: 1 in C(20 + n, n), for 3 tests below 1 %: from n = 2 on, but 3 at least.
        assertEquals(1, decider.rivals().size());
        Decider.Rival rival = decider.rivals().get(0);
        assertEquals(Feature.KIND, rival.feature());
        assertEquals("icmp-echo-reply", rival.value());
        assertEquals("3 packets of exchanges that 231 began, but of other kinds than echo replies", rival.wouldTell());
        assertEquals(new Decider.Sample(20, 20), rival.inside());
        assertEquals(new Decider.Sample(20, 0), rival.outside());
    }

    /** Of 24 flows of two or three SYNs 20 lose all of them, and the four others go on. */
    @Test
    void shouldPreferWhatHasNoExceptionToWhatIsSimplerAndHas() {
        Judged judged = new Judged();
        for (int i = 0; i < 24; i++) {
            int flow = i;
            boolean passes = i % 6 == 5;
            Consumer<Observed> syn = each -> {
                each.flow = flow;
                each.typeP = TypeP.TCP_SYN;
            };
            if (passes) {
                judged.arrived(1, syn).arrived(23, each -> {
                    each.flow = flow;
                    each.typeP = TypeP.TCP_DATA;
                });
            } else {
                judged.lost(i % 2 == 0 ? 2 : 3, syn);
            }
        }
        Decider decider = choice(judged.trials()).decider().orElseThrow();
        assertEquals(Feature.FIVE_TUPLE, decider.feature());
        assertEquals("20 of 24 flows", decider.value());
        assertEquals(decider.inside().judged(), decider.inside().lost());
        assertEquals(new Decider.Sample(96, 0), decider.outside());
    }

    /** Pings between the two are no SYNs: to tell, it takes SYNs of flows that are not there yet. */
    @Test
    void shouldNotAskForSynsOfFlowsThatHaveNone() {
        Judged judged = new Judged();
        for (int i = 0; i < 7; i++) {
            judged.arrived(6, each -> each.flow = 3)
                    .lost(1, each -> {
                        each.flow = 2;
                        each.typeP = TypeP.TCP_SYN;
                    })
                    .arrived(6, each -> each.flow = 4);
        }
        Decider decider = choice(judged.trials()).decider().orElseThrow();
        assertEquals(Feature.KIND, decider.feature());
        assertEquals(
                List.of("3 packets that are SYNs, but of new flows"),
                decider.rivals().stream()
                        .filter(rival -> rival.feature() == Feature.FIVE_TUPLE)
                        .map(Decider.Rival::wouldTell)
                        .toList());
    }

    /** One class explains a part, the other all. */
    @Test
    void shouldPreferWhatExplainsMoreToWhatIsSimpler() {
        Judged judged = new Judged();
        for (int i = 0; i < 20; i++) {
            judged.lost(1, each -> each.bytes = 1500)
                    .arrived(1, each -> each.initiator = 0)
                    .arrived(1, each -> each.initiator = 1);
        }
        Decider decider = choice(judged.trials()).decider().orElseThrow();
        assertEquals(Feature.SIZE, decider.feature());
    }

    @Test
    void shouldAskForMoreWhereThereIsTooLittle() {
        Judged judged = new Judged();
        for (int i = 0; i < 3; i++) {
            judged.lost(1, each -> each.typeP = TypeP.TCP_DATA).arrived(2, each -> {});
        }
        Choice choice = choice(judged.trials());
        assertEquals(Optional.empty(), choice.decider());
        String question = choice.openQuestion().orElseThrow();
        assertTrue(
                question.startsWith(
                        "What decides is not sure: of packets that are data segments 3 of 3 are lost, of all"
                                + " others 0 of 6. About "),
                question);
    }

    @Test
    void shouldClaimNothingOfLossThatIsEverywhere() {
        Judged judged = new Judged();
        for (int i = 0; i < 200; i++) {
            int number = i;
            judged.lost(i % 5 == 0 ? 1 : 0, each -> each.initiator = number / 5 % 2)
                    .arrived(2, each -> each.initiator = number % 2);
        }
        Choice choice = choice(judged.trials());
        assertEquals(Optional.empty(), choice.decider());
        assertEquals(Optional.empty(), choice.openQuestion());
    }

    /** Lost data segments, each with so many replies that arrive. */
    private static Trials data(long lost, long arrived) {
        Judged judged = new Judged();
        for (int i = 0; i < lost; i++) {
            int others = (int) (arrived * (i + 1) / lost - arrived * i / lost);
            judged.lost(1, each -> each.typeP = TypeP.TCP_DATA).arrived(others, each -> {});
        }
        return judged.trials();
    }

    /** With as many more as it asks for it is shown; it asks for three of each at least. */
    @Test
    void shouldAskForAsManyAsItTakes() {
        String question = choice(data(3, 6)).openQuestion().orElseThrow();
        Matcher asked =
                Pattern.compile("About (\\d+) more of them and (\\d+) more ").matcher(question);
        assertTrue(asked.find(), question);
        long lost = Long.parseLong(asked.group(1));
        long arrived = Long.parseLong(asked.group(2));
        assertTrue(choice(data(3 + lost, 6 + arrived)).decider().isPresent(), question);
        assertEquals(List.of(3L, 3L), List.of(lost, arrived));
    }

    /** Packets of BGP, data and ACKs by turns, among pings. */
    private static void send(Judged judged, int count, int flow, int dscp, boolean isLost) {
        for (int i = 0; i < count; i++) {
            TypeP kind = i % 2 == 0 ? TypeP.TCP_DATA : TypeP.TCP_ACK;
            Consumer<Observed> packet = each -> {
                each.typeP = kind;
                each.flow = flow;
                each.dscp = dscp;
                each.service = 71;
            };
            judged.arrived(2, each -> {});
            if (isLost) {
                judged.lost(1, packet);
            } else {
                judged.arrived(1, packet);
            }
        }
    }

    /** One connection is lost in mid-life; what its packets are marked is no reason where the next one passes with that mark. */
    @ParameterizedTest
    @CsvSource({
        "11, 9, 3, 48, FIVE_TUPLE", // the next one
        "11, 9, 2, 48, DSCP", // it goes on itself
        "11, 9, 3, 16, DSCP", // with another mark
        "11, 1, 3, 48, DSCP", // data alone is seen to pass
        "11, 0, 3, 48, DSCP" // there is none
    })
    void shouldNotTakeTheMarkOfABrokenConnectionForAReason(
            int before, int behind, int flowBehind, int dscpBehind, Feature decides) {
        Judged judged = new Judged();
        send(judged, before, 2, 48, false);
        send(judged, 13, 2, 48, true);
        send(judged, behind, flowBehind, dscpBehind, false);
        judged.arrived(7, each -> {});
        Trials trials = judged.trials();
        List<Choice.Tested> tested = Stream.of(new ByDscp(), new ByFiveTuple(Map.of(), Map.of()))
                .flatMap(each -> WhileLosing.best(each, trials).stream())
                .map(split -> new Choice.Tested(split, split.lnP()))
                .toList();
        assertEquals(
                decides,
                new Choice(trials, tested, tested.size())
                        .decider()
                        .orElseThrow()
                        .feature());
    }
}
