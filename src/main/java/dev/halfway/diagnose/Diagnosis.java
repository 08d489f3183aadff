package dev.halfway.diagnose;

import dev.halfway.match.AppearedRow;
import dev.halfway.match.LossRow;
import dev.halfway.match.Unjudged;
import java.util.List;

/**
 * The whole result of an analysis: what a report shows. Rows and findings are in the order to show them, worst first.
 *
 * @param hosts names in the order of the inputs
 * @param unjudged packets that could not be judged, and why
 * @param evidence what the single packets show, for each direction in which any was judged, in host order
 * @param bgp BGP speakers between which there were sessions, in time order
 * @param inferred sentences on what was inferred to match at all (translation, shifted sequence numbers)
 * @param notes sentences on limits that touch this result (captures cut, overflow, clocks not synchronised)
 * @param maxLossPercent the threshold that the verdict was taken with
 * @param exitCode as the program will exit, from the verdict and the findings
 */
public record Diagnosis(
        List<String> hosts,
        List<InputFacts> inputs,
        List<ClockFacts> clocks,
        List<LossRow> losses,
        List<AppearedRow> appeared,
        List<Unjudged> unjudged,
        List<DirectionEvidence> evidence,
        List<BgpPeering> bgp,
        List<String> inferred,
        List<String> notes,
        List<Finding> findings,
        Verdict verdict,
        String sentence,
        double maxLossPercent,
        int exitCode) {}
