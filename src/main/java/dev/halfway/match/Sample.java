package dev.halfway.match;

import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.TypeP;

/**
 * Packets of one host's captures by which others can be laid beside them, with what the routes and talks of all packets tell
 * by the way. Bounded in memory.
 */
final class Sample {
    private static final long SOONEST_RESENT_NANOS = 1_000_000;
    private static final int MOST_TOLD_APART = 1 << 13;

    private final Content content;
    private final boolean timestamps;
    private KeySketch sketch;
    private KeySketch toldApart;
    /** Packets of which no two are alike, not even in their IP IDs, are there twice, with the same time. */
    private boolean takesRecordsTwice;

    private long clockSetNanos = Long.MIN_VALUE;
    /** Of the packet being noted. */
    private long place;

    /**
     * @param settings what of a packet tells it from others
     * @param hosts how many there are: of many each holds less
     */
    Sample(HostSurvey.Settings settings, int hosts) {
        content = settings.digests().map(Content::ofDigests).orElse(Content.ofBytes(settings.contentBytes()));
        timestamps = settings.timestamps();
        sketch = new KeySketch(Bounds.ofEach(KeySketch.MOST, 2, hosts));
        toldApart = new KeySketch(Bounds.ofEach(MOST_TOLD_APART, Bounds.FEW, hosts));
    }

    /** Echo and TCP. */
    KeySketch sketch() {
        return sketch;
    }

    /** Of packets that look alike, those that their IP IDs tell from each other; and fragments. */
    KeySketch toldApart() {
        return toldApart;
    }

    /** Whether records of one packet with the same time are there, as where captures that overlap were merged into one. */
    boolean takesRecordsTwice() {
        return takesRecordsTwice;
    }

    int size() {
        return sketch.size() + toldApart.size();
    }

    /** Lets go of the packets, once they are compared. */
    void forget() {
        sketch = new KeySketch(1);
        toldApart = new KeySketch(1);
    }

    /** As {@link HostSurvey#clockSet}. */
    void clockSet(long latestNanos) {
        clockSetNanos = latestNanos;
    }

    /**
     * Takes in a packet in scope.
     *
     * @param place as {@link SightingWriter#place} tells places apart
     */
    void note(SurveyedLeg leg, DecodedPacket packet, byte[] buffer, long place, long timeNanos) {
        this.place = place;
        if (packet.typeP().isTcp()) {
            noteTcp(leg, packet, buffer, timeNanos);
        } else if (packet.typeP().isEcho()) {
            noteEcho(leg, packet, buffer, timeNanos);
        } else if (packet.typeP() == TypeP.FRAGMENT) {
            noteFragment(leg, packet, buffer, timeNanos);
        }
    }

    /** A router may cut one datagram into many: that a fragment is in one capture only says nothing. */
    private void noteFragment(SurveyedLeg leg, DecodedPacket packet, byte[] buffer, long timeNanos) {
        if (packet.fragmentOffset() == 0) {
            long asked = leg.route().noteFragmentedEcho(packet, timeNanos);
            leg.route().noteAnswered(gap(asked, timeNanos), true);
            boolean mayAnswerWhole = leg.route().reverse.kinds.contains(TypeP.ICMP_ECHO_REQUEST);
            if (FragmentHeads.roleOfFirst(packet) == Role.RESPONSE && !mayAnswerWhole) {
                leg.talk().react((long) packet.sourcePort() << 16 | packet.sequence());
            }
        }
        long weak = Mix.add(content.of(packet, buffer), (long) packet.fragmentOffset() << 32 | packet.payloadLength());
        weak = Mix.add(weak, packet.moreFragments() ? 1 : 0);
        long exact = Mix.add(leg.leg().hash, weak);
        if (toldApart.selects(KeySketch.normal(Anchor.told(exact, packet.identification())))) {
            leg.route().sampled++;
            boolean twin = tellApart(new Anchor()
                    .fill(exact, weak, KeySketch.normal(weak), 0, leg, packet, place, timeNanos, Anchor.NO_GAP)
                    .toldBy(packet.identification()));
            leg.route().twins += twin ? 1 : 0;
            leg.route().soonTwins += twin ? 1 : 0;
        }
    }

    /** Whether one that is the same by all that tells it was at the same place moments before. */
    private boolean tellApart(Anchor anchor) {
        if (!toldApart.selects(anchor.weak)) {
            return false;
        }
        Anchor known = toldApart.find(anchor.exact);
        if (known == null) {
            toldApart.add(anchor);
        } else if (known.isThereAgain(anchor.timeNanos) && known.place == anchor.place) {
            known.twinned = true;
            return true;
        }
        return false;
    }

    private void noteEcho(SurveyedLeg leg, DecodedPacket packet, byte[] buffer, long timeNanos) {
        boolean reply = packet.typeP() == TypeP.ICMP_ECHO_REPLY;
        long carried = content.of(packet, buffer);
        long weak = Mix.add(carried, (long) packet.sequence() << 32 | packet.payloadLength());
        long exact = Mix.add(reply ? leg.leg().hashBack : leg.leg().hash, weak);
        if (reply) {
            leg.talk().react(exact);
        }
        // A reply is selected when its request is: of others there is none to be found.
        Anchor asked = reply && sketch.selects(KeySketch.normal(weak)) ? sketch.find(exact) : null;
        long gap = asked == null || asked.isRepeated() ? Anchor.NO_GAP : gap(asked.timeNanos, timeNanos);
        leg.route().noteAnswered(gap, true);
        int type = reply ? 1 : 0;
        int told = content.tells(packet) ? (int) carried : 0;
        select(exact + type, weak + type, KeySketch.normal(weak), told, leg, packet, timeNanos, gap);
    }

    private void noteTcp(SurveyedLeg leg, DecodedPacket packet, byte[] buffer, long timeNanos) {
        long carried = content.of(packet, buffer);
        long weak = Mix.add(carried, (long) packet.payloadLength() << 32 | packet.tcpFlags() & TcpFlags.IN_KEY);
        if (timestamps && packet.hasTimestamps()) {
            weak = Mix.add(weak, (long) packet.timestampValue() << 32 | packet.timestampEcho() & 0xffffffffL);
        }
        long untranslated = Mix.add(weak, (long) packet.sequence() << 32 | packet.acknowledgment() & 0xffffffffL);
        untranslated = Mix.add(untranslated, packet.window());
        long exact = Mix.add(untranslated, leg.leg().hash);
        if (TcpAnswers.refuses(packet)) {
            leg.talk().refuse();
        } else if (leg.state().reacts(packet)) {
            leg.talk().react(Mix.add(leg.leg().hash, packet.acknowledgment()));
        }
        long gap = leg.state().answerGap(packet, timeNanos);
        gap = gap == Anchor.NO_GAP ? gap : gap(timeNanos - gap, timeNanos);
        leg.route().noteAnswered(gap, false);
        select(exact, untranslated, KeySketch.normal(weak), (int) carried, leg, packet, timeNanos, gap);
    }

    private void select(
            long exactHash,
            long untranslated,
            long weak,
            int content,
            SurveyedLeg leg,
            DecodedPacket packet,
            long timeNanos,
            long gapNanos) {
        if (!sketch.selects(weak)) {
            return;
        }
        Anchor known = sketch.find(exactHash);
        boolean telling = !Copies.mayRepeatAlike(packet.typeP());
        leg.route().sampled += telling ? 1 : 0;
        if (known == null) {
            sketch.add(sketch.spare()
                    .fill(exactHash, untranslated, weak, content, leg, packet, place, timeNanos, gapNanos));
            return;
        }
        if (known.identification != 0 && packet.identification() != 0) {
            if (!known.toldApart) {
                known.toldApart = true;
                tellApart(known.toldBy(known.identification));
            }
            if (toldApart.selects(KeySketch.normal(Anchor.told(exactHash, packet.identification())))) {
                tellApart(new Anchor()
                        .fill(exactHash, untranslated, weak, content, leg, packet, place, timeNanos, Anchor.NO_GAP)
                        .toldBy(packet.identification()));
            }
        }
        if (known.isThereAgain(timeNanos) && known.place == place) {
            telling &= !mayBeSentAgain(known, packet, timeNanos);
            leg.route().twins += telling ? 1 : 0;
            leg.route().soonTwins += telling && isTooSoonToBeSentAgain(known, packet, timeNanos, leg.route()) ? 1 : 0;
            leg.route().mostTwins = Math.max(leg.route().mostTwins, telling ? known.again : 0);
            boolean oneMoment = telling && timeNanos == known.latestNanos;
            leg.route().momentTwins += oneMoment ? 1 : 0;
            takesRecordsTwice |=
                    oneMoment && known.identification != 0 && known.identification == packet.identification();
            known.twinned = true;
        }
    }

    /** TCP repeats what it takes for lost, on a short way within milliseconds, under another IP ID where it has any. */
    private static boolean mayBeSentAgain(Anchor first, DecodedPacket packet, long timeNanos) {
        boolean another = first.identification != 0
                && packet.identification() != 0
                && first.identification != packet.identification();
        return another || packet.typeP().isTcp() && timeNanos - first.latestNanos > SOONEST_RESENT_NANOS;
    }

    /** Whether less has passed than it takes to miss an answer. */
    private static boolean isTooSoonToBeSentAgain(Anchor first, DecodedPacket packet, long timeNanos, Route route) {
        return !packet.typeP().isTcp() || timeNanos - first.latestNanos < route.leastRoundTripNanos();
    }

    /**
     * How long after the packet that it answers one follows; not known where the clock was set in between, nor where that was
     * set back or the records are in disorder, so that it would be before it.
     */
    private long gap(long sinceNanos, long timeNanos) {
        return sinceNanos > clockSetNanos && sinceNanos <= timeNanos ? timeNanos - sinceNanos : Anchor.NO_GAP;
    }
}
