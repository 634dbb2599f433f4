package io.messaging.store.log;

import io.messaging.backend.MessagingException;
import io.messaging.store.log.file.LogDirectory;
import io.messaging.store.log.segment.Location;
import io.messaging.store.log.segment.LogRecord;
import io.messaging.store.log.segment.Segment;
import io.messaging.store.log.segment.SegmentFiles;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A sequence of records, in memory or in a directory. A record is appended, and waited for outside locks until it is safe; it is
 * read by its location, until its owner releases it or has it copied on.
 *
 * <p>Thread-safe. Records that one thread appends, or several under one lock, are in the log in that order; after a failure of the
 * process or the machine everything up to some record is there, and nothing behind it.
 */
public final class MessageLog implements AutoCloseable {
    /** How many full segments may wait to be forced, and so stay in memory. */
    private static final int MAX_UNFORCED = 4;

    private final LogState state;
    private final LogOptions options;
    private final LogOwner owner;
    private final Tail tail;
    private final Reclaimer reclaimer;
    private final Upkeep upkeep;
    private final LogThread thread;
    private final long recoveryMillis;

    /** Null where the log is in memory; so are the next four. */
    private final LogDirectory directory;

    private final LogWriter writer;
    private final LogForcer forcer;
    private final SegmentFiles files;
    private final SafeCallbacks callbacks;

    private MessageLog(LogOptions options, Function<MessageLog, LogOwner> owners) {
        this.options = options;
        state = new LogState("in memory");
        tail = new Tail(state, new MemorySpace(options.segmentBytes()), 0, "");
        directory = null;
        writer = null;
        forcer = null;
        files = null;
        callbacks = null;
        tail.start(1, null);
        owner = owners.apply(this);
        reclaimer = new Reclaimer(state, tail, options, owner, null, null, null);
        upkeep = new Upkeep(options, tail, null, null, state, null, owner);
        thread = new LogThread(state, upkeep, reclaimer, options.syncIntervalMillis());
        recoveryMillis = 0;
    }

    private MessageLog(LogDirectory directory, String boot, LogOptions options, Function<MessageLog, LogOwner> owners)
            throws IOException {
        long startNanos = System.nanoTime();
        this.options = options;
        this.directory = directory;
        state = new LogState(directory.describe(""));
        writer = new LogWriter(state, directory, options);
        files = new SegmentFiles(directory);
        tail = new Tail(state, writer, options.reserveBytes(), boot);
        forcer = new LogForcer(state, tail, writer, files, options.cachedSegments());
        callbacks = new SafeCallbacks(forcer::forceTo);
        owner = owners.apply(this);
        reclaimer = new Reclaimer(state, tail, options, owner, forcer, directory, files);
        upkeep = new Upkeep(options, tail, writer, forcer, state, directory, owner);
        thread = new LogThread(state, upkeep, reclaimer, options.syncIntervalMillis());
        boolean recovered = false;
        try {
            recover(boot);
            recovered = true;
        } finally {
            if (!recovered) {
                abandon();
            }
        }
        recoveryMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    private void recover(String boot) throws IOException {
        Recovery recovery = new Recovery(state, directory, boot, owner);
        int highest = recovery.run();
        owner.allRecovered();
        Segment last =
                state.segments.isEmpty() ? null : state.segments.lastEntry().getValue();
        writer.start(Location.of(highest + 1, 0));
        tail.start(highest + 1, last);
        force();
        recovery.removeLeftOver();
    }

    /** Leaves no file open, and none that was only prepared: who may not open it may try again and again. */
    private void abandon() {
        state.close();
        closeQuietly(files::closeAll);
        closeQuietly(writer::close);
    }

    /**
     * Creates a log in memory.
     *
     * @param owners is given the log, and returns its owner
     */
    public static MessageLog inMemory(LogOptions options, Function<MessageLog, LogOwner> owners) {
        return new MessageLog(options, owners);
    }

    /**
     * Opens the log of a directory, and gives the records that are there to the owner.
     *
     * @param directory closed with the log; also when this throws
     * @param boot identifies the run of the operating system: while it stays the same, what was written is not lost; empty where unknown
     * @param owners is given the log, of which it may use {@link #release} before this has returned, and returns its owner
     * @throws io.messaging.store.log.segment.LogDamagedException when a file is damaged
     * @throws LogException when a file cannot be read or created, or has a newer format
     * @throws io.messaging.backend.StoreFullException when there is no space to start
     */
    public static MessageLog open(
            LogDirectory directory, String boot, LogOptions options, Function<MessageLog, LogOwner> owners) {
        MessageLog log = null;
        try {
            log = new MessageLog(directory, boot, options, owners);
            return log;
        } catch (IOException e) {
            throw new LogException("the log in " + directory.describe("") + " cannot be opened: " + e, e);
        } finally {
            if (log == null) {
                closeQuietly(directory);
            }
        }
    }

    private static void closeQuietly(Closeable closed) {
        try {
            closed.close();
        } catch (IOException e) {
            // the reason why it is closed is being thrown
        }
    }

    /** Starts the thread that forces at intervals, prepares segments and reclaims space. */
    public void start() {
        thread.start();
    }

    /**
     * Appends a record. It counts as live.
     *
     * @return its location; it is not safe yet
     * @throws io.messaging.backend.StoreFullException when the disk is full; nothing has changed
     * @throws LogException when the log has failed before, or is closed
     */
    public long append(LogRecord log) {
        return tail.append(log);
    }

    /** Appends a record that frees space, as {@link #append} does: also when the disk is full, for which some is reserved. */
    public long appendVital(LogRecord log) {
        return tail.appendVital(log);
    }

    /** Returns whether the record at a location is safe: it does not get lost in what the mode of the log protects from. */
    public boolean isSafe(long location) {
        return safeBefore() > location;
    }

    private long safeBefore() {
        if (writer == null) {
            return Long.MAX_VALUE;
        }
        return options.sync() == SyncMode.ALWAYS ? state.forced() : writer.written();
    }

    /**
     * Waits until the record at a location is safe. Writes, and forces where the mode says so, for all who wait.
     *
     * @throws LogException when that fails: the record may be there after a restart, or not
     * @throws io.messaging.backend.StoreFullException when the file system has taken back space that it had given; likewise
     */
    public void awaitSafe(long location) {
        if (!isSafe(location)) {
            owner.beforeWrite();
            makeSafe(location + 1);
        }
    }

    /**
     * Calls back once the record at a location is safe, in the order of the calls: on this thread where that takes no force, else on
     * one that forces for all. Never waits for a force, so an event loop may call; where the disk is slower than those who store, callbacks
     * wait for it.
     *
     * @param callback quick; is given null, or why the record may not be there after a restart
     */
    public void whenSafe(long location, Consumer<MessagingException> callback) {
        if (callbacks != null && (options.sync() == SyncMode.ALWAYS || isDiskBehind(location) || !callbacks.isIdle())) {
            owner.beforeWrite();
            callbacks.add(location, callback);
            return;
        }
        MessagingException failure = null;
        try {
            if (!isSafe(location)) {
                owner.beforeWrite();
                writer.writeTo(location + 1);
            }
        } catch (MessagingException e) {
            failure = e;
        }
        callback.accept(failure);
    }

    private void makeSafe(long end) {
        if (options.sync() == SyncMode.ALWAYS) {
            forcer.forceTo(end);
        } else {
            writer.writeTo(end);
            if (isDiskBehind(writer.written())) {
                forcer.forceTo(Location.of(tail.active().number(), 0));
            }
        }
    }

    /** Returns whether the disk is slower than those who store. */
    private boolean isDiskBehind(long location) {
        return Location.segment(location) - Location.segment(state.forced()) > MAX_UNFORCED;
    }

    /** Writes everything up to a record at least: a killed process does not lose it. */
    public void writeTo(long location) {
        if (writer != null) {
            writer.writeTo(location + 1);
        }
    }

    /** Forces everything that was appended, whatever the mode. */
    public void force() {
        if (forcer != null) {
            forcer.forceTo(tail.end());
        }
    }

    /** Reads a record: a view of the log's own bytes, which stays valid. Returns null when it was copied on, or is dead. */
    public LogRecord read(long location) {
        return LogReader.read(state, files, location);
    }

    /** Returns a reader for records that lie behind one another. */
    public LogReader reader() {
        return new LogReader(state, files);
    }

    /**
     * Says that a record is dead: it was removed, replaced, or copied on.
     *
     * @param location where it is
     * @param bytes its {@link LogRecord#size}
     */
    public void release(long location, int bytes) {
        Segment segment = state.segment(location);
        if (segment != null) {
            segment.changeLive(-bytes);
        }
    }

    /** Returns whether no older segment than that of a location is left, so that a record there hides nothing any more. */
    public boolean isInOldest(long location) {
        return state.segments.firstKey() == Location.segment(location);
    }

    /** Returns where it is, for people. */
    public String name() {
        return state.name();
    }

    /** Returns what it holds now. */
    public LogStats stats() {
        long bytes = 0;
        long live = 0;
        int count = 0;
        for (Segment segment : state.segments.values()) {
            byte[] memory = segment.memory();
            bytes += directory == null && memory != null ? memory.length : segment.allocated();
            live += segment.live();
            count++;
        }
        return new LogStats(count, bytes, live, recoveryMillis);
    }

    /** Does what the thread does, once; for logs without a started thread. Returns whether there may be more. */
    public boolean maintain() {
        upkeep.run();
        return reclaimer.step();
    }

    /** Forces what was appended, and ends. What is stored can still be read from memory, not from files. Idempotent. */
    @Override
    public void close() {
        thread.stop();
        if (directory == null) {
            state.close();
            return;
        }
        callbacks.stop();
        try {
            if (state.isUsable()) {
                owner.beforeWrite();
                upkeep.forceAndMark();
                force();
            }
        } finally {
            if (state.close()) {
                closeFiles();
            }
        }
    }

    private void closeFiles() {
        try {
            files.closeAll();
            writer.close();
        } catch (IOException e) {
            throw new LogException("the files of " + state.name() + " cannot be closed: " + e, e);
        } finally {
            closeQuietly(directory);
        }
    }
}
