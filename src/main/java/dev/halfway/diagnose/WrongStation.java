package dev.halfway.diagnose;

import dev.halfway.match.StrayFrameRow;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is lost is on the far host's link, in frames for another station: whoever sends them has a wrong neighbour entry
 * (RFC 826, RFC 4861 section 7.2).
 */
final class WrongStation implements Rule {
    static final String NAME = "wrong neighbour entry";

    /** Of ten that are lost, so many at least are such frames where nothing else is to be looked for. */
    private static final int NEARLY_ALL = 9;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        List<StrayFrameRow> strays = loss.symptoms().strayFrames().stream()
                .filter(row -> row.from().equals(loss.from()) && row.to().equals(loss.to()))
                .toList();
        if (strays.isEmpty()) {
            return Optional.empty();
        }
        long frames = strays.stream().mapToLong(StrayFrameRow::frames).sum();
        boolean isAll = frames * 10 >= loss.all().lost() * NEARLY_ALL;
        StrayFrameRow first = strays.get(0);
        Explanation explanation = supported(isAll ? Support.SAID : Support.FAIR)
                .because(strays.stream().map(WrongStation::words).distinct().collect(Collectors.joining("; ")))
                .rulingOut(isAll, "the way as far as the link of " + loss.to() + ": there the frames are")
                .leaving("the neighbour (ARP or ND) entry for " + first.address() + " on the router or host "
                        + (first.sender().isEmpty() ? "that sends these frames" : "with link address " + first.sender())
                        + ": set by hand, old, or learned from another machine that claims the address")
                .next("on the router " + (first.sender().isEmpty() ? "before " + loss.to() : "with " + first.sender())
                        + ": ip neigh show " + first.address()
                        + (first.station().isEmpty()
                                ? ""
                                : " (why " + first.station() + "? It is " + first.own() + ")"));
        return Optional.of(explanation);
    }

    private static String words(StrayFrameRow row) {
        return "the capture at " + row.to() + " shows " + Words.count(row.frames(), "frame") + " for " + row.address()
                + " addressed to "
                + (row.station().isEmpty() ? "another machine" : row.station())
                + " and not to " + row.own() + ", by which " + row.to() + " sends";
    }
}
