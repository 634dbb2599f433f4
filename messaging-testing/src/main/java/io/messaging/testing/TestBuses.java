package io.messaging.testing;

import io.messaging.bus.BusClient;
import io.messaging.bus.MessageBus;
import io.messaging.testing.space.TestSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The clients of a test, each with the backend of its agent, on one namespace. Thread-safe. */
final class TestBuses {
    /** That of all clients of a test; other tests do not see it. */
    private static final String NAMESPACE = "test";

    private final TestSpace space;
    private final Map<String, BusClient> clients = new LinkedHashMap<>();

    TestBuses(TestSpace space) {
        this.space = space;
    }

    /** Returns the client of an agent, registered at the first call. */
    synchronized BusClient client(String agent) {
        return clients.computeIfAbsent(
                agent, id -> MessageBus.of(space.agent(id), NAMESPACE).register(id));
    }

    /** Closes the buses, not the backends. */
    void close() {
        List<BusClient> open;
        synchronized (this) {
            open = new ArrayList<>(clients.values());
            clients.clear();
        }
        open.forEach(client -> client.bus().close());
    }
}
