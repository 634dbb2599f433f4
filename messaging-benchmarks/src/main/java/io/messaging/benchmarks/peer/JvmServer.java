package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.process.ChildJvm;

/** A server in a child JVM. Thread-safe. */
public record JvmServer(ChildJvm process) implements Broker.Server {
    @Override
    public int port() {
        return process.port();
    }

    @Override
    public void close() {
        process.close();
    }
}
