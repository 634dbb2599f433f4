package io.messaging.embedded.client;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.embedded.server.HeldPort;
import io.messaging.embedded.server.RunningServers;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Opens links: to a server of this JVM, to one it starts because the port is free, or to whoever has the port. Who can
 * bind is the server, so there is no moment between looking and starting. Thread-safe.
 */
final class Connector {
    /** A taken port on which nobody answers is mostly one whose server is just ending: so often it is tried at once. */
    private static final int QUICK_ROUNDS = 20;

    private static final long PAUSE_MILLIS = 20;

    private final ClientSettings settings;
    private final AnswerWatch watch = new AnswerWatch();
    private final CountDownLatch closing = new CountDownLatch(1);

    Connector(ClientSettings settings) {
        this.settings = settings;
    }

    /** For log messages. */
    String place() {
        return settings.place();
    }

    /** Ends all connections, those that are being made too, and makes no more. */
    void close() {
        closing.countDown();
        watch.close();
    }

    /**
     * Opens a link. Where a server may be started and the port is held though nobody listens there, this is tried until
     * the deadline.
     *
     * @throws MessagingConnectionException when there is no server, and what to do about it
     */
    ServerLink open(Deadline deadline) {
        List<InetSocketAddress> addresses = settings.addresses();
        boolean mayStart = settings.mayStartServer();
        IOException failure = null;
        for (int round = 0; round == 0 || !deadline.isPassed(); round++) {
            try {
                return tryOpen(addresses, mayStart, deadline);
            } catch (ConnectException refused) {
                failure = refused;
                if (!mayStart || (round >= QUICK_ROUNDS && !mayBeFreed(addresses.get(0)))) {
                    break;
                }
            } catch (IOException e) {
                failure = e;
                break;
            }
            if (round >= QUICK_ROUNDS) {
                pause();
            }
        }
        throw unreachable(failure, mayStart ? addresses.get(0) : null);
    }

    private static boolean mayBeFreed(InetSocketAddress address) {
        HeldPort held = HeldPort.examine(address);
        return held == HeldPort.NOBODY_LISTENS || held == HeldPort.SOMEBODY_LISTENS;
    }

    private void pause() {
        try {
            if (closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new MessagingConnectionException("the backend was closed while it looked for a server");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingConnectionException("interrupted while looking for a server", e);
        }
    }

    private ServerLink tryOpen(List<InetSocketAddress> addresses, boolean mayStart, Deadline deadline)
            throws IOException {
        if (mayStart) {
            InetSocketAddress address = addresses.get(0);
            Optional<HostedServers.Lease> lease = HostedServers.acquire(address, settings.server());
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
        return SocketLink.open(
                identification(address), HostedServers.Lease.NONE, settings.requestTimeoutMillis(), deadline);
    }

    private Identification identification(InetSocketAddress address) {
        return new Identification(address, watch, settings.server().token());
    }

    private ServerLink linkToHosted(InetSocketAddress address, HostedServers.Lease lease, Deadline deadline)
            throws IOException {
        if (settings.inProcess()) {
            return new LocalLink(lease.server(), lease);
        }
        boolean opened = false;
        try {
            ServerLink link =
                    SocketLink.open(identification(address), lease, settings.requestTimeoutMillis(), deadline);
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
        if (failure instanceof SocketTimeoutException) {
            return new MessagingConnectionException(
                    "no connection to " + place + " in time; check 'host' and 'port', or raise request_timeout_millis",
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
                ? "a server is started by itself on a loopback host only; start one there: " + start
                : "start one with " + start + ", or set auto_start_server to true";
        return new MessagingConnectionException(
                "no messaging server answers on " + place + " (" + failure.getMessage() + "); " + advice, failure);
    }
}
