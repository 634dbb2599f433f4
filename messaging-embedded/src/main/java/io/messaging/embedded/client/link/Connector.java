package io.messaging.embedded.client.link;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.embedded.address.HeldPort;
import io.messaging.embedded.client.wire.AnswerWatch;
import io.messaging.embedded.client.wire.ConnectionPool;
import io.messaging.embedded.client.wire.Deadline;
import io.messaging.embedded.client.wire.Identification;
import io.messaging.embedded.client.wire.ServerIdentity;
import io.messaging.embedded.client.wire.TooManyConnectionsException;
import io.messaging.embedded.server.RunningServers;
import io.messaging.store.log.file.DirectoryHeldException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Opens links: to a server of this JVM, to one that it starts because the port is free, or to the server that has the
 * port. Whoever can bind is the server, so there is no race between checking and starting. Thread-safe.
 */
final class Connector {
    private final ClientSettings settings;
    private final CountDownLatch closed;
    private final AnswerWatch watch = new AnswerWatch();

    /** Takes what ends the search for a server. */
    Connector(ClientSettings settings, CountDownLatch closed) {
        this.settings = settings;
        this.closed = closed;
    }

    /** Closes all connections, those being opened included, and opens no more. */
    void close() {
        watch.close();
    }

    /**
     * Opens a link. Where a server may be started and the port is held though nobody listens there, this is tried until
     * the deadline.
     *
     * @param lost the server before; null at first. Where it had a data directory and this backend has none, none is started in its place,
     *     which would be without its messages
     * @throws MessagingConnectionException when there is no server, and what to do about it
     * @throws io.messaging.backend.MessagingConfigurationException when it does not have the data directory of the settings
     */
    ServerLink open(Deadline deadline, ServerIdentity lost) {
        List<InetSocketAddress> addresses = settings.addresses();
        boolean keepsMessages = lost != null
                && !lost.dataDirectory().isEmpty()
                && settings.server().dataDirectory().isEmpty();
        boolean mayStart = settings.mayStartServer() && !keepsMessages;
        IOException failure = null;
        Backoff backoff = Backoff.forPort(closed);
        do {
            try {
                return checked(tryOpen(addresses, mayStart, deadline));
            } catch (ConnectException refused) {
                failure = refused;
                if (!mayStart || (backoff.isWaiting() && !mayBeFreed(addresses.get(0)))) {
                    break;
                }
            } catch (IOException e) {
                failure = e;
                break;
            }
            backoff.pause();
        } while (!deadline.isPassed());
        if (keepsMessages && settings.autoStart()) {
            throw new MessagingConnectionException(
                    "no messaging server answers on " + settings.place() + " (" + failure.getMessage()
                            + "); the one before kept its messages in " + lost.dataDirectory()
                            + ", so this backend, which has no data_dir, starts none in its place; give it the option data_dir,"
                            + " or run ./messaging serve --data-dir",
                    failure);
        }
        throw unreachable(failure, mayStart ? addresses.get(0) : null);
    }

    private ServerLink checked(ServerLink link) {
        boolean fits = false;
        try {
            DirectoryMatch.require(settings, link.identity());
            fits = true;
            return link;
        } finally {
            if (!fits) {
                link.close();
            }
        }
    }

    private static boolean mayBeFreed(InetSocketAddress address) {
        HeldPort held = HeldPort.examine(address);
        return held == HeldPort.NOBODY_LISTENS || held == HeldPort.SOMEBODY_LISTENS;
    }

    private ServerLink tryOpen(List<InetSocketAddress> addresses, boolean mayStart, Deadline deadline)
            throws IOException {
        if (mayStart) {
            InetSocketAddress address = addresses.get(0);
            Optional<HostedServers.Lease> lease = HostedServers.acquire(address, settings.server(), deadline);
            if (lease.isPresent()) {
                return linkToHosted(address, lease.get(), deadline);
            }
        }
        ConnectException refused = null;
        for (InetSocketAddress address : addresses) {
            try {
                return connect(address, deadline);
            } catch (ConnectException | NoRouteToHostException e) {
                refused = refused == null ? refused(e) : refused;
            }
        }
        throw refused;
    }

    private static ConnectException refused(IOException e) {
        if (e instanceof ConnectException refused) {
            return refused;
        }
        ConnectException refused = new ConnectException(e.getMessage());
        refused.initCause(e);
        return refused;
    }

    private ServerLink connect(InetSocketAddress address, Deadline deadline) throws IOException {
        if (settings.inProcess()) {
            Optional<ServerLink> local =
                    RunningServers.find(address).map(server -> new LocalLink(server, HostedServers.Lease.NONE));
            if (local.isPresent()) {
                return local.get();
            }
        }
        return new SocketLink(openPool(address, deadline), HostedServers.Lease.NONE);
    }

    private ConnectionPool openPool(InetSocketAddress address, Deadline deadline) throws IOException {
        Identification identification =
                new Identification(address, watch, settings.server().token());
        return ConnectionPool.open(identification, settings.requestTimeoutMillis(), deadline);
    }

    private ServerLink linkToHosted(InetSocketAddress address, HostedServers.Lease lease, Deadline deadline)
            throws IOException {
        if (settings.inProcess()) {
            return new LocalLink(lease.server(), lease);
        }
        boolean opened = false;
        try {
            ServerLink link = new SocketLink(openPool(address, deadline), lease);
            opened = true;
            return link;
        } finally {
            if (!opened) {
                lease.close();
            }
        }
    }

    /** Takes the address at which a server could not be started; null where none may be. */
    private MessagingConnectionException unreachable(IOException failure, InetSocketAddress unbound) {
        String place = settings.place();
        if (failure instanceof TooManyConnectionsException) {
            return new MessagingConnectionException(place + " refused: " + failure.getMessage(), failure);
        }
        if (failure instanceof DirectoryHeldException) {
            return new MessagingConnectionException(
                    "no messaging server answers on " + place + ", and none can be started here: "
                            + failure.getMessage(),
                    failure);
        }
        if (failure instanceof SocketTimeoutException) {
            return new MessagingConnectionException(
                    "no connection to " + place + " in time (" + failure.getMessage()
                            + "); check 'host' and 'port', or raise request_timeout_millis",
                    failure);
        }
        if (unbound != null) {
            return new MessagingConnectionException(
                    "no messaging server answers on " + place + " (" + failure.getMessage()
                            + "), and none can be started there: "
                            + HeldPort.examine(unbound).advice(),
                    failure);
        }
        String start = "./messaging serve --port " + settings.server().port();
        String advice = settings.autoStart()
                ? "a server is started automatically on a loopback host only; start one there: " + start
                : "start one with " + start + ", or set auto_start_server to true";
        return new MessagingConnectionException(
                "no messaging server answers on " + place + " (" + failure.getMessage() + "); " + advice, failure);
    }
}
