package io.messaging.store.log.file;

import io.messaging.log.SafeLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A directory of the file system, which this process alone writes to while it has it open. Thread-safe. */
public final class DiskDirectory implements LogDirectory {
    private static final System.Logger LOGGER = SafeLog.of(DiskDirectory.class);
    private static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    /** Types of file stores, or how they begin, whose locks or forces may not hold. */
    private static final Set<String> NETWORK = Set.of(
            "nfs", "cifs", "smb", "9p", "afs", "ceph", "gluster", "lustre", "fuse.sshfs", "fuse.gluster", "davfs");

    private static final FileAttribute<?> FOR_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path path;

    /** Null where it is only read, and not locked. */
    private final DirectoryLock lock;

    private DiskDirectory(Path path, DirectoryLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Opens a directory, and creates it where it is missing, for its owner alone.
     *
     * @throws DirectoryHeldException when another one has it open
     * @throws IOException when it is no directory, the one that it is to be in is missing, or this process may not write there
     */
    public static DiskDirectory open(Path path) throws IOException {
        Path real = createIfMissing(path.toAbsolutePath());
        if (!Files.isWritable(real)) {
            throw new IOException("the data directory " + real + " is read-only for the user "
                    + System.getProperty("user.name") + "; change its permissions, or name another one");
        }
        DirectoryLock lock = lock(real);
        warnOfNetwork(real);
        return new DiskDirectory(real, lock);
    }

    private static DirectoryLock lock(Path directory) throws IOException {
        try {
            return DirectoryLock.take(directory);
        } catch (FileSystemException e) { // whose message may be the file's name alone
            throw new IOException(
                    "the data directory " + directory + " cannot be locked (" + e
                            + "); let this process create and write files there, or name another one",
                    e);
        }
    }

    /**
     * Opens a directory that is there, to read it. Where it has a lock file that this process may write to, it takes the lock, so that
     * nobody changes the directory meanwhile; otherwise it is a copy, or on a medium that nobody writes to.
     *
     * @throws DirectoryHeldException when another one has it open
     * @throws IOException when it is no directory
     */
    public static DiskDirectory openToRead(Path path) throws IOException {
        Path real = existing(path);
        boolean mayBeHeld = Files.isWritable(real.resolve(DirectoryLock.LOCK));
        return new DiskDirectory(real, mayBeHeld ? DirectoryLock.take(real) : null);
    }

    /**
     * Opens a directory that is there, to read it while another process may write to it.
     *
     * @throws IOException when it is no directory
     */
    public static DiskDirectory openUnlocked(Path path) throws IOException {
        return new DiskDirectory(existing(path), null);
    }

    private static Path existing(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            throw new IOException(
                    Files.exists(path)
                            ? "the data directory " + path.toAbsolutePath() + " is a file; name a directory"
                            : "there is no directory " + path.toAbsolutePath()
                                    + "; name the one of the option data_dir");
        }
        return path.toRealPath();
    }

    private static Path createIfMissing(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return path.toRealPath();
        }
        if (Files.exists(path)) {
            throw new IOException("the data directory " + path + " is a file; name a directory");
        }
        Path parent = path.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw new IOException("the data directory " + path + " cannot be created, as there is no directory "
                    + parent + "; create that, or correct the name");
        }
        if (Files.isSymbolicLink(path)) {
            throw new IOException("the data directory " + path + " is a symbolic link to "
                    + Files.readSymbolicLink(path) + ", which is not there; create that, or name another one");
        }
        try {
            boolean posix =
                    FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
            return (posix ? Files.createDirectory(path, FOR_OWNER) : Files.createDirectory(path)).toRealPath();
        } catch (FileAlreadyExistsException createdMeanwhile) {
            return path.toRealPath();
        } catch (IOException e) {
            throw new IOException(
                    "the data directory " + path + " cannot be created (" + e
                            + "); create it, or name one that this process may write to",
                    e);
        }
    }

    private static void warnOfNetwork(Path path) throws IOException {
        String type = Files.getFileStore(path).type();
        if (isNetwork(type)) {
            LOGGER.log(
                    Level.WARNING,
                    () -> "the data directory " + path + " is on a file system of type " + type
                            + ", on which locks and forces may not hold: data may be lost, or written by two processes; "
                            + "use a local disk");
        }
    }

    static boolean isNetwork(String type) {
        return NETWORK.stream().anyMatch(type.toLowerCase(Locale.ROOT)::startsWith);
    }

    /** Says which server has it open: others recognise the directory by that. */
    public void nameServer(String serverId) {
        DirectoryHolder.write(path, serverId);
    }

    /** Returns the server that has, or had, it open; empty where that cannot be read. */
    public Optional<String> server() {
        return DirectoryHolder.server(path);
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public LogFile create(String name) throws IOException {
        return DiskFile.create(path.resolve(name));
    }

    @Override
    public LogFile open(String name) throws IOException {
        return DiskFile.open(path.resolve(name));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(path.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Windows cannot force a directory, and its file system keeps a journal of names. */
    @Override
    public void force() throws IOException {
        if (WINDOWS) {
            return;
        }
        boolean interrupted = false;
        try {
            while (!forceUninterrupted()) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns false when the thread was interrupted, which closes the channel. */
    private boolean forceUninterrupted() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    @Override
    public boolean isHeld() {
        return lock != null && lock.isHeld();
    }

    @Override
    public String describe(String name) {
        return path.resolve(name).toString();
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.release();
        }
    }
}
