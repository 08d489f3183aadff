/* The command line. */
#ifndef HALFWAY_TAP_OPTIONS_H
#define HALFWAY_TAP_OPTIONS_H

#include <stdbool.h>

struct options {
    const char *interface;
    const char *path; /* "-" for standard output */
    int snap_length_bytes;
    int buffer_bytes;
    long packet_count; /* 0 for no limit */
    bool promiscuous;
    bool immediate;
    const char *user;   /* NULL when none was named */
    const char *filter; /* NULL for the default */
};

/* Ends the program when the arguments are wrong, or ask for help or the version. */
struct options options_parse(int count, char **arguments);

#endif
