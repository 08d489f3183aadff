# shellcheck shell=bash
# What the cases are written with. Sourced by scripts/lab; the variables LAB_CASE, LAB_OUT and LAB_TCP come from there.
#
# Every host HOST is a namespace $lab-HOST with one interface eth0; all are joined in the namespace $lab-mid, which is a
# router (TTL goes down by one, connection tracking) or a bridge (transparent). Its nftables table `lab` counts what enters
# and drops what the case says, between the two taps: the captures are at both hosts' eth0.

export PATH=$PATH:/usr/sbin:/sbin
readonly lab_prefix=hwlab
lab=$lab_prefix-$$          # the namespaces' common name, free of clashes between two runs
declare -A addr=()          # host -> IPv4 address
declare -A addr6=()         # host -> IPv6 address
declare -A tap_pid=()       # host -> pid of its tcpdump
hosts=()                    # in order of creation
declare -A tap_view=()      # host -> display filter that leaves one sighting of each packet, where its tap sees more
dropped_as=                 # regular expression of the counters of what is lost, where they are not those that drop
unchecked=                  # why the taps cannot differ by what the middle drops: they see other segments, or other times
more_owners=                # "ADDRESS=HOST ": addresses other than eth0's, for the counts
family=                     # nftables family of the middle: inet (router) or bridge
lab_pids=()                 # pids of what this run started in the background
expect_args=                # what halfway needs besides the files, as JSON strings
service_port=179            # of the TCP service, which tells whose exchange a segment met in mid-stream belongs to
tap_options=()              # for tcpdump, besides the usual
gap_on=                     # the host whose capture is meant to have holes of its own
also_certain=               # causes that a certain finding may name besides those expected, as JSON strings
appeared_rows=              # what a host gets that the other never sent, as JSON objects
mentioned=                  # what the finding must name in its text, such as a router's address
rows_wanted='icmp-echo-request icmp-echo-reply tcp-syn tcp-syn-ack'

# ---- life and death -----------------------------------------------------------------------------------------------

lab_open() {
    [[ $(id -u) -eq 0 ]] || { echo 'lab: needs root, for network namespaces' >&2; exit 1; }
    work=$(mktemp -d)
    trap lab_destroy EXIT
    trap 'exit 130' INT TERM HUP
    ip netns add "$lab-mid"
    ip -n "$lab-mid" link set lo up
}

lab_destroy() {
    local status=$? pid ns
    set +e
    for pid in "${lab_pids[@]}"; do kill -KILL "$pid"; wait "$pid"; done 2>/dev/null
    for ns in "${hosts[@]}" mid edge loop; do remove_namespace "$lab-$ns"; done
    wait 2>/dev/null
    if [[ $status -eq 0 || $status -eq 75 || $status -eq 130 ]]; then
        rm -rf "$work"
    else
        printf 'lab: %s failed; its files are in %s\n' "$LAB_CASE" "$work" >&2
    fi
    exit "$status"
}

# Ends what still runs in a namespace, then removes it.
remove_namespace() {
    [[ -e /run/netns/$1 ]] || return 0
    local pid
    for pid in $(ip netns pids "$1"); do kill -KILL "$pid" 2>/dev/null || true; done
    ip netns del "$1"
}

# Namespaces of runs whose shell is gone.
lab_clean() {
    local path name owner
    for path in /run/netns/"$lab_prefix"-*; do
        [[ -e $path ]] || continue
        name=${path##*/}
        owner=${name#"$lab_prefix"-}
        owner=${owner%%-*}
        if ! kill -0 "$owner" 2>/dev/null; then
            printf 'lab: removing %s\n' "$name" >&2
            remove_namespace "$name"
        fi
    done
}

# ---- topology -----------------------------------------------------------------------------------------------------

# in_host HOST COMMAND...
in_host() {
    ip netns exec "$lab-$1" "${@:2}"
}

# router: the middle forwards at layer 3, as a stateful gateway does.
router() {
    family=inet
    in_host mid sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
        net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv4.conf.all.send_redirects=0
    middle_table
}

# bridge: the middle is a switch.
bridge() {
    family=bridge
    ip -n "$lab-mid" link add br0 type bridge forward_delay 0 mcast_snooping 0
    ip -n "$lab-mid" link set br0 up
    middle_table
}

middle_table() {
    in_host mid nft -f - <<NFT
table $family lab {
    chain entered { type filter hook forward priority -10; }
    chain fault { type filter hook forward priority 0; }
}
NFT
}

# host NAME ADDRESS [IPV6]: behind a router each host is on a link of its own, a /32 with a link-local gateway, as Calico's
# pods are; behind a bridge they share a /24 (and a /64).
host() {
    local name=$1 ns=$lab-$1 port=m$1
    addr[$name]=$2
    [[ -z ${3:-} ]] || addr6[$name]=$3
    hosts+=("$name")
    ip netns add "$ns"
    in_host "$name" sysctl -qw net.ipv6.conf.all.autoconf=0 net.ipv6.conf.default.accept_ra=0 \
        net.ipv6.conf.default.dad_transmits=0
    in_host mid sysctl -qw net.ipv6.conf.default.dad_transmits=0
    [[ -n ${3:-} ]] || in_host "$name" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
    ip -n "$ns" link set lo up
    ip -n "$ns" link add eth0 type veth peer name "$port" netns "$lab-mid"
    ip -n "$ns" link set eth0 up
    if [[ $family == bridge ]]; then
        [[ -n ${3:-} ]] || in_host mid sysctl -qw "net.ipv6.conf.$port.disable_ipv6=1"
        ip -n "$lab-mid" link set "$port" master br0 up
        ip -n "$ns" addr add "$2/24" dev eth0
        [[ -z ${3:-} ]] || ip -n "$ns" addr add "$3/64" dev eth0 nodad
        return
    fi
    [[ -n ${3:-} ]] || in_host mid sysctl -qw "net.ipv6.conf.$port.disable_ipv6=1"
    ip -n "$lab-mid" link set "$port" up
    ip -n "$lab-mid" addr add 169.254.1.1/32 dev "$port"
    ip -n "$lab-mid" route add "$2" dev "$port"
    ip -n "$ns" addr add "$2/32" dev eth0
    ip -n "$ns" route add 169.254.1.1 dev eth0 scope link
    ip -n "$ns" route add default via 169.254.1.1
    [[ -n ${3:-} ]] || return 0
    ip -n "$lab-mid" addr add fe80::1/64 dev "$port" nodad
    ip -n "$lab-mid" route add "$3" dev "$port"
    ip -n "$ns" addr add "$3/128" dev eth0 nodad
    ip -n "$ns" route add default via fe80::1 dev eth0
}

# router_speaks_as ADDRESS: the router has an address of its own, which its ICMP errors come from, and sends as many as it has
# reason to.
router_speaks_as() {
    local name
    ip -n "$lab-mid" addr add "$1/32" dev lo
    for name in "${hosts[@]}"; do
        ip -n "$lab-mid" route replace "${addr[$name]}" dev "m$name" src "$1"
    done
    in_host mid sysctl -qw net.ipv4.icmp_ratelimit=0
}

# stateful: the router tracks connections from now on. The kernel does so only while a rule asks for it, and a connection met
# in mid-stream would count as opened by whoever speaks first.
stateful() {
    nft_mid "add rule $family lab entered ct state new counter"
}

# one_frame_per_segment: no segmentation or receive offload on any link, so that every tap sees what the wire carries.
one_frame_per_segment() {
    local name
    for name in "${hosts[@]}"; do
        in_host "$name" ethtool -K eth0 tso off gso off gro off tx off >/dev/null
        in_host mid ethtool -K "m$name" tso off gso off gro off tx off >/dev/null
    done
}

# resegmented A B: A's kernel hands over segments of up to 64 KiB (TSO), a switch before the middle cuts them into frames, which
# the middle then drops one by one, and B's interface merges what arrives back to back (GRO). Needs bridge.
resegmented() {
    local port=m$1 edge=$lab-edge
    unchecked='other segments'
    ip netns add "$edge"
    ip -n "$edge" link add br0 type bridge forward_delay 0 mcast_snooping 0
    ip -n "$lab-mid" link set "$port" netns "$edge"
    ip -n "$edge" link add uplink type veth peer name "$port" netns "$lab-mid"
    ip netns exec "$edge" ethtool -K uplink tso off gso off gro off >/dev/null
    ip -n "$edge" link set "$port" master br0 up
    ip -n "$edge" link set uplink master br0 up
    ip -n "$edge" link set br0 up
    ip -n "$lab-mid" link set "$port" master br0 up
    # veth hands over frames to GRO only when its other end cannot segment.
    in_host mid ethtool -K "m$2" tso off >/dev/null
    in_host "$2" ethtool -K eth0 gro on
}

# warm: resolve neighbours before the captures start.
warm() {
    local a b to
    for a in "${hosts[@]}"; do
        for b in "${hosts[@]}"; do
            [[ $a != "$b" ]] || continue
            for to in "${addr[$b]}" ${addr6[$b]:-}; do
                in_host "$a" ping -q -c 5 -i 0.2 -W 1 "$to" >"$work/warm.txt" || {
                    printf 'lab: %s does not reach %s: %s\n' "$a" "$to" "$(cat "$work/warm.txt")" >&2
                    exit 1
                }
            done
        done
    done
}

# ---- what the middle counts and drops -----------------------------------------------------------------------------

# nft_mid STATEMENT: nftables in the middle.
nft_mid() {
    in_host mid nft "$1"
}

# count_entered FROM TO: count by kind what enters the middle on its way, before any fault.
count_entered() {
    local way="ip saddr ${addr[$1]} ip daddr ${addr[$2]}"
    nft_mid "add rule $family lab entered $way icmp type echo-request counter"
    nft_mid "add rule $family lab entered $way icmp type echo-reply counter"
    nft_mid "add rule $family lab entered $way tcp flags & (syn|ack) == syn counter"
    nft_mid "add rule $family lab entered $way tcp flags & (syn|ack) == (syn|ack) counter"
    nft_mid "add rule $family lab entered $way tcp flags & syn == 0 counter"
}

# fault FROM TO [MATCH]: from now on, drop what goes FROM -> TO and matches.
fault() {
    nft_mid "add rule $family lab fault ip saddr ${addr[$1]} ip daddr ${addr[$2]} ${3:-} counter drop"
}

# heal: no faults any more. What they dropped is noted, once nothing more comes their way.
heal() {
    nft_mid "insert rule $family lab fault accept"
    note_counters chain "$family" lab fault
    nft_mid "flush chain $family lab fault"
}

# note_counters WHAT: the kernel's counters above zero of `nft list WHAT`.
note_counters() {
    in_host mid nft list "$@" | sed -n '/counter packets 0 /d; /counter packets/s/^[[:space:]]*//p' >>"$work/nft.txt"
}

# ---- taps ---------------------------------------------------------------------------------------------------------

# tap HOST [FILTER [INTERFACE [SNAPLEN]]]: returns when it listens.
tap() {
    local name=$1 filter=${2:-icmp or tcp port $service_port} log=$work/tcpdump-$1.txt tries
    # -Z root: the default user may not write where we write. A simple command, not in_host: $! must be tcpdump itself.
    ip netns exec "$lab-$name" tcpdump -Z root -n -U --immediate-mode "${tap_options[@]}" -s "${4:-262144}" -i "${3:-eth0}" -w "$work/$name.pcap" \
        "$filter" 2>"$log" &
    tap_pid[$name]=$!
    lab_pids+=("$!")
    for ((tries = 0; tries < 100; tries++)); do
        ! grep -qs '^tcpdump: listening' "$log" || return 0
        sleep 0.05
    done
    printf 'lab: tcpdump on %s does not listen: %s\n' "$name" "$(cat "$log")" >&2
    exit 1
}

# untap HOST...: after what is under way has arrived; notes what the middle has counted until then. Nothing is cut.
untap() {
    local name
    sleep 0.3
    note_counters ruleset
    for name in "$@"; do kill -INT "${tap_pid[$name]}"; done
    for name in "$@"; do
        wait "${tap_pid[$name]}"
        unset "tap_pid[$name]"
        if [[ $gap_on != "$name" ]] && ! grep -q '^0 packets dropped by kernel' "$work/tcpdump-$name.txt"; then
            printf 'lab: the capture on %s has holes of its own: %s\n' "$name" "$(cat "$work/tcpdump-$name.txt")" >&2
            exit 1
        fi
    done
}

untap_all() {
    untap "${!tap_pid[@]}"
}

# ---- traffic ------------------------------------------------------------------------------------------------------

# pings FROM TO COUNT INTERVAL [PING OPTION...]: real ping; lost answers are no failure. TO is a host or an address.
pings() {
    in_host "$1" ping -q -n -c "$3" -i "$4" -W 1 "${@:5}" "${addr[$2]:-$2}" >"$work/ping-$1-$2.txt" || [[ $? -eq 1 ]]
    # One short write, so that two of them do not mix.
    printf '%s -> %s: %s\n' "$1" "$2" "$(sed -n '/transmitted/p' "$work/ping-$1-$2.txt")" >>"$work/ping.txt"
}

# pings_both A B COUNT INTERVAL: both ways at once.
pings_both() {
    pings "$1" "$2" "${@:3}" &
    local other=$!
    pings "$2" "$1" "${@:3}"
    wait "$other"
}

# serve HOST: a TCP service on HOST, at its address and the service's port, that answers what askers ask.
serve() {
    run_ready "serve-$1" "$1" serve "${addr[$1]}" "$service_port"
}

# run_ready LOG HOST COMMAND...: tcp.py COMMAND in the background, in a namespace; returns when it says that it is ready.
run_ready() {
    local log=$work/$1.txt tries
    ip netns exec "$lab-$2" "$LAB_TCP" "${@:3}" >"$log" 2>&1 &
    lab_pids+=("$!")
    for ((tries = 0; tries < 100; tries++)); do
        ! grep -qs '^ready' "$log" || return 0
        sleep 0.05
    done
    printf 'lab: tcp.py %s does not start: %s\n' "${*:3}" "$(cat "$log")" >&2
    exit 1
}

# asks FROM TO [OPTION...]: TCP flows FROM -> TO with questions and answers (see tcp.py); what fails is no failure here.
asks() {
    local said
    said=$(in_host "$1" "$LAB_TCP" ask "${addr[$2]}" "$service_port" "${@:3}")
    # One short write, so that two of them do not mix.
    printf '%s -> %s: %s\n' "$1" "$2" "$said" >>"$work/tcp.txt"
}

# bgp HOST PEER ROUTES TIMERS: real BIRD on HOST with an iBGP session to PEER (a host or an address) that announces ROUTES
# routes. TIMERS is BIRD syntax, e.g. 'hold time 9; keepalive time 3; connect delay time 1;'.
bgp() {
    local name=$1 peer=${addr[$2]:-$2} routes=$3 timers=$4 conf=$work/bird-$1.conf number
    {
        cat <<BIRD
router id ${addr[$name]};
log "$work/bird-$name.log" all;
timeformat log iso long ms;
debug protocols { states, events };
protocol device { }
protocol static {
    ipv4;
BIRD
        for ((number = 0; number < routes; number++)); do
            # A metric of its own for each, so that each takes an UPDATE of its own (RFC 4271 section 4.3).
            printf '    route 10.%d.%d.%d/32 blackhole { bgp_med = %d; };\n' \
                $((240 + ${name: -1} % 10)) $((number / 256)) $((number % 256)) $((number + 1))
        done
        cat <<BIRD
}
protocol bgp Mesh_${peer//./_} {
    local ${addr[$name]} as 64512;
    neighbor $peer as 64512;
    $timers
    ipv4 { import all; export all; };
}
BIRD
    } >"$conf"
    ip netns exec "$lab-$name" bird -f -c "$conf" -s "$work/bird-$name.ctl" -P "$work/bird-$name.pid" 2>"$work/bird-$name.err" &
    lab_pids+=("$!")
}

# bird_says HOST PATTERN SECONDS [TIMES]: wait until BIRD's log of HOST holds TIMES lines (one) with PATTERN.
bird_says() {
    local deadline=$((SECONDS + $3))
    until [[ $(grep -cs -- "$2" "$work/bird-$1.log") -ge ${4:-1} ]]; do
        if ((SECONDS >= deadline)); then
            printf 'lab: BIRD on %s did not say "%s" in %s s\n' "$1" "$2" "$3" >&2
            tail -n 20 "$work/bird-$1.log" "$work/bird-$1.err" >&2
            exit 75
        fi
        sleep 0.1
    done
}

# bird_reload HOST OLD NEW: change OLD to NEW in BIRD's configuration on HOST, and have it read anew.
bird_reload() {
    sed -i "s/$2/$3/" "$work/bird-$1.conf"
    birdc -s "$work/bird-$1.ctl" configure >"$work/reload.txt"
}

# bird_routes HOST COUNT SECONDS: wait until BIRD on HOST holds COUNT routes.
bird_routes() {
    local deadline=$((SECONDS + $3))
    until birdc -s "$work/bird-$1.ctl" show route count | grep -q "^$2 of"; do
        ((SECONDS < deadline)) || { printf 'lab: BIRD on %s did not get %s routes in %s s\n' "$1" "$2" "$3" >&2; exit 75; }
        sleep 0.2
    done
}

# bird_state HOST WORD: a line for truth.txt, what birdc shows now.
bird_state() {
    printf '%s on %s: %s\n' "$2" "$1" "$(birdc -s "$work/bird-$1.ctl" show protocols | sed -n '/Mesh_/p')" \
        >>"$work/states.txt"
}

# ---- truth --------------------------------------------------------------------------------------------------------

# tap_counts HOST END: tshark's count of HOST's capture, a line for each kind: FROM TO TYPEP INITIATOR COUNT AFTER. FROM, TO and
# INITIATOR are hosts (other addresses are left out); AFTER is how many come later than END, seconds since the epoch, 0: none.
tap_counts() {
    local map='' name
    for name in "${hosts[@]}"; do
        map+="${addr[$name]}=$name "
        [[ -z ${addr6[$name]:-} ]] || map+="${addr6[$name]}=$name "
    done
    # The last address is the innermost one: of a tunnel's packet, but not of an ICMP error, which quotes another.
    tshark -n -r "$work/$1.pcap" -Y "(${tap_view[$1]:-frame}) && !(icmp.type in {3, 5, 11, 12})" -T fields -E occurrence=l -e frame.time_epoch -e ip.src -e ip.dst -e ipv6.src -e ipv6.dst \
        -e icmp.type -e icmpv6.type -e tcp.srcport -e tcp.dstport -e tcp.flags.syn -e tcp.flags.ack -e tcp.flags.fin \
        -e tcp.flags.reset -e tcp.len 2>/dev/null |
        awk -F '\t' -v map="$map$more_owners" -v end="$2" -v port="$service_port" '
            function on(flag) { return flag == "1" || flag == "True" }
            BEGIN {
                n = split(map, pairs, " ")
                for (i = 1; i <= n; i++) { split(pairs[i], pair, "="); owner[pair[1]] = pair[2] }
            }
            {
                from = owner[$2 != "" ? $2 : $4]
                to = owner[$3 != "" ? $3 : $5]
                if (from == "" || to == "") next
                kind = ""
                if ($6 == 8 || $7 == 128) { kind = "icmp-echo-request"; initiator = from }
                else if (($6 == 0 && $6 != "") || $7 == 129) { kind = "icmp-echo-reply"; initiator = to }
                else if ($8 != "") {
                    initiator = $9 == port ? from : to
                    if (on($13)) kind = "tcp-rst"
                    else if (on($10)) kind = on($11) ? "tcp-syn-ack" : "tcp-syn"
                    else if (on($12)) kind = "tcp-fin"
                    else kind = $14 > 0 ? "tcp-data" : "tcp-ack"
                }
                if (kind == "") next
                key = from " " to " " kind " " initiator
                count[key]++
                # Seconds and fraction apart: a double does not hold nanoseconds since the epoch.
                split($1, now, "."); split(end, limit, ".")
                if (end != 0 && (now[1] > limit[1] || (now[1] == limit[1] && "0." now[2] > "0." limit[2]))) after[key]++
            }
            END { for (key in count) print key, count[key], after[key] + 0 }' | sort
}

# tap_end HOST: the last timestamp in its capture.
tap_end() {
    tshark -n -r "$work/$1.pcap" -T fields -e frame.time_epoch 2>/dev/null | sort | tail -n 1
}

# compare_taps: lines FROM TO TYPEP INITIATOR SENT DELIVERED LOST UNOBSERVABLE DUPLICATES from tshark's counts at both taps. All
# namespaces share one clock, and the taps dropped nothing, so what was sent after the far capture's last packet could not
# have been shown by it, and every other difference is loss (or, where more arrived than left, duplication; the kernel's own
# counters say whether a case that duplicates also loses).
compare_taps() {
    local a b
    for a in "${hosts[@]}"; do
        for b in "${hosts[@]}"; do
            [[ $a != "$b" ]] || continue
            join -a 1 -e 0 -o 1.1,1.2,1.3,2.2 \
                <(tap_counts "$a" "$(tap_end "$b")" |
                    awk -v a="$a" -v b="$b" '$1 == a && $2 == b { print $1 "/" $2 "/" $3 "/" $4, $5, $6 }' | sort) \
                <(tap_counts "$b" 0 |
                    awk -v a="$a" -v b="$b" '$1 == a && $2 == b { print $1 "/" $2 "/" $3 "/" $4, $5 }' | sort) |
                awk '{
                    split($1, key, "/")
                    twice = $4 > $2 ? $4 - $2 : 0
                    print key[1], key[2], key[3], key[4], $2, $4 - twice, $2 - ($4 - twice) - $3, $3, twice
                }'
        done
    done
}

# losses_json: the rows of compare_taps that the case wants, as JSON objects, one a line. A case may add a column, CORRUPTED, and
# leave DELIVERED or UNOBSERVABLE open (-).
losses_json() {
    awk -v wanted=" $rows_wanted " 'index(wanted, " " $3 " ") {
        printf "%s    {\"from\": \"%s\", \"to\": \"%s\", \"typeP\": \"%s\", \"initiator\": \"%s\", ", comma, $1, $2, $3, $4
        printf "\"sent\": %d", $5
        if ($6 != "-") printf ", \"delivered\": %d", $6
        printf ", \"lost\": %d", $7
        if ($8 != "-") printf ", \"unobservable\": %d", $8
        printf "%s", $9 ? sprintf(", \"duplicates\": %d", $9) : ""
        printf "%s}", $10 ? sprintf(", \"corrupted\": %d", $10) : ""
        comma = ",\n"
    } END { print "" }' "$work/compared.txt"
}

# expect VERDICT|any EXITCODE|any [FINDING...]: what halfway, with expect_args, must say of these captures. A FINDING is a JSON object, or
# "FROM TO" for the one-way loss that compared.txt shows. The rows are those of compared.txt, which the
# case may have made itself.
expect() {
    local finding comma='' verdict=$1 code=$2
    [[ -f $work/compared.txt ]] || compare_taps >"$work/compared.txt"
    {
        printf '{\n  "args": [%s],\n' "$expect_args"
        [[ $verdict == any ]] || printf '  "verdict": "%s",\n' "$verdict"
        [[ $code == any ]] || printf '  "exitCode": %d,\n' "$code"
        printf '  "losses": [\n%s\n  ],\n' "$(losses_json)"
        [[ -z $appeared_rows ]] || printf '  "appeared": [%s],\n' "$appeared_rows"
        printf '  "findings": ['
        for finding in "${@:3}"; do
            [[ $finding == '{'* ]] || finding=$(one_way_json "${finding% *}" "${finding#* }")
            [[ -n $finding ]] || { echo "lab: $LAB_CASE: nothing was lost" >&2; exit 75; }
            printf '%s\n    %s' "$comma" "$finding"
            comma=,
        done
        [[ $# -le 2 ]] || printf '\n  '
        printf ']'
        [[ -z $also_certain ]] || printf ',\n  "causes": [%s]' "$also_certain"
        printf '\n}\n'
    } >"$work/expected.json"
}

# one_way_json FROM TO: a finding for each kind lost there, since how many kinds one finding covers is the reporter's choice.
# Data and ACKs stay out of it unless the case counts them: which of them are called lost is a matter of byte ranges.
one_way_json() {
    awk -v from="$1" -v to="$2" -v wanted=" $rows_wanted " '
        $1 == from && $2 == to && $7 > 0 && index(wanted, " " $3 " ") && !seen[$3]++ {
            printf "%s{\"kind\": \"one-way-loss\", \"from\": \"%s\", \"to\": \"%s\", \"typeP\": [\"%s\"]}",
                comma, from, to, $3
            comma = ",\n    "
        }' "$work/compared.txt"
}

# finding KIND CAUSE FROM TO PLACE GRADE [FEATURE [VALUE]]: what was planted, as the JSON of a finding. - leaves a value open.
finding() {
    printf '{"cause": {"name": "%s"}' "$2"
    [[ $1 == - ]] || printf ', "kind": "%s"' "$1"
    [[ $3 == - ]] || printf ', "from": "%s"' "$3"
    [[ $4 == - ]] || printf ', "to": "%s"' "$4"
    [[ $5 == - ]] || printf ', "place": "%s"' "$5"
    [[ $6 == - ]] || printf ', "grade": "%s"' "$6"
    if [[ -n ${7:-} ]]; then
        printf ', "decidedBy": {"feature": "%s"' "$7"
        [[ -z ${8:-} ]] || printf ', "value": "%s"' "$8"
        printf '}'
    fi
    [[ -z $mentioned ]] || printf ', "mentions": ["%s"]' "$mentioned"
    printf '}'
}

# check_counters: what nftables dropped must be what the taps differ by; else one of the two is not the truth.
check_counters() {
    local dropped differ
    [[ -s $work/compared.txt && -z $unchecked ]] || return 0
    dropped=$(awk -v dropped_as="${dropped_as:-drop$}" '$0 ~ dropped_as || / reject with / { for (i = 1; i < NF; i++) if ($i == "packets") sum += $(i + 1) } END { print sum + 0 }' \
        "$work/nft.txt")
    differ=$(awk '{ sum += $7 + $8 } END { print sum + 0 }' "$work/compared.txt")
    if [[ $dropped -ne $differ ]]; then
        printf 'lab: %s: nftables dropped %d packets, the taps differ by %d\n' "$LAB_CASE" "$dropped" "$differ" >&2
        cat "$work/nft.txt" "$work/compared.txt" >&2
        exit 75
    fi
}

# Ends the case: writes what is known, puts the files in place.
lab_close() {
    local name
    [[ -f $work/expected.json ]] || { echo "lab: $LAB_CASE expects nothing" >&2; exit 1; }
    check_counters
    {
        printf 'case %s\n' "$LAB_CASE"
        printf '\n# nftables in the middle: what entered it, and what it dropped\n'
        cat "$work/nft.txt"
        if [[ -s $work/compared.txt ]]; then
            printf '\n# tshark at both taps: from to kind initiator | sent delivered lost unobservable duplicates\n'
            awk '{ printf "%s -> %s %s by %s | %d %s %d %s %d\n", $1, $2, $3, $4, $5, $6, $7, $8, $9 }' "$work/compared.txt"
        fi
        printf '\n# tcpdump\n'
        for name in "${hosts[@]}"; do
            [[ ! -f $work/tcpdump-$name.txt ]] || sed -n "s/^[0-9]* packets \(captured\|dropped\).*/$name: &/p" "$work/tcpdump-$name.txt"
        done
        [[ ! -f $work/ping.txt ]] || { printf '\n# ping\n'; cat "$work/ping.txt"; }
        [[ ! -f $work/tcp.txt ]] || { printf '\n# TCP: flows asked, and what came of them\n'; cat "$work/tcp.txt"; }
        [[ ! -f $work/states.txt ]] || { printf '\n# birdc show protocols\n'; cat "$work/states.txt"; }
        for name in "${hosts[@]}"; do
            [[ -f $work/bird-$name.log ]] || continue
            printf '\n# BIRD on %s (local time)\n' "$name"
            grep -E 'Mesh_|Unexpected' "$work/bird-$name.log" |
                grep -E 'State changed|Error|Received|Sending|closed|Connect|Incoming|nexpected|Hold|Collision' |
                head -n 60 || true
        done
    } >"$work/truth.txt"
    for name in "${hosts[@]}"; do
        [[ ! -f $work/$name.pcap ]] || cp "$work/$name.pcap" "$LAB_OUT/"
    done
    cp "$work/truth.txt" "$work/expected.json" "$LAB_OUT/"
}
