package io.messaging.embedded.server;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The servers of this JVM, so that a client here can do without a socket. Thread-safe. */
public final class RunningServers {
    private static final Set<MessageServer> RUNNING = ConcurrentHashMap.newKeySet();

    private RunningServers() {}

    static void add(MessageServer server) {
        RUNNING.add(server);
    }

    static void remove(MessageServer server) {
        RUNNING.remove(server);
    }

    /** Finds the server that a connection to the address would reach. */
    public static Optional<MessageServer> find(InetSocketAddress address) {
        return RUNNING.stream()
                .filter(server -> server.isRunning() && server.isReachedAt(address))
                .findFirst();
    }
}
