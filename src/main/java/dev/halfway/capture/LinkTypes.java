package dev.halfway.capture;

import org.pcap4j.packet.namednumber.DataLinkType;

/** LINKTYPE_ values, as files carry them, for a library that goes by DLT_ values, as libpcap has them in memory. */
final class LinkTypes {
    private static final int LINKTYPE_RAW = 101;

    private LinkTypes() {}

    /** The DLT_ for a LINKTYPE_; they are the same number wherever we know both, but for raw IP. */
    static DataLinkType toDataLinkType(int linkType) {
        return linkType == LINKTYPE_RAW ? DataLinkType.RAW : DataLinkType.getInstance(linkType);
    }

    /** The LINKTYPE_ for a DLT_. */
    static int fromDataLinkType(DataLinkType type) {
        return type.equals(DataLinkType.RAW) ? LINKTYPE_RAW : type.value();
    }
}
