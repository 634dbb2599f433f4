package io.messaging.testing.observed;

import io.messaging.message.GemstoneId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** A subscription of a test's backend, and what it has handled. Thread-safe: guarded by its monitor. */
public final class KnownSubscription {
    private final long number;
    private final long backend;
    private final String process;
    private final String topic;
    private final String clientId;
    private final String where;
    private final Set<GemstoneId> handled = new HashSet<>();

    /** What was there before it, which is not delivered. */
    private final Set<GemstoneId> before = new HashSet<>();

    /** What was stored while it came into force, which may be delivered or not, until a mark tells. */
    private final Set<GemstoneId> uncertain = new HashSet<>();

    private boolean inForce;
    private boolean waitsForMark;
    private long deliveries;

    public KnownSubscription(
            long number,
            long backend,
            String process,
            String topic,
            String clientId,
            String where,
            Collection<GemstoneId> there) {
        this.number = number;
        this.backend = backend;
        this.process = process;
        this.topic = topic;
        this.clientId = clientId;
        this.where = where;
        this.before.addAll(there);
    }

    /** Identifies it within the test. */
    public long number() {
        return number;
    }

    /** The number of the backend that has it. */
    public long backend() {
        return backend;
    }

    /** Who has it. */
    public String process() {
        return process;
    }

    /** Its topic, as the test names it. */
    public String topic() {
        return topic;
    }

    /** Null for a plain one. */
    public String clientId() {
        return clientId;
    }

    /** The line that made it. */
    public String where() {
        return where;
    }

    /** It is in force; what has come since the subscribing began may have been too early. */
    synchronized void setInForce(Collection<GemstoneId> there) {
        inForce = true;
        uncertain.addAll(there);
        uncertain.removeAll(before);
    }

    /** Whether it is in force, or on its way to be. */
    public synchronized boolean isInForce() {
        return inForce;
    }

    /** How many of these it still has to handle, as far as that is certain. */
    public synchronized long left(Collection<GemstoneId> stored) {
        return stored.stream()
                .filter(id -> !before.contains(id) && !uncertain.contains(id) && !handled.contains(id))
                .count();
    }

    /** Whether only a mark can tell what it still has to handle. Says so once: the caller then sets one. */
    public synchronized boolean needsMark(Collection<GemstoneId> stored) {
        if (waitsForMark || !isUncertain(stored)) {
            return false;
        }
        waitsForMark = true;
        return true;
    }

    /** Whether something may be on its way, or may never come. */
    public synchronized boolean isUncertain(Collection<GemstoneId> stored) {
        return stored.stream().anyMatch(id -> uncertain.contains(id) && !handled.contains(id));
    }

    /** It has come to a mark: what was uncertain, and has not come, does not come. */
    synchronized void marked() {
        waitsForMark = false;
        before.addAll(uncertain);
        uncertain.clear();
    }

    /** Counts deliveries, from 1. */
    public synchronized long count() {
        return ++deliveries;
    }

    synchronized void delivered(GemstoneId id) {
        handled.add(id);
    }

    @Override
    public String toString() {
        return process + "'s subscription to '" + topic + "'" + (clientId == null ? "" : " (client " + clientId + ")");
    }
}
