/*
 * Where blocks are written: a file, a pipe or standard output. Blocks are gathered in one buffer and leave it in whole
 * numbers, so that a file is cut inside a block only if the machine or the process is killed.
 */
#ifndef HALFWAY_TAP_OUTPUT_H
#define HALFWAY_TAP_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OUTPUT_BYTES = 1024 * 1024 };

struct output {
    const char *name;
    int descriptor;
    bool is_regular;
    int error; /* errno of the first failed write, 0 before: from then on all that is added is thrown away */
    size_t used;
    uint8_t *buffer; /* OUTPUT_BYTES of whole blocks */
};

/* A new file, or a pipe or device that is there, or standard output for "-". Ends the program when it cannot. */
void output_open(struct output *output, const char *path);

/* Room for one block of at most so many bytes (no more than OUTPUT_BYTES), good until the next call. */
uint8_t *output_room(struct output *output, size_t bytes);

/* Adds what was written there, one whole block. */
void output_add(struct output *output, size_t bytes);

/* Writes out all that was added. Where the disk is full, cuts a file behind the last whole block. */
void output_flush(struct output *output);

/* Flushes and closes. */
void output_close(struct output *output);

/* Whether nobody reads any more: an end like any other. */
bool output_reader_left(const struct output *output);

#endif
