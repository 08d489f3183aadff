package dev.halfway.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.DirectionEvidence;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.diagnose.LossPattern;
import dev.halfway.report.Examples;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private static final String RANDOM = "random loss";
    private static final String STATE = "stateful device";

    private final Findings findings = new Findings();

    /** A diagnosis by which so many packets were lost between two moments. */
    private static Diagnosis losing(String cause, long lost, long first, long last) {
        return losing(
                Finding.of("one-way-loss", Grade.CERTAIN, lost + " lost")
                        .between("219", "231")
                        .at("between-taps")
                        .by(new Finding.Cause(cause, Grade.CERTAIN, List.of(), List.of()))
                        .build(),
                lost,
                first,
                last);
    }

    /** The same, too few to say how. */
    private static Diagnosis losingFew(long lost, long first, long last) {
        return losing(
                Finding.of("one-way-loss", Grade.CERTAIN, lost + " lost")
                        .between("219", "231")
                        .sayingTooFew(true)
                        .at("between-taps")
                        .build(),
                lost,
                first,
                last);
    }

    private static Diagnosis losing(Finding finding, long lost, long first, long last) {
        Diagnosis like = Examples.incident();
        LossPattern pattern = new LossPattern(
                1_000,
                lost,
                1,
                lost,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                OptionalLong.of(first),
                OptionalLong.of(last),
                OptionalLong.empty(),
                Optional.empty());
        return with(
                like,
                List.of(new DirectionEvidence("219", "231", Optional.empty(), pattern, List.of())),
                List.of(finding),
                1);
    }

    private static Diagnosis clean() {
        return with(Examples.incident(), List.of(), List.of(), 0);
    }

    private static Diagnosis with(
            Diagnosis like, List<DirectionEvidence> evidence, List<Finding> findings, int exitCode) {
        return new Diagnosis(
                like.hosts(),
                like.inputs(),
                like.clocks(),
                like.losses(),
                like.appeared(),
                like.unjudged(),
                evidence,
                like.bgp(),
                like.inferred(),
                like.notes(),
                findings,
                like.verdict(),
                like.sentence(),
                like.maxLossPercent(),
                exitCode);
    }

    private List<String> after(Diagnosis... views) {
        for (Diagnosis each : views) {
            findings.note(each);
        }
        return findings.all().stream()
                .map(each -> each.finding().sentence() + " by "
                        + each.finding().cause().map(Finding.Cause::name).orElse("few")
                        + (each.isCurrent() ? "" : ", no longer"))
                .toList();
    }

    /** What is seen of a spell as it begins and as it leaves the view. */
    @Test
    void shouldTellASpellAsItWasWhenMostWasLost() {
        assertEquals(
                List.of("70 lost by stateful device"),
                after(losing(RANDOM, 4, 10, 12), losing(STATE, 70, 10, 30), losing(RANDOM, 9, 25, 30)));
    }

    @Test
    void shouldTellASpellOfItsOwnAfterACleanTime() {
        assertEquals(
                List.of("70 lost by random loss, no longer", "9 lost by stateful device"),
                after(losing(RANDOM, 70, 10, 30), clean(), losing(STATE, 9, 50, 60)));
        assertEquals(
                List.of(
                        "70 lost by random loss, no longer",
                        "9 lost by stateful device, no longer",
                        "3 lost by stateful device"),
                after(clean(), losing(STATE, 3, 80, 90)));
    }

    /** As at random: now and then none of a few packets is lost, and now and then they are too few to say how. */
    @Test
    void shouldTellASteadyLossOnce() {
        assertEquals(
                List.of("9 lost by random loss"),
                after(
                        losingFew(1, 10, 10),
                        losing(RANDOM, 9, 10, 90),
                        losingFew(2, 100, 115),
                        losing(RANDOM, 4, 115, 150),
                        clean(),
                        losingFew(1, 250, 250),
                        losing(RANDOM, 5, 250, 280),
                        clean(),
                        losingFew(1, 429, 429)));
    }

    /** What is lost beside them is told as ever, with the time when it began. */
    @Test
    void shouldTellTheLastOfSingleLosses() {
        assertEquals(
                List.of("1 lost by few, no longer"),
                after(losingFew(1, 10, 10), clean(), losingFew(2, 500, 501), clean(), losingFew(1, 900, 900), clean()));
        assertEquals(
                List.of("1 lost by few, no longer", "70 lost by stateful device, no longer"),
                after(losing(STATE, 70, 2_000, 2_100), clean()));
        assertEquals(
                List.of("70 lost by stateful device, no longer", "1 lost by few"), after(losingFew(1, 9_000, 9_000)));
    }

    /** Of single losses that become many the many are told, and not the single ones as well. */
    @Test
    void shouldTellOnceWhatBeganAsASingleLoss() {
        assertEquals(
                List.of("70 lost by stateful device, no longer", "9 lost by random loss"),
                after(
                        losingFew(1, 10, 10),
                        clean(),
                        losing(STATE, 70, 500, 600),
                        clean(),
                        losingFew(1, 100_000, 100_000),
                        losing(RANDOM, 9, 100_000, 100_500)));
    }

    /** Packets that were told lost already are of no other spell. */
    @Test
    void shouldKeepASpellOfWhichNothingCouldBeToldMeanwhile() {
        assertEquals(
                List.of("70 lost by random loss"),
                after(losing(RANDOM, 70, 10, 30), clean(), losing(RANDOM, 60, 20, 40)));
    }

    @Test
    void shouldTellAnotherCauseOfWhatIsLostLater() {
        assertEquals(
                List.of("70 lost by random loss, no longer", "60 lost by stateful device"),
                after(losing(RANDOM, 70, 10, 30), losing(STATE, 60, 25, 45)));
    }

    /** Of very many spells the last is told as one. */
    @Test
    void shouldStayBounded() {
        List<String> told = List.of();
        for (int spell = 0; spell < 200; spell++) {
            told = after(losing(RANDOM, 5, 100 * spell, 100 * spell + 5), clean());
        }
        assertEquals(50, told.size());
    }
}
