# shellcheck shell=bash
# Sourced by test.sh: frames as hex, for what the default filter takes and for what it leaves. Checksums are left zero:
# no filter looks at them.

readonly ICMP=1 IPIP=4 TCP=6 UDP=17 GRE=47 ICMP6=58
readonly FRAME_TO=020000000001
readonly ECHO=0800000000010001
readonly ECHO6=8000000000010001

ipv4() { # PROTOCOL PAYLOAD [FRAGMENT_FIELD]
    printf '4500%04x0001%s40%02x00000a0000010a000002%s' $((20 + ${#2} / 2)) "${3:-0000}" "$1" "$2"
}

ipv4_with_options() { # PROTOCOL PAYLOAD
    printf '4600%04x0001000040%02x00000a0000010a00000201010101%s' $((24 + ${#2} / 2)) "$1" "$2"
}

ipv6() { # NEXT_HEADER PAYLOAD
    printf '60000000%04x%02x40%032x%032x%s' $((${#2} / 2)) "$1" 1 2 "$2"
}

tcp() { # SOURCE DESTINATION
    printf '%04x%04x00000000000000005010000000000000' "$1" "$2"
}

udp() { # DESTINATION PAYLOAD
    printf 'd431%04x%04x0000%s' "$1" $((8 + ${#2} / 2)) "$2"
}

vxlan() { # PORT ETHERTYPE PACKET: in UDP in IPv4
    ipv4 $UDP "$(udp "$1" "0800000000000100${FRAME_TO}02000000aaaa$2$3")"
}

wanted_packets() {
    echo "0800$(ipv4 $ICMP $ECHO)"
    echo "0800$(ipv4_with_options $ICMP $ECHO)"
    echo "0800$(ipv4 $ICMP 0102030405060708 0001)" # a later fragment
    echo "0800$(ipv4 $TCP "$(tcp 40000 179)")"
    echo "0800$(ipv4 $TCP "$(tcp 179 40000)")"
    echo "86dd$(ipv6 $ICMP6 $ECHO6)"
    echo "86dd$(ipv6 $TCP "$(tcp 40000 179)")"
    echo "0800$(ipv4 $IPIP "$(ipv4 $ICMP $ECHO)")"
    echo "0800$(ipv4 $IPIP "$(ipv4 $TCP "$(tcp 40000 179)")")"
    echo "0800$(ipv4 $IPIP "$(ipv4 $TCP "$(tcp 179 40000)")")"
    echo "0800$(ipv4 $GRE "00000800$(ipv4 $ICMP $ECHO)")"
    echo "0800$(vxlan 4789 0800 "$(ipv4 $ICMP $ECHO)")"
    echo "0800$(vxlan 8472 0800 "$(ipv4 $ICMP $ECHO)")"
    echo "0800$(vxlan 4789 0800 "$(ipv4 $TCP "$(tcp 40000 179)")")"
    echo "0800$(vxlan 4789 86dd "$(ipv6 $ICMP6 $ECHO6)")"
    echo "0800$(vxlan 4789 86dd "$(ipv6 $TCP "$(tcp 179 40000)")")"
}

unwanted_packets() {
    echo "0806000108000604000102000000aaaa0a0000010000000000000a000002"
    echo "0800$(ipv4 $UDP "$(udp 53 00)")"
    echo "0800$(ipv4 $TCP "$(tcp 40000 443)")"
    echo "0800$(ipv4 $TCP "$(tcp 40000 179)" 0001)" # a later fragment has no ports
    echo "86dd$(ipv6 $TCP "$(tcp 443 40000)")"
    echo "0800$(ipv4 $IPIP "$(ipv4 $TCP "$(tcp 40000 443)")")"
    echo "0800$(ipv4 $IPIP "$(ipv4 $TCP "$(tcp 40000 179)" 0001)")"
    echo "0800$(ipv4 $IPIP "$(ipv4 $UDP "$(udp 179 00)")")"
    echo "0800$(vxlan 4789 0800 "$(ipv4 $TCP "$(tcp 40000 443)")")"
    echo "0800$(vxlan 4790 0800 "$(ipv4 $ICMP $ECHO)")"
    echo "0800$(vxlan 4789 0800 "$(ipv4 $UDP "$(udp 179 00)")")"
    echo "0800$(vxlan 4789 86dd "$(ipv6 $TCP "$(tcp 443 40000)")")"
    echo "0800$(vxlan 4789 0806 "$ECHO$ECHO$ECHO$ECHO")"
}

# frames KIND: reads packets with their EtherTypes; prints them as text2pcap reads frames, each packet bare and in a VLAN
# tag. The source addresses are 02:00:00:00:KIND:NN, NN counting from 00.
frames() {
    local packet tag number=0
    while read -r packet; do
        for tag in '' 81000064; do
            printf '%s02000000%s%02x%s%s\n' "$FRAME_TO" "$1" "$number" "$tag" "$packet"
            number=$((number + 1))
        done
    done | sed 's/../ &/g; s/^/0000/'
}
