# shellcheck shell=sh disable=SC2154,SC2015  # root, home, jar, archive: see below. A && B || C: C is for either
# Sourced by scripts/halfway when there is no current jar: finds Java, installs what is missing, builds. Uses the
# launcher's root, home, jar and archive; sets its java_home. Nothing here writes to stdout.

. "$root/scripts/lib/machine.sh"

say() {
    echo "halfway: $*" >&2
}

prepare() {
    if ! { mkdir -p "$home" && true >>"$home/lock"; } 2>/dev/null; then
        prepare_without_writing
        return
    fi
    # The kernel frees the lock when its holder ends, however it ends: a lock is never stale.
    exec 9>>"$home/lock"
    if ! flock -n 9; then
        say 'waiting for the build that another one has started'
        flock 9
    fi
    prepare_locked
    status=$?
    exec 9>&-
    return $status
}

prepare_locked() {
    if ! is_current; then
        install_for_build && build || return
    fi
    if ! find_java java; then
        install_packages "$JDK_PACKAGE" 9>&- && find_java java || return 4
    fi
    archive_classes
    remember_java
}

prepare_without_writing() {
    if [ ! -f "$jar" ]; then
        say "there is no jar yet, and $home cannot be written to build it."
        say 'Run this once as a user who may write there, or clone the project to a directory of your own.'
        return 4
    fi
    is_current || say "the sources are newer than $jar, which cannot be written: running it as it is"
    find_java java || {
        say 'no Java 17 or newer is installed'
        return 4
    }
}

# Only captures from a live interface need libpcap: its absence stops nothing.
install_for_build() {
    missing=
    find_java javac || missing=$JDK_PACKAGE
    command -v mvn >/dev/null || missing="$missing maven"
    if [ -n "$missing" ]; then
        say 'installing what is missing (Java, Maven, libpcap)'
        # shellcheck disable=SC2086 # one word per package
        install_packages $missing libpcap0.8 9>&- || return 4
    elif ! PATH=$PATH:/sbin:/usr/sbin ldconfig -p | grep -q 'libpcap\.so' && may_be_root; then
        say 'installing what is missing: libpcap0.8'
        install_packages libpcap0.8 9>&- || say 'no libpcap: saved captures can be analysed, and nothing recorded'
    fi
    find_java javac && command -v mvn >/dev/null || {
        say 'no Java 17 or newer with a compiler (JDK), or no Maven'
        return 4
    }
}

# The jar appears at once and whole, dated when its build began: a source that changes meanwhile is newer.
build() {
    say 'building; the first time takes a minute or two'
    touch "$home/began"
    rm -rf "$home/build"
    JAVA_HOME=$java_home mvn -q -B -ntp -f "$root/pom.xml" -Dhalfway.target="$home/build" \
        -Dmaven.test.skip=true -Dmaven.compiler.failOnWarning=false package >"$home/log" 2>&1 9>&- </dev/null &&
        touch -r "$home/began" "$home/build"/halfway-*.jar &&
        mv -f "$home/build"/halfway-*.jar "$jar" || {
        cat "$home/log" >&2
        say 'the build failed, see above'
        return 70
    }
    rm -rf "$home/build" "$home/began" "$home/log"
}

# Has Java keep, as it holds them in memory, the classes that trial runs load. Takes some seconds, and without it all
# works, slower.
archive_classes() {
    rm -f "$archive"
    list_classes "$home/classes" "$root/captures" || say 'the trial run failed: each start will take longer'
    dump_classes "$home/classes"
    rm -f "$home/classes"
} 9>&-
