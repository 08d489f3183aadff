package dev.halfway.diagnose;

import java.util.Optional;

/** Every so-manieth packet is lost: one of several paths that are taken in turn, or something that counts. */
final class PeriodicLoss implements Rule {
    @Override
    public String name() {
        return "periodic loss";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return loss.rhythm()
                .map(rhythm -> supported(Support.STRONG)
                        .because(rhythm.words() + " is lost, " + Words.count(rhythm.losses())
                                + " in all; losses by chance lie at" + " distances of every length (" + rhythm.chance()
                                + ")")
                        .because(
                                rhythm.byCountAlone(),
                                "the times from loss to loss differ, the numbers do not: something counts packets")
                        .against(
                                !rhythm.byCountAlone(),
                                "they were sent at an even pace: a limit just below that rate would look the same")
                        .rulingOut("a lossy link: it does not count")
                        .rulingOut(rhythm.byCountAlone(), "queues that overflow: they go by time, and do not count")
                        .leaving("one of " + Words.count(rhythm.every()) + " equal paths or links from " + loss.from()
                                + " to " + loss.to() + ", where packets take them in turn (round robin)")
                        .leaving("a device or a rule that counts, and drops one in " + Words.count(rhythm.every()))
                        .next(loss.again() + " (then at other intervals: is it still one in "
                                + Words.count(rhythm.every()) + "?)"));
    }
}
