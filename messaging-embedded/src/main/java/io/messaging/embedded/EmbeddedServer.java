package io.messaging.embedded;

import io.messaging.administration.BackendStats;
import io.messaging.administration.Subscriber;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.embedded.address.ServerAddress;
import io.messaging.embedded.protocol.ServerFigures;
import io.messaging.embedded.server.MessageServer;
import io.messaging.embedded.server.core.ServerSettings;
import io.messaging.spi.OpenResources;
import io.messaging.store.log.file.DirectoryHeldException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The store, exposed over TCP. One event loop on one daemon thread serves all clients; messages live as long as the
 * server does, or, with a {@linkplain EmbeddedServerOptions#dataDirectory data directory}, as long as that.
 *
 * <pre>{@code
 * try (EmbeddedServer server = EmbeddedServer.start()) {
 *     ... server.port() ...
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class EmbeddedServer implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 2_000;

    private final MessageServer server;

    private EmbeddedServer(MessageServer server) {
        this.server = server;
    }

    /**
     * Starts a server on loopback, on a port that the operating system chooses.
     *
     * @return a running server, to be closed by the caller
     * @throws MessagingConnectionException when no port can be bound
     */
    public static EmbeddedServer start() {
        return start(0);
    }

    /**
     * Starts a server on loopback.
     *
     * @param port 1 to 65535, or 0 to have the operating system choose
     * @return a running server, to be closed by the caller
     * @throws MessagingConnectionException when the port is taken
     * @throws io.messaging.backend.MessagingConfigurationException when the port is out of range
     */
    public static EmbeddedServer start(int port) {
        return start(EmbeddedServerOptions.defaults().port(port));
    }

    /**
     * Starts a server. Where the host is one of the loopback addresses 127.0.0.1 and ::1, or a name of one, it listens on
     * both, as far as the machine has both. A port that is taken though nobody listens on it is tried for two seconds.
     *
     * @param options where and how
     * @return a running server, to be closed by the caller
     * @throws MessagingConnectionException when the address is taken or not this machine's, or another server has the data directory
     * @throws io.messaging.backend.MessagingConfigurationException when the options do not go together, the token cannot
     *     be read, the host would let other machines in and may not, or the data directory cannot be used
     * @throws io.messaging.backend.MessagingException when what the data directory holds is damaged or of a newer release
     * @throws io.messaging.backend.StoreFullException when there is no space to start
     */
    public static EmbeddedServer start(EmbeddedServerOptions options) {
        ServerSettings settings = options.settings();
        InetSocketAddress address = ServerAddress.resolve(settings.host(), settings.port());
        try {
            EmbeddedServer started = new EmbeddedServer(MessageServer.start(settings, address, PATIENCE_MILLIS));
            OpenResources.opened(started, started::isRunning);
            return started;
        } catch (DirectoryHeldException e) {
            throw new MessagingConnectionException(e.getMessage(), e);
        } catch (IOException e) {
            throw new MessagingConnectionException(
                    "cannot listen on " + settings.host() + ":" + settings.port() + ": " + e.getMessage(), e);
        }
    }

    /** {@return the numeric address it is bound to} */
    public String host() {
        return server.address().getAddress().getHostAddress();
    }

    /** {@return the port it is bound to, chosen by the operating system where 0 was asked for} */
    public int port() {
        return server.address().getPort();
    }

    /**
     * {@return the server's id, by which clients recognise the server: that of its data directory; without one, a new one each time a server
     * starts}
     */
    public String id() {
        return server.core().id();
    }

    /**
     * {@return what the server holds and has done, under the names that {@code STATS} and {@code ./messaging stats}
     * use}
     */
    public BackendStats stats() {
        return ServerFigures.of(server.core().counts());
    }

    /** {@return who is connected, through sockets and in this JVM, in all namespaces, members of groups included; a copy} */
    public List<Subscriber> subscribers() {
        return server.core().subscribers().stream()
                .filter(Subscriber::connected)
                .toList();
    }

    /**
     * Asks every subscriber of some topics, in whatever process, to answer when it has handled what is stored now.
     *
     * @param topics which topics
     * @return the check, whose outcome completes when all have answered
     */
    public DrainCheck checkDrained(Predicate<String> topics) {
        return DrainCheck.start(server.core(), topics);
    }

    /**
     * Removes all messages of a topic. What is in flight still arrives; for durable clients that had not handled the
     * others they count as lost.
     *
     * @param topic the topic; an unknown one has no messages
     * @return how many were removed
     */
    public long clear(String topic) {
        return server.core().clear(Objects.requireNonNull(topic, "topic"));
    }

    /**
     * Removes all messages of all topics, as {@link #clear} does, and forgets the topics in which nobody has a place.
     *
     * @return how many were removed
     */
    public long clearAll() {
        return server.core().clear(null);
    }

    /** {@return whether it serves; false once it is closed} */
    public boolean isRunning() {
        return server.isRunning();
    }

    /** Closes the server: frees its port, ends its thread, and drops its messages, unless they are in a data directory. Idempotent. */
    @Override
    public void close() {
        server.close();
    }
}
