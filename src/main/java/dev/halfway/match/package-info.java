/**
 * The same packet at several observation points, and what became of it.
 *
 * <p>A <em>sighting</em> is one packet seen once at one observation point. A packet that crosses the network makes one where
 * it leaves and one where it arrives; more where a host captures on several interfaces, or the network delivers it again.
 *
 * <p>What enters: decoded packets of each host with their times, twice. What leaves: a {@link
 * dev.halfway.match.PacketFate} for each sighting, for whoever asks, and in any case counts by direction, kind, role and
 * initiator ({@link dev.halfway.match.LossRow}, {@link dev.halfway.match.AppearedRow}, {@link
 * dev.halfway.match.Unjudged}).
 *
 * <p>The way of a packet:
 *
 * <pre>
 *   first reading    HostSurvey        what a capture shows (Scope), which addresses (Route), a sample (KeySketch)
 *   in between       Plan              Alignment of each two surveys, Rewriting, Owners, clocks, a Path each way
 *   second reading   SightingWriter    fills a Sighting: its Leg, its key, its place
 *                    MatchRun          puts it on its Lane; here time becomes that of the reference clock
 *                    Matcher           in time order over all hosts, then as time passes:
 *                      GroupMatcher      what is there or not: echo, TCP without payload, fragments, ICMP errors
 *                      SegmentMatcher    TCP payload, byte by byte: SentSegments, SegmentChoice, Acknowledgments
 *                      GroupDoubts, SegmentDoubts   what the captures leave open is ambiguous
 *                    Judge             pairs, leftovers and what each HostView could have shown, to a Fate:
 *                      Visibility, CaptureMisses    why what is not there may have come all the same
 *                    Ledger, PacketLog counts, and single fates in frame order
 * </pre>
 *
 * <p>Beside that way, by what is asked:
 *
 * <pre>
 *   whose an address is           OwnerVotes, PairVotes, Orientation, Evidence; Owners; PointsBetween
 *   what a device rewrites        Rewriting, RewrittenSequences, RewrittenTimestamps, OpenedOnTheWay, RenewedIdentifications;
 *                                 RewritingDoubts, UnsampledFlows; by FlowNames all hosts agree on a name
 *   whether records are in order  RecordOrder: times that run back show a clock that was set back, or they do not
 *   how the clocks stand          ClockPlan, TimesApart, JoinedDelays; ClockDoubts where one was set
 *   how long a way takes          Path
 *   what a capture cannot show    Scope, Directions, CutRecords, Silences, Overload, DigestSupply; together HostView
 *   what is there twice           Copies at one point; Doubling and IdentificationRun in a whole capture
 *   what fragments are of         FragmentHeads, RouterFragments, FragmentsCutAgain, StrangeFragments, AnsweredDatagrams
 *   what an end makes known       Acknowledgments, TcpAnswers, Exchanges, QuotedErrors, ErrorsAbout, Standstills,
 *                                 CommonSilences
 * </pre>
 *
 * <p>A {@code Leg} is one direction of a flow as one host names it, a {@code Lane} the same by the name that all hosts agree
 * on, a {@code Flow} both directions. A {@code KeyGroup} holds the live sightings of packets that look alike at both ends:
 * keys are a multiset, never a set.
 *
 * <p>Waiting: a sighting is settled when all that could usually match it has been seen, concluded when the loss threshold
 * (for one that left, more: it may be late) is over. So what is live is bounded by the packets of that time.
 *
 * <p>Who owns what: sightings are pooled by {@code MatchRun}; whoever takes one fills it and hands it over with {@code
 * accept}, and the matcher gives it back when its fate is told. Nothing here refers to a capture's buffer after {@link
 * dev.halfway.match.SightingWriter#write} returns. A steady stream allocates nothing. Surveys are read only once the plan is
 * made. Nothing is thread-safe; one thread does it all.
 */
package dev.halfway.match;
