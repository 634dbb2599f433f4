package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.process.ArrivalCount;

/** A kind of server that keeps messages in memory, and its usual Java client. Thread-safe: it holds no state. */
public interface Broker {
    /** What reports and child processes call it. */
    String name();

    /**
     * Starts a server in a process of its own.
     *
     * @throws PeerUnavailableException when what it needs is not on this machine
     */
    Server start() throws Exception;

    /** Connects a client that stores into a topic. */
    StoreClient connect(int port, String topic) throws Exception;

    /** Subscribes to a topic; it is in force when this returns. */
    AutoCloseable subscribe(int port, String topic, ArrivalCount arrivals) throws Exception;

    /** A running server. Thread-safe. */
    interface Server extends AutoCloseable {
        /** The port it listens on. */
        int port();

        @Override
        void close();
    }
}
