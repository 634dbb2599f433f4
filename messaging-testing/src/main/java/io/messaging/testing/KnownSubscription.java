package io.messaging.testing;

import io.messaging.message.GemstoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A subscription of a test's backend, and what it has handled. Thread-safe: guarded by its monitor. */
final class KnownSubscription {
    private final long number;
    private final String process;
    private final String topic;
    private final String clientId;
    private final Map<Long, GemstoneId> running = new HashMap<>();
    private final Set<GemstoneId> handled = new HashSet<>();
    private final Set<GemstoneId> before = new HashSet<>();
    private boolean inForce;
    private long deliveries;

    KnownSubscription(long number, String process, String topic, String clientId) {
        this.number = number;
        this.process = process;
        this.topic = topic;
        this.clientId = clientId;
    }

    long number() {
        return number;
    }

    String process() {
        return process;
    }

    String topic() {
        return topic;
    }

    /** Null for a plain one. */
    String clientId() {
        return clientId;
    }

    /** It is in force; what was there by then need not be delivered. */
    synchronized void setInForce(Collection<GemstoneId> there) {
        inForce = true;
        before.addAll(there);
    }

    synchronized boolean wasThereBefore(GemstoneId id) {
        return before.contains(id);
    }

    synchronized boolean isInForce() {
        return inForce;
    }

    /** Counts deliveries, from 1. */
    synchronized long count() {
        return ++deliveries;
    }

    synchronized void handling(long event, GemstoneId id) {
        running.put(event, id);
    }

    synchronized void finished(long event) {
        GemstoneId id = running.remove(event);
        if (id != null) {
            handled.add(id);
        }
    }

    synchronized void handled(GemstoneId id) {
        handled.add(id);
    }

    synchronized boolean hasHandled(GemstoneId id) {
        return handled.contains(id);
    }

    @Override
    public String toString() {
        return process + "'s subscription to '" + topic + "'" + (clientId == null ? "" : " (client " + clientId + ")");
    }
}
