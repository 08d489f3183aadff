/* Tests what needs no interface: the blocks' layout, and the output where it ends inside a block. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "output.h"
#include "pcapng.h"

static int failures;

#define EXPECT(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            failures++; \
        } \
    } while (0)

static uint32_t word(const uint8_t *bytes, size_t at) {
    uint32_t value;
    memcpy(&value, bytes + at, sizeof value);
    return value;
}

/* Of the only block in the buffer, whose lengths must agree. */
static uint32_t only_block(const struct output *output, uint32_t type) {
    uint32_t length = word(output->buffer, 4);
    EXPECT(word(output->buffer, 0) == type);
    EXPECT(length == output->used);
    EXPECT(length % 4 == 0);
    EXPECT(word(output->buffer, length - 4) == length);
    return length;
}

static struct output in_memory(void) {
    struct output output = {.name = "memory", .descriptor = -1, .buffer = malloc(OUTPUT_BYTES)};
    return output;
}

static void packets_are_padded(void) {
    struct output output = in_memory();
    const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    for (uint32_t captured = 0; captured <= sizeof bytes; captured++) {
        output.used = 0;
        memset(output.buffer, 0xff, 128);
        pcapng_packet(&output, 0x123456789abcdef0, DIRECTION_UNKNOWN, bytes, captured, 1500);
        EXPECT(only_block(&output, 6) == 32 + (captured + 3) / 4 * 4);
        EXPECT(word(output.buffer, 12) == 0x12345678 && word(output.buffer, 16) == 0x9abcdef0);
        EXPECT(word(output.buffer, 20) == captured && word(output.buffer, 24) == 1500);
        EXPECT(memcmp(output.buffer + 28, bytes, captured) == 0);
        for (uint32_t at = 28 + captured; at % 4 != 0; at++) {
            EXPECT(output.buffer[at] == 0);
        }
    }
    output.used = 0;
    pcapng_packet(&output, 0, DIRECTION_OUTBOUND, bytes, 1, 1);
    only_block(&output, 6);
    EXPECT(word(output.buffer, 32) == (2 | 4 << 16) && word(output.buffer, 36) == 2 && word(output.buffer, 40) == 0);
    free(output.buffer);
}

static void a_packet_may_be_longer_than_any(void) {
    struct output output = in_memory();
    uint8_t *bytes = calloc(1, PCAPNG_LARGEST_PACKET + 1);
    pcapng_packet(&output, 0, DIRECTION_INBOUND, bytes, PCAPNG_LARGEST_PACKET + 1, PCAPNG_LARGEST_PACKET + 1);
    only_block(&output, 6);
    EXPECT(word(output.buffer, 20) == PCAPNG_LARGEST_PACKET);
    free(bytes);
    free(output.buffer);
}

static void texts_may_be_longer_than_an_option(void) {
    struct output output = in_memory();
    char *text = malloc(100001);
    memset(text, 'x', 100000);
    text[100000] = '\0';
    const struct pcapng_interface interface = {1, 192, text, text};
    pcapng_interface(&output, &interface);
    uint32_t length = only_block(&output, 1);
    EXPECT(length > 2 * 65000 && length < 2 * 65600);
    output.used = 0;
    pcapng_section(&output, text, text, text);
    only_block(&output, 0x0a0d0d0a);
    EXPECT(word(output.buffer, 8) == 0x1a2b3c4d);
    EXPECT(memcmp(output.buffer + 28, "host xxx", 8) == 0);
    output.used = 0;
    const struct pcapng_interface nameless = {1, 192, "", ""};
    pcapng_interface(&output, &nameless);
    EXPECT(only_block(&output, 1) == 32);
    free(text);
    free(output.buffer);
}

static void unknown_counts_are_left_out(void) {
    struct output output = in_memory();
    struct pcapng_statistics statistics = {.start_nanos = 1, .end_nanos = 2};
    pcapng_statistics(&output, 3, &statistics);
    EXPECT(only_block(&output, 5) == 24 + 2 * 12 + 4);
    output.used = 0;
    statistics.counts_known = true;
    pcapng_statistics(&output, 3, &statistics);
    EXPECT(only_block(&output, 5) == 24 + 5 * 12 + 4);
    output.used = 0;
    statistics.interface_drops_known = true;
    pcapng_statistics(&output, 3, &statistics);
    EXPECT(only_block(&output, 5) == 24 + 6 * 12 + 4);
    free(output.buffer);
}

/* A file that may have so many bytes is cut behind the last block that fits; what is added later is thrown away. */
static void a_short_write_leaves_whole_blocks(void) {
    char path[] = "/tmp/halfway-tap-XXXXXX";
    int made = mkstemp(path);
    close(made);
    unlink(path);
    const struct rlimit limit = {10 * 132 + 57, RLIM_INFINITY};
    struct rlimit before;
    getrlimit(RLIMIT_FSIZE, &before);
    setrlimit(RLIMIT_FSIZE, &limit);
    struct output output;
    output_open(&output, path);
    uint8_t bytes[100] = {0};
    for (int i = 0; i < 30; i++) {
        pcapng_packet(&output, i, DIRECTION_UNKNOWN, bytes, sizeof bytes, sizeof bytes);
        if (i % 4 == 3) {
            output_flush(&output);
        }
    }
    EXPECT(output.error == EFBIG);
    EXPECT(!output_reader_left(&output));
    EXPECT(lseek(output.descriptor, 0, SEEK_END) == 10 * 132);
    output_close(&output);
    setrlimit(RLIMIT_FSIZE, &before);
    unlink(path);
}

/* A pipe that takes little at a time gets all of it in the end. */
static void a_slow_pipe_gets_all(void) {
    int ends[2];
    if (pipe(ends) < 0) {
        abort();
    }
    pid_t reader = fork();
    if (reader == 0) {
        close(ends[1]);
        uint8_t some[777];
        size_t sum = 0;
        for (ssize_t count; (count = read(ends[0], some, sizeof some)) > 0;) {
            sum += (size_t) count;
        }
        _exit(sum == 20000 * (size_t) 132 ? 0 : 1);
    }
    close(ends[0]);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    struct output output = in_memory();
    output.descriptor = ends[1];
    uint8_t bytes[100] = {0};
    for (int i = 0; i < 20000; i++) {
        pcapng_packet(&output, i, DIRECTION_UNKNOWN, bytes, sizeof bytes, sizeof bytes);
    }
    output_close(&output);
    int status = -1;
    EXPECT(output.error == 0);
    EXPECT(waitpid(reader, &status, 0) == reader && status == 0);
}

int main(void) {
    signal(SIGXFSZ, SIG_IGN);
    packets_are_padded();
    a_packet_may_be_longer_than_any();
    texts_may_be_longer_than_an_option();
    unknown_counts_are_left_out();
    a_short_write_leaves_whole_blocks();
    a_slow_pipe_gets_all();
    printf("pcapng: %d failures\n", failures);
    return failures == 0 ? 0 : 1;
}
