/*
 * capture-rate IFACE PACKETS_PER_SECOND SECONDS [seen]: sends ICMP echo replies out of an interface, which nobody answers,
 * at an even rate, and prints how many the kernel took. Only with "seen" does a capture on that interface see them; without
 * it they can be sent faster. For scripts/capture-rate, in a namespace of its own.
 */
#define _GNU_SOURCE /* sendmmsg */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, PACKET_BYTES = 98, ETHERNET_BYTES = 14, SEQUENCE_AT = 40, LIMIT = 100000000 };

static const int64_t NANOS_PER_SECOND = 1000000000;

/* Ethernet to everybody; IPv4 192.0.2.1 to 192.0.2.2; ICMP type 0. */
static const uint8_t HEAD[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 8, 0,
    0x45, 0, 0, PACKET_BYTES - ETHERNET_BYTES, 0, 0, 0x40, 0, 64, 1, 0xb6, 0x55, 192, 0, 2, 1, 192, 0, 2, 2,
    0, 0, 0, 0, 0x12, 0x34};

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * NANOS_PER_SECOND + time.tv_nsec;
}

static int open_interface(const char *name, int seen) {
    int raw = socket(AF_PACKET, SOCK_RAW, 0);
    struct sockaddr_ll address = {
        .sll_family = AF_PACKET, .sll_ifindex = (int) if_nametoindex(name), .sll_protocol = htons(ETH_P_IP)};
    int bypass = !seen;
    if (raw < 0 || address.sll_ifindex == 0 || bind(raw, (struct sockaddr *) &address, sizeof address) < 0
        || setsockopt(raw, SOL_PACKET, PACKET_QDISC_BYPASS, &bypass, sizeof bypass) < 0) {
        fail(name);
    }
    return raw;
}

int main(int count, char **arguments) {
    if (count != 4 && (count != 5 || strcmp(arguments[4], "seen") != 0)) {
        fprintf(stderr, "usage: capture-rate IFACE PACKETS_PER_SECOND SECONDS [seen]\n");
        return 2;
    }
    int raw = open_interface(arguments[1], count == 5);
    int64_t rate = atoll(arguments[2]);
    int64_t total = rate * atoll(arguments[3]);
    if (rate < 1 || total < 1 || total > LIMIT) {
        fprintf(stderr, "capture-rate: expected 1 to %d packets\n", LIMIT);
        return 2;
    }
    static uint8_t packets[BATCH][PACKET_BYTES];
    struct iovec parts[BATCH];
    struct mmsghdr messages[BATCH];
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < BATCH; i++) {
        memcpy(packets[i], HEAD, sizeof HEAD);
        parts[i] = (struct iovec) {packets[i], PACKET_BYTES};
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    int64_t sent = 0;
    int64_t begun = now();
    while (sent < total) {
        int64_t due = (now() - begun) * (rate / 1000) / (NANOS_PER_SECOND / 1000) + 1;
        if (due <= sent) {
            usleep(50);
            continue;
        }
        int batch = (int) (due - sent < BATCH ? due - sent : BATCH);
        batch = total - sent < batch ? (int) (total - sent) : batch;
        for (int i = 0; i < batch; i++) {
            uint32_t sequence = htonl((uint32_t) (sent + i));
            memcpy(packets[i] + SEQUENCE_AT, &sequence, sizeof sequence);
        }
        int taken = sendmmsg(raw, messages, (unsigned) batch, 0);
        if (taken < 0 && errno != ENOBUFS && errno != EINTR) {
            fail("send");
        }
        sent += taken > 0 ? taken : 0;
    }
    printf("%lld packets in %.1f s\n", (long long) sent, (double) (now() - begun) / (double) NANOS_PER_SECOND);
    return 0;
}
