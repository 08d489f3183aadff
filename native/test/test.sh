#!/usr/bin/env bash
# Tests halfway-tap on real interfaces: test.sh BUILD_DIRECTORY. Needs root, and ip, ping, tcpdump, tshark, text2pcap.
#
# Two hosts a and b in namespaces of their own, joined by a veth pair. What is written is read back by tshark and by
# Halfway; HALFWAY is its command, by default scripts/halfway. Ends at the first failure with exit code 1.
set -euo pipefail

build=$(readlink -f "$1")
cd "$(dirname "$(readlink -f "$0")")"
read -ra halfway <<<"${HALFWAY:-../../scripts/halfway}"
unset SUDO_UID SUDO_GID
. ./lib.bash
. ./frames.bash

a_ping_is_in_both_captures() {
    local pid_a pid_b verdict status=0
    start "$a" ping-a && pid_a=$pid
    start "$b" ping-b && pid_b=$pid
    in_ns "$a" ping -qc 40 -i 0.05 10.77.0.2 >/dev/null
    stop "$pid_a" ping-a
    stop "$pid_b" ping-b INT
    expect 'packets at a' "$(count "$out/ping-a.pcapng")" 80
    expect 'packets at b' "$(count "$out/ping-b.pcapng")" 80
    expect 'printed' "$(said ping-a captured) $(said ping-a 'received by filter') $(said ping-a 'dropped by kernel')" '80 80 0'
    verdict=$("${halfway[@]}" analyze "$out/ping-a.pcapng" "$out/ping-b.pcapng" -o json) || status=$?
    expect "halfway analyze: $verdict" "$status" 0
    expect_text 'drops are known' "$verdict" '"captureDrops" ?: ?0'
    expect 'halfway show' "$("${halfway[@]}" show "$out/ping-b.pcapng" | grep -c 'echo request\|echo reply')" 80
}

it_keeps_what_tcpdump_keeps() {
    local reference=$out/reference.pcap dump
    ip netns exec "$b" tcpdump -n -U -i eth0 -s 192 --time-stamp-precision nano -w "$reference" icmp 2>/dev/null &
    dump=$!
    eventually test -s "$reference"
    start "$b" same
    in_ns "$a" ping -qc 20 -i 0.05 -s 900 10.77.0.2 >/dev/null
    stop "$pid" same
    eventually holds "$reference" 40
    kill "$dump"
    wait "$dump" || true
    expect 'packets' "$(count "$out/same.pcapng")" 40
    cmp <(tshark -n -r "$reference" -x 2>/dev/null) <(tshark -n -r "$out/same.pcapng" -x 2>/dev/null) || die 'other bytes'
    cmp <(fields "$reference" frame.len frame.cap_len) <(fields "$out/same.pcapng" frame.len frame.cap_len) ||
        die 'other lengths'
}

it_keeps_what_halfway_capture_keeps() {
    local java field
    ip netns exec "$b" "${halfway[@]}" capture -i eth0 -w "$out/java.pcapng" 2>"$out/java.err" &
    java=$!
    eventually test -s "$out/java.pcapng"
    start "$b" c
    in_ns "$a" ping -qc 20 -i 0.05 -s 900 10.77.0.2 >/dev/null
    eventually holds "$out/java.pcapng" 40
    stop "$pid" c
    stop "$java" java
    cmp <(tshark -n -r "$out/java.pcapng" -x 2>/dev/null) <(tshark -n -r "$out/c.pcapng" -x 2>/dev/null) || die 'other bytes'
    cmp <(fields "$out/java.pcapng" frame.len frame.cap_len frame.number) \
        <(fields "$out/c.pcapng" frame.len frame.cap_len frame.number) || die 'other lengths'
    expect 'interface' "$(interface_of c)" "$(interface_of java)"
    for field in Magic 'Option: Comment'; do
        expect "$field" "$(blocks "$out/c.pcapng" | grep "$field")" "$(blocks "$out/java.pcapng" | grep "$field")"
    done
    expect 'kinds of statistics' "$(kinds_of_statistics c)" "$(kinds_of_statistics java)"
    expect 'last counts' "$(last_counts c)" "$(last_counts java)"
}

each_program_captures() {
    local program file
    make -s -C .. install DESTDIR="$work/root" PREFIX=/usr BUILD="$build"
    expect_text 'installed' "$("$work/root/usr/bin/halfway-tap" --version)" '^halfway-tap [0-9]'
    [[ -s $work/root/usr/share/man/man8/halfway-tap.8 ]] || die 'no man page'
    if command -v mandoc >/dev/null; then mandoc -T lint -W warning ../halfway-tap.8 || die 'man page'; fi
    for program in "$work/root/usr/bin/halfway-tap" "$build/static/halfway-tap"; do
        [[ -x $program ]] || continue
        file=$out/each-${program//\//-}.pcapng
        ip netns exec "$b" "$program" -i eth0 -w "$file" 2>"$out/each.err" &
        pid=$!
        eventually test -s "$file"
        in_ns "$a" ping -qc 5 -i 0.05 10.77.0.2 >/dev/null
        stop "$pid" each
        expect "packets of $program" "$(count "$file")" 10
    done
}

the_filter_takes_tags_and_tunnels() {
    local pid_a pid_b side wanted
    { wanted_packets | frames 01; unwanted_packets | frames 02; } | text2pcap -q - "$work/frames.pcap" >/dev/null
    wanted=$(($(wanted_packets | wc -l) * 2))
    start "$a" frames-a && pid_a=$pid
    start "$b" frames-b && pid_b=$pid
    in_ns "$a" "$build/inject" eth0 "$work/frames.pcap"
    stop "$pid_a" frames-a
    stop "$pid_b" frames-b
    # In a the tag stands in the frame; in b the kernel has taken it out.
    for side in a b; do
        fields "$out/frames-$side.pcapng" eth.src | cut -c 1-17 | grep '^02:00:00:00:0' >"$work/sources"
        expect "unwanted at $side" "$(grep -c '^02:00:00:00:02' "$work/sources")" 0
        expect "wanted at $side" "$(sort -u "$work/sources" | wc -l)" "$wanted"
        expect "tagged at $side" "$(fields "$out/frames-$side.pcapng" vlan.id | grep -c '^100')" $((wanted / 2))
    done
}

an_idle_capture_tells_its_window() {
    local before after text window
    before=$(date +%s%N)
    start "$a" idle
    sleep 3.3
    stop "$pid" idle
    after=$(date +%s%N)
    expect 'packets' "$(count "$out/idle.pcapng")" 0
    [[ $(statistics_blocks "$out/idle.pcapng") -ge 4 ]] || die 'no statistics each second'
    text=$(blocks "$out/idle.pcapng")
    for option in 'Start Time' 'End Time' 'Number of Received Packets = 0' 'Number of Accepted Packets = 0' \
        'Number of Packets Dropped by OS = 0' 'Timestamp Resolution = 10\^-9' 'Interface Name = eth0' 'Filter' \
        "Comment = host $(uname -n)" 'halfway-tap [0-9]'; do
        expect_text 'options' "$text" "$option"
    done
    "${halfway[@]}" analyze -o json idle="$out/idle.pcapng" ../../captures/healthy/219.pcap \
        >"$work/idle.json" 2>"$work/idle.err" || true # it cannot tell
    window=$(tr -d ' \n' <"$work/idle.json" | grep -o '"windowStartNanos":[0-9]*,"windowEndNanos":[0-9]*' | sed -n '1s/[^0-9,]//gp') ||
        die "no window: $(<"$work/idle.err")"
    [[ ${window%,*} -ge $before && ${window#*,} -le $after && $((${window#*,} - ${window%,*})) -ge 3300000000 ]] ||
        die "window $window, expected to be within $before $after and longer than 3.3 s"
}

nothing_is_left_in_the_kernel() {
    local sent
    start "$b" drain
    in_ns "$a" ping -qf -c 3000 10.77.0.2 >/dev/null
    stop "$pid" drain
    sent=$(count "$out/drain.pcapng")
    expect 'packets' "$sent" 6000
    expect 'counted' "$(said drain captured) $(said drain 'received by filter')" '6000 6000'
    # In the middle of it the end is sharp too: what is counted is there.
    start "$b" sharp
    ip netns exec "$a" timeout 5 ping -qf 10.77.0.2 >/dev/null &
    sleep 0.5
    stop "$pid" sharp
    [[ $(said sharp captured) -gt 100 ]] || die 'hardly a packet'
    expect 'in the middle' "$(count "$out/sharp.pcapng") $(said sharp 'received by filter')" \
        "$(said sharp captured) $(said sharp captured)"
    wait $! || true
}

a_growing_file_can_be_followed() {
    start "$b" live --immediate
    in_ns "$a" ping -qc 5 -i 0.05 10.77.0.2 >/dev/null
    eventually holds "$out/live.pcapng" 10
    stop "$pid" live
    start "$b" gathered
    in_ns "$a" ping -qc 5 -i 0.05 10.77.0.2 >/dev/null
    eventually holds "$out/gathered.pcapng" 10
    stop "$pid" gathered HUP
}

it_ends_after_the_wanted_packets() {
    local status=0
    start "$b" seven -c 7 -s 60
    in_ns "$a" ping -qc 20 -i 0.05 10.77.0.2 >/dev/null
    wait "$pid" || status=$?
    expect 'exit code' "$status" 0
    expect 'packets' "$(count "$out/seven.pcapng")" 7
    expect 'captured length' "$(fields "$out/seven.pcapng" frame.cap_len frame.len | sort -u)" $'60\t98'
    start "$b" none icmp and host 10.77.0.99
    in_ns "$a" ping -qc 3 -i 0.05 10.77.0.2 >/dev/null
    stop "$pid" none
    expect 'packets beside the filter' "$(count "$out/none.pcapng")" 0
}

on_any_directions_are_marked() {
    ip netns exec "$b" "$tap" -i any -w "$out/any.pcapng" -c 4 2>"$out/any.err" &
    pid=$!
    eventually test -s "$out/any.pcapng"
    in_ns "$a" ping -qc 2 -i 0.05 10.77.0.2 >/dev/null
    wait "$pid" || die "$(<"$out/any.err")"
    expect 'request, reply' "$(fields "$out/any.pcapng" icmp.type frame.packet_flags_direction | sort -u | tr '\n\t' ' =')" \
        '0=0x00000002 8=0x00000001 '
}

a_full_disk_keeps_whole_blocks() {
    local disk=$work/$full status=0
    mkdir "$disk"
    mount -t tmpfs -o size=64k,mode=1777 tmpfs "$disk"
    ip netns exec "$b" "$tap" -i eth0 -w "$disk/full.pcapng" 2>"$out/full.err" &
    pid=$!
    eventually test -s "$disk/full.pcapng"
    in_ns "$a" ping -qf -c 2000 10.77.0.2 >/dev/null
    wait "$pid" || status=$?
    expect "exit code ($(<"$out/full.err"))" "$status" 4
    expect_text 'message' "$(<"$out/full.err")" 'full.pcapng: No space left on device'
    [[ $(count "$disk/full.pcapng") -gt 100 ]] || die 'hardly a packet is kept'
    "${halfway[@]}" show "$disk/full.pcapng" 2>&1 >/dev/null | grep 'ends' && die 'cut inside a block'
    umount "$disk"
}

a_closed_pipe_is_an_end() {
    in_ns "$b" "$tap" -i eth0 -w - 2>"$out/pipe.err" | head -c 64 >/dev/null || die "$(<"$out/pipe.err")"
    ip netns exec "$a" ping -qc 30 -i 0.05 10.77.0.2 >/dev/null &
    in_ns "$b" "$tap" -i eth0 -w - -c 10 2>"$out/pipe.err" | tshark -r - -T fields -e icmp.seq >"$work/piped" 2>/dev/null
    expect 'packets through a pipe' "$(wc -l <"$work/piped")" 10
    wait $!
}

no_privileges_are_left() {
    local none='CapInh: 0000000000000000;CapPrm: 0000000000000000;CapEff: 0000000000000000;'
    local end='CapAmb: 0000000000000000;NoNewPrivs: 1;'
    local nobody group
    nobody=$(id -u nobody) group=$(id -g nobody)
    ip netns exec "$a" setpriv --groups 4,24 "$tap" -i eth0 -w "$out/nobody.pcapng" 2>"$out/nobody.err" &
    pid=$!
    eventually test -s "$out/nobody.pcapng"
    expect 'by root' "$(privileges "$pid" | sed 's/CapInh.*//')" "Uid: $nobody $nobody $nobody $nobody;Gid: $group $group $group $group;Groups:;"
    expect_text 'by root' "$(privileges "$pid")" "$none$end"
    expect 'core size' "$(awk '/^Max core file size/ { print $5, $6 }' "/proc/$pid/limits")" '0 0'
    expect 'owner' "$(stat -c %u "$out/nobody.pcapng")" "$nobody"
    stop "$pid" nobody
    SUDO_UID=1234 SUDO_GID=1235 start "$a" sudo
    expect_text 'by sudo' "$(privileges "$pid")" 'Uid: 1234 1234 1234 1234;Gid: 1235 1235 1235 1235;Groups:;'"$none$end"
    stop "$pid" sudo
    start "$a" daemon -Z daemon
    expect_text '-Z daemon' "$(privileges "$pid")" "Uid: $(id -u daemon) .*$none$end"
    stop "$pid" daemon
    start "$a" root -Z root
    expect_text '-Z root' "$(privileges "$pid")" "Uid: 0 0 0 0;.*$none$end"
    stop "$pid" root
    setcap cap_net_raw,cap_net_admin+ep "$tap"
    ip netns exec "$a" setpriv --reuid nobody --regid "$group" --clear-groups "$tap" -i eth0 -w "$out/caps.pcapng" 2>"$out/caps.err" &
    pid=$!
    eventually test -s "$out/caps.pcapng"
    expect_text 'file capabilities' "$(privileges "$pid")" "Uid: $nobody $nobody $nobody $nobody;.*$none$end"
    stop "$pid" caps
    setcap -r "$tap"
    run_tap 2 -i eth0 -w "$out/nosuch.pcapng" -Z nosuchuser
    expect_text 'unknown user' "$errors" 'no user nosuchuser'
}

what_cannot_be_is_said() {
    run_tap 2 -i eth0 -w "$out/x" -s 12x
    expect_text 'not a number' "$errors" '-s 12x: not a number'
    run_tap 2 -i eth0 -w "$out/x" -B -1
    expect_text 'negative' "$errors" '-B -1: negative'
    run_tap 2 -i eth0 -w "$out/x" -s 262145
    expect_text 'too large' "$errors" '-s 262145: too large'
    run_tap 2 -i eth0 -w "$out/x" -c 99999999999999999999
    expect_text 'too large for any number' "$errors" 'too large'
    run_tap 2 -i eth0 -w "$out/x" -c 0
    run_tap 2 -i eth0 -w "$out/x" -s ''
    run_tap 2 -i eth0 -w "$out/x" --nonsense
    run_tap 2 -i eth0
    run_tap 2 -w "$out/x"
    run_tap 2 -i eth0 -w "$out/x" tcp prot 179
    expect_text 'no filter' "$errors" "filter 'tcp prot 179'"
    [[ ! -e $out/x ]] || die 'a file is left behind'
    run_tap 4 -i nosuch0 -w "$out/x"
    expect_text 'no interface' "$errors" 'nosuch0: No such device exists'
    run_tap 4 -i eth0 -w "$out/nowhere/x"
    echo precious >"$out/there"
    run_tap 4 -i eth0 -w "$out/there" -Z root
    expect 'what was there' "$(<"$out/there")" precious
    errors=$(in_ns "$a" setpriv --reuid nobody --regid "$(id -g nobody)" --clear-groups "$tap" -i eth0 -w "$out/x" 2>&1) &&
        die 'captures without permission'
    expect_text 'no permission' "$errors" 'permission'
    run_tap 0 --help
    run_tap 0 --version
}

an_interface_may_go() {
    local status=0
    ip -n "$b" link add gone0 type veth peer name gone1
    ip -n "$b" addr add 10.78.0.1/24 dev gone0
    ip -n "$b" link set gone1 up
    ip -n "$b" link set gone0 up
    ip netns exec "$b" "$tap" -i gone0 -w "$out/gone.pcapng" arp 2>"$out/gone.err" &
    pid=$!
    eventually test -s "$out/gone.pcapng"
    # Down is not gone.
    ip -n "$b" link set gone0 down
    ip -n "$b" link set gone0 up
    in_ns "$b" ping -qc 1 -W 1 10.78.0.2 >/dev/null || true
    kill -0 "$pid" || die "ended: $(<"$out/gone.err")"
    ip -n "$b" link del gone0
    wait "$pid" || status=$?
    expect "exit code ($(<"$out/gone.err"))" "$status" 4
    expect_text 'message' "$(<"$out/gone.err")" 'gone0: The (interface|device) '
    [[ $(count "$out/gone.pcapng") -gt 0 ]] || die 'nothing after it was up again'
}

tests=(a_ping_is_in_both_captures it_keeps_what_tcpdump_keeps each_program_captures the_filter_takes_tags_and_tunnels \
    an_idle_capture_tells_its_window nothing_is_left_in_the_kernel a_growing_file_can_be_followed \
    it_ends_after_the_wanted_packets on_any_directions_are_marked a_full_disk_keeps_whole_blocks \
    a_closed_pipe_is_an_end no_privileges_are_left what_cannot_be_is_said an_interface_may_go)
if "${halfway[@]}" --help 2>/dev/null | grep -q '^ *capture '; then tests+=(it_keeps_what_halfway_capture_keeps); fi
if [[ $(id -u) -ne 0 ]]; then
    printf 'halfway-tap: skipped: %s, which needs root\n' "${tests[@]//_/ }"
    exit
fi
if ! refusal=$({ ip netns add "$a" && ip netns exec "$a" true && ip netns del "$a"; } 2>&1); then
    printf "halfway-tap: skipped: %s, as network namespaces cannot be made here: ${refusal//%/%%}\n" "${tests[@]//_/ }"
    exit
fi
net
for test in "${tests[@]}"; do
    "$test"
    printf 'halfway-tap: passed: %s\n' "${test//_/ }"
done
