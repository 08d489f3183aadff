package dev.halfway.diagnose;

import java.util.Optional;

/**
 * One length of a segment's payload, while shorter and longer ones pass. Where none is longer, it is {@link BySize} that
 * tells.
 */
final class ByPayload implements Splitter {
    @Override
    public boolean looksAtThePacketAlone() {
        return true;
    }

    @Override
    public Optional<Split> best(Trials trials) {
        Categories.Found<Integer> found =
                new Categories<>(trials, each -> each.segmentBytes == 0 ? null : each.segmentBytes).best();
        if (found == null
                || found.names().size() > 1
                || isLongest(trials, found.names().get(0))) {
            return Optional.empty();
        }
        int length = found.names().get(0);
        String bytes = Words.count(length, "byte");
        return Optional.of(new Split(
                Feature.PAYLOAD,
                "of " + bytes,
                "with a payload of " + bytes,
                "with a payload of another length",
                found.inside(),
                BurstTest.lnP(trials, found.inside(), found.lnSearched()),
                found.lnSearched(),
                Decider.Detail.above(Long.MIN_VALUE, length)));
    }

    private static boolean isLongest(Trials trials, int length) {
        for (int i = 0; i < trials.size(); i++) {
            if (trials.packet(i).segmentBytes > length) {
                return false;
            }
        }
        return true;
    }
}
