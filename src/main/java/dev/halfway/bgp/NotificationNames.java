package dev.halfway.bgp;

/** Names of error codes and subcodes, as IANA's registries of BGP error codes have them. */
final class NotificationNames {
    private static final String[] CODES = {
        "",
        "Message Header Error",
        "OPEN Message Error",
        "UPDATE Message Error",
        "Hold Timer Expired",
        "Finite State Machine Error",
        "Cease",
        "ROUTE-REFRESH Message Error",
        "Send Hold Timer Expired"
    };

    /** By code, then subcode; 0 is unspecific. RFC 4271 section 4.5, RFC 5492, RFC 6608, RFC 4486, RFC 7313, RFC 8205. */
    private static final String[][] SUBCODES = {
        {},
        {"", "Connection Not Synchronized", "Bad Message Length", "Bad Message Type"},
        {
            "",
            "Unsupported Version Number",
            "Bad Peer AS",
            "Bad BGP Identifier",
            "Unsupported Optional Parameter",
            "Authentication Failure",
            "Unacceptable Hold Time",
            "Unsupported Capability",
            "",
            "",
            "",
            "Role Mismatch"
        },
        {
            "",
            "Malformed Attribute List",
            "Unrecognized Well-known Attribute",
            "Missing Well-known Attribute",
            "Attribute Flags Error",
            "Attribute Length Error",
            "Invalid ORIGIN Attribute",
            "AS Routing Loop",
            "Invalid NEXT_HOP Attribute",
            "Optional Attribute Error",
            "Invalid Network Field",
            "Malformed AS_PATH"
        },
        {},
        {
            "",
            "Unexpected Message in OpenSent State",
            "Unexpected Message in OpenConfirm State",
            "Unexpected Message in Established State"
        },
        {
            "",
            "Maximum Number of Prefixes Reached",
            "Administrative Shutdown",
            "Peer De-configured",
            "Administrative Reset",
            "Connection Rejected",
            "Other Configuration Change",
            "Connection Collision Resolution",
            "Out of Resources",
            "Hard Reset",
            "BFD Down"
        },
        {"", "Invalid Message Length"},
        {}
    };

    private NotificationNames() {}

    /** {@code Cease / Administrative Shutdown}; numbers where there is no name. */
    static String of(int code, int subcode) {
        if (code == 0 || code >= CODES.length) {
            return "error " + code + " / " + subcode;
        }
        String[] subcodes = SUBCODES[code];
        String name = subcode < subcodes.length ? subcodes[subcode] : "";
        if (name.isEmpty()) {
            name = subcode == 0 ? "" : "subcode " + subcode;
        }
        return name.isEmpty() ? CODES[code] : CODES[code] + " / " + name;
    }
}
