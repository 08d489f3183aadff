package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Optional;

/** One direction of one flow between two hosts, with what TCP makes known on it. */
final class Lane {
    private static final int ENOUGH_FRAGMENTS = 4;
    private static final int NEAR_FRAGMENTS = 4;
    /** Mostly the segment searched for is the next one. */
    private static final int STEPS_A_SEARCH = 64;

    private static final int MOST_STEPS = 1 << 20;

    /** Echo requests are numbered from 0 to this, and from 0 again. */
    private static final int ECHO_NUMBERS = 0xffff;

    /** Fewer requests without an answer between them may be those that are answered right now. */
    private static final int LEAST_RUN = 3;

    /** What an end asks of segments it may ask a moment after the connection has opened. */
    private static final long HEEDED_NANOS = 1_000_000_000L;

    /** Unique among all lanes of a matcher. */
    final int number;

    final Flow flow;
    final Path path;
    Lane reverse;
    /** Whether the captures at its ends take what leaves there, and what arrives. */
    boolean departuresTaken = true;

    boolean arrivalsTaken = true;

    /** Distinct packets sent so far, and the latest of them, by number, that arrived. */
    long sent;

    long latestArrived = -1;

    /** Number of the latest segment of which something arrived. */
    long latestMatched = -1;

    /** As the sender itself names it; null while none of its packets was seen leaving. */
    Tuple asSent;

    /** As of any of its legs, see {@link Leg#broadcast}. */
    boolean broadcast;

    /** SYNs and echo requests that left, and that are known to have arrived. */
    long requests;

    long requestsArrived;
    /** Of these, how many since the last answer, and how many there were at most between two answers. */
    long requestsSinceAnswer;

    long mostBetweenAnswers;
    /** SYNs and echo requests that are {@link Sighting#passedOn}. */
    long passedOn;

    /** SYNs and echo requests that arrived with other content than they left with: they are in {@link #requests} alone. */
    long requestsDamaged;

    /** SYN-ACKs and echo replies that left or, never seen leaving, arrived; resets likewise. */
    long answers;

    long resets;

    /** TTL of the last reset that refused what left on it, and what such resets alone answer; null where that is nothing. */
    int refusingTimeToLive;

    RefusedPackets refusedOnTheWay;

    /** When the latest fragment left that is known to have kept its IP ID. */
    private long identificationKeptNanos = Long.MIN_VALUE;

    /** Number of the latest fragment behind a first one that arrived under its IP ID at its usual time. */
    private long latestOrdinary;
    /** How many did up to that one, each near the one before. */
    private int ordinaryInARow;

    /** When the latest SYN left; {@link Long#MIN_VALUE} where none was seen. */
    long latestSynNanos = Long.MIN_VALUE;

    /** Something else than SYNs left. */
    boolean saysMoreThanSyn;

    /** SYN-ACKs that arrived; null while there are none. */
    ArrivedAnswers arrivedAnswers;

    /** When there was the last answer, and the last reset. */
    long answeredNanos;

    long resetNanos;

    /** When the last answer left, on its sender's own clock; {@link Long#MAX_VALUE} once one was not seen there. */
    long answeredOwnNanos = Long.MIN_VALUE;

    /** Acknowledgments without payload that left. */
    long acks;

    /** Arrivals of bytes that had arrived before, were not acknowledged, and drew no acknowledgment at all. */
    long ignored;

    /** When, on the receiver's own clock, the first and the last of them came. */
    long firstIgnoredNanos;

    long lastIgnoredNanos;

    /**
     * Likewise of requests that arrived one after the other without an answer between them, {@link #LEAST_RUN} or more: first
     * above last where there were none.
     */
    long firstUnansweredNanos = Long.MAX_VALUE;

    long lastUnansweredNanos = Long.MIN_VALUE;

    /** Of requests since the last answer, on the receiver's own clock: the first and the last. */
    private long runStartNanos = Long.MAX_VALUE;

    private long lastRequestNanos;

    /** When the latest packet left, and the sequence number of the latest echo request that did. */
    long lastLeftNanos;

    int lastAsked = -1;

    /** Data was acknowledged that arrived well after the first. */
    boolean heeded;

    private long acksBefore;

    private boolean dataAny;
    private int dataEnd;
    private long firstDataNanos;
    private long lastDataNanos;

    /**
     * TTLs that arrived, a range for each of three that hosts begin with, 16 bits each: 255 less the least, and above it the
     * most. 0 while there are none.
     */
    private long timesToLive;

    /** The responder was seen to answer something on this lane, so its silence means something. */
    boolean answersSeen;
    /** Whether its packets arrive just now. */
    final Hearing heard = new Hearing();

    /** Number and time of the latest echo request that left, and how long after the one before it that was; below 0 at first. */
    private int echoNumber = -1;

    private long echoNanos;
    private long echoStepNanos = -1;
    /** Of several packets alike that left at once more than one arrived: its sender sends such. */
    boolean sendsAlikeAtOnce;

    /** Segments with new bytes, ascending by sequence number; those sent again are in {@link #resent}. */
    final SightingList fresh = new SightingList();

    final SightingList resent = new SightingList();
    /** Undecided SYN and FIN without payload. */
    final ArrayList<Sighting> controls = new ArrayList<>(2);

    /** Echo packets and fragments that left and that nothing matched in the usual time, oldest first. */
    final ArrayDeque<Sighting> strays = new ArrayDeque<>(2);

    /** These two are made with the first data segment that arrives. */
    RecentArrivals arrivals;

    ArrivedSegments arrivedSegments;
    /** Where the search for a byte starts: the fresh segment found last. */
    Sighting cursor;

    private int searched;

    /** The first fresh segment that is not yet acknowledged. */
    Sighting unacknowledged;

    /** For how long nothing had left either end before the latest packet that is not sent again; or unknown. */
    long idleNanos = Sighting.UNKNOWN;

    /** {@link #sent} when its connection began. */
    long sentBefore;

    /** Largest segment that the sender of this lane takes, by its SYN; 0 when that was not seen. */
    int maximumSegment;

    boolean sentAny;
    int sentEnd;
    int synSequence;
    boolean arrivedAny;
    int arrivedEnd;
    boolean acknowledgedAny;
    int acknowledged;

    /** Its packets are known to share their IP IDs. */
    boolean repeatsIdentifications;
    /** A device on the way is known to give its packets new IP IDs. */
    boolean renewsIdentifications;

    private int lastIdentification = -1;
    private long lastKey;
    private int identificationsRepeated;
    private int identificationsChanged;

    Lane(Flow flow, Path path, int number) {
        this.number = number;
        this.flow = flow;
        this.path = path;
    }

    /** Its flow is forgotten. */
    void forgetArrivals() {
        if (arrivals != null) {
            arrivals.release();
            arrivedSegments.release();
        }
    }

    /** Whether it opens a connection that a device on the way opens by packets of its own: SYN, SYN-ACK, the first acknowledgment. */
    boolean mayBeOfDevice(Sighting s) {
        return flow.openedOnTheWay
                && ((s.flags & TcpFlags.SYN) != 0 || s.typeP == TypeP.TCP_ACK && s.sequence == synSequence + 1);
    }

    /** Notes how many segments a search for a byte has passed. */
    void noteSearch(int steps) {
        searched = Math.max(0, searched + steps - STEPS_A_SEARCH);
    }

    /** Whether its segments jump to and fro so much that to follow them takes longer and longer. */
    boolean isSearchedTooMuch() {
        searched = Math.max(0, searched - STEPS_A_SEARCH);
        return searched > MOST_STEPS;
    }

    /** Notes an echo request that left: by its number it shows which before it are not in its sender's captures. */
    void noteEcho(int number, long nanos, Pauses senders) {
        int steps = number - echoNumber & ECHO_NUMBERS;
        long apart = nanos - echoNanos;
        boolean counts = echoNumber >= 0 && steps > 0 && steps <= ECHO_NUMBERS / 2;
        if (counts && steps > 1 && echoStepNanos > 0) {
            long usual = steps * echoStepNanos;
            if (apart > usual / 2 && apart < 2 * usual) {
                senders.skipped(echoNanos, nanos, steps);
            }
        }
        if (counts || echoNumber < 0) {
            echoStepNanos = counts && steps == 1 ? apart : echoStepNanos;
            echoNumber = number;
            echoNanos = nanos;
        }
    }

    /**
     * A fragment arrived under its own IP ID. Others of one ping are alike but for their IDs, and may have another's by chance, if
     * not several near each other at their usual time; not so the first, which holds the header of ICMP or TCP.
     */
    void noteFragmentArrived(Sighting sender) {
        boolean isKept = sender.sequence == 0;
        if (!isKept && path.isOrdinary(sender.delayNanos)) {
            boolean near = Math.abs(sender.laneOrdinal - latestOrdinary) <= NEAR_FRAGMENTS;
            ordinaryInARow = near ? ordinaryInARow + 1 : 1;
            latestOrdinary = sender.laneOrdinal;
            isKept = ordinaryInARow >= ENOUGH_FRAGMENTS;
        }
        if (isKept) {
            noteIdentificationKept(sender.timeNanos);
        }
    }

    /** A fragment that left then is known to have kept its IP ID. */
    void noteIdentificationKept(long nanos) {
        identificationKeptNanos = Math.max(identificationKeptNanos, nanos);
    }

    /** Whether fragments that left later than this are known to have kept their IP IDs. */
    boolean keepsFragmentIdentificationsAfter(long nanos) {
        return identificationKeptNanos > nanos;
    }

    /** Whether nothing on it shows at its far end just now; where it has hardly been used, by other packets of its way. */
    boolean isUnheard() {
        if (heard.isDead() || heard.isAlive()) {
            return heard.isDead();
        }
        Hearing ofKind = path.heard(flow.kind == Tuple.TCP);
        if (ofKind.isDead() || ofKind.isAlive()) {
            return ofKind.isDead();
        }
        return !path.heard(flow.kind != Tuple.TCP).isAlive();
    }

    /** Sequence numbers up to {@code end} have left. */
    void noteSentUpTo(int end) {
        if (!sentAny || end - sentEnd > 0) {
            sentEnd = end;
            sentAny = true;
        }
    }

    /** Sequence numbers up to {@code end} have arrived, but for holes. */
    void noteArrivedUpTo(int end) {
        if (!arrivedAny || end - arrivedEnd > 0) {
            arrivedEnd = end;
            arrivedAny = true;
        }
    }

    /** Whether sequence numbers up to {@code end} have arrived, but for holes. */
    boolean hasArrivedUpTo(int end) {
        return arrivedAny && arrivedEnd - end >= 0;
    }

    /** A packet that left at the sender arrived with this TTL. */
    void noteTimeToLive(int timeToLive) {
        int shift = slot(timeToLive);
        long least = Math.min(leastTimeToLive(shift), timeToLive);
        long most = Math.max(mostTimeToLive(shift), timeToLive);
        timesToLive = timesToLive & ~(0xFFFFL << shift) | (255 - least | most << 8) << shift;
    }

    private int leastTimeToLive(int shift) {
        return 255 - (int) (timesToLive >>> shift & 0xFF);
    }

    private int mostTimeToLive(int shift) {
        return (int) (timesToLive >>> shift + 8 & 0xFF);
    }

    /** Where the range is that a TTL is in: begun at 64, at 128, or above. */
    private static int slot(int timeToLive) {
        return timeToLive <= 64 ? 0 : timeToLive <= 128 ? 16 : 32;
    }

    /** A request is known to have arrived; when is not. */
    void noteRequestArrived() {
        requestsArrived++;
        requestsSinceAnswer++;
        mostBetweenAnswers = Math.max(mostBetweenAnswers, requestsSinceAnswer);
        runStartNanos = requestsSinceAnswer == 1 ? Long.MAX_VALUE : runStartNanos;
    }

    /** The same, and when, on the receiver's own clock. */
    void noteRequestArrived(long ownNanos) {
        noteRequestArrived();
        if (requestsSinceAnswer > LEAST_RUN) { // this one may be answered yet
            noteUnanswered();
        }
        runStartNanos = Math.min(runStartNanos, ownNanos);
        lastRequestNanos = ownNanos;
    }

    private void noteUnanswered() {
        firstUnansweredNanos = Math.min(firstUnansweredNanos, runStartNanos);
        lastUnansweredNanos = Math.max(lastUnansweredNanos, lastRequestNanos);
    }

    /** No more will come. */
    void endRequests() {
        if (requestsSinceAnswer >= LEAST_RUN || requestsSinceAnswer == requestsArrived && requestsArrived > 0) {
            noteUnanswered();
        }
    }

    /**
     * Data up to this sequence number arrived, whatever came before it, and nothing that left later had.
     *
     * @param ownNanos when, on the receiver's own clock
     */
    void noteDataArrived(int end, long nanos, long ownNanos) {
        if (dataAny && end - dataEnd <= 0) {
            boolean noticed = acknowledgedAny && end - acknowledged <= 0 || reverse.acks != acksBefore;
            if (!noticed) {
                ignored++;
                firstIgnoredNanos = ignored == 1 ? ownNanos : firstIgnoredNanos;
                lastIgnoredNanos = ownNanos;
            }
        } else {
            firstDataNanos = dataAny ? firstDataNanos : nanos;
            heeded |= acknowledgedAny && dataEnd - acknowledged <= 0 && lastDataNanos - firstDataNanos > HEEDED_NANOS;
            dataEnd = end;
            lastDataNanos = nanos;
            dataAny = true;
        }
        acksBefore = reverse.acks;
    }

    /** A SYN-ACK arrived. */
    void noteArrivedAnswer(Sighting synAck) {
        arrivedAnswers = arrivedAnswers == null ? new ArrivedAnswers() : arrivedAnswers;
        arrivedAnswers.note(synAck);
    }

    /** SYN-ACKs that came to what was asked on it, and of which its sender took no notice; empty where it took them. */
    Optional<IgnoredAnswers> ignoredAnswers() {
        boolean ignores = !saysMoreThanSyn && reverse.arrivedAnswers != null;
        return ignores && !flow.openedOnTheWay && !flow.doubtful
                ? reverse.arrivedAnswers.ignored(this)
                : Optional.empty();
    }

    /** Only a reset that may come from the way answers it. */
    void noteRefused(Sighting s) {
        if (refusedOnTheWay == null) {
            refusedOnTheWay = new RefusedPackets();
        }
        refusedOnTheWay.note(s, refusingTimeToLive);
    }

    /**
     * Whether packets that left at the sender arrived, and none with this TTL or one within their range. Kernel and daemon of
     * one host may begin with different ones, and between 63 and 254 there is much that neither sent.
     */
    boolean isStrangeTimeToLive(int timeToLive) {
        int shift = slot(timeToLive);
        return timesToLive != 0 && (timeToLive < leastTimeToLive(shift) || timeToLive > mostTimeToLive(shift));
    }

    /** A key that is this lane's own. */
    long keyed(long key) {
        return Mix.add(key, number);
    }

    /** Notes the IP ID of a packet sent, to learn whether the sender's IP IDs tell packets apart. */
    void noteIdentification(int identification, long key) {
        if (lastIdentification >= 0 && key != lastKey) {
            if (identification == lastIdentification) {
                identificationsRepeated++;
            } else {
                identificationsChanged++;
            }
        }
        lastIdentification = identification;
        lastKey = key;
    }

    /** Notes the IP IDs of one of its packets at both ends, 0 where there is none. */
    void noteIdentifications(int sent, int arrived) {
        if (!renewsIdentifications) {
            path.noteIdentification(flow.kind == Tuple.TCP, sent, arrived);
        }
    }

    /** Whether its packets are seen to keep their IP IDs on the way, so that other ones speak against a match. */
    boolean keepsIdentification() {
        return !renewsIdentifications && path.keepsIdentification(flow.kind == Tuple.TCP);
    }

    /** The packet's IP ID where it tells packets apart, else 0: senders may set it to 0 or to a constant (RFC 6864). */
    int telling(Sighting sighting) {
        return repeatsIdentifications || identificationsRepeated > identificationsChanged ? 0 : sighting.identification;
    }

    /** The same where it tells packets at the one end from packets at the other. */
    int tellingBetweenEnds(Sighting sighting) {
        return renewsIdentifications ? 0 : telling(sighting);
    }
}
