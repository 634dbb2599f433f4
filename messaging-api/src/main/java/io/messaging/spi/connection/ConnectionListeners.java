package io.messaging.spi.connection;

import io.messaging.backend.ConnectionChange;
import io.messaging.backend.ConnectionListener;
import io.messaging.spi.delivery.InOrder;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * The connection listeners of one backend: each is called in order and on a thread of its own, so that a slow one delays
 * no other; what it throws is logged. Listeners are told apart by identity. Thread-safe: guarded by its monitor, under
 * which no listener runs.
 */
public final class ConnectionListeners {
    private final Executor executor;
    private final Map<ConnectionListener, Executor> listeners = new IdentityHashMap<>();

    /**
     * Creates an empty set.
     *
     * @param executor gives a thread of its own to whatever it is given
     */
    public ConnectionListeners(Executor executor) {
        this.executor = executor;
    }

    /**
     * Adds a listener, unless it is there.
     *
     * @param listener what to call
     */
    public synchronized void add(ConnectionListener listener) {
        listeners.computeIfAbsent(listener, added -> new InOrder("a connection listener", executor));
    }

    /**
     * Removes a listener, without waiting for a running call.
     *
     * @param listener the same object; an unknown one is fine
     */
    public synchronized void remove(ConnectionListener listener) {
        listeners.remove(listener);
    }

    /**
     * Calls all listeners, later.
     *
     * @param change what happened
     */
    public void notifyAll(ConnectionChange change) {
        for (ConnectionListener listener : list()) {
            Executor calls = callsOf(listener);
            if (calls != null) {
                calls.execute(() -> {
                    if (callsOf(listener) == calls) { // not removed meanwhile
                        listener.onChange(change);
                    }
                });
            }
        }
    }

    private synchronized List<ConnectionListener> list() {
        return List.copyOf(Collections.unmodifiableSet(listeners.keySet()));
    }

    private synchronized Executor callsOf(ConnectionListener listener) {
        return listeners.get(listener);
    }
}
