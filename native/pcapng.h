/*
 * The blocks of pcapng (draft-ietf-opsawg-pcapng) that a capture on one interface needs, in this machine's byte order.
 * Times are nanoseconds since the epoch.
 */
#ifndef HALFWAY_TAP_PCAPNG_H
#define HALFWAY_TAP_PCAPNG_H

#include <stdbool.h>
#include <stdint.h>

#include "output.h"

/* Bits 0 and 1 of epb_flags (section 4.3). */
enum direction { DIRECTION_UNKNOWN = 0, DIRECTION_INBOUND = 1, DIRECTION_OUTBOUND = 2 };

/* What the capture is told beforehand; empty texts are left out. */
struct pcapng_interface {
    uint16_t link_type; /* LINKTYPE_ value */
    uint32_t snap_length_bytes;
    const char *name;
    const char *filter;
};

/* All since the start of the capture. */
struct pcapng_statistics {
    int64_t start_nanos;
    int64_t end_nanos; /* packets up to here stand before this block */
    bool counts_known;
    bool interface_drops_known;
    uint64_t accepted; /* passed the filter, kept or dropped */
    uint64_t dropped_by_system;
    uint64_t dropped_by_interface;
};

/* Section header block (4.1): what wrote this, where. pcapng has no field for the host: a comment says "host HOST". */
void pcapng_section(struct output *output, const char *host, const char *system, const char *application);

/* Interface description block (4.2), for interface 0. */
void pcapng_interface(struct output *output, const struct pcapng_interface *interface);

/* Enhanced packet block (4.3); at most PCAPNG_LARGEST_PACKET captured bytes. */
void pcapng_packet(struct output *output, int64_t time_nanos, enum direction direction, const uint8_t *bytes,
    uint32_t captured, uint32_t original);

enum { PCAPNG_LARGEST_PACKET = 262144 };

/* Interface statistics block (4.6). */
void pcapng_statistics(struct output *output, int64_t now_nanos, const struct pcapng_statistics *statistics);

#endif
