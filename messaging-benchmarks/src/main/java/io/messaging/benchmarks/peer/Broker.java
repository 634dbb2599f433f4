package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.process.ArrivalCount;
import io.messaging.benchmarks.process.Server;

/** A server that keeps messages, in memory or on disk, and its usual Java client. Stateless and thread-safe. */
public interface Broker {
    /** The name in reports. */
    String name();

    /**
     * Starts a server in a process of its own.
     *
     * @throws PeerUnavailableException when a program that it needs is not installed
     */
    Server start() throws Exception;

    /** Connects a client that stores into a topic. */
    StoreClient connect(int port, String topic) throws Exception;

    /** Subscribes to a topic; the subscription is active when this returns. */
    AutoCloseable subscribe(int port, String topic, ArrivalCount arrivals) throws Exception;
}
