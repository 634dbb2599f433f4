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
 * Listens on channels. Messages there only wake readers: a lost wake-up loses nothing, since a reconnect wakes all
 * readers, and readers poll.
 *
 * <p>Thread-safe: guarded by its monitor; listeners are called outside it, on an I/O thread, and must be quick.
 */
public final class WakeUps {
    private final RedisLink link;
    private final Map<String, Channel> channels = new HashMap<>();
    private StatefulRedisPubSubConnection<String, byte[]> connection;

    /** The listeners of one channel, and whether the server has confirmed it. */
    private static final class Channel {
        final Set<Listener> listeners = new LinkedHashSet<>();
        CompletableFuture<Void> subscribed;

        /** The server has confirmed the channel; a second confirmation means a gap. */
        boolean confirmed;
    }

    /** Listens to a channel. */
    @FunctionalInterface
    public interface Listener {
        /** A message was published, or may have been during a lost connection: then null. */
        void onWakeUp(byte[] message);
    }

    /** Creates an instance without a connection. */
    public WakeUps(RedisLink link) {
        this.link = link;
    }

    /**
     * Adds a listener, active when this has returned.
     *
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
     * Returns whether the connection was lost since the channel was confirmed. The first confirmation is no gap, and
     * may arrive after {@link #add} has returned: the answer's future completes before.
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

    /** Removes a listener. */
    public synchronized void remove(String channel, Listener listener) {
        Channel state = channels.get(channel);
        if (state != null && state.listeners.remove(listener) && state.listeners.isEmpty()) {
            channels.remove(channel);
            if (connection.isOpen()) {
                link.send(() -> connection.async().unsubscribe(channel));
            }
        }
    }

    /** Sends a ping, so that a dead connection is detected. Called periodically; does not block. */
    synchronized void poll() {
        if (connection != null && connection.isOpen()) {
            link.send(() -> connection.async().ping());
        }
    }

    /** Removes all listeners. The connection closes with the link. */
    public synchronized void close() {
        channels.clear();
    }
}
