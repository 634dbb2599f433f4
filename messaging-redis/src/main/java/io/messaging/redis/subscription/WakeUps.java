package io.messaging.redis.subscription;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.messaging.backend.MessagingException;
import io.messaging.redis.connection.RedisLink;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Listens on channels. What is heard there only wakes readers up: nothing is lost when a wake-up is, since a connection
 * that was mended wakes everybody, and readers look for themselves from time to time.
 *
 * <p>Thread-safe: guarded by its monitor; listeners are called outside it, on an I/O thread, and must be quick.
 */
public final class WakeUps {
    private final RedisLink link;
    private final Map<String, Channel> channels = new HashMap<>();
    private StatefulRedisPubSubConnection<String, byte[]> connection;

    /** Who listens to one channel, and whether the server knows yet. */
    private static final class Channel {
        final Set<Listener> listeners = new LinkedHashSet<>();
        CompletableFuture<Void> subscribed;

        /** The server has said once that it knows; said again, it has forgotten in between. */
        boolean confirmed;
    }

    /** Told of a channel's messages. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Something was published, or may have been while the connection was lost.
         *
         * @param message what; null where it is not known
         */
        void onWakeUp(byte[] message);
    }

    /**
     * Makes it without a connection yet.
     *
     * @param link the way to Redis
     */
    public WakeUps(RedisLink link) {
        this.link = link;
    }

    /**
     * Listens; in force when this has returned.
     *
     * @param channel the channel
     * @param listener who listens
     * @throws MessagingException when the server cannot be reached
     */
    public void add(String channel, Listener listener) {
        CompletableFuture<Void> subscribed;
        synchronized (this) {
            connect();
            Channel state = channels.computeIfAbsent(channel, name -> new Channel());
            if (state.subscribed == null) {
                state.subscribed = link.send(() -> connection.async().subscribe(channel));
            }
            state.listeners.add(listener);
            subscribed = state.subscribed;
        }
        boolean done = false;
        try {
            link.await(subscribed);
            done = true;
        } finally {
            if (!done) {
                remove(channel, listener);
            }
        }
    }

    private void connect() {
        if (connection == null) {
            connection = link.openPubSub();
            connection.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, byte[] message) {
                    tell(channel, message);
                }

                @Override
                public void subscribed(String channel, long count) {
                    if (isConfirmedAgain(channel)) {
                        tell(channel, null);
                    }
                }
            });
        }
    }

    /**
     * Returns whether the connection was lost since the channel was confirmed. The first confirmation is no gap, and it comes
     * here after {@link #add} has returned when the I/O thread is slow: the answer's future completes before.
     */
    private synchronized boolean isConfirmedAgain(String channel) {
        Channel state = channels.get(channel);
        boolean again = state != null && state.confirmed;
        if (state != null) {
            state.confirmed = true;
        }
        return again;
    }

    private void tell(String channel, byte[] message) {
        Set<Listener> listeners;
        synchronized (this) {
            Channel state = channels.get(channel);
            listeners = state == null ? Set.of() : Set.copyOf(state.listeners);
        }
        listeners.forEach(listener -> listener.onWakeUp(message));
    }

    /**
     * Listens no longer.
     *
     * @param channel the channel
     * @param listener who listened
     */
    public synchronized void remove(String channel, Listener listener) {
        Channel state = channels.get(channel);
        if (state != null && state.listeners.remove(listener) && state.listeners.isEmpty()) {
            channels.remove(channel);
            if (connection.isOpen()) {
                link.send(() -> connection.async().unsubscribe(channel));
            }
        }
    }

    /** Says a word, so that a connection without an answer is found out. Called from time to time; does not block. */
    synchronized void poll() {
        if (connection != null && connection.isOpen()) {
            link.send(() -> connection.async().ping());
        }
    }

    /** Tells nobody any more. The connection closes with the link. */
    public synchronized void close() {
        channels.clear();
    }
}
