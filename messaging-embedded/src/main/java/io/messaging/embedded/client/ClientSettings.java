package io.messaging.embedded.client;

import io.messaging.embedded.server.ServerSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What a backend was configured with. Immutable.
 *
 * @param server what a server is started with, whose host and port are also where to connect
 * @param autoStart whether to start a server where there is none
 * @param requestTimeoutMillis how long a call may take
 * @param inProcess whether to use a server of this JVM without a socket
 */
public record ClientSettings(ServerSettings server, boolean autoStart, int requestTimeoutMillis, boolean inProcess) {
    /** Looks the host up; the address is unresolved when there is no such host. */
    InetSocketAddress address() {
        return new InetSocketAddress(server.host(), server.port());
    }

    /** A server is only started where no other machine can reach it; opening a port to others is left to people. */
    boolean mayStartServer() {
        InetAddress address = address().getAddress();
        return autoStart && address != null && address.isLoopbackAddress();
    }

    /** For error messages. */
    String place() {
        return server.host() + ":" + server.port();
    }
}
