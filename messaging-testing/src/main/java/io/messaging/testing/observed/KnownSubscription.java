package io.messaging.testing.observed;

import io.messaging.message.GemstoneId;
import io.messaging.spi.StartPositions;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** A subscription of a test's backend, and the messages that it has handled. Thread-safe: guarded by its monitor. */
public final class KnownSubscription {
    private final long number;
    private final long backend;
    private final String process;
    private final String topic;
    private final String clientId;
    private final String group;
    private final GemstoneId startsAfter;
    private final String where;
    private final Set<GemstoneId> handled = new HashSet<>();

    /** Messages stored before it, which are not delivered. */
    private final Set<GemstoneId> before = new HashSet<>();

    /** Messages stored while it became active, which may or may not be delivered, until a mark arrives. */
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
            String group,
            GemstoneId startsAfter,
            String where,
            Collection<GemstoneId> there) {
        this.number = number;
        this.backend = backend;
        this.process = process;
        this.topic = topic;
        this.clientId = clientId;
        this.group = group;
        this.startsAfter = startsAfter;
        this.where = where;
        this.before.addAll(there);
    }

    public long number() {
        return number;
    }

    /** Returns the number of its backend. */
    public long backend() {
        return backend;
    }

    public String process() {
        return process;
    }

    /** Returns its topic, as the test names it. */
    public String topic() {
        return topic;
    }

    /** Returns the client id; null without one. */
    public String clientId() {
        return clientId;
    }

    /** Returns the group that it is a member of; null for none. */
    public String group() {
        return group;
    }

    /** Whether another one is a member of the same group; it is one itself. */
    public boolean isBesideInGroup(KnownSubscription other) {
        return group.equals(other.group) && topic.equals(other.topic);
    }

    /** Whether its backend knows what it still has to handle. */
    public boolean hasPosition() {
        return clientId != null || group != null;
    }

    /** Returns "client x" or "group x", empty for neither. */
    String role() {
        return clientId != null ? "client " + clientId : group != null ? "group " + group : "";
    }

    /** Returns the line that made it. */
    public String where() {
        return where;
    }

    /** Notes that it is active; messages stored since the subscribing began may have been too early. */
    synchronized void setInForce(Collection<GemstoneId> there) {
        inForce = true;
        if (startsAfter == null) { // else it is certain, whenever a message was stored
            uncertain.addAll(there);
            uncertain.removeAll(before);
        }
    }

    public synchronized boolean isInForce() {
        return inForce;
    }

    /** Returns how many of these it certainly still has to handle. */
    public synchronized long left(Collection<GemstoneId> stored) {
        return stored.stream()
                .filter(id -> isDelivered(id) && !uncertain.contains(id) && !handled.contains(id))
                .count();
    }

    private boolean isDelivered(GemstoneId id) {
        return startsAfter == null ? !before.contains(id) : StartPositions.isBehind(startsAfter, id);
    }

    /** Whether only a mark can tell what it still has to handle. Returns true once: the caller then stores a mark. */
    public synchronized boolean needsMark(Collection<GemstoneId> stored) {
        if (waitsForMark || !isUncertain(stored)) {
            return false;
        }
        waitsForMark = true;
        return true;
    }

    /** Whether some of these may or may not arrive. */
    public synchronized boolean isUncertain(Collection<GemstoneId> stored) {
        return stored.stream().anyMatch(id -> uncertain.contains(id) && !handled.contains(id));
    }

    /** Notes a mark: uncertain messages that have not arrived will not arrive. */
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
        return process + "'s subscription to '" + topic + "'" + (hasPosition() ? " (" + role() + ")" : "");
    }
}
