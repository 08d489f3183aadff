# shellcheck shell=sh disable=SC2034,SC2154  # classpath is for those who source it, java_home is find_java's
# Sourced by the scripts (sh) that run programs from among the tests; they stand in the root of the project.

. scripts/lib/machine.sh

# compile_tests [MAVEN_OPTION...]: sets classpath to the compiled tests and what they need, with the options, and JAVA_HOME to
# what compiled them. Ends the script where that fails.
compile_tests() {
    find_java javac || {
        echo "${0##*/}: no Java 17 or newer with a compiler (JDK)" >&2
        exit 4
    }
    export JAVA_HOME="$java_home"
    mvn -q -B -ntp test-compile || exit 70
    classpath=$(mvn -q -B -ntp "$@" exec:exec -Dexec.executable=echo -Dexec.classpathScope=test \
        -Dexec.args=%classpath | grep -o '/.*\.jar') || exit 70
}
