/* For the tests: sends the frames of a capture on an interface, as they are. inject IFACE CAPTURE */
#include <pcap/pcap.h>
#include <stdio.h>

static int complain(const char *what, const char *why) {
    fprintf(stderr, "inject: %s: %s\n", what, why);
    return 1;
}

int main(int count, char **arguments) {
    char error[PCAP_ERRBUF_SIZE] = "";
    if (count != 3) {
        return complain("usage", "inject IFACE CAPTURE");
    }
    pcap_t *interface = pcap_open_live(arguments[1], 64, 0, 100, error);
    if (interface == NULL) {
        return complain(arguments[1], error);
    }
    pcap_t *capture = pcap_open_offline(arguments[2], error);
    if (capture == NULL) {
        pcap_close(interface);
        return complain(arguments[2], error);
    }
    struct pcap_pkthdr *header;
    const u_char *bytes;
    int status = 0;
    while (status == 0 && pcap_next_ex(capture, &header, &bytes) == 1) {
        if (pcap_inject(interface, bytes, header->caplen) != (int) header->caplen) {
            status = complain(arguments[1], pcap_geterr(interface));
        }
    }
    pcap_close(capture);
    pcap_close(interface);
    return status;
}
