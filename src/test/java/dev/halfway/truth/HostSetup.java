package dev.halfway.truth;

import java.util.ArrayList;
import java.util.List;

/** One host: its stack's habits, its clock, and the capture taken on it. */
final class HostSetup {
    /** How a stack chooses the IPv4 identification. */
    enum IpId {
        /** 0 on everything, as RFC 6864 allows for what is never fragmented. */
        ZERO,
        /** A counter per flow; SYN-ACKs carry 0, as Linux has it. */
        PER_FLOW,
        /** One counter for the host; SYN-ACKs carry 0. */
        GLOBAL,
        RANDOM
    }

    /** A clock set by hand or by a time daemon. */
    record ClockStep(long atNanos, long stepNanos) {}

    enum Format {
        PCAP,
        PCAPNG
    }

    static final int ETHERNET = 1;
    static final int SLL = 113;
    static final int SLL2 = 276;

    final String name;
    /** Last byte of its addresses 10.39.1.x and fd39::x. */
    final int number;

    IpId ipId = IpId.PER_FLOW;
    boolean timestamps = true;
    boolean sack = true;
    /** Its tap shows what it sends before segmentation. */
    boolean sendOffload;
    /** Its tap shows what it receives after merging. */
    boolean receiveOffload;

    /** Of its clock against true time, at the start. */
    long clockOffsetNanos;

    double skewPpm;
    final List<ClockStep> clockSteps = new ArrayList<>();

    Format format = Format.PCAP;
    int linkType = ETHERNET;
    /** Interfaces that show each packet, as {@code -i any} does with a bridge and its port; SLL2 tells them apart. */
    int interfaces = 1;

    int snapLength = 262_144;
    /** Chance that the capture drops a record. */
    double captureDropRate;
    /** Records dropped in one go. */
    int captureDropRun = 1;
    /** Drops stand in pcapng's EPB and ISB. */
    boolean reportsDrops;
    /** pcapng says when the capture started and stopped. */
    boolean reportsWindow;

    long captureStartNanos;
    long captureEndNanos = Long.MAX_VALUE;
    /** Records may be stamped up to this much early, so that time runs backwards in the file. */
    long stampDisorderNanos;

    /** Bytes of the link header in its capture. */
    int linkHeaderLength() {
        return switch (linkType) {
            case ETHERNET -> 14;
            case SLL -> 16;
            case SLL2 -> 20;
            default -> throw new IllegalStateException("no link type " + linkType + " here");
        };
    }

    /** Bytes of an IP packet that its capture holds at most. */
    int visibleBytes() {
        return snapLength - linkHeaderLength();
    }

    HostSetup(String name, int number) {
        this.name = name;
        this.number = number;
    }
}
