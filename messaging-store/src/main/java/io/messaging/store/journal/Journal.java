package io.messaging.store.journal;

import io.messaging.backend.MessagingException;
import io.messaging.backend.StoreFullException;
import io.messaging.log.SafeLog;
import io.messaging.store.log.MessageLog;
import io.messaging.store.log.RecordKind;
import io.messaging.store.log.segment.LogRecord;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a log keeps beside messages: clients and groups. When the log is opened, it collects the records that count; registries
 * ask for them once the log is open, and append later ones.
 *
 * <p>Thread-safe.
 */
public final class Journal {
    /** Keeps nothing, for a store without a directory. */
    public static final Journal NONE = new Journal(null);

    private static final System.Logger LOGGER = SafeLog.of(Journal.class);

    /** Null where nothing is kept. */
    private final MessageLog log;

    private final Map<Integer, Subject> subjects = new ConcurrentHashMap<>();
    private final AtomicInteger lastNumber = new AtomicInteger();
    private final Queue<Subject> changed = new ConcurrentLinkedQueue<>();

    /** The location of the latest record. */
    private final AtomicLong latest = new AtomicLong();

    /** Held while what has changed is appended, so that who flushes finds it appended. Taken before the owners' locks. */
    private final ReentrantLock flushing = new ReentrantLock();

    /** Creates a journal without records. */
    public Journal(MessageLog log) {
        this.log = log;
    }

    /** Returns whether it keeps anything. */
    public boolean isKept() {
        return log != null;
    }

    MessageLog log() {
        return log;
    }

    /** Returns whether the records of a kind are its own. */
    public static boolean takes(byte kind) {
        return switch (kind) {
            case RecordKind.CLIENT,
                    RecordKind.GROUP,
                    RecordKind.PLACE,
                    RecordKind.ENTRY,
                    RecordKind.REQUEUED,
                    RecordKind.FORGOTTEN -> true;
            default -> false;
        };
    }

    /** Takes a record that was found when the log was opened, as {@link io.messaging.store.log.LogOwner} says. */
    public void recovered(LogRecord record, long location) {
        lastNumber.accumulateAndGet(record.subject(), Math::max);
        subjects.computeIfAbsent(record.subject(), number -> new Subject(this, number))
                .recovered(record, location);
    }

    /** Appends a record again if it counts, as {@link io.messaging.store.log.LogOwner} says. */
    public void copyOn(LogRecord record, long location) {
        Subject subject = subjects.get(record.subject());
        if (subject != null && subject.copyOn(record, location)) {
            subjects.remove(record.subject(), subject);
        }
    }

    /**
     * Returns what it has a record of a kind of, for the owner to take over.
     *
     * @param kind {@link RecordKind#CLIENT} or {@link RecordKind#GROUP}
     * @return in the order in which they were created
     */
    public List<Subject> recovered(byte kind) {
        return subjects.entrySet().stream()
                .filter(entry -> entry.getValue().hasRecord(kind))
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Creates a subject without records. */
    public Subject create() {
        if (log == null) {
            return new Subject(this, 0);
        }
        int number = lastNumber.incrementAndGet();
        Subject subject = new Subject(this, number);
        subjects.put(number, subject);
        return subject;
    }

    void discard(Subject subject, int number) {
        subjects.remove(number, subject);
    }

    void add(Subject subject) {
        changed.add(subject);
    }

    /**
     * Appends what has changed. Called outside locks, before the log is written. When the disk is full, or the log has
     * failed, what could not be appended stays to be done: who stores is told.
     */
    public void flush() {
        if (!changed.isEmpty()) {
            flushing.lock();
            appendChanged();
        }
    }

    /** Does the same, but for what another thread is about to append. */
    public void tryFlush() {
        if (!changed.isEmpty() && flushing.tryLock()) {
            appendChanged();
        }
    }

    private void appendChanged() {
        try {
            for (int left = changed.size(); left > 0; left--) {
                Subject next = changed.poll();
                if (next != null) {
                    next.save();
                }
            }
        } catch (StoreFullException noSpace) {
            LOGGER.log(Level.DEBUG, "no space to write down what clients and groups have handled", noSpace);
        } catch (MessagingException failed) {
            LOGGER.log(Level.DEBUG, "cannot write down what clients and groups have handled", failed);
        } finally {
            flushing.unlock();
        }
    }

    /** A record was appended. */
    void appended(long location) {
        latest.accumulateAndGet(location, Math::max);
    }

    /**
     * Appends what has changed, and writes it, so that a killed process does not lose it: before a handler begins with what was handed
     * out. Called outside locks. Fails as {@link #flush} does; costs little where nothing has changed.
     */
    public void write() {
        if (log == null) {
            return;
        }
        if (!changed.isEmpty() || flushing.isLocked()) {
            flushing.lock();
            appendChanged();
        }
        try {
            log.writeTo(latest.get());
        } catch (MessagingException failed) {
            LOGGER.log(Level.DEBUG, "cannot write what clients and groups have begun", failed);
        }
    }

    /** Waits until a record is safe. Called outside locks. */
    public void awaitSafe(long location) {
        if (log != null) {
            log.awaitSafe(location);
        }
    }
}
