package dev.halfway.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbered files: {@code a.pcapng} gives {@code a-00001.pcapng}, {@code a-00002.pcapng} and so on. Each is written as {@code
 * a-00001.pcapng.part} and renamed once it is complete. Numbers go on after the largest that is there, so that nothing is
 * ever overwritten; removed are only files of this recording.
 */
final class RotatedFiles extends RecordingTarget {
    private static final String UNFINISHED = ".part";

    private final Path directory;
    private final String stem;
    private final String extension;
    private final Rotation rotation;
    private final Deque<Path> complete = new ArrayDeque<>();
    private long number;
    private Path written;
    private OutputStream out;

    RotatedFiles(Path path, Rotation rotation) {
        super(path.toString());
        this.rotation = rotation;
        directory = path.toAbsolutePath().getParent();
        String fileName = path.getFileName().toString();
        int dot = fileName.lastIndexOf('.');
        stem = dot > 0 ? fileName.substring(0, dot) : fileName;
        extension = dot > 0 ? fileName.substring(dot) : "";
    }

    @Override
    Rotation rotation() {
        return rotation;
    }

    @Override
    OutputStream begin() throws IOException {
        number = Math.max(number, largestNumber());
        while (out == null) {
            number++;
            written = directory.resolve(numbered() + UNFINISHED);
            try {
                out = new BlockFile(written);
            } catch (FileAlreadyExistsException e) {
                written = null; // another recording is as far as this one
            }
        }
        while (complete.size() >= rotation.kept()) {
            Files.deleteIfExists(complete.remove());
        }
        return out;
    }

    private String numbered() {
        return String.format(Locale.ROOT, "%s-%05d%s", stem, number, extension);
    }

    /** 0 when there is none. */
    private long largestNumber() throws IOException {
        Pattern form =
                Pattern.compile(Pattern.quote(stem + "-") + "(\\d{5,18})" + Pattern.quote(extension) + "(?:\\.part)?");
        long largest = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Matcher matcher = form.matcher(file.getFileName().toString());
                if (matcher.matches()) {
                    largest = Math.max(largest, Long.parseLong(matcher.group(1)));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return largest;
    }

    @Override
    void end() throws IOException {
        out.close();
        out = null;
        Path target = directory.resolve(numbered());
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
        complete.add(target);
    }
}
