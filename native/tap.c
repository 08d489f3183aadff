#include "tap.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/filter.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "interface.h"
#include "pcapng.h"

enum { BATCH = 4096, LARGEST_INTERFACE_NAME = 64 };

static const int64_t NANOS_PER_SECOND = 1000000000;
static const int64_t NANOS_PER_MILLI = 1000000;
static const int64_t STATISTICS_EVERY_NANOS = NANOS_PER_SECOND;

/* The kernel looks once every GATHER_MILLIS whether packets have waited that long: at most twice that, and some delay. */
static const int64_t KERNEL_HOLDS_NANOS = 3 * GATHER_MILLIS * NANOS_PER_MILLI;

struct tap {
    pcap_t *pcap;
    struct output *output;
    int64_t nanos_per_fraction; /* of the packets' times: libpcap counts in nanoseconds or in microseconds */
    int64_t held_nanos;         /* how long the kernel may keep a packet from us */
    int link_type;
    uint64_t packet_limit; /* 0 for none */
    uint64_t packets;
    int64_t last_packet_nanos;
    struct pcap_stat last_read; /* libpcap's counters, which wrap at 32 bits */
    struct pcapng_statistics statistics;
};

static sigset_t caught;
static pcap_t *interrupted;
/* libpcap has a flag for this too, which it looks at when a packet comes: on an idle interface never. */
static volatile sig_atomic_t stop_asked;

static void on_signal(int signal) {
    (void) signal;
    stop_asked = 1;
    pcap_breakloop(interrupted);
}

void tap_catch_signals(pcap_t *pcap) {
    static const int SIGNALS[] = {SIGINT, SIGTERM, SIGHUP};
    interrupted = pcap;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    sigemptyset(&caught);
    for (size_t i = 0; i < sizeof SIGNALS / sizeof *SIGNALS; i++) {
        struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int) SA_RESETHAND};
        struct sigaction before;
        sigaction(SIGNALS[i], NULL, &before);
        bool is_nohup = SIGNALS[i] == SIGHUP && before.sa_handler == SIG_IGN;
        if (!is_nohup) {
            sigaction(SIGNALS[i], &action, NULL);
            sigaddset(&caught, SIGNALS[i]);
        }
    }
}

static int64_t read_clock(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * NANOS_PER_SECOND + time.tv_nsec;
}

int64_t tap_now(void) {
    return read_clock(CLOCK_REALTIME);
}

/* libpcap's own header before packets of several interfaces says which way each went; Ethernet does not. */
static enum direction direction_of(int link_type, const u_char *bytes, uint32_t captured) {
    enum { OUTGOING = 4, TYPE_IN_SLL = 1, TYPE_IN_SLL2 = 10 };
    uint32_t at = link_type == DLT_LINUX_SLL ? TYPE_IN_SLL : TYPE_IN_SLL2;
    if ((link_type != DLT_LINUX_SLL && link_type != DLT_LINUX_SLL2) || captured <= at) {
        return DIRECTION_UNKNOWN;
    }
    return bytes[at] == OUTGOING ? DIRECTION_OUTBOUND : DIRECTION_INBOUND;
}

static void on_packet(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes) {
    struct tap *tap = (struct tap *) user;
    int64_t nanos = header->ts.tv_sec * NANOS_PER_SECOND + header->ts.tv_usec * tap->nanos_per_fraction;
    if (nanos < tap->statistics.start_nanos) {
        tap->statistics.start_nanos = nanos; /* taken while the interface was being opened */
    }
    tap->last_packet_nanos = nanos;
    tap->packets++;
    pcapng_packet(tap->output, nanos, direction_of(tap->link_type, bytes, header->caplen), bytes, header->caplen,
        header->len);
}

/* How far a counter of 32 bits has come; a counter that was set back has not. */
static uint64_t advance(u_int before, u_int now) {
    uint32_t step = now - before;
    return step > INT32_MAX ? 0 : step;
}

static void read_counters(struct tap *tap) {
    struct pcap_stat now;
    if (pcap_stats(tap->pcap, &now) < 0) {
        return;
    }
    tap->statistics.counts_known = true;
    tap->statistics.accepted += advance(tap->last_read.ps_recv, now.ps_recv);
    tap->statistics.dropped_by_system += advance(tap->last_read.ps_drop, now.ps_drop);
    tap->statistics.dropped_by_interface += advance(tap->last_read.ps_ifdrop, now.ps_ifdrop);
    tap->last_read = now;
}

static void write_statistics(struct tap *tap, int64_t covered_nanos) {
    int64_t end = covered_nanos > tap->last_packet_nanos ? covered_nanos : tap->last_packet_nanos;
    tap->statistics.end_nanos = end > tap->statistics.start_nanos ? end : tap->statistics.start_nanos;
    read_counters(tap);
    pcapng_statistics(tap->output, tap_now(), &tap->statistics);
    output_flush(tap->output);
}

/* Takes at most so many packets of those that are there; negative when that fails. */
static int take_packets(struct tap *tap) {
    uint64_t left = tap->packet_limit - tap->packets;
    int most = tap->packet_limit > 0 && left < BATCH ? (int) left : BATCH;
    int count = pcap_dispatch(tap->pcap, most, on_packet, (u_char *) tap);
    return count == PCAP_ERROR_BREAK ? 0 : count;
}

/* Waits for packets until that moment. No signal can come unseen between the look at the flag and the wait. */
static void await_packets(const struct tap *tap, int64_t until_nanos) {
    struct pollfd packets = {.fd = pcap_get_selectable_fd(tap->pcap), .events = POLLIN};
    sigset_t before;
    sigprocmask(SIG_BLOCK, &caught, &before);
    int64_t wait = until_nanos - read_clock(CLOCK_MONOTONIC);
    if (!stop_asked && wait > 0) {
        struct timespec timeout = {wait / NANOS_PER_SECOND, wait % NANOS_PER_SECOND};
        ppoll(&packets, 1, &timeout, &before);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
}

/* Has the kernel take no more packets; what it holds stays. libpcap's own filter is left, it would discard that. */
static bool refuse_more_packets(pcap_t *pcap) {
    struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
    struct sock_fprog program = {.len = 1, .filter = &nothing};
    return setsockopt(pcap_fileno(pcap), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

static int drain(struct tap *tap) {
    bool refused = refuse_more_packets(tap->pcap);
    int64_t deadline = read_clock(CLOCK_MONOTONIC) + tap->held_nanos;
    int count;
    bool expired;
    do {
        expired = read_clock(CLOCK_MONOTONIC) >= deadline;
        count = take_packets(tap);
        output_flush(tap->output);
        if (count == 0 && !expired) {
            struct pollfd packets = {.fd = pcap_get_selectable_fd(tap->pcap), .events = POLLIN};
            poll(&packets, 1, GATHER_MILLIS);
        }
    } while (count >= 0 && tap->output->error == 0 && (!expired || (count > 0 && refused)));
    return count;
}

static bool limit_reached(const struct tap *tap) {
    return tap->packet_limit > 0 && tap->packets >= tap->packet_limit;
}

/*
 * What is covered: all that was taken before the kernel was seen to hold no packets, but for those that it still gathers.
 * Where it always holds some, all up to the last one taken.
 */
static int take_with_statistics(struct tap *tap) {
    int64_t looked_nanos = tap_now();
    int count = take_packets(tap);
    if (count >= 0) {
        write_statistics(tap, count == 0 && !stop_asked ? looked_nanos - tap->held_nanos : 0);
    }
    return count;
}

/* Returns when there is an end to it; a negative number when the interface failed. */
static int copy_packets(struct tap *tap) {
    int64_t due = read_clock(CLOCK_MONOTONIC);
    int count = 0;
    while (count >= 0 && !stop_asked && tap->output->error == 0 && !limit_reached(tap)) {
        int64_t now = read_clock(CLOCK_MONOTONIC);
        if (now >= due) {
            count = take_with_statistics(tap);
            due = now - due < STATISTICS_EVERY_NANOS ? due + STATISTICS_EVERY_NANOS : now + STATISTICS_EVERY_NANOS;
            continue;
        }
        if (count == 0) {
            await_packets(tap, due);
        }
        count = take_packets(tap);
        output_flush(tap->output);
    }
    return count;
}

static void print_statistics(const struct tap *tap) {
    const struct pcapng_statistics *counts = &tap->statistics;
    say("%" PRIu64 " packets captured", tap->packets);
    if (counts->counts_known) {
        say("%" PRIu64 " packets received by filter", counts->accepted);
        say("%" PRIu64 " packets dropped by kernel", counts->dropped_by_system);
    }
    if (counts->counts_known && counts->interface_drops_known) {
        say("%" PRIu64 " packets dropped by interface", counts->dropped_by_interface);
    }
}

/* libpcap asks the interface for its drops in promiscuous mode only, and counts 0 where it gets no answer. */
static bool knows_interface_drops(const struct options *options) {
    char path[LARGEST_INTERFACE_NAME + 64];
    int length = snprintf(path, sizeof path, "/sys/class/net/%s/statistics/rx_missed_errors", options->interface);
    return options->promiscuous && length < (int) sizeof path && access(path, R_OK) == 0;
}

enum exit_code tap_run(pcap_t *pcap, struct output *output, const struct options *options, int64_t start_nanos) {
    struct tap tap = {
        .pcap = pcap,
        .output = output,
        .nanos_per_fraction = pcap_get_tstamp_precision(pcap) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000,
        .held_nanos = options->immediate ? GATHER_MILLIS * NANOS_PER_MILLI : KERNEL_HOLDS_NANOS,
        .link_type = pcap_datalink(pcap),
        .packet_limit = (uint64_t) options->packet_count,
        .statistics = {.start_nanos = start_nanos, .interface_drops_known = knows_interface_drops(options)},
    };
    int64_t covered_nanos = 0;
    int count = copy_packets(&tap);
    if (count >= 0 && stop_asked) {
        covered_nanos = tap_now();
        count = drain(&tap);
    }
    enum exit_code code = EXIT_OK;
    if (count < 0) {
        say("%s: %s", options->interface, pcap_geterr(pcap));
        code = EXIT_CAPTURE;
    }
    write_statistics(&tap, covered_nanos);
    output_close(output);
    print_statistics(&tap);
    if (output->error != 0 && !output_reader_left(output)) {
        say("%s: %s; what was written before is whole", output->name, strerror(output->error));
        code = EXIT_CAPTURE;
    }
    return code;
}
