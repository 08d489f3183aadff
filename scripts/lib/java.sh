# shellcheck shell=sh disable=SC2154,SC2015  # the caller's variables, see below; A && B || C: C is for either
# Sourced by scripts/halfway, and part of the packages: how their launchers run Java, all alike. Uses the launcher's
# root, home, jar and archive; sets its java_home. native is where JNA's own part lies, empty when only in the jar.

# Sets java_home to the Java found last. Fails where that Java is gone or another one by now, where JAVA_HOME has changed,
# or where this directory has moved. Starts no process.
recall_java() {
    [ -r "$home/java" ] && {
        read -r found_for && read -r java_home && read -r implementor && read -r version
    } <"$home/java" && [ "$found_for" = "$root:${JAVA_HOME-}" ] && [ -r "$java_home/release" ] && {
        read -r implementor_now && read -r version_now
    } <"$java_home/release" && [ "$implementor$version" = "$implementor_now$version_now" ]
}

# What recall_java reads: for whom, the Java, and the first two lines of its release file, which tell its version.
remember_java() {
    {
        printf '%s\n' "$root:${JAVA_HOME-}" "$java_home"
        head -n 2 "$java_home/release"
    } >"$home/java.new" && mv -f "$home/java.new" "$home/java"
}

# is_long ARGUMENT...: whether they name captures of 400 MB or more together: HOST=FILE or FILE, several parted by commas.
is_long() (
    set +f
    IFS=,
    files=
    for argument; do
        for file in ${argument#*=}; do
            [ ! -f "$file" ] || case $file in
            /*) files=$files,$file ;;
            *) files=$files,./$file ;;
            esac
        done
    done
    [ -n "$files" ] || return
    # shellcheck disable=SC2086 # parted by commas
    sum=$(wc -c ${files#,} 2>/dev/null) && sum=${sum##*
} && sum=${sum#"${sum%%[0-9]*}"} && [ "${sum%% *}" -ge 400000000 ]
)

# run_java ARGUMENT...: becomes Halfway. The archive of classes makes the start quick; without it, or with one that does not
# fit, Java starts all the same. SerialGC and a small heap: a capture is read through one buffer, and most runs are short.
# What Java itself has to say goes to stderr.
run_java() {
    set -f
    if [ -r "$archive" ]; then share=-XX:SharedArchiveFile=$archive; else share=-Xshare:auto; fi
    # The archive lies where it was made for: 20 ms less than to have it moved elsewhere in each start.
    relocation='-XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0'
    # 32 MB are enough for captures of any length; thousands of flows at once need more.
    heap='-Xms32m -Xmn10m -Xmx208m -XX:MinHeapFreeRatio=10'
    # The compiler that is soon done. Over much that is read, the one that thinks longer saves a third of the time; kept to
    # what runs very often, and from what takes it much memory, and the heap somewhat smaller in turn.
    # Loops are compiled while they run, from 3,000 turns on rather than 60,000: between the two readings there are many
    # over 65,536 packets each (429 ms of CPU time there before, 334 with this; medians of five).
    compiler='-XX:TieredStopAtLevel=1 -XX:Tier3BackEdgeThreshold=3000'
    if [ "${1-}" = analyze ] && is_long "$@"; then
        heap='-Xms26m -Xmn6m -Xmx208m -XX:MinHeapFreeRatio=10'
        compiler='-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=20000
            -XX:Tier4CompileThreshold=60000 -XX:Tier4BackEdgeThreshold=400000 -XX:Tier3DelayOn=1
            -XX:FreqInlineSize=100 -XX:LoopUnrollLimit=0 -XX:-DoEscapeAnalysis
            -XX:-SegmentedCodeCache -XX:ReservedCodeCacheSize=48m'
    fi
    [ -z "${HALFWAY_MAX_HEAP-}" ] || heap=-Xmx$HALFWAY_MAX_HEAP
    # One arena for what Java's own threads allocate: some megabytes less.
    export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-1}"
    # shellcheck disable=SC2086 # options are words
    exec "$java_home/bin/java" "$share" $relocation -Xlog:disable -Xlog:all=error:stderr -XX:+DisplayVMOutputToStderr \
        ${native:+"-Djna.boot.library.path=$native"} -XX:+UseSerialGC $compiler -XX:-UsePerfData $heap \
        ${HALFWAY_JAVA_OPTS-} -jar "$jar" "$@"
}

# list_classes FILE DIRECTORY: writes down the classes that Halfway loads for some of its own captures, in that directory,
# which end in verdicts of different kinds. Sorted, since two runs differ. Fails where a run ends without a verdict.
list_classes() {
    list=$1
    : >"$list"
    for trial in incident healthy random-5; do
        ran=0
        "$java_home/bin/java" -XX:DumpLoadedClassList="$list.new" -jar "$jar" analyze -o text -o json=/dev/null \
            -o html="$list.html" "$2/$trial/219.pcap" "$2/$trial/231.pcap" >/dev/null 2>&1 </dev/null || ran=$?
        # Left out: what Java loads only where two threads meet, in one run of three.
        grep -v '/Striped64\$Cell' "$list.new" | sort -u -o "$list" "$list" -
        rm -f "$list.new" "$list.html"
        case $ran in 0 | 1 | 3) ;; *) return 1 ;; esac
    done
}

# dump_classes FILE: makes the archive of the classes in FILE. It appears whole or not at all. It is a static one: only those
# hold picocli, whose classes are of Java 5's format. Only the Java that made it uses it, and only where the jar has stayed.
dump_classes() {
    "$java_home/bin/java" -Xshare:dump -XX:SharedClassListFile="$1" -XX:SharedArchiveFile="$archive.new" \
        -Xmx208m -cp "$jar" >/dev/null 2>&1 </dev/null && mv -f "$archive.new" "$archive"
    rm -f "$archive.new"
}
