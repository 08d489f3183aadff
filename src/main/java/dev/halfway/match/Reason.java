package dev.halfway.match;

/** On what a fate rests. {@code %s} in the words is the far host. */
public enum Reason {
    MATCHED("seen at %s"),
    COVERED("its bytes were seen at %s in other segments"),
    IN_FRAGMENTS("seen at %s in fragments, as a router on the way made them"),
    FRAGMENT_OF_WHOLE("a fragment of a packet that left %s whole"),
    FRAGMENT_CUT_AGAIN("of a datagram that left %s in other fragments"),
    PUT_TOGETHER("seen at %s in one piece: a device on the way put its fragments together"),
    LEFT_IN_FRAGMENTS("left %s in fragments, which a device on the way put together"),
    NO_COPY("no copy at %s within the loss threshold"),
    PARTLY_COVERED("only part of its bytes was seen at %s"),
    RETRANSMITTED("no copy at %s within the loss threshold; its sender sent it again"),
    NOT_ACKNOWLEDGED("no copy at %s within the loss threshold; duplicate acknowledgments or SACK show the hole"),
    NO_ANSWER("no copy at %s within the loss threshold; %s did not answer it"),
    DISCARDED("a router on the way says that it discarded it; the capture at %s shows nothing of its kind"),
    ANSWERED("%s answered it, so its capture missed it"),
    ACKNOWLEDGED("%s acknowledged its bytes, so its capture missed it"),
    CAPTURE_DROPS("the capture at %s reports dropped packets here, or holds packets without a time"),
    CAPTURE_SILENT("the capture at %s shows nothing just then, though packets are known to have passed there"),
    CAPTURE_PAUSED(
            "the capture at %s holds no record at all just then, and no answer from there arrives that would show whether it ran"),
    OUTSIDE_WINDOW("outside the time that the capture at %s covers"),
    UNANSWERED_OUTSIDE_WINDOW("outside the time that the capture at %s covers, and unanswered"),
    ANSWERED_OUTSIDE_WINDOW("outside the time that the capture at %s covers; it was answered, so it arrived"),
    NEAR_EDGE("too near the edge of the time that the capture at %s covers"),
    BETWEEN_CAPTURES("between two captures of %s, when nothing was recorded there"),
    CLOCK_STEPPED("it is in both captures, at times that the clock of %s and the other do not explain: one was set"),
    CLOCK_UNSURE("about then the clock of %s or the other was set, and whether before it or behind cannot be told"),
    CLOCK_UNKNOWN(
            "packets like it are at %s, of which only the clocks could tell whether one is this, and these are not known"),
    REWRITTEN("%s shows what may be this packet by other addresses or sequence numbers, too little to tell"),
    RECORDED_TWICE(
            "%s's capture holds some packets twice, and one alike just then: whether its second record is this one cannot be told"),
    ARRIVED_TWICE(
            "one alike arrived twice at %s, as some packets do there: whether the second was this one, held up, cannot be told"),
    SAME_MOMENT(
            "recorded at once with one alike: whether it is a second packet or a second record of that one cannot be told"),
    SAME_ID("another packet may have had its IP ID about then, and whose it is what came to %s cannot be told"),
    FRAGMENTS_OF_OTHER_ID(
            "fragments, or packets put together of them, came to %s and did not leave so: whether they are of this packet cannot be told"),
    OPENED_ON_THE_WAY(
            "a device on the way opens the connection at each end by packets of its own, as a SYN proxy does"),
    REFUSED_UNSEEN("a reset in the name of %s answers it, which is not seen leaving there: it may come from the way"),
    KIND_NOT_CAPTURED("the capture at %s shows nothing of this kind, in either direction"),
    DIRECTION_NOT_CAPTURED("direction not captured: of such packets the capture at %s shows only what leaves there"),
    ADDRESS_NOT_CAPTURED("the capture at %s never shows this address"),
    CUT_SHORT("the capture at %s holds too little of such packets to tell them: its snap length, or damage"),
    CONTENT_DIFFERS("its content at %s differs"),
    NEVER_LEFT("not seen leaving %s"),
    TOO_MANY_AT_ONCE("more packets or flows at once about then than --max-in-flight and its like allow"),
    SENDER_TOO_MANY_AT_ONCE("more packets or flows at once about then than --max-in-flight and its like allow"),
    SENDER_OUTSIDE_WINDOW("the capture at %s does not cover the time when it left"),
    SENDER_KIND_NOT_CAPTURED("the capture at %s shows nothing of this kind"),
    SENDER_CUT_SHORT("the capture at %s holds too little of such packets to tell them: its snap length, or damage"),
    SENDER_CAPTURE_DROPS("the capture at %s reports dropped packets when it left, or holds packets without a time"),
    SENDER_OTHER_ID(
            "no fragments near it are seen to keep the IP IDs under which they leave %s: it may have left under another"),
    SENDER_DIRECTION_NOT_CAPTURED("of such packets the capture at %s shows only what arrives there"),
    REPEATED_SIGHTING("the same packet once more"),
    TOO_MANY_FLOWS("more flows at once than --max-flows allows"),
    TOO_MANY_ALIKE("more packets alike at once than --max-copies allows"),
    TOO_MANY_LISTED("more packets to be listed at once than --max-listed allows"),
    NOT_BETWEEN_HOSTS("not between two hosts with captures"),
    BETWEEN_OTHERS("between two other hosts"),
    WITHIN_HOST("within one host"),
    OWNER_UNKNOWN("between addresses of which it cannot be told whose they are; say it with --address"),
    FOR_ANOTHER_STATION("in a frame for another machine, by its link address: it did not reach the host"),
    DATAGRAM_UNKNOWN("a fragment of which it cannot be told that its datagram is analysed"),
    WITHOUT_TIME("without a usable time"),
    OUTSIDE_RANGE("before --from or after --to"),
    NOT_COMPARED("the captures are not compared");

    private final String words;

    Reason(String words) {
        this.words = words;
    }

    /** Whether the far host shows that the packet arrived, though its capture does not hold it. */
    public boolean saysItArrived() {
        return this == ANSWERED || this == ACKNOWLEDGED;
    }

    /** Whether the far capture has no packet at all of that time or later, or none of that time or before. */
    public boolean isOutsideWindow() {
        return this == OUTSIDE_WINDOW || this == UNANSWERED_OUTSIDE_WINDOW || this == ANSWERED_OUTSIDE_WINDOW;
    }

    /** Whether the far capture shows no such packets at any time. */
    public boolean isNeverShown() {
        return this == KIND_NOT_CAPTURED || this == ADDRESS_NOT_CAPTURED || this == DIRECTION_NOT_CAPTURED;
    }

    /** Words for the user; {@code farHost} is already escaped for where they go. */
    public String words(String farHost) {
        return words.replace("%s", farHost);
    }
}
