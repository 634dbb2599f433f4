package io.messaging.embedded.client.link;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.embedded.address.ServerAddress;
import io.messaging.embedded.server.core.ServerSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * What a backend was configured with. Immutable.
 *
 * @param server what a server is started with, whose host and port are also where to connect
 * @param autoStart whether to start a server where there is none
 * @param requestTimeoutMillis how long a call may take
 * @param inProcess whether to use a server of this JVM without a socket
 */
public record ClientSettings(ServerSettings server, boolean autoStart, int requestTimeoutMillis, boolean inProcess) {
    /** Resolves the host: where a server would be bound, then where else it may be. */
    List<InetSocketAddress> addresses() {
        return ServerAddress.candidates(server.host(), server.port());
    }

    /** Refuses a host at which a server would have to be started, and may not be. */
    public ClientSettings {
        InetAddress address = new InetSocketAddress(server.host(), server.port()).getAddress();
        if (autoStart && address != null && address.isAnyLocalAddress() && !server.allowRemote()) {
            throw new MessagingConfigurationException("host is " + server.host()
                    + ", where other machines would reach the server; give a loopback host such as 127.0.0.1, or set "
                    + "allow_remote together with a token (token, token_file or the environment variable "
                    + "MESSAGING_TOKEN)");
        }
    }

    /** Whether a server may be started: where no other machine can reach it, or with {@code allow_remote}. */
    public boolean mayStartServer() {
        InetAddress address = new InetSocketAddress(server.host(), server.port()).getAddress();
        return autoStart && address != null && (address.isLoopbackAddress() || server.allowRemote());
    }

    public String place() {
        return server.host() + ":" + server.port();
    }
}
