package io.messaging.store.log.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps other processes, and other stores of this one, out of a directory. The operating system lets go of the lock when the
 * process ends, however it ends. Thread-safe.
 */
final class DirectoryLock {
    static final String LOCK = "LOCK";

    /**
     * What this JVM holds. It must not even open the lock file a second time: by the rules of POSIX, closing any channel to a
     * file gives up all of the process's locks of it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;
    private final Object fileKey;
    private boolean released;

    private DirectoryLock(Path directory, FileChannel channel, Object fileKey) {
        this.directory = directory;
        this.channel = channel;
        this.fileKey = fileKey;
    }

    /** Takes the lock of a directory, which is given by its real path. */
    static DirectoryLock take(Path directory) throws IOException {
        if (!HELD.add(directory)) {
            throw held(directory, "this process");
        }
        DirectoryLock lock = null;
        try {
            lock = lock(directory);
        } finally {
            if (lock == null) {
                HELD.remove(directory);
            }
        }
        return lock;
    }

    private static DirectoryLock lock(Path directory) throws IOException {
        Path file = directory.resolve(LOCK);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                throw held(directory, DirectoryHolder.process(directory));
            }
            DirectoryHolder.write(directory, "");
            locked = true;
            return new DirectoryLock(directory, channel, fileKey(file));
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByAnotherClassLoader) {
            return null;
        }
    }

    private static DirectoryHeldException held(Path directory, String holder) {
        return new DirectoryHeldException("the data directory " + directory + " is in use by " + holder
                + "; connect to the server there, stop it, or name another directory");
    }

    private static Object fileKey(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Returns whether the lock file is still the one that is locked: others cannot respect one that was deleted. */
    synchronized boolean isHeld() {
        try {
            return !released && Objects.equals(fileKey(directory.resolve(LOCK)), fileKey);
        } catch (IOException gone) {
            return false;
        }
    }

    synchronized void release() throws IOException {
        if (!released) {
            released = true;
            try {
                channel.close();
            } finally {
                HELD.remove(directory);
            }
        }
    }
}
