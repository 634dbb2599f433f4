package io.messaging.store.log;

import io.messaging.backend.MessagingException;
import io.messaging.backend.StoreFullException;
import io.messaging.log.SafeLog;
import io.messaging.store.log.file.LogDirectory;
import io.messaging.store.log.segment.Location;
import io.messaging.store.log.segment.LogRecord;
import io.messaging.store.log.segment.Segment;
import io.messaging.store.log.segment.SegmentStart;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/** What is done for a log from time to time: forces, marks, and the next segment. Used by one thread at a time. */
final class Upkeep {
    private static final System.Logger LOGGER = SafeLog.of(Upkeep.class);
    private static final LogRecord MARK = SegmentStart.markRecord();

    /** Dead bytes for which it is worth while to end a segment early. */
    private static final int LEAST_GAIN = 64 * 1024;

    private final LogOptions options;
    private final Tail tail;
    private final LogState state;

    /** Null where the log is in memory; so are the next two. */
    private final LogWriter writer;

    private final LogForcer forcer;
    private final LogDirectory directory;
    private final LogOwner owner;

    private long lastForceNanos = System.nanoTime();

    /** The end of the log when the latest mark was appended. */
    private long marked;

    Upkeep(
            LogOptions options,
            Tail tail,
            LogWriter writer,
            LogForcer forcer,
            LogState state,
            LogDirectory directory,
            LogOwner owner) {
        this.options = options;
        this.tail = tail;
        this.writer = writer;
        this.forcer = forcer;
        this.state = state;
        this.directory = directory;
        this.owner = owner;
    }

    void run() {
        prepareAhead();
        if (directory == null) {
            return;
        }
        if (!directory.isHeld()) {
            throw state.lockLost();
        }
        rollOnFullDisk();
        owner.beforeWrite();
        writer.writeTo(tail.end()); // what nobody waits for
        long now = System.nanoTime();
        if (options.sync() == SyncMode.NEVER) {
            if (Location.segment(state.forced()) < tail.active().number()) {
                forcer.forceTo(Location.of(tail.active().number(), 0));
            }
        } else if (now - lastForceNanos >= TimeUnit.MILLISECONDS.toNanos(options.syncIntervalMillis())) {
            lastForceNanos = now;
            forceAndMark();
        }
    }

    /** On a full disk, the space is for compaction, which must go on, as forces must where no file can be created. */
    private void prepareAhead() {
        try {
            if (writer == null || writer.fillReserve()) {
                tail.prepareAhead();
            }
        } catch (MessagingException notNow) {
            if (!state.isUsable()) {
                throw notNow;
            }
            LOGGER.log(Level.DEBUG, "cannot prepare the next segment of " + state.name(), notNow); // storers are told
        }
    }

    /**
     * On a full disk, which may be smaller than a segment, the active one is ended where hardly anything in it is live, so that its
     * space is given back. What is live there must fit into the reserve.
     */
    private void rollOnFullDisk() {
        Segment active = tail.active();
        long live = active.live();
        long dead = active.end() - live;
        if (!state.isFull() || dead < LEAST_GAIN || dead < live || live > state.reserved() / 2) {
            return;
        }
        try {
            tail.rollEarly();
        } catch (StoreFullException noSpace) {
            LOGGER.log(Level.DEBUG, "no space for the next segment of " + state.name(), noSpace);
        }
    }

    /** Forces what was appended, and writes down that it is forced, so that a later defect before it is known to be damage. */
    void forceAndMark() {
        if (tail.end() == marked) {
            return;
        }
        forcer.forceTo(tail.end());
        try {
            tail.appendVital(MARK);
        } catch (StoreFullException noSpace) {
            LOGGER.log(Level.DEBUG, "no space for a mark in " + state.name(), noSpace);
            return;
        }
        marked = tail.end();
        writer.writeTo(marked);
    }
}
