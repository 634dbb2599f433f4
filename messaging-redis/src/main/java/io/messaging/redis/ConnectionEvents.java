package io.messaging.redis;

import io.messaging.backend.ConnectionChange;
import io.messaging.backend.ConnectionChange.Kind;
import io.messaging.backend.ConnectionListener;
import io.messaging.redis.connection.RedisLink;
import io.messaging.spi.connection.ConnectionListeners;
import java.util.concurrent.Executor;

/**
 * Notifies listeners when the connection for commands is lost, and when there is one again. After a fail-over too it has
 * been resumed: topics and subscriptions are those of before. Thread-safe: guarded by its monitor.
 */
final class ConnectionEvents {
    private static final String NO_ID = "";

    private final RedisLink link;
    private final ConnectionListeners listeners;
    private boolean watching;
    private boolean lost;
    private long lostAtNanos;

    ConnectionEvents(RedisLink link, Executor executor) {
        this.link = link;
        this.listeners = new ConnectionListeners(executor);
    }

    void add(ConnectionListener listener) {
        listeners.add(listener);
        boolean first;
        synchronized (this) {
            first = !watching;
            watching = true;
        }
        if (first) {
            link.onChange(this::changed);
        }
    }

    void remove(ConnectionListener listener) {
        listeners.remove(listener);
    }

    private synchronized void changed(boolean connected) {
        if (connected == !lost) {
            return;
        }
        lost = !connected;
        if (lost) {
            lostAtNanos = System.nanoTime();
            String detail = "the connection to " + link.settings().where() + " broke";
            listeners.notifyAll(new ConnectionChange(Kind.LOST, NO_ID, detail));
        } else {
            String detail = "after " + (System.nanoTime() - lostAtNanos) / 1_000_000 + " ms";
            listeners.notifyAll(new ConnectionChange(Kind.RESUMED, NO_ID, detail));
        }
    }
}
