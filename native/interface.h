/* Opening a network interface with libpcap. */
#ifndef HALFWAY_TAP_INTERFACE_H
#define HALFWAY_TAP_INTERFACE_H

#include <pcap/pcap.h>
#include <stdint.h>

#include "options.h"

/* How long the kernel may gather packets before it hands them on, unless each is wanted at once. */
enum { GATHER_MILLIS = 50 };

/* Begins to capture, unfiltered. Prints libpcap's warnings; ends the program when it fails. */
pcap_t *interface_open(const struct options *options);

/* Sets the wanted filter, else the default; returns its text. Ends the program when it is none. */
const char *interface_filter(pcap_t *pcap, const struct options *options);

/* LINKTYPE_ value for files. Ends the program for a link type that has none. */
uint16_t interface_link_type(pcap_t *pcap);

#endif
