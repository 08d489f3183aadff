# shellcheck shell=sh disable=SC2034  # its variables are for those who source it
# Sourced by the scripts (sh): what this machine has, and how it gets what it lacks (Debian, Ubuntu).

# Debian 13 has no Java 17 any more, hence the alternatives.
JDK_PACKAGE='openjdk-17-jdk-headless|openjdk-21-jdk-headless|openjdk-25-jdk-headless|default-jdk-headless'

# find_java TOOL: sets java_home to a Java 17 or newer whose bin/ has TOOL.
find_java() {
    for java in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java)" /usr/lib/jvm/*/bin/java; do
        [ -x "$java" ] || continue
        java_home=$(readlink -f -- "$java")
        java_home=${java_home%/bin/java}
        [ -x "$java_home/bin/$1" ] && [ "$(feature_release "$java_home/bin/java")" -ge 17 ] && return
    done
    return 1
}

# 17 for 17.0.15, 1 for 1.8.0, 0 for what does not answer.
feature_release() {
    release=$("$1" -version 2>&1 </dev/null | sed -n 's/^.* version "\([0-9]*\).*$/\1/p')
    echo "${release:-0}"
}

# may_be_root: whether as_root works here without a question.
may_be_root() {
    [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null
}

# as_root COMMAND...: runs it as root.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

# install_packages PACKAGE...: installs them without a question, all output to stderr. Where that is not possible, says
# which one command does it and returns 4. A|B stands for the first of both that the machine's package sources have.
install_packages() {
    if ! command -v apt-get >/dev/null; then
        echo "To install first, by the names that Debian has for them: $(first_available "$@")" >&2
        return 4
    fi
    if ! may_be_root; then
        echo 'Some packages are missing. This command installs them:' >&2
        echo "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $(first_available "$@")" >&2
        return 4
    fi
    apt_get -q update >/dev/null || echo 'going on with the package lists that are there' >&2
    # shellcheck disable=SC2046 # one word per package
    apt_get -q install --no-install-recommends $(first_available "$@") >/dev/null || return 4
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
        apt-get -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 "$@" </dev/null
}

# first_available A|B...: one package for each argument; the first alternative where none is known.
first_available() {
    for alternatives in "$@"; do
        chosen=${alternatives%%|*}
        for package in $(echo "$alternatives" | tr '|' ' '); do
            if apt-cache show "$package" >/dev/null 2>&1; then
                chosen=$package
                break
            fi
        done
        printf '%s ' "$chosen"
    done
}
