package io.messaging.redis.subscription;

import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.Keys;
import java.util.concurrent.CompletionStage;

/** A topic's log, its channel, and polling of its end. Thread-safe. */
public final class LogSource {
    private final RedisLink link;
    private final Keys keys;
    private final WakeUps wakeUps;
    private final String topic;
    private final Runnable onNew;
    private final LogCursor cursor;
    private final WakeUps.Listener listener = message -> wake();

    /**
     * Creates a source that is not open; {@code onNew} is called on any thread when there may be something new, and
     * must be quick.
     */
    public LogSource(RedisLink link, Keys keys, WakeUps wakeUps, String topic, Runnable onNew) {
        this.link = link;
        this.keys = keys;
        this.wakeUps = wakeUps;
        this.topic = topic;
        this.onNew = onNew;
        this.cursor = new LogCursor(link, keys, topic);
    }

    public void open() {
        wakeUps.add(keys.log(topic), listener);
    }

    public void close() {
        wakeUps.remove(keys.log(topic), listener);
    }

    /** Returns the cursor, which has not started. */
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

    /** Polls the end of the log, without blocking. */
    public void poll() {
        link.send(this::readEnd).thenAccept(end -> {
            if (cursor.isBehind(Place.parse(end))) {
                wake();
            }
        });
    }
}
