package io.messaging.embedded.client.link;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.embedded.address.ServerAddress;
import io.messaging.embedded.server.core.ServerOptions;
import io.messaging.embedded.server.core.ServerSettings;
import io.messaging.spi.AbstractMessagingBackend;
import io.messaging.spi.FactoryOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a backend was configured with, and the options of its own. Immutable.
 *
 * @param server what a server is started with, whose host and port are also where to connect
 */
public record ClientSettings(ServerSettings server) {
    public static final FactoryOption<Boolean> AUTO_START_SERVER = FactoryOption.flag(
            "auto_start_server", true, "Whether to start a server in this JVM when the port is free.");

    public static final FactoryOption<Integer> REQUEST_TIMEOUT_MILLIS = FactoryOption.integer(
            "request_timeout_millis",
            10_000,
            1,
            3_600_000,
            "How long a call may take, finding a server included, in milliseconds.");

    public static final FactoryOption<Boolean> IN_PROCESS = FactoryOption.flag(
            "in_process", true, "Whether to use a server of this JVM directly; false goes through the socket always.");

    /** Returns what a backend takes: where the server is, and what one is started with. */
    public static List<FactoryOption<?>> options() {
        List<FactoryOption<?>> options = new ArrayList<>(List.of(
                ServerOptions.HOST.withMeaning(
                        "The server's host; a server is started on a loopback host only, unless allow_remote is set."),
                FactoryOption.integer(
                        ServerOptions.PORT.name(), ServerOptions.DEFAULT_PORT, 1, 65_535, "The server's TCP port."),
                AUTO_START_SERVER,
                REQUEST_TIMEOUT_MILLIS,
                AbstractMessagingBackend.CLOSE_TIMEOUT_MILLIS,
                IN_PROCESS));
        options.addAll(ServerOptions.forBackends());
        return List.copyOf(options);
    }

    /** Whether to start a server where there is none. */
    boolean autoStart() {
        return server.options().get(AUTO_START_SERVER);
    }

    /** How long a call may take. */
    int requestTimeoutMillis() {
        return server.options().get(REQUEST_TIMEOUT_MILLIS);
    }

    /** How long a close waits for handlers. */
    public Duration closeTimeout() {
        return Duration.ofMillis(server.options().get(AbstractMessagingBackend.CLOSE_TIMEOUT_MILLIS));
    }

    /** Whether to use a server of this JVM without a socket. */
    boolean inProcess() {
        return server.options().get(IN_PROCESS);
    }

    /** Resolves the host: where a server would be bound, then where else it may be. */
    List<InetSocketAddress> addresses() {
        return ServerAddress.candidates(server.host(), server.port());
    }

    /** Refuses a host at which a server would have to be started, and may not be. */
    public ClientSettings {
        InetAddress address = new InetSocketAddress(server.host(), server.port()).getAddress();
        if (server.options().get(AUTO_START_SERVER)
                && address != null
                && address.isAnyLocalAddress()
                && !server.allowRemote()) {
            throw new MessagingConfigurationException("host is " + server.host()
                    + ", where other machines would reach the server; give a loopback host such as 127.0.0.1, or set "
                    + "allow_remote together with a token (token, token_file or the environment variable "
                    + "MESSAGING_TOKEN)");
        }
    }

    /** Whether a server may be started: where no other machine can reach it, or with {@code allow_remote}. */
    public boolean mayStartServer() {
        InetAddress address = new InetSocketAddress(server.host(), server.port()).getAddress();
        return autoStart() && address != null && (address.isLoopbackAddress() || server.allowRemote());
    }

    public String place() {
        return server.host() + ":" + server.port();
    }
}
