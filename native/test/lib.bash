# shellcheck shell=bash disable=SC2154  # build, halfway and test are those of test.sh
# Sourced by test.sh, which sets build and halfway: two hosts, a program under test, and ways to look at what it did.

# Without memory images no process can look for leaks in this one.
export ASAN_OPTIONS=detect_leaks=0 LC_ALL=C.UTF-8 TZ=UTC
readonly a=hwtap-$$-a b=hwtap-$$-b full=hwtap-$$-full
work=$(mktemp -d)
chmod 755 "$work"
install -m 755 "$build/sanitized/halfway-tap" "$work/halfway-tap"
mkdir -m 1777 "$work/out"
readonly tap=$work/halfway-tap out=$work/out

clean_up() {
    local status=$? pid
    for pid in $(jobs -p); do kill -KILL "$pid" 2>/dev/null || true; done
    ip netns del "$a" 2>/dev/null || true
    ip netns del "$b" 2>/dev/null || true
    umount "$work/$full" 2>/dev/null || true
    rm -rf "$work"
    exit "$status"
}
trap clean_up EXIT

die() {
    printf 'halfway-tap: FAILED: %s: %.2000s\n' "$test" "$*" >&2
    exit 1
}

# expect WHAT ACTUAL EXPECTED
expect() {
    [[ $2 == "$3" ]] || die "$1: '$2', expected '$3'"
}

# expect_text WHAT TEXT PATTERN: a regular expression
expect_text() {
    [[ $2 =~ $3 ]] || die "$1: '$2', expected something like '$3'"
}

# eventually COMMAND...: waits until it succeeds, 30 s at most, on an idle machine.
eventually() {
    local try
    for ((try = 0; try < 600; try++)); do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.05
    done
    die "did not come: $*; $(tail -n 3 "$out"/*.err 2>/dev/null)"
}

# in_ns NAMESPACE COMMAND...
in_ns() {
    ip netns exec "$@"
}

# start NAMESPACE NAME [OPTION...]: captures eth0 there to $out/NAME.pcapng; returns when it does. Sets pid.
start() {
    local ns=$1 name=$2
    shift 2
    # No function here: $! must be the program itself.
    ip netns exec "$ns" "$tap" -i eth0 -w "$out/$name.pcapng" "$@" 2>"$out/$name.err" &
    pid=$!
    eventually test -s "$out/$name.pcapng"
}

# stop PID NAME [SIGNAL]: ends it, expecting success.
stop() {
    local status=0
    kill -"${3:-TERM}" "$1"
    wait "$1" || status=$?
    expect "exit code of $2 ($(<"$out/$2.err"))" "$status" 0
}

# run_tap EXIT_CODE ARGUMENT...: in a; sets errors to what it says.
run_tap() {
    local expected=$1 status=0
    shift
    errors=$(in_ns "$a" timeout 20 "$tap" "$@" 2>&1 >/dev/null </dev/null) || status=$?
    expect "exit code of $* ($errors)" "$status" "$expected"
}

# fields FILE FIELD...: of each packet, as tshark reads them; ends with an error where the file is cut or corrupt.
fields() {
    local file=$1
    shift
    tshark -n -r "$file" -T fields "${@/#/-e}" 2>"$work/tshark.err" || die "$file: $(<"$work/tshark.err")"
}

count() {
    fields "$1" frame.number | wc -l
}

# holds FILE COUNT
holds() {
    [[ $(count "$1") -eq $2 ]]
}

# blocks FILE: tshark's view of the file's own structure
blocks() {
    tshark -X 'read_format:MIME Files Format' -r "$1" -V 2>/dev/null
}

statistics_blocks() {
    blocks "$1" | grep -c '^    Block: Interface Statistics Block'
}

# said NAME WHAT: the number before it in what was printed at the end
said() {
    sed -n "s/^halfway-tap: \([0-9]*\) packets $2\$/\1/p" "$out/$1.err"
}

net() {
    local ns
    for ns in "$a" "$b"; do
        ip netns add "$ns"
        in_ns "$ns" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
        ip -n "$ns" link set lo up
    done
    ip -n "$a" link add eth0 type veth peer name eth0 netns "$b"
    ip -n "$a" addr add 10.77.0.1/24 dev eth0
    ip -n "$b" addr add 10.77.0.2/24 dev eth0
    ip -n "$a" link set eth0 up
    ip -n "$b" link set eth0 up
    # Nothing passes but what a test sends: libpcap counts as received, and throws away, what comes while an interface is
    # open and its filter is not set yet, so that an ARP request at that moment would be in the counts.
    settle_neighbour "$a" "$b" 10.77.0.2
    settle_neighbour "$b" "$a" 10.77.0.1
    eventually in_ns "$a" ping -qc 1 -W 1 10.77.0.2
}

# settle_neighbour NAMESPACE OTHER ADDRESS: no ARP is needed there for the other's address.
settle_neighbour() {
    ip -n "$1" neigh replace "$3" lladdr "$(in_ns "$2" cat /sys/class/net/eth0/address)" dev eth0 nud permanent
}

# interface_of NAME: name, link type, snap length, resolution, filter
interface_of() {
    capinfos "$out/$1.pcapng" | sed '1,/Interface #0/d; /stat entries/d'
}

# kinds_of_statistics NAME, last_counts NAME: options of the statistics blocks, and the values of the last one
kinds_of_statistics() {
    blocks "$out/$1.pcapng" | grep -A 40 'Block: Interface Statistics' | sed -n 's/^ *Option: \([^=]*[^= ]\).*/\1/p' | sort -u
}

last_counts() {
    blocks "$out/$1.pcapng" | grep 'Option: Number of' | tail -n "$(kinds_of_statistics "$1" | grep -c Number)"
}

# privileges PID: as the kernel tells
privileges() {
    awk '/^(Uid|Gid|Groups|CapInh|CapPrm|CapEff|CapAmb|NoNewPrivs):/ { $1 = $1; printf "%s;", $0 }' "/proc/$1/status"
}
