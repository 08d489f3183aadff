# shellcheck shell=sh disable=SC2154  # java_home, jar and archive are the caller's
# Sourced by scripts/halfway, and part of the packages: how their launchers run Java, all alike. Uses the launcher's
# java_home, jar and archive.

# run_java ARGUMENT...: becomes Halfway. The archive of classes makes the start quick; without it, or with one that does not
# fit, Java starts all the same. SerialGC and a small heap: a capture is read through one buffer, and most runs are short.
# What Java itself has to say goes to stderr.
run_java() {
    set -f
    if [ -r "$archive" ]; then share=-XX:SharedArchiveFile=$archive; else share=-Xshare:auto; fi
    # shellcheck disable=SC2086 # options are words
    exec "$java_home/bin/java" "$share" -Xlog:disable -Xlog:all=error:stderr -XX:+DisplayVMOutputToStderr \
        -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx"${HALFWAY_MAX_HEAP:-40m}" ${HALFWAY_JAVA_OPTS-} -jar "$jar" "$@"
}

# list_classes FILE ARGUMENT...: writes down the classes that this run of Halfway loads.
list_classes() {
    list=$1
    shift
    "$java_home/bin/java" -XX:DumpLoadedClassList="$list" -jar "$jar" "$@" >/dev/null 2>&1 </dev/null
}

# dump_classes FILE: makes the archive of the classes in FILE. It appears whole or not at all. It is a static one: only those
# hold picocli, whose classes are of Java 5's format. Only the Java that made it uses it, and only where the jar has stayed.
dump_classes() {
    "$java_home/bin/java" -Xshare:dump -XX:SharedClassListFile="$1" -XX:SharedArchiveFile="$archive.new" \
        -Xmx128m -cp "$jar" >/dev/null 2>&1 </dev/null && mv -f "$archive.new" "$archive"
    rm -f "$archive.new"
}
