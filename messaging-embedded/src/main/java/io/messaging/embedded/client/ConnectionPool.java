package io.messaging.embedded.client;

import io.messaging.embedded.client.Identification.Identified;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** Idle connections to one life of one server, the latest used first. Thread-safe. */
final class ConnectionPool {
    private static final int MAX_IDLE = 32;

    private final Identification identification;
    private final ServerIdentity identity;
    private final ConcurrentLinkedDeque<WireConnection> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger idleCount = new AtomicInteger();
    private volatile boolean closed;

    ConnectionPool(Identification identification, ServerIdentity identity) {
        this.identification = identification;
        this.identity = identity;
    }

    /** An idle connection, which may have broken meanwhile, or null. */
    WireConnection pollIdle() {
        WireConnection connection = idle.pollFirst();
        if (connection != null) {
            idleCount.decrementAndGet();
        }
        return connection;
    }

    /** Opens a connection, and makes sure that the same server is there. */
    WireConnection open(Deadline deadline) throws LinkLostException {
        Identified opened;
        try {
            opened = identification.connect(deadline);
        } catch (IOException e) {
            throw new LinkLostException("the server is gone (" + e.getMessage() + ")", e);
        }
        if (!opened.identity().id().equals(identity.id())) {
            opened.connection().close();
            throw new LinkLostException("another server has taken the place of the one before", null);
        }
        return opened.connection();
    }

    void giveBack(WireConnection connection) {
        if (idleCount.incrementAndGet() > MAX_IDLE) {
            idleCount.decrementAndGet();
            connection.close();
            return;
        }
        idle.addFirst(connection);
        if (closed) {
            closeIdle();
        }
    }

    /** One connection broke, so the others probably have as well. */
    void closeIdle() {
        for (WireConnection connection = pollIdle(); connection != null; connection = pollIdle()) {
            connection.close();
        }
    }

    void close() {
        closed = true;
        closeIdle();
    }
}
