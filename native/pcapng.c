#include "pcapng.h"

#include <string.h>

enum block_type { SECTION_HEADER = 0x0a0d0d0a, INTERFACE_DESCRIPTION = 1, INTERFACE_STATISTICS = 5, ENHANCED_PACKET = 6 };

enum option {
    END_OF_OPTIONS = 0,
    COMMENT = 1,
    SHB_OS = 3,
    SHB_USERAPPL = 4,
    IF_NAME = 2,
    IF_TSRESOL = 9,
    IF_FILTER = 11,
    EPB_FLAGS = 2,
    ISB_STARTTIME = 2,
    ISB_ENDTIME = 3,
    ISB_IFRECV = 4,
    ISB_IFDROP = 5,
    ISB_FILTERACCEPT = 6,
    ISB_OSDROP = 7
};

static const uint32_t BYTE_ORDER_MAGIC = 0x1a2b3c4d;
static const uint64_t SECTION_LENGTH_UNKNOWN = UINT64_MAX;
static const uint8_t NANOSECONDS = 9;
static const char HOST[] = "host ";
/* if_filter begins with what kind of filter it is. */
static const char FILTER_IS_TEXT[] = {0};

/* An option's length has 16 bits, and texts are padded to 32. */
enum { LONGEST_TEXT = 65532 };

struct block {
    uint8_t *bytes;
    uint32_t length;
};

static void put(struct block *block, const void *bytes, size_t length) {
    memcpy(block->bytes + block->length, bytes, length);
    block->length += (uint32_t) length;
}

static void put16(struct block *block, uint16_t value) {
    put(block, &value, sizeof value);
}

static void put32(struct block *block, uint32_t value) {
    put(block, &value, sizeof value);
}

static void put64(struct block *block, uint64_t value) {
    put(block, &value, sizeof value);
}

/* Times are two words, the upper first, in either byte order. */
static void put_time(struct block *block, int64_t nanos) {
    put32(block, (uint32_t) ((uint64_t) nanos >> 32));
    put32(block, (uint32_t) nanos);
}

static void pad(struct block *block) {
    static const uint8_t zeros[4];
    put(block, zeros, -block->length & 3);
}

static struct block begin(struct output *output, enum block_type type, size_t most_bytes) {
    struct block block = {.bytes = output_room(output, most_bytes)};
    put32(&block, type);
    put32(&block, 0); /* the length, known at the end */
    return block;
}

static void end(struct output *output, struct block *block) {
    uint32_t length = block->length + (uint32_t) sizeof length;
    memcpy(block->bytes + sizeof length, &length, sizeof length);
    put32(block, length);
    output_add(output, length);
}

static void put_option_header(struct block *block, enum option code, size_t length) {
    put16(block, (uint16_t) code);
    put16(block, (uint16_t) length);
}

/* A prefix, which may hold a zero, and a text behind it; nothing at all without the text. */
static void put_prefixed(struct block *block, enum option code, const char *prefix, size_t prefix_length,
    const char *text) {
    size_t length = strnlen(text, LONGEST_TEXT - prefix_length);
    if (length > 0) {
        put_option_header(block, code, prefix_length + length);
        put(block, prefix, prefix_length);
        put(block, text, length);
        pad(block);
    }
}

static void put_text(struct block *block, enum option code, const char *text) {
    put_prefixed(block, code, "", 0, text);
}

static void put_count(struct block *block, enum option code, uint64_t count) {
    put_option_header(block, code, sizeof count);
    put64(block, count);
}

static void put_moment(struct block *block, enum option code, int64_t nanos) {
    put_option_header(block, code, sizeof nanos);
    put_time(block, nanos);
}

static void end_options(struct block *block) {
    put_option_header(block, END_OF_OPTIONS, 0);
}

void pcapng_section(struct output *output, const char *host, const char *system, const char *application) {
    struct block block = begin(output, SECTION_HEADER, 3 * (size_t) (LONGEST_TEXT + 4) + 64);
    put32(&block, BYTE_ORDER_MAGIC);
    put16(&block, 1); /* version 1.0 */
    put16(&block, 0);
    put64(&block, SECTION_LENGTH_UNKNOWN);
    put_prefixed(&block, COMMENT, HOST, sizeof HOST - 1, host);
    put_text(&block, SHB_OS, system);
    put_text(&block, SHB_USERAPPL, application);
    end_options(&block);
    end(output, &block);
}

void pcapng_interface(struct output *output, const struct pcapng_interface *interface) {
    struct block block = begin(output, INTERFACE_DESCRIPTION, 2 * (size_t) (LONGEST_TEXT + 4) + 64);
    put16(&block, interface->link_type);
    put16(&block, 0); /* reserved */
    put32(&block, interface->snap_length_bytes);
    put_text(&block, IF_NAME, interface->name);
    put_option_header(&block, IF_TSRESOL, sizeof NANOSECONDS);
    put(&block, &NANOSECONDS, sizeof NANOSECONDS);
    pad(&block);
    put_prefixed(&block, IF_FILTER, FILTER_IS_TEXT, sizeof FILTER_IS_TEXT, interface->filter);
    end_options(&block);
    end(output, &block);
}

void pcapng_packet(struct output *output, int64_t time_nanos, enum direction direction, const uint8_t *bytes,
    uint32_t captured, uint32_t original) {
    if (captured > PCAPNG_LARGEST_PACKET) {
        captured = PCAPNG_LARGEST_PACKET;
    }
    struct block block = begin(output, ENHANCED_PACKET, (size_t) captured + 64);
    put32(&block, 0); /* the only interface */
    put_time(&block, time_nanos);
    put32(&block, captured);
    put32(&block, original);
    put(&block, bytes, captured);
    pad(&block);
    if (direction != DIRECTION_UNKNOWN) {
        put_option_header(&block, EPB_FLAGS, sizeof(uint32_t));
        put32(&block, direction);
        end_options(&block);
    }
    end(output, &block);
}

void pcapng_statistics(struct output *output, int64_t now_nanos, const struct pcapng_statistics *statistics) {
    struct block block = begin(output, INTERFACE_STATISTICS, 256);
    put32(&block, 0); /* the only interface */
    put_time(&block, now_nanos);
    put_moment(&block, ISB_STARTTIME, statistics->start_nanos);
    put_moment(&block, ISB_ENDTIME, statistics->end_nanos);
    if (statistics->counts_known) {
        put_count(&block, ISB_IFRECV, statistics->accepted);
        if (statistics->interface_drops_known) {
            put_count(&block, ISB_IFDROP, statistics->dropped_by_interface);
        }
        put_count(&block, ISB_FILTERACCEPT, statistics->accepted);
        put_count(&block, ISB_OSDROP, statistics->dropped_by_system);
    }
    end_options(&block);
    end(output, &block);
}
