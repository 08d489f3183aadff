/*
 * halfway-tap: records packets on nodes without Java. Opens an interface, gives up its privileges, copies what the
 * filter lets through to pcapng, with the counters of the capture in the stream. Decodes nothing.
 */
#include <pcap/pcap.h>
#include <stdio.h>
#include <sys/utsname.h>

#include "interface.h"
#include "options.h"
#include "output.h"
#include "pcapng.h"
#include "privileges.h"
#include "report.h"
#include "tap.h"

static void write_head(struct output *output, pcap_t *pcap, const char *interface_name, const char *filter) {
    struct utsname machine;
    char system[3 * sizeof machine.sysname] = "";
    if (uname(&machine) == 0) {
        snprintf(system, sizeof system, "%s %s %s", machine.sysname, machine.release, machine.machine);
    } else {
        machine.nodename[0] = '\0';
    }
    pcapng_section(output, machine.nodename, system, PROGRAM " " HALFWAY_VERSION);
    const struct pcapng_interface interface = {
        .link_type = interface_link_type(pcap),
        .snap_length_bytes = (uint32_t) pcap_snapshot(pcap),
        .name = interface_name,
        .filter = filter,
    };
    pcapng_interface(output, &interface);
    output_flush(output);
}

int main(int count, char **arguments) {
    struct options options = options_parse(count, arguments);
    pcap_t *pcap = interface_open(&options);
    int64_t start_nanos = tap_now();
    privileges_drop(options.user);
    const char *filter = interface_filter(pcap, &options);
    tap_catch_signals(pcap);
    struct output output;
    output_open(&output, options.path);
    write_head(&output, pcap, options.interface, filter);
    say("capturing on %s to %s", options.interface, output.name);
    enum exit_code code = tap_run(pcap, &output, &options, start_nanos);
    pcap_close(pcap);
    return code;
}
