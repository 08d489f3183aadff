#include "interface.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "default-filter.h"
#include "report.h"

/* Values of LINKTYPE_ that differ from those of DLT_ on Linux. */
enum { LINKTYPE_ATM_RFC1483 = 100, LINKTYPE_RAW = 101, FIRST_COMMON = 104, LAST_DIFFERENT_FIRST = 11 };

static const char *advice(int status) {
    switch (status) {
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
        return "; run it as root, or once: setcap cap_net_raw+ep " PROGRAM;
    case PCAP_ERROR_NO_SUCH_DEVICE:
        return "; `ip link` lists the interfaces";
    case PCAP_ERROR_IFACE_NOT_UP:
        return "; bring it up first: ip link set IFACE up";
    default:
        return "";
    }
}

static _Noreturn void fail_to_open(pcap_t *pcap, const char *name, int status) {
    const char *details = pcap_geterr(pcap);
    fail(EXIT_CAPTURE, "%s: %s%s%s%s%s", name, pcap_statustostr(status), *details == '\0' ? "" : " (", details,
        *details == '\0' ? "" : ")", advice(status));
}

/* For calls that fail only on a capture that runs already. */
static void require(int status, const char *what) {
    if (status != 0) {
        fail(EXIT_FAULT, "%s: %s", what, pcap_statustostr(status));
    }
}

pcap_t *interface_open(const struct options *options) {
    char error[PCAP_ERRBUF_SIZE] = "";
    pcap_t *pcap = pcap_create(options->interface, error);
    if (pcap == NULL) {
        fail(EXIT_CAPTURE, "%s: %s", options->interface, error);
    }
    require(pcap_set_snaplen(pcap, options->snap_length_bytes), "snap length");
    require(pcap_set_promisc(pcap, options->promiscuous), "promiscuous mode");
    require(pcap_set_timeout(pcap, GATHER_MILLIS), "timeout");
    require(pcap_set_immediate_mode(pcap, options->immediate), "immediate mode");
    require(pcap_set_buffer_size(pcap, options->buffer_bytes), "buffer size");
    int status = pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
    if (status != 0) {
        say("%s: times in microseconds only: %s", options->interface, pcap_statustostr(status));
    }
    status = pcap_activate(pcap);
    if (status < 0) {
        fail_to_open(pcap, options->interface, status);
    }
    if (status > 0) {
        say("%s: warning: %s (%s)", options->interface, pcap_statustostr(status), pcap_geterr(pcap));
    }
    if (pcap_setnonblock(pcap, 1, error) < 0) {
        fail(EXIT_CAPTURE, "%s: cannot read without waiting: %s", options->interface, error);
    }
    return pcap;
}

static bool set_filter(pcap_t *pcap, const char *text) {
    struct bpf_program program;
    if (pcap_compile(pcap, &program, text, 1, PCAP_NETMASK_UNKNOWN) < 0) {
        return false;
    }
    int status = pcap_setfilter(pcap, &program);
    pcap_freecode(&program);
    if (status < 0) {
        fail(EXIT_CAPTURE, "filter '%s': %s", text, pcap_geterr(pcap));
    }
    return true;
}

const char *interface_filter(pcap_t *pcap, const struct options *options) {
    if (options->filter != NULL) {
        if (!set_filter(pcap, options->filter)) {
            fail(EXIT_USAGE, "filter '%s': %s", options->filter, pcap_geterr(pcap));
        }
        return options->filter;
    }
    /* Link types without VLAN tags refuse the first of them. */
    for (size_t i = 0; i < sizeof DEFAULT_FILTERS / sizeof *DEFAULT_FILTERS; i++) {
        if (set_filter(pcap, DEFAULT_FILTERS[i])) {
            return DEFAULT_FILTERS[i];
        }
    }
    fail(EXIT_USAGE, "the default filter has no meaning on %s: %s; give a FILTER", options->interface,
        pcap_geterr(pcap));
}

uint16_t interface_link_type(pcap_t *pcap) {
    int type = pcap_datalink(pcap);
    switch (type) {
    case DLT_RAW:
        return LINKTYPE_RAW;
    case DLT_ATM_RFC1483:
        return LINKTYPE_ATM_RFC1483;
    default:
        if (type < 0 || type > UINT16_MAX || (type >= LAST_DIFFERENT_FIRST && type < FIRST_COMMON)) {
            fail(EXIT_CAPTURE, "link type %d is not known in files", type);
        }
        return (uint16_t) type;
    }
}
