package dev.halfway.match;

import dev.halfway.decode.TypeP;

/** What a packet says and where it was seen: written by who reads the capture, each time all of it. */
abstract class SightedPacket {
    int host;
    Leg leg;
    TypeP typeP;
    Role fragmentRole;
    long ownNanos;
    long timeNanos;
    /** The longest time since the sighting before it in which its host's captures hold no record of any kind. */
    long pauseStartNanos;

    long pauseEndNanos;
    long frame;
    int file;
    int flags;
    int sequence;
    int acknowledgment;
    int window;
    int length;
    /** Of an echo, and of its first fragment: identifier and sequence number. */
    int echo;

    /** Of a fragment: others of its datagram come behind it. */
    boolean moreFragments;

    boolean hasTimestamps;
    int timestampValue;
    int timestampEcho;
    int identification;
    int ipVersion;
    /** What it travels in: see {@link Sighting#carrier()}. */
    int carrier;

    int trafficClass;
    /** Bytes of the IP packet, header included. */
    int packetLength;
    /** Of these, behind the IP headers: of a fragment, how much of its datagram it holds. */
    int transportLength;

    /** Of the headers of tunnels around it, as it was first seen. */
    int tunnelBytes;

    /** No router may cut the outermost packet to size. */
    boolean outerDontFragment;

    /** Of a SYN: the largest segment that its sender takes; 0 where it does not say. */
    int maximumSegment;

    int timeToLive;
    /**
     * Which way it went where it was seen, if its capture says so: one of the {@code MARK_} values
     * of {@link dev.halfway.decode.DecodedPacket}.
     */
    int going;
    /** As it says, see {@link dev.halfway.decode.Checksums#said}; not verified. */
    int checksum;

    long digest;
    int sackBlocks;
    int[] sackEdges;
    long key;
    /** For an echo reply: the key of its request. */
    long answeredKey;

    /** Which message its segment is about, as its reader says; null where it says nothing. */
    String message;

    /** One bit for each place of its host where it was seen: interface, direction, encapsulation, TTL. */
    long places;

    /** A fragment that arrived without its first one: in scope only when it is seen leaving in a datagram that is. */
    boolean orphan;
    /** Of an ICMP error: what it quotes; else null. */
    QuotedErrors.Quote quote;
    /** Told of the fate; null when nobody asks. */
    FateWatcher watcher;

    /** What it has noted; only where there is one. */
    long watcherNote;

    /** Why it cannot be matched, as far as its reader knows; else null. */
    Reason excluded;

    /** Makes it ready for another packet, of which {@link SightingWriter} sets the rest in any case. */
    void clearPacket() {
        leg = null;
        fragmentRole = null;
        flags = 0;
        sequence = 0;
        acknowledgment = 0;
        window = 0;
        hasTimestamps = false;
        timestampValue = 0;
        timestampEcho = 0;
        maximumSegment = 0;
        sackBlocks = 0;
        orphan = false;
        quote = null;
        watcher = null;
        message = null;
        excluded = null;
    }

    /** It cannot be matched, for this reason; before it is handed over. */
    public void exclude(Reason why) {
        excluded = why;
    }

    /** Says which message its segment is about, one of few words; before it is handed over. */
    public void carry(String words) {
        message = words;
    }

    /**
     * Asks to be told what becomes of it; before it is handed over.
     *
     * @param note comes back with the fate
     */
    public void watch(FateWatcher asking, long note) {
        watcher = asking;
        watcherNote = note;
    }
}
