package dev.halfway.cli;

import dev.halfway.capture.CaptureException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A file name, or a pattern in quotes that the shell left to us: {@code *}, {@code ?} and {@code [...]} in its last part. */
final class CapturePattern {
    private static final Pattern WILDCARD = Pattern.compile("[*?\\[]");

    private CapturePattern() {}

    /**
     * The files that {@code text} stands for: itself unless it is a pattern; else what it matches, in natural order, so
     * that rotated files follow each other.
     *
     * @throws UsageException when it cannot be a file name, or has a wildcard in a directory's name
     * @throws CaptureException when it matches nothing
     */
    static List<Path> expand(String text) throws CaptureException {
        Path path = path(text);
        if (!WILDCARD.matcher(text).find() || Files.exists(path)) {
            return List.of(path);
        }
        Path directory = path.getParent();
        if (directory != null && WILDCARD.matcher(directory.toString()).find()) {
            throw new UsageException(
                    "'" + text + "': wildcards are understood in the file's name only, not in a directory's");
        }
        List<Path> matches = matches(directory, path.getFileName().toString(), text);
        if (matches.isEmpty()) {
            throw new CaptureException(
                    "'" + text + "': no file matches this pattern; expected captures, check with ls");
        }
        matches.sort(new NaturalOrder());
        return matches;
    }

    private static List<Path> matches(Path directory, String pattern, String text) throws CaptureException {
        List<Path> matches = new ArrayList<>();
        Path listed = directory == null ? Path.of("") : directory;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(listed, pattern)) {
            files.forEach(matches::add);
        } catch (PatternSyntaxException e) {
            throw new UsageException("'" + text + "' is no pattern: " + e.getDescription());
        } catch (IOException e) {
            throw new CaptureException("'" + text + "': the directory '" + listed + "' cannot be listed", e);
        }
        return matches;
    }

    /**
     * What a host is called after: the file, or the part of a pattern before its first wildcard where there is one.
     *
     * @param first file that the pattern matched
     */
    static Path origin(String text, Path first) {
        Path path = path(text);
        String name = path.getFileName() == null ? text : path.getFileName().toString();
        if (Files.exists(path) || !WILDCARD.matcher(name).find()) {
            return first;
        }
        String prefix = WILDCARD.split(name, 2)[0].replaceAll("[-_.]+$", "");
        return prefix.isEmpty() ? first : path.resolveSibling(prefix);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException("'" + text + "' cannot be a file name here");
        }
    }
}
