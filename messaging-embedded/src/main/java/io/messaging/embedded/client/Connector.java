package io.messaging.embedded.client;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.embedded.server.RunningServers;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Optional;

/**
 * Opens links: to a server of this JVM, to one it starts because the port is free, or to whoever has the port. Who can
 * bind is the server, so there is no moment between looking and starting. Thread-safe.
 */
final class Connector {
    /** A taken port on which nobody answers is one whose server is just ending: binding comes next. */
    private static final int MAX_ROUNDS = 20;

    private final ClientSettings settings;
    private final AnswerWatch watch = new AnswerWatch();

    Connector(ClientSettings settings) {
        this.settings = settings;
    }

    /** For log messages. */
    String place() {
        return settings.place();
    }

    /** Ends all connections, those that are being made too, and makes no more. */
    void close() {
        watch.close();
    }

    /**
     * Opens a link.
     *
     * @throws MessagingConnectionException when there is no server, and what to do about it
     */
    ServerLink open(Deadline deadline) {
        InetSocketAddress address = settings.address();
        if (address.isUnresolved()) {
            throw new MessagingConnectionException(
                    "the host '" + settings.server().host() + "' is not known; correct the option 'host'");
        }
        IOException failure = null;
        for (int round = 0; round < MAX_ROUNDS && !(round > 0 && deadline.isPassed()); round++) {
            try {
                return tryOpen(address, deadline);
            } catch (ConnectException refused) {
                failure = refused;
                if (!settings.mayStartServer()) {
                    break;
                }
            } catch (IOException e) {
                failure = e;
                break;
            }
        }
        throw unreachable(failure);
    }

    private ServerLink tryOpen(InetSocketAddress address, Deadline deadline) throws IOException {
        if (settings.mayStartServer()) {
            Optional<HostedServers.Lease> lease = HostedServers.acquire(address, settings.server());
            if (lease.isPresent()) {
                return linkToHosted(address, lease.get(), deadline);
            }
        }
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

    private MessagingConnectionException unreachable(IOException failure) {
        String place = settings.place();
        if (failure instanceof TooManyConnectionsException) {
            return new MessagingConnectionException(place + " refused: " + failure.getMessage(), failure);
        }
        if (failure instanceof SocketTimeoutException) {
            return new MessagingConnectionException(
                    "no connection to " + place + " in time; check 'host' and 'port', or raise request_timeout_millis",
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
