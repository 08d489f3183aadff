package dev.halfway.metamorphic;

import dev.halfway.Analysis;
import dev.halfway.AnalysisOptions;
import dev.halfway.UsualOptions;
import dev.halfway.capture.CaptureException;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.Fate;
import dev.halfway.match.LossRow;
import dev.halfway.match.PacketFate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the program said of some captures.
 *
 * @param verdict empty when a capture was refused, with the sentence that says why
 * @param lost by direction, {@code from>to}; directions without loss are not there
 * @param packets each packet's fate
 */
record Answer(
        Optional<Verdict> verdict,
        String sentence,
        SortedMap<String, Long> lost,
        List<PacketFate> packets,
        List<String> findings) {

    static Answer of(AnalysisOptions.Host... hosts) throws IOException {
        return of(List.of(hosts), Map.of());
    }

    static Answer of(List<AnalysisOptions.Host> hosts, Map<String, List<String>> addresses) throws IOException {
        List<PacketFate> packets = new ArrayList<>();
        AnalysisOptions options = UsualOptions.of(hosts, addresses);
        try {
            Diagnosis diagnosis = Analysis.run(options, Optional.of(packets::add));
            SortedMap<String, Long> lost = new TreeMap<>();
            for (LossRow row : diagnosis.losses()) {
                if (row.lost() > 0) {
                    lost.merge(row.from() + ">" + row.to(), row.lost(), Long::sum);
                }
            }
            List<String> findings = diagnosis.findings().stream()
                    .map(each -> each.grade() + ": " + each.sentence())
                    .toList();
            return new Answer(Optional.of(diagnosis.verdict()), diagnosis.sentence(), lost, packets, findings);
        } catch (CaptureException refused) {
            return new Answer(Optional.empty(), refused.getMessage(), new TreeMap<>(), packets, List.of());
        }
    }

    /** Verdicts that say that packets were lost. */
    boolean isLoss() {
        return verdict.filter(each -> each == Verdict.ONE_WAY_LOSS || each == Verdict.LOSS_BOTH_WAYS)
                .isPresent();
    }

    boolean is(Verdict which) {
        return verdict.equals(Optional.of(which));
    }

    /** One way loses packets, and of the other it says that it cannot be told. */
    boolean leavesOtherWayOpen() {
        return is(Verdict.ONE_WAY_LOSS) && sentence.contains("the other way, too, cannot be told");
    }

    long lost(String direction) {
        return lost.getOrDefault(direction, 0L);
    }

    /** How many packets of a direction have a fate. */
    long count(String direction, Fate fate) {
        return packets.stream()
                .filter(each -> each.fate() == fate && (each.from() + ">" + each.to()).equals(direction))
                .count();
    }

    /** In a few words. */
    String words() {
        return verdict.map(Verdict::id).orElse("refused") + " " + lost;
    }
}
