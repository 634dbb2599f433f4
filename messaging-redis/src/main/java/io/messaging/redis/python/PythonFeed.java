package io.messaging.redis.python;

import io.messaging.backend.MessagingException;
import io.messaging.log.SafeLog;
import io.messaging.message.GemstoneId;
import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The messages that one subscription has yet to handle: those published and, after a gap, those in the topic that were
 * not seen. A published message counts only if it is stored in this database, because channels belong to all databases
 * of a server. Remembers the ids seen, to recognize new messages.
 *
 * <p>Thread-safe: guarded by its monitor; the topic is read outside of it, by the one thread that takes messages.
 */
final class PythonFeed {
    private static final System.Logger LOGGER = SafeLog.of(PythonFeed.class);
    private static final int MAX_QUEUED = 10_000;
    private static final int POLLS_UNTIL_MISSED = 3;
    private static final int CHECKED_AT_ONCE = 128;

    private final PythonReader reader;
    private final String topic;
    private final Set<GemstoneId> seen = new HashSet<>();
    private final Deque<Message> queue = new ArrayDeque<>();

    /** Checked, in order; owned by the taking thread. */
    private final Deque<Message> stored = new ArrayDeque<>();

    /** There may have been a gap: the topic has to be read before published messages count again. */
    private boolean gap;

    /** The messages published while the topic is being read; null otherwise. */
    private List<Message> held;

    /** The number of messages in the topic some polls ago, and the number of polls at which some were missing. */
    private long countBefore;

    private int pollsMissing;
    private boolean started;

    PythonFeed(PythonReader reader, String topic) {
        this.reader = reader;
        this.topic = topic;
    }

    /** Starts; what is there now is old. */
    void start() {
        List<Message> old = reader.all(topic);
        synchronized (this) {
            old.forEach(message -> seen.add(message.id()));
            started = true;
        }
    }

    /** Receives a published message; null for a possible gap. */
    synchronized void published(byte[] json) {
        boolean full = (held == null ? queue.size() : held.size()) >= MAX_QUEUED;
        if (json == null && !started) {
            return; // the start reads the topic anyway
        }
        if (json == null || full) {
            gap = true;
            held = null;
        } else if (!gap || held != null) {
            try {
                (held == null ? queue : held).add(Message.fromJson(json));
            } catch (InvalidMessageException e) {
                LOGGER.log(Level.WARNING, () -> "something that is not a message was published to '" + topic + "'", e);
            }
        }
    }

    /**
     * Compares with the number of messages in the topic. Messages missing at several polls were missed; at one poll
     * they may be on their way. Returns whether there is something to take.
     */
    synchronized boolean missed(long count) {
        boolean missing = started && countBefore > seen.size() + queue.size();
        pollsMissing = missing ? pollsMissing + 1 : 0;
        if (!missing) {
            countBefore = count;
        } else if (pollsMissing >= POLLS_UNTIL_MISSED) {
            pollsMissing = 0;
            countBefore = 0;
            gap = true;
        }
        return gap || !queue.isEmpty();
    }

    /**
     * Takes the next message; null when there is none.
     *
     * @throws MessagingException when Redis is unreachable; what is queued stays queued
     */
    Message next() {
        while (true) {
            Message message = stored.poll();
            if (message != null) {
                return message;
            }
            List<Message> published;
            synchronized (this) {
                if (!started) {
                    return null;
                }
                published = queue.stream().limit(CHECKED_AT_ONCE).toList();
                if (published.isEmpty() && !gap) {
                    return null;
                }
                if (published.isEmpty()) {
                    held = new ArrayList<>();
                }
            }
            if (!published.isEmpty()) {
                check(published);
            } else if (!readAgain()) {
                return null;
            }
        }
    }

    /**
     * Drops what is stored in another database. Only this thread takes from the queue, so its head does not change.
     */
    private void check(List<Message> published) {
        List<Boolean> areStored = reader.areStored(topic, published);
        synchronized (this) {
            for (boolean isStored : areStored) {
                Message message = queue.remove();
                if (isStored && seen.add(message.id())) {
                    stored.add(message);
                }
            }
        }
    }

    private boolean readAgain() {
        List<Message> all;
        try {
            all = reader.all(topic);
        } catch (MessagingException e) {
            stopHolding();
            LOGGER.log(Level.DEBUG, () -> "cannot read topic '" + topic + "'; retrying later", e);
            return false;
        }
        synchronized (this) {
            fill(all);
            return true;
        }
    }

    private synchronized void stopHolding() {
        held = null;
    }

    /**
     * Queues what was missed. Messages published during the read are merged by id: of two messages in the read, only
     * one may have been published to us yet.
     */
    private void fill(List<Message> all) {
        Map<GemstoneId, Message> missed = new LinkedHashMap<>();
        all.forEach(message -> missed.put(message.id(), message));
        boolean complete = held != null;
        if (complete) {
            held.forEach(message -> missed.putIfAbsent(message.id(), message));
        }
        missed.keySet().removeAll(seen);
        missed.values().stream()
                .sorted(PythonReader.CHRONOLOGICAL)
                .limit(MAX_QUEUED)
                .forEach(queue::add);
        gap = !complete || missed.size() > MAX_QUEUED;
        held = null;
    }
}
