package dev.halfway.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Names for hosts that the user did not name: their files' without directory and extension, longer where needed. */
final class HostNames {
    private static final Pattern COMPRESSION = Pattern.compile("\\.(gz|zst|zstd)$", Pattern.CASE_INSENSITIVE);
    private static final Pattern EXTENSION =
            Pattern.compile("\\.(pcap|pcapng|cap|dump|dmp|ntar)\\d*$", Pattern.CASE_INSENSITIVE);

    private HostNames() {}

    /** Whether the file's name ends as those of captures do. */
    static boolean looksLikeCapture(Path file) {
        String name = COMPRESSION.matcher(file.getFileName().toString()).replaceFirst("");
        return EXTENSION.matcher(name).find();
    }

    /** The file's name without its extensions of captures and compression; whole when nothing else would be left. */
    static String stem(Path file) {
        String name = file.getFileName() == null
                ? file.toString()
                : file.getFileName().toString();
        String stem =
                EXTENSION.matcher(COMPRESSION.matcher(name).replaceFirst("")).replaceFirst("");
        return stem.isEmpty() ? name : stem;
    }

    /**
     * One name for each file, all different and none in {@code taken}. Those alike get as many parent directories in
     * front as it takes ({@code a/x}, {@code b/x}), else their whole file name, else a number behind.
     */
    static List<String> distinct(List<Path> files, Collection<String> taken) {
        List<String> stems = files.stream().map(HostNames::stem).toList();
        List<String> names = new ArrayList<>();
        Set<String> used = new HashSet<>(taken);
        for (int i = 0; i < files.size(); i++) {
            String stem = stems.get(i);
            List<Path> alike = new ArrayList<>();
            for (int j = 0; j < files.size(); j++) {
                if (stems.get(j).equals(stem)) {
                    alike.add(files.get(j));
                }
            }
            String name = alike.size() == 1 && !taken.contains(stem) ? stem : longer(files.get(i), alike);
            names.add(numbered(name, used));
        }
        return names;
    }

    private static String longer(Path file, List<Path> alike) {
        int most = file.toAbsolutePath().normalize().getNameCount();
        for (int parents = 1; parents < most; parents++) {
            int depth = parents;
            String name = withParents(file, depth);
            if (alike.stream()
                            .filter(other -> withParents(other, depth).equals(name))
                            .count()
                    == 1) {
                return name;
            }
        }
        boolean sameFile = alike.stream().map(Path::toAbsolutePath).distinct().count() == 1;
        return sameFile ? stem(file) : file.getFileName().toString();
    }

    private static String withParents(Path file, int parents) {
        Path absolute = file.toAbsolutePath().normalize();
        int count = absolute.getNameCount();
        int first = Math.max(0, count - 1 - parents);
        String directories = count == 1 ? "" : absolute.subpath(first, count - 1) + "/";
        return directories + stem(absolute);
    }

    private static String numbered(String name, Set<String> used) {
        String candidate = name;
        for (int number = 2; !used.add(candidate); number++) {
            candidate = name + "#" + number;
        }
        return candidate;
    }
}
