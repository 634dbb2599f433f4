package io.messaging.embedded.server.core;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.log.SafeLog;
import io.messaging.store.MessageStore;
import io.messaging.store.StoreLimits;
import io.messaging.store.log.LogException;
import io.messaging.store.log.LogOptions;
import io.messaging.store.log.check.DirectoryCheck;
import io.messaging.store.log.file.BootId;
import io.messaging.store.log.file.DirectoryHeldException;
import io.messaging.store.log.file.DiskDirectory;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;

/** A server's store, in memory or in its data directory, which nobody else may open meanwhile. Opened and closed by one thread. */
public final class ServerStore implements AutoCloseable {
    private static final System.Logger LOGGER = SafeLog.of(ServerStore.class);

    private static final int LEAST_SEGMENT_BYTES = 1 << 20;

    /** Up to eight segments are in memory, which are a quarter of the heap then. */
    private static final int SEGMENTS_IN_HEAP = 32;

    private final MessageStore store;

    /** Null where everything is in memory. */
    private final DiskDirectory directory;

    private ServerStore(MessageStore store, DiskDirectory directory) {
        this.store = store;
        this.directory = directory;
    }

    /**
     * Creates the store of some settings, and takes the lock of its directory, if there is one. Nothing is read before {@link #open}.
     *
     * @throws DirectoryHeldException when another server has the directory open
     * @throws MessagingConfigurationException when it is no directory, or this process may not write there
     */
    public static ServerStore create(ServerSettings settings) throws DirectoryHeldException {
        return settings.dataDirectory().isPresent()
                ? inDirectory(settings, settings.dataDirectory().get())
                : inMemory(settings);
    }

    /** Creates a store in memory, whatever the settings say of a directory. */
    public static ServerStore inMemory(ServerSettings settings) {
        return new ServerStore(
                MessageStore.forRemoteClients(StoreLimits.of(settings.options()), settings.clock()), null);
    }

    /** Creates one of a store that is persistent and not open yet. */
    public static ServerStore of(MessageStore store) {
        return new ServerStore(store, null);
    }

    private static ServerStore inDirectory(ServerSettings settings, Path path) throws DirectoryHeldException {
        DiskDirectory directory;
        try {
            directory = DiskDirectory.open(path);
        } catch (DirectoryHeldException held) {
            throw held;
        } catch (IOException e) {
            throw new MessagingConfigurationException("option 'data_dir': " + e.getMessage(), e);
        }
        MessageStore store = MessageStore.inDirectory(
                StoreLimits.inDirectory(settings.options(), ServerOptions.HEAP_BYTES),
                settings.clock(),
                directory,
                BootId.current(),
                logOptions(settings));
        return new ServerStore(store, directory);
    }

    /** Returns how the log of some settings works. */
    public static LogOptions logOptions(ServerSettings settings) {
        return LogOptions.DEFAULTS
                .with(settings.get(ServerOptions.SYNC))
                .withSyncIntervalMillis(settings.get(ServerOptions.SYNC_INTERVAL_MILLIS))
                .withSegmentBytes(segmentBytes(ServerOptions.HEAP_BYTES));
    }

    /** Returns how large segments are with a heap: those of a small one leave room for the program. */
    static int segmentBytes(long heapBytes) {
        long most = Math.min(LogOptions.DEFAULTS.segmentBytes(), heapBytes / SEGMENTS_IN_HEAP);
        return (int) Math.max(LEAST_SEGMENT_BYTES, most);
    }

    MessageStore messages() {
        return store;
    }

    /** Recovers what the directory holds. Closes it where that fails. */
    void open() {
        if (directory == null) {
            store.open();
            return;
        }
        requireLog();
        store.open();
        if (!directory.server().equals(Optional.of(store.id()))) {
            store.log().force(); // its name says from now on that there is a log
        }
        directory.nameServer(store.id());
    }

    private void requireLog() {
        try {
            DirectoryCheck.requireLog(directory);
        } catch (IOException e) {
            throw new LogException("the log in " + directory.describe("") + " cannot be opened: " + e, e);
        }
    }

    /** Makes everything safe, and lets others have the directory. Idempotent. */
    @Override
    public void close() {
        try {
            store.close();
        } catch (LogException e) {
            LOGGER.log(Level.ERROR, "what was stored last may be lost: " + e.getMessage(), e);
        } finally {
            closeDirectory();
        }
    }

    private void closeDirectory() {
        if (directory != null) {
            try {
                directory.close();
            } catch (IOException e) {
                LOGGER.log(Level.DEBUG, "while closing the data directory", e);
            }
        }
    }
}
