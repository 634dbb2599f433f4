package io.messaging.embedded.server;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The servers of this JVM, so that a client here can do without a socket. Thread-safe. */
public final class RunningServers {
    private static final Set<MessageServer> RUNNING = ConcurrentHashMap.newKeySet();
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Condition REMOVED = LOCK.newCondition();

    private RunningServers() {}

    static void add(MessageServer server) {
        RUNNING.add(server);
    }

    static void remove(MessageServer server) {
        RUNNING.remove(server);
        LOCK.lock();
        try {
            REMOVED.signalAll();
        } finally {
            LOCK.unlock();
        }
    }

    /** Waits until a server of this JVM ends and so frees its port, but no longer than that. */
    static void awaitRemoval(long nanos) throws InterruptedException {
        LOCK.lock();
        try {
            REMOVED.awaitNanos(nanos);
        } finally {
            LOCK.unlock();
        }
    }

    /** Returns the server that a connection to the address would reach. */
    public static Optional<MessageServer> find(InetSocketAddress address) {
        return RUNNING.stream()
                .filter(server -> server.isRunning() && server.isReachedAt(address))
                .findFirst();
    }
}
