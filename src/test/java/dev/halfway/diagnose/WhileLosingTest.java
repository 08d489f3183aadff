package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A class of packets that is lost for a time only: told with the time, and tried at any. */
class WhileLosingTest {
    /** SYN-ACKs and replies that arrive, then SYN-ACKs that are lost among replies, then both as before; or a loss is the last. */
    private static Trials trials(int before, int losing, int behind) {
        Judged judged = new Judged();
        add(judged, before, false, behind == 0);
        add(judged, losing, true, behind == 0);
        add(judged, behind, false, false);
        return judged.trials();
    }

    private static void add(Judged judged, int count, boolean isLosing, boolean repliesFirst) {
        for (int i = 0; i < count; i++) {
            judged.arrived(repliesFirst ? 1 : 0, each -> {});
            if (isLosing) {
                judged.lost(1, each -> each.typeP = TypeP.TCP_SYN_ACK);
            } else {
                judged.arrived(1, each -> each.typeP = TypeP.TCP_SYN_ACK);
            }
            judged.arrived(repliesFirst ? 0 : 1, each -> {});
        }
    }

    private static Split best(Trials trials) {
        return WhileLosing.best(new ByKind(), trials).orElseThrow();
    }

    @Test
    void shouldSayFromWhenToWhenAKindIsLost() {
        Split amid = best(trials(30, 20, 30));
        assertEquals(
                "that are SYN-ACKs, from the first loss at 00:00:06.000 to the last at 00:00:09.800", amid.words());
        assertEquals("of other kinds than SYN-ACKs, or at another time", amid.otherwise());
        assertEquals(20, amid.inside().cardinality());
        assertEquals(
                "that are SYN-ACKs, from the first loss at 00:00:06.100 on",
                best(trials(30, 20, 0)).words());
        assertEquals(
                "that are SYN-ACKs, up to the last loss at 00:00:03.800",
                best(trials(0, 20, 30)).words());
    }

    @Test
    void shouldTakeTheTimeAwayForAnExperiment() {
        Split amid = best(trials(30, 20, 30));
        assertEquals(
                ", from the first loss at 00:00:06.000 to the last at 00:00:09.800", WhileLosing.when(amid.words()));
        assertEquals("that are SYN-ACKs", WhileLosing.atAnyTime(amid.words()));
        assertEquals("of other kinds than SYN-ACKs", WhileLosing.atAnyTime(amid.otherwise()));
        assertEquals("that are SYN-ACKs", WhileLosing.atAnyTime("that are SYN-ACKs"));
        assertEquals("", WhileLosing.when("that are SYN-ACKs"));
        assertEquals(", up to the last loss at 1", WhileLosing.when("of these, up to the last loss at 1 (of 3)"));
    }

    /** Where the class loses all the time, that is what is told, though both were tried. */
    @Test
    void shouldNotTellOfATimeThatExplainsNothing() {
        Trials all = trials(0, 20, 0);
        Split whole = new ByKind().best(all).orElseThrow();
        Split told = best(all);
        assertEquals("that are SYN-ACKs", told.words());
        assertEquals(whole.lnP() + Math.log(2), told.lnP(), 1e-9);
    }

    /** Of nine packets while losing there is nothing to divide; nor by what is not seen of the packet alone. */
    @Test
    void shouldDivideTenPacketsAtLeast() {
        assertEquals("that are SYN-ACKs", best(trials(30, 5, 30)).words(), "from loss to loss they are nine");
        assertTrue(best(trials(30, 6, 30)).words().contains("from the first loss"));
        Optional<Split> rate = WhileLosing.best(new ByRate(), trials(30, 20, 30));
        assertEquals(new ByRate().best(trials(30, 20, 30)).map(Split::words), rate.map(Split::words));
        assertEquals(List.of(), rate.stream().toList());
    }

    /** Of one kind all is lost for a time; all the time one packet of ten, too. */
    private static Trials besideNoise(int before, int losing, int behind) {
        Judged judged = new Judged();
        for (int i = 0; i < before + losing + behind; i++) {
            boolean isLosing = i >= before && i < before + losing;
            send(judged, i % 10 == 3, TypeP.ICMP_ECHO_REPLY);
            send(judged, isLosing || i % 10 == 7, TypeP.TCP_SYN_ACK);
        }
        return judged.trials();
    }

    private static void send(Judged judged, boolean isLost, TypeP typeP) {
        Consumer<Observed> packet = each -> {
            each.typeP = typeP;
            each.flow = typeP.isTcp() ? 1 : 2;
        };
        if (isLost) {
            judged.lost(1, packet);
        } else {
            judged.arrived(1, packet);
        }
    }

    @Test
    void shouldFindTheTimeOfAKindBesideLossesOfAllTimes() {
        Split amid = best(besideNoise(60, 30, 60));
        assertEquals("that are SYN-ACKs, from 00:00:12.100 to 00:00:17.900", amid.words());
        assertEquals(30, amid.inside().cardinality());
        assertEquals(", from 00:00:12.100 to 00:00:17.900", WhileLosing.when(amid.words()));
        assertEquals("that are SYN-ACKs", WhileLosing.atAnyTime(amid.words()));
        assertTrue(amid.lnP() < Math.log(1e-6), () -> "p " + Math.exp(amid.lnP()));
        assertEquals(
                "that are SYN-ACKs, from 00:00:12.100 on",
                best(besideNoise(60, 30, 0)).words());
    }

    /** Of losses strewn at random some stretch is always the worst for some kind: that pays for all the stretches there are. */
    @Test
    void shouldClaimNoTimeOfLossesThatAreStrewn() {
        Random random = new Random(20_261_130);
        TypeP[] kinds = {TypeP.TCP_ACK, TypeP.TCP_DATA, TypeP.ICMP_ECHO_REQUEST, TypeP.ICMP_ECHO_REPLY};
        int claimed = 0;
        for (int run = 0; run < 400; run++) {
            Judged judged = new Judged();
            for (int i = 0; i < 300; i++) {
                send(judged, random.nextInt(20) == 0, kinds[random.nextInt(kinds.length)]);
            }
            claimed += WhileLosing.best(new ByKind(), judged.trials())
                            .filter(split -> split.lnP() <= Math.log(0.01))
                            .isPresent()
                    ? 1
                    : 0;
        }
        assertTrue(claimed <= 4, claimed + " of 400 at 1 %");
    }

    /** The worst time of SYNs is not all of the time in which TCP is lost. */
    @Test
    void shouldFindAllOfTheTimeOfAProtocol() {
        Judged judged = new Judged();
        for (int i = 0; i < 200; i++) {
            send(judged, i % 40 == 3, TypeP.ICMP_ECHO_REPLY);
            send(judged, i >= 100, i < 105 || i % 3 == 0 ? TypeP.TCP_DATA : TypeP.TCP_SYN);
        }
        Split found = best(judged.trials());
        assertEquals("of TCP, from 00:00:20.100 on", found.words());
        assertEquals(100, found.inside().cardinality());
    }
}
