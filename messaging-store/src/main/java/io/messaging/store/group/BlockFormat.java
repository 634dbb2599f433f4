package io.messaging.store.group;

import io.messaging.store.journal.BodyReader;
import io.messaging.store.journal.BodyWriter;
import io.messaging.store.log.segment.LogRecord;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * How a block of {@link Unsettled} is written down: the end of what was looked at in it, and for each number that is not settled its
 * distance from the one before, the attempts begun, and of what has none how many follow.
 *
 * <p>A pause is written as what is left of it and when that was, by the wall clock. That clock may be set: a pause never gets longer
 * than what was left. Not thread-safe.
 */
final class BlockFormat {
    /** Takes a number; the entry is null where no attempt was begun. */
    @FunctionalInterface
    interface Target {
        void add(long number, Entry entry);
    }

    private static final int VERSION = 1;
    private static final int PAUSING = 1;
    private static final int HELD = 2;

    private final InstantSource clock;
    private final RetryTimer timer;
    private final boolean requeued;
    private BodyWriter body;
    private long next;

    /** How many numbers without an attempt wait to be written; they lie before {@link #next}. */
    private long run;

    BlockFormat(InstantSource clock, RetryTimer timer, boolean requeued) {
        this.clock = clock;
        this.timer = timer;
        this.requeued = requeued;
    }

    void start(long first, long end) {
        body = new BodyWriter(VERSION).number(clock.millis()).number(end);
        next = first;
        run = 0;
    }

    /** Adds the next number, greater than those before; the entry is null where no attempt was begun. */
    void add(long number, Entry entry) {
        if (entry == null && run > 0 && number == next) {
            run++;
        } else {
            endRun();
            body.number(number - next);
            if (entry == null) {
                body.number(0);
                run = 1;
            } else {
                write(entry);
            }
        }
        next = number + 1;
    }

    private void endRun() {
        if (run > 0) {
            body.number(run - 1);
            run = 0;
        }
    }

    private void write(Entry entry) {
        boolean held = entry.holder != null && entry.holder.mayComeBack();
        body.number(entry.attempts).number((entry.pausing ? PAUSING : 0) | (held ? HELD : 0));
        if (entry.pausing) {
            long left = Math.max(0, entry.dueNanos - timer.nanoTime());
            body.number(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
        if (held) {
            body.number(entry.token).number(entry.holder.number()).number(entry.holder.concurrency());
        }
    }

    byte[] toBytes() {
        endRun();
        return body.toBytes();
    }

    /** Reads a block, and returns the end of what was looked at in it. */
    long read(LogRecord log, long first, Target target) {
        BodyReader reader = new BodyReader(log, VERSION);
        long age = clock.millis() - reader.number();
        long end = reader.number();
        long number = first;
        while (reader.hasMore()) {
            number += reader.number();
            long attempts = reader.number();
            if (attempts > 0) {
                target.add(number, entry(number, (int) attempts, reader, age));
                number++;
            } else {
                for (long left = reader.number() + 1; left > 0; left--) {
                    target.add(number++, null);
                }
            }
        }
        return end;
    }

    private Entry entry(long number, int attempts, BodyReader reader, long ageMillis) {
        Entry entry = Entry.of(number, requeued);
        entry.attempts = attempts;
        long flags = reader.number();
        if ((flags & PAUSING) != 0) {
            long left = reader.number();
            long pause = Math.max(0, Math.min(left, left - ageMillis));
            entry.pausing = pause > 0;
            entry.dueNanos = timer.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
        }
        if ((flags & HELD) != 0) {
            entry.token = reader.number();
            entry.heldBy = new Entry.Holder(reader.number(), reader.integer());
        }
        return entry;
    }
}
