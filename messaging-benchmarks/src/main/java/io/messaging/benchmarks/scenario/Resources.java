package io.messaging.benchmarks.scenario;

import io.messaging.benchmarks.process.Closing;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a scenario has opened; closed in reverse order. Used by one thread. */
public final class Resources implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** Adds a resource and returns it. */
    public <T extends AutoCloseable> T add(T resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public void close() {
        Closing.closeAll(open.toArray(AutoCloseable[]::new));
        open.clear();
    }
}
