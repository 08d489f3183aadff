package dev.halfway.agent;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A temporary directory for what a process keeps meanwhile. It is held by a lock for as long as the process lives, so that
 * the next one of its kind finds what one that was killed has left behind, and removes it: only what the same user has made, and
 * nobody holds.
 */
public final class WorkDirectory implements Closeable {
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;

    private WorkDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Makes one where temporary files go, its name beginning with {@code prefix}; removes those of this name that are left over. */
    public static WorkDirectory make(String prefix) throws IOException {
        return make(Path.of(System.getProperty("java.io.tmpdir")), prefix);
    }

    static WorkDirectory make(Path parent, String prefix) throws IOException {
        Path path = Files.createTempDirectory(parent, prefix);
        removeLeftOver(path, prefix);
        Path unheld = path.resolve("unheld");
        FileChannel lock = FileChannel.open(unheld, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            lock.lock();
            Files.move(unheld, path.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE); // nobody sees it without its lock
        } catch (IOException e) {
            lock.close();
            throw e;
        }
        return new WorkDirectory(path, lock);
    }

    public Path path() {
        return path;
    }

    /** What cannot be looked at or removed stays: it is in nobody's way. */
    private static void removeLeftOver(Path mine, String prefix) throws IOException {
        UserPrincipal me = Files.getOwner(mine);
        try (DirectoryStream<Path> others =
                Files.newDirectoryStream(mine.toAbsolutePath().getParent(), prefix + "*")) {
            for (Path other : others) {
                boolean isCandidate = !other.getFileName().equals(mine.getFileName())
                        && Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(me);
                if (isCandidate) {
                    removeUnlessHeld(other);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return; // gone meanwhile, or not to be read
        }
    }

    private static void removeUnlessHeld(Path directory) {
        Path file = directory.resolve(LOCK);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return; // being made
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock free = channel.tryLock()) {
            if (free != null) {
                remove(directory);
            }
        } catch (IOException | OverlappingFileLockException e) {
            return; // held, or removed meanwhile
        }
    }

    /** Links are removed, and not followed. */
    private static void remove(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> walked = Files.walk(directory)) {
            all = walked.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }

    /** Removes it with all that is in it. */
    @Override
    public void close() throws IOException {
        try {
            remove(path);
        } finally {
            lock.close();
        }
    }
}
