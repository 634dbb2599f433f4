package io.messaging.redis.subscription;

import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.Keys;
import java.util.concurrent.CompletionStage;

/** A topic's log, and all that tells that it has grown: the channel, and looking at its end. Thread-safe. */
public final class LogSource {
    private final RedisLink link;
    private final Keys keys;
    private final WakeUps wakeUps;
    private final String topic;
    private final Runnable onNew;
    private final LogCursor cursor;
    private final WakeUps.Listener listener = message -> wake();

    /**
     * Makes it, not yet open.
     *
     * @param link the way to Redis
     * @param keys names
     * @param wakeUps the channels
     * @param topic the topic
     * @param onNew called when there may be something new, on any thread: must be quick
     */
    public LogSource(RedisLink link, Keys keys, WakeUps wakeUps, String topic, Runnable onNew) {
        this.link = link;
        this.keys = keys;
        this.wakeUps = wakeUps;
        this.topic = topic;
        this.onNew = onNew;
        this.cursor = new LogCursor(link, keys, topic);
    }

    /** Listens from now on. */
    public void open() {
        wakeUps.add(keys.log(topic), listener);
    }

    /** Listens no longer. */
    public void close() {
        wakeUps.remove(keys.log(topic), listener);
    }

    /**
     * Gives the place to read from.
     *
     * @return not started yet, until somebody does
     */
    public LogCursor cursor() {
        return cursor;
    }

    /** Reads the place of the last message stored. */
    Place end() {
        return Place.parse(link.call(this::readEnd));
    }

    private CompletionStage<byte[]> readEnd() {
        return link.commands().get(keys.end(topic));
    }

    private void wake() {
        cursor.wake();
        onNew.run();
    }

    /** Looks at the log's end, without blocking. */
    public void poll() {
        link.send(this::readEnd).thenAccept(end -> {
            if (cursor.isBehind(Place.parse(end))) {
                wake();
            }
        });
    }
}
