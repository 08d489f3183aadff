/**
 * Counts to findings, findings to a verdict.
 *
 * <p>What enters: the rows that matching counted, what is known of each input and each clock, and whether the captures can be
 * compared at all. What leaves: a {@link dev.halfway.diagnose.Diagnosis}, whole and immutable, with every number a report
 * shows. "Cannot tell" is a result like the others, and says why.
 *
 * <p>Claims no more than the counts carry: each {@link dev.halfway.diagnose.Finding} has its grade, what it rules out, what
 * remains, and where the packets went between the taps. Ratios come with their 95 % interval. No I/O, no state; one thread.
 */
package dev.halfway.diagnose;
