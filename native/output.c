#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report.h"

static int open_path(const char *path) {
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (descriptor >= 0 || errno != EEXIST) {
        return descriptor;
    }
    struct stat found;
    if (stat(path, &found) == 0 && (S_ISFIFO(found.st_mode) || S_ISCHR(found.st_mode))) {
        return open(path, O_WRONLY | O_CLOEXEC);
    }
    errno = EEXIST;
    return -1;
}

void output_open(struct output *output, const char *path) {
    memset(output, 0, sizeof *output);
    if (strcmp(path, "-") == 0) {
        if (isatty(STDOUT_FILENO)) {
            fail(EXIT_USAGE, "standard output is a terminal: send it to a file or a program, or give -w FILE");
        }
        output->name = "standard output";
        output->descriptor = STDOUT_FILENO;
    } else {
        output->name = path;
        output->descriptor = open_path(path);
        if (output->descriptor < 0) {
            int error = errno;
            const char *advice = error == EEXIST ? "; choose another name, nothing is written over"
                : error == EACCES ? "; this is tried as the user that -Z names: choose a directory of that user, or -Z root"
                : "";
            fail(EXIT_CAPTURE, "%s: %s%s", path, strerror(error), advice);
        }
    }
    struct stat opened;
    output->is_regular = fstat(output->descriptor, &opened) == 0 && S_ISREG(opened.st_mode);
    output->buffer = malloc(OUTPUT_BYTES);
    if (output->buffer == NULL) {
        fail(EXIT_FAULT, "no memory for a buffer of %d bytes", OUTPUT_BYTES);
    }
}

uint8_t *output_room(struct output *output, size_t bytes) {
    if (bytes > OUTPUT_BYTES - output->used) {
        output_flush(output);
    }
    return output->buffer + output->used;
}

void output_add(struct output *output, size_t bytes) {
    output->used += bytes;
}

/* Bytes of the whole blocks among the first so many in the buffer: a block's length stands behind its type. */
static size_t whole_blocks(const struct output *output, size_t written) {
    size_t end = 0;
    for (;;) {
        uint32_t length;
        if (output->used - end < 2 * sizeof length) {
            return end;
        }
        memcpy(&length, output->buffer + end + sizeof length, sizeof length);
        if (length > written - end) {
            return end;
        }
        end += length;
    }
}

/* Takes what was written of a block back out of the file. A pipe's reader has it already. */
static void cut_behind_whole_block(const struct output *output, size_t written) {
    off_t at = lseek(output->descriptor, 0, SEEK_CUR);
    off_t end = at - (off_t) (written - whole_blocks(output, written));
    if (!output->is_regular || at < 0 || end == at) {
        return;
    }
    if (ftruncate(output->descriptor, end) < 0 || lseek(output->descriptor, end, SEEK_SET) < 0) {
        say("%s: ends inside a block, which cannot be taken away: %s", output->name, strerror(errno));
    }
}

void output_flush(struct output *output) {
    size_t written = 0;
    while (output->error == 0 && written < output->used) {
        ssize_t count = write(output->descriptor, output->buffer + written, output->used - written);
        if (count >= 0) {
            written += (size_t) count;
        } else if (errno == EAGAIN) {
            struct pollfd writable = {.fd = output->descriptor, .events = POLLOUT};
            poll(&writable, 1, -1);
        } else if (errno != EINTR) {
            output->error = errno;
            cut_behind_whole_block(output, written);
        }
    }
    output->used = 0;
}

void output_close(struct output *output) {
    output_flush(output);
    if (close(output->descriptor) < 0 && output->error == 0) {
        output->error = errno;
    }
    free(output->buffer);
    output->buffer = NULL;
}

bool output_reader_left(const struct output *output) {
    return output->error == EPIPE;
}
