/**
 * Symptoms to findings, findings to a verdict.
 *
 * <p>What enters: the rows that matching counted, what single packets show, what is known of each input and each clock, and
 * whether the captures can be compared at all. What leaves: a {@link dev.halfway.diagnose.Diagnosis}, whole and immutable,
 * with every number a report shows. "Cannot tell" is a result like the others, and says why.
 *
 * <pre>
 *   LossEvidence     hears every judged packet; Splitters find what decides, Patterns how the losses lie
 *   Symptoms         everything a rule may look at
 *     Loss, Silence, Oddity    one trouble each: did not arrive, was not answered, arrived otherwise than it left
 *   Causes           the table: one small Rule for each cause, in one list; the best supported is named
 *   LossFindings, SilenceFindings, OddityFindings, NeighbourFindings, GapFindings
 *                    troubles to {@link dev.halfway.diagnose.Finding}s, worst first
 *   Refusals         what a device drops and answers with resets: told once
 *   Coverage         how far "no loss" reaches
 *   Conclusion       the verdict, its sentence and the exit code
 *   BgpCollector     a TapFlow of each connection at each tap, laid together as JoinedConnections; BgpStory makes BgpPeerings of
 *                    them, HoldTimers and BgpFacts say what these show, BgpFindings what no loss accounts for
 *   OneSided         what each capture shows by itself, where they cannot be laid beside each other
 * </pre>
 *
 * <p>Claims no more than the counts carry: a finding has its grade, what it rules out and what remains, and its cause has a
 * grade of its own, certain only where the packets exclude the other causes or the one that did it says so. Ratios come with
 * their 95 % interval. No I/O; one thread.
 */
package dev.halfway.diagnose;
