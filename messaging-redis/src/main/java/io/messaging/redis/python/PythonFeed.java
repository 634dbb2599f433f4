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
 * What one subscription has yet to handle: messages as they are published and, after a gap in those, what the topic
 * holds beyond what was seen. What is published counts only if it is stored in this database, because channels belong to
 * all databases of a server. It remembers the ids it has seen, which is what tells new from old here.
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

    /** Checked, in order; owned by the thread that takes messages. */
    private final Deque<Message> stored = new ArrayDeque<>();

    /** Something may have been published unheard: the topic has to be read before what is published counts again. */
    private boolean gap;

    /** What is published while the topic is being read; null while it is not. */
    private List<Message> held;

    /** How many messages the topic had some polls ago, and at how many polls they had not all been heard of. */
    private long countBefore;

    private int pollsMissing;
    private boolean started;

    PythonFeed(PythonReader reader, String topic) {
        this.reader = reader;
        this.topic = topic;
    }

    /** Starts: what is there now is old. */
    void start() {
        List<Message> old = reader.all(topic);
        synchronized (this) {
            old.forEach(message -> seen.add(message.id()));
            started = true;
        }
    }

    /** Takes what was published; null where that is not known. */
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
                LOGGER.log(Level.WARNING, () -> "something was published to '" + topic + "' that is no message", e);
            }
        }
    }

    /**
     * Compares with how many messages the topic holds. What has not been heard of at several polls was missed; what
     * has not at one may be on its way. Gives whether there is something to take.
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
     * @throws MessagingException when Redis is out of reach; what is queued stays queued
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

    /** Drops what is stored in another database. Only this thread takes from the queue, so its head stays as it is. */
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
            LOGGER.log(Level.DEBUG, () -> "cannot read topic '" + topic + "' again; it is tried later", e);
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
     * Lines up what was missed. What was published during the read goes in between by its id: of two messages that
     * the read has, only one may have been published to us yet.
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
