/**
 * The front door: {@link dev.halfway.Analysis} joins the stages, captures in, {@link dev.halfway.diagnose.Diagnosis} out.
 *
 * <pre>
 *   data     capture ---&gt; decode -+-&gt; match --+-&gt; diagnose ---&gt; report ---&gt; user
 *                                 |     ^     |      ^
 *                                 |     +-- clock ---+
 *                                 +----&gt; bgp -+
 *
 *   imports  cli  -&gt;  agent, check, report, Analysis, and option types from the stages
 *            agent -&gt;  LiveAnalysis, capture, decode, match, diagnose
 *            check -&gt;  report                                         (its table and XML; cases are run by cli)
 *            Analysis -&gt;  capture, decode, match, clock, diagnose      (never report: results, not pages)
 *            report -&gt;  diagnose, match, clock, capture             (and of agent how a watch stands)
 *            diagnose -&gt;  match, bgp, clock, decode, capture           (capture for ObservationPoint only)
 *            match -&gt;  decode, clock
 *            bgp -&gt;  decode
 *            capture, decode, clock -&gt;  nothing of ours
 * </pre>
 *
 * A package imports what feeds it and never what it feeds; a test holds every compiled class to that.
 *
 * <p>Every capture is read twice, since packets can be matched in time order only once it is known how the clocks stand. A
 * {@code HostFeed} stands for one host's captures and reads them both times: first into a
 * {@link dev.halfway.match.HostSurvey}, then as sightings. {@code Surveyed} has all hosts' read once, makes a plan of the
 * surveys (after another reading, where a capture's records stand in pieces that are to be merged by time), and merges the sightings by the time of the reference clock, as often as is asked. {@link dev.halfway.LiveAnalysis}
 * asks again and again, of captures that grow. {@code TimeOrder} sorts what a capture on several interfaces has a little out of
 * order, {@code DropReports} says where a capture dropped packets, {@code TimeRange} cuts out the time that the user asked for.
 *
 * <p>Memory does not grow with the captures: what is kept is one read buffer a file, a bounded survey a host, and the
 * packets within reach of the loss threshold.
 *
 * <p>Each host's captures are read by a thread of their own, both times ({@code Parallel}, {@code SightingReader}); one
 * thread matches. What a thread reads and what it writes of a packet it hands over with the packet, and no result depends on
 * which thread was faster.
 *
 * <p>Records by which something is looked up spell out {@code equals} and {@code hashCode}, though they mean what Java derives:
 * that is put together anew in every run, which takes some milliseconds.
 */
package dev.halfway;
