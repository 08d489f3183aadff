/* Copies packets from an interface to an output until told to stop. */
#ifndef HALFWAY_TAP_TAP_H
#define HALFWAY_TAP_TAP_H

#include <pcap/pcap.h>
#include <stdint.h>

#include "options.h"
#include "output.h"
#include "report.h"

/* Nanoseconds since the epoch. */
int64_t tap_now(void);

/* From here on the first SIGINT, SIGTERM or SIGHUP ends the capture, a second one the program. */
void tap_catch_signals(pcap_t *pcap);

/*
 * Returns when a signal asks for it, after the wanted number of packets, when nobody reads the output any more, or when
 * capturing or writing fails. All that the kernel held has then been read, and the last statistics are written and
 * printed.
 *
 * start_nanos: from when on the interface was captured
 */
enum exit_code tap_run(pcap_t *pcap, struct output *output, const struct options *options, int64_t start_nanos);

#endif
