package io.messaging.store.log;

import io.messaging.backend.StoreFullException;
import io.messaging.log.SafeLog;
import io.messaging.store.log.file.LogDirectory;
import io.messaging.store.log.segment.Location;
import io.messaging.store.log.segment.LogDamagedException;
import io.messaging.store.log.segment.LogRecord;
import io.messaging.store.log.segment.Segment;
import io.messaging.store.log.segment.SegmentFiles;
import io.messaging.store.log.segment.SegmentReader;
import io.messaging.store.log.segment.SegmentStart;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Gives up segments without live records, and copies on what is live in sparse ones. Used by one thread at a time. */
final class Reclaimer {
    private static final System.Logger LOGGER = SafeLog.of(Reclaimer.class);

    /** A segment counts as having at least this part of the usual size, so that small ones are put together. */
    private static final int SMALL = 4;

    /** How large the log may be, in percent of its live records, before segments are copied on. */
    private static final int MOST_PERCENT_ON_DISK = 200;

    /** The heap is scarcer. */
    private static final int MOST_PERCENT_IN_MEMORY = 150;

    private static final long RETRY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LogState state;
    private final Tail tail;
    private final LogOptions options;
    private final LogOwner owner;

    /** Null where the log is in memory; so are the next two. */
    private final LogForcer forcer;

    private final LogDirectory directory;
    private final SegmentFiles files;

    /** Segments of which the owner has not copied all on; without them, trying again would never end. */
    private final Set<Integer> stuck = new HashSet<>();

    /** Segments that could not be read, and when that is tried again. */
    private final Map<Integer, Long> retryNanos = new HashMap<>();

    Reclaimer(
            LogState state,
            Tail tail,
            LogOptions options,
            LogOwner owner,
            LogForcer forcer,
            LogDirectory directory,
            SegmentFiles files) {
        this.state = state;
        this.tail = tail;
        this.options = options;
        this.owner = owner;
        this.forcer = forcer;
        this.directory = directory;
        this.files = files;
    }

    /** Does one piece of work; returns whether there may be more. */
    boolean step() {
        boolean dropped = dropDead();
        Optional<Segment> sparse = sparsest();
        if (sparse.isPresent()) {
            try {
                copyOn(sparse.get());
            } catch (StoreFullException noSpace) {
                LOGGER.log(Level.DEBUG, "no space to compact " + state.name(), noSpace);
                return false;
            }
            dropped |= dropDead();
        }
        return dropped && sparse.isPresent();
    }

    /** Returns the full segment of which the least is live, where the log is too large, or its disk is full. */
    private Optional<Segment> sparsest() {
        long cost = 0;
        long live = 0;
        for (Segment segment : state.segments.values()) {
            cost += cost(segment);
            live += segment.live();
        }
        boolean large = cost > mostFor(live) + options.slackBytes();
        return !large && !state.isFull()
                ? Optional.empty()
                : sealed().stream()
                        .filter(segment -> mostFor(segment.live()) < cost(segment) && mayBeRead(segment.number()))
                        .filter(segment ->
                                large || segment.live() <= state.reserved() / 2) // small, and the disk is full
                        .min(Comparator.comparingDouble(segment -> (double) segment.live() / cost(segment)));
    }

    private boolean mayBeRead(int number) {
        Long retry = retryNanos.get(number);
        return !stuck.contains(number) && (retry == null || System.nanoTime() - retry >= 0);
    }

    private long mostFor(long live) {
        return live * (directory == null ? MOST_PERCENT_IN_MEMORY : MOST_PERCENT_ON_DISK) / 100;
    }

    private long cost(Segment segment) {
        return Math.max(segment.end(), options.segmentBytes() / SMALL);
    }

    private List<Segment> sealed() {
        return state.segments.headMap(tail.active().number()).values().stream()
                .filter(Segment::isSealed)
                .toList();
    }

    private void copyOn(Segment segment) {
        SegmentReader reader = new SegmentReader(files);
        int end = segment.end();
        for (int at = SegmentStart.HEADER; at < end && segment.live() > 0; ) {
            LogRecord log = read(reader, segment, at);
            if (log == null) {
                return;
            }
            if (log.kind() >= LogRecord.FIRST_KIND) {
                owner.copyOn(log, Location.of(segment.number(), at));
            }
            at += log.size();
        }
        if (segment.live() != 0 && stuck.add(segment.number())) {
            LOGGER.log(
                    Level.WARNING,
                    () -> "segment " + segment.number() + " of " + state.name() + " has " + segment.live()
                            + " live bytes that nobody copied on; it stays");
        }
    }

    /** Returns null where it cannot be read: others are copied on meanwhile. */
    private LogRecord read(SegmentReader reader, Segment segment, int at) {
        byte[] memory = segment.memory();
        if (memory != null) {
            return Segment.view(memory, at);
        }
        Exception failure = null;
        try {
            LogRecord log = reader.read(segment, at);
            if (log != null) {
                return log;
            }
        } catch (IOException | LogDamagedException e) {
            failure = e;
        }
        leaveAlone(segment, failure);
        return null;
    }

    private void leaveAlone(Segment segment, Exception failure) {
        if (retryNanos.put(segment.number(), System.nanoTime() + RETRY_NANOS) == null) {
            String file = directory.describe(SegmentStart.fileName(segment.number()));
            LOGGER.log(
                    Level.ERROR,
                    () -> file + " cannot be compacted (" + (failure == null ? "the file is missing" : failure)
                            + "); it is left as it is",
                    failure);
        }
    }

    /** Deletes the segments without live records; returns whether there were any. */
    private boolean dropDead() {
        List<Segment> dead =
                sealed().stream().filter(segment -> segment.live() == 0).toList();
        if (dead.isEmpty()) {
            return false;
        }
        force(); // what has replaced their records, or made them die
        try {
            tail.giveUp(dead);
        } catch (StoreFullException noSpace) {
            LOGGER.log(Level.WARNING, "no space to give up segments of " + state.name(), noSpace);
            return false;
        }
        force();
        dead.forEach(this::delete);
        return true;
    }

    private void force() {
        if (forcer != null) {
            forcer.forceTo(tail.end());
        }
    }

    private void delete(Segment segment) {
        segment.dropMemory();
        if (directory == null) {
            return;
        }
        try {
            directory.delete(SegmentStart.fileName(segment.number()));
            files.forget(segment); // from here on, no reader can open it again
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    "cannot delete " + directory.describe(SegmentStart.fileName(segment.number()))
                            + ", which is not needed any more; the next start tries again",
                    e);
        }
    }
}
