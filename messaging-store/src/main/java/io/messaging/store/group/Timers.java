package io.messaging.store.group;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** A group's timers for pauses: no more than are needed. Guarded by the group's lock. */
final class Timers {
    private final RetryTimer timer;

    /** Makes a change under the group's lock. */
    private final Consumer<Runnable> change;

    /** When the started timers end, the next one on top; each was started after those below it, which end later. */
    private final Deque<Long> ends = new ArrayDeque<>();

    Timers(RetryTimer timer, Consumer<Runnable> change) {
        this.timer = timer;
        this.change = change;
    }

    /** Returns what starts a timer, outside the lock; null where no pause ends before one that was started. */
    Runnable startFor(Entry next) {
        if (next == null || (!ends.isEmpty() && ends.peek() - next.dueNanos <= 0)) {
            return null;
        }
        long due = next.dueNanos;
        ends.push(due);
        return () -> timer.after(
                Math.max(0, due - timer.nanoTime()), () -> change.accept(() -> ends.removeFirstOccurrence(due)));
    }
}
