package io.messaging.tck.engine;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Knows which calls to backends are running and when anything last happened, so that a rule which hangs is told from
 * one that is only slow. Thread-safe.
 */
final class CallWatch {
    private final Map<Thread, String> running = new ConcurrentHashMap<>();
    private volatile long lastProgressNanos = System.nanoTime();

    <T> T call(String name, Callable<T> action) throws Exception {
        Thread thread = Thread.currentThread();
        String outer = running.put(thread, name);
        try {
            return action.call();
        } finally {
            progress();
            if (outer == null) {
                running.remove(thread);
            } else {
                running.put(thread, outer);
            }
        }
    }

    void progress() {
        lastProgressNanos = System.nanoTime();
    }

    long nanosWithoutProgress() {
        return System.nanoTime() - lastProgressNanos;
    }

    String runningCalls() {
        return running.isEmpty()
                ? "no call to a backend is running"
                : running.entrySet().stream()
                        .map(call ->
                                call.getValue() + " on thread " + call.getKey().getName())
                        .sorted()
                        .collect(Collectors.joining(", ", "running: ", ""));
    }
}
