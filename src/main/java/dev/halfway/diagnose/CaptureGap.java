package dev.halfway.diagnose;

import java.util.Optional;

/** The far capture missed the packets; the network did not. */
final class CaptureGap implements Rule {
    @Override
    public String name() {
        return "capture gap";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        Misses misses = Misses.of(loss);
        if (!misses.mayExplain()) {
            return Optional.empty();
        }
        return Optional.of(supported(Support.STRONG)
                .at("capture:" + loss.to())
                .because(misses.words())
                .because(
                        !loss.symptoms().pause(loss.to()).isEmpty(),
                        loss.symptoms().pause(loss.to()))
                .leaving("the capture at " + loss.to()
                        + ": its buffer, its disk, its snap length, or a stop of the process")
                .next(Commands.capture(loss.symptoms().inputs(), loss.to())));
    }
}
