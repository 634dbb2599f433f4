package io.messaging.store.log.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps other processes, and other stores of this one, out of a directory. The operating system lets go of the lock when the
 * process ends, however it ends. Thread-safe.
 */
final class DirectoryLock {
    static final String LOCK = "LOCK";

    /** Starts the names of system properties that say what this JVM holds. */
    private static final String HELD = "io.messaging.store.held.";

    /** By property, channels to files that somebody else in this JVM has locked: not to be closed, but to be tried again. */
    private static final Map<String, FileChannel> FOREIGN = new ConcurrentHashMap<>();

    private final Path directory;
    private final FileChannel channel;
    private final Object fileKey;
    private final String property;
    private boolean released;

    private DirectoryLock(Path directory, FileChannel channel, Object fileKey, String property) {
        this.directory = directory;
        this.channel = channel;
        this.fileKey = fileKey;
        this.property = property;
    }

    /**
     * Takes the lock of a directory, which is given by its real path.
     *
     * <p>A JVM must not even open a lock file a second time: by the rules of POSIX, closing any channel to a file gives up all of the
     * process's locks of it. So what is held is written down where all class loaders see it, by what the system knows the file by.
     */
    static DirectoryLock take(Path directory) throws IOException {
        Path file = directory.resolve(LOCK);
        Object fileKey = createIfMissing(file);
        String property = HELD + (fileKey == null ? file : fileKey);
        if (System.getProperties().putIfAbsent(property, "") != null) {
            throw held(directory, "this process");
        }
        DirectoryLock lock = null;
        try {
            lock = lock(directory, file, property);
        } finally {
            if (lock == null) {
                System.getProperties().remove(property);
            }
        }
        return lock;
    }

    private static Object createIfMissing(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException there) {
            // and it is not opened
        }
        return fileKey(file);
    }

    private static DirectoryLock lock(Path directory, Path file, String property) throws IOException {
        FileChannel earlier = FOREIGN.remove(property);
        FileChannel channel = earlier == null ? FileChannel.open(file, StandardOpenOption.WRITE) : earlier;
        boolean mayBeClosed = true;
        try {
            if (channel.tryLock() == null) {
                throw held(directory, DirectoryHolder.process(directory));
            }
            DirectoryHolder.write(directory, "");
            DirectoryLock lock = new DirectoryLock(directory, channel, fileKey(file), property);
            mayBeClosed = false;
            return lock;
        } catch (OverlappingFileLockException heldInThisProcess) {
            FOREIGN.put(property, channel);
            mayBeClosed = false;
            throw held(directory, DirectoryHolder.process(directory));
        } finally {
            if (mayBeClosed) {
                channel.close();
            }
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
                System.getProperties().remove(property);
            }
        }
    }
}
