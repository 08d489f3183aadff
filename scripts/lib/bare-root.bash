# Sourced by the scripts that try things in a Debian root with nothing in it. The root uses this machine's package sources,
# proxies, extra certificate authorities and Maven settings, and nothing else of it. For use in a mount namespace of its own.

# bare_root ROOT SUITE [PACKAGE,PACKAGE...]: a Debian root that holds these packages too.
bare_root() {
    local mirror proxy=
    # shellcheck disable=SC2016 # apt expands it
    mirror=$(apt-get indextargets --format '$(REPO_URI)' \
        'Created-By: Packages' "Codename: $2" 'Component: main' | head -n 1)
    [[ -n $mirror ]] || die "this machine's package sources have no $2"
    eval "$(apt-config shell proxy Acquire::http::Proxy)"
    [[ -z $proxy ]] || export http_proxy=$proxy
    debootstrap --variant=minbase ${3:+--include="$3"} "$2" "$1" "$mirror" >"$1.log" 2>&1 || {
        tail -n 20 "$1.log"
        die 'debootstrap failed'
    }
    carry_over "$1"
    mount --bind "$1" "$1" # ip netns wants / to be a mount
    mount -t proc proc "$1/proc"
    mount -t sysfs sysfs "$1/sys"
    mount --rbind /dev "$1/dev"
}

# Where packages come from, and how to get there: configuration of this machine, not contents.
carry_over() {
    rm -f "$1/etc/apt/sources.list"
    copy_into "$1" /etc/apt/{sources.list,sources.list.d,apt.conf,apt.conf.d,auth.conf,auth.conf.d,keyrings,trusted.gpg.d} \
        /usr/share/keyrings /usr/local/share/ca-certificates /etc/resolv.conf /etc/hosts
    local settings
    for settings in ~/.m2/settings.xml /etc/maven/settings.xml; do
        if [[ -f $settings ]]; then
            install -D -m 600 "$settings" "$1/root/.m2/settings.xml"
            break
        fi
    done
    [[ ! -f ~/.m2/settings-security.xml ]] || cp ~/.m2/settings-security.xml "$1/root/.m2/"
}

copy_into() {
    local root=$1 path
    shift
    for path; do
        [[ ! -e $path ]] || cp -RL --parents "$path" "$root"
    done
}

step() {
    printf '\n==== %s\n' "$*"
}

die() {
    echo "${0##*/}: $*" >&2
    exit 1
}
