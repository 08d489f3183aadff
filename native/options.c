#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pcapng.h"
#include "report.h"

enum { DEFAULT_SNAP_LENGTH = 192, DEFAULT_BUFFER_KIB = 8192, KIB = 1024 };

static const char USAGE[] =
    "Usage: " PROGRAM " -i IFACE -w FILE|- [options] [FILTER]\n"
    "\n"
    "Records packets of a network interface as pcapng, with drop statistics each second,\n"
    "for `halfway analyze` and `halfway watch`. Gives up all privileges once it has opened the interface.\n"
    "\n"
    "  -i IFACE           the interface, or any\n"
    "  -w FILE            a new file; - is standard output\n"
    "  -s BYTES           keep at most so many of each packet; 0: all of it (default: 192)\n"
    "  -B KIB             kernel buffer, in KiB (default: 8192)\n"
    "  -c COUNT           end after so many packets\n"
    "  -p                 not promiscuous (this is the default)\n"
    "  --promiscuous      also packets for other hosts\n"
    "  --immediate[-mode] hand on each packet at once; costs more than doing so up to 20 times a second\n"
    "  -Z USER            as root: become this user (default: who called sudo, else nobody)\n"
    "  -h, --help         this text\n"
    "  --version          the version, and libpcap's\n"
    "  FILTER             pcap-filter(7) (default: icmp or icmp6 or tcp port 179, also in VLAN\n"
    "                     tags, IPIP, GRE and VXLAN)\n"
    "\n"
    "Exit codes: 0 ended as asked; 2 the command line is wrong; 4 cannot capture or cannot write; 70 our fault.\n"
    "Example: " PROGRAM " -i eth0 -w 219.pcapng\n";

enum { PROMISCUOUS = 256, IMMEDIATE, VERSION_ASKED };

static long number(char option, const char *text, long least, long most) {
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end != '\0') {
        fail(EXIT_USAGE, "-%c %s: not a number", option, text);
    }
    if (value < 0) {
        fail(EXIT_USAGE, "-%c %s: negative; expected %ld to %ld", option, text, least, most);
    }
    if (errno == ERANGE || value > most) {
        fail(EXIT_USAGE, "-%c %s: too large; expected %ld to %ld", option, text, least, most);
    }
    if (value < least) {
        fail(EXIT_USAGE, "-%c %s: too small; expected %ld to %ld", option, text, least, most);
    }
    return value;
}

/* The words of the filter with a blank between each two; NULL when there are none. Lives as long as the program. */
static char *joined(int count, char **words) {
    if (count == 0) {
        return NULL;
    }
    size_t bytes = 1;
    for (int i = 0; i < count; i++) {
        bytes += strlen(words[i]) + 1;
    }
    char *text = malloc(bytes);
    if (text == NULL) {
        fail(EXIT_FAULT, "no memory for a filter of %zu bytes", bytes);
    }
    char *at = text;
    for (int i = 0; i < count; i++) {
        at += sprintf(at, i == 0 ? "%s" : " %s", words[i]);
    }
    return text;
}

static _Noreturn void print_and_end(const char *text) {
    exit(fputs(text, stdout) >= 0 && fflush(stdout) == 0 ? EXIT_OK : EXIT_FAULT);
}

static _Noreturn void print_version(void) {
    printf("%s %s\n%s\n", PROGRAM, HALFWAY_VERSION, pcap_lib_version());
    print_and_end("");
}

static void check(const struct options *options) {
    if (options->interface == NULL) {
        fail(EXIT_USAGE, "which interface? -i IFACE; `ip link` lists them");
    }
    if (options->path == NULL) {
        fail(EXIT_USAGE, "where to? -w FILE, or -w - for standard output");
    }
    if (*options->path == '\0') {
        fail(EXIT_USAGE, "-w '': an empty name");
    }
}

struct options options_parse(int count, char **arguments) {
    static const struct option LONG_OPTIONS[] = {
        {"interface", required_argument, NULL, 'i'},
        {"write", required_argument, NULL, 'w'},
        {"snapshot-length", required_argument, NULL, 's'},
        {"buffer-size", required_argument, NULL, 'B'},
        {"promiscuous", no_argument, NULL, PROMISCUOUS},
        {"immediate", no_argument, NULL, IMMEDIATE},
        {"immediate-mode", no_argument, NULL, IMMEDIATE},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, VERSION_ASKED},
        {NULL, 0, NULL, 0},
    };
    struct options options = {
        .snap_length_bytes = DEFAULT_SNAP_LENGTH,
        .buffer_bytes = DEFAULT_BUFFER_KIB * KIB,
    };
    int option;
    while ((option = getopt_long(count, arguments, "i:w:s:B:c:pZ:h", LONG_OPTIONS, NULL)) != -1) {
        switch (option) {
        case 'i':
            options.interface = optarg;
            break;
        case 'w':
            options.path = optarg;
            break;
        case 's':
            options.snap_length_bytes = (int) number('s', optarg, 0, PCAPNG_LARGEST_PACKET);
            break;
        case 'B':
            options.buffer_bytes = (int) number('B', optarg, 1, INT_MAX / KIB) * KIB;
            break;
        case 'c':
            options.packet_count = number('c', optarg, 1, LONG_MAX);
            break;
        case 'p':
            options.promiscuous = false;
            break;
        case PROMISCUOUS:
            options.promiscuous = true;
            break;
        case IMMEDIATE:
            options.immediate = true;
            break;
        case 'Z':
            options.user = optarg;
            break;
        case 'h':
            print_and_end(USAGE);
        case VERSION_ASKED:
            print_version();
        default: /* getopt has said what is wrong */
            fail(EXIT_USAGE, "%s --help lists the options", PROGRAM);
        }
    }
    if (options.snap_length_bytes == 0) {
        options.snap_length_bytes = PCAPNG_LARGEST_PACKET;
    }
    options.filter = joined(count - optind, arguments + optind);
    check(&options);
    return options;
}
