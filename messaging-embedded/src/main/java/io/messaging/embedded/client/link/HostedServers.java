package io.messaging.embedded.client.link;

import io.messaging.concurrent.Uninterruptibly;
import io.messaging.embedded.address.ServerAddress;
import io.messaging.embedded.client.wire.Deadline;
import io.messaging.embedded.server.MessageServer;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.embedded.server.core.ServerSettings;
import io.messaging.log.SafeLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The servers that backends of this JVM have started, each for as long as one of them is open. Thread-safe: each address has a lock of
 * its own, which is held while its server starts or ends, as that may take as long as its directory; the class's monitor guards which
 * addresses there are.
 */
final class HostedServers {
    private static final System.Logger LOGGER = SafeLog.of(HostedServers.class);

    /** Guarded by the class's monitor. */
    private static final Map<InetSocketAddress, Place> PLACES = new HashMap<>();

    private HostedServers() {}

    /** Starts a server that is not there. */
    interface Starter {
        MessageServer start(ServerSettings settings, InetSocketAddress address) throws IOException;
    }

    /** An address. */
    private static final class Place {
        private final InetSocketAddress address;
        private final ReentrantLock lock = new ReentrantLock();

        /** Leases, and calls that are under way. Guarded by the class's monitor. */
        private int claims;

        /** The server that was started last; null before. Guarded by the lock. */
        private Hosted hosted;

        Place(InetSocketAddress address) {
            this.address = address;
        }
    }

    private static final class Hosted {
        private final Place place;
        private final MessageServer server;

        /** Guarded by the lock of the place. */
        private int users;

        Hosted(Place place, MessageServer server) {
            this.place = place;
            this.server = server;
        }
    }

    /** A share in a server; none of a server that was started elsewhere. */
    static final class Lease {
        static final Lease NONE = new Lease(null);

        private final Hosted hosted;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Lease(Hosted hosted) {
            this.hosted = hosted;
        }

        MessageServer server() {
            return hosted.server;
        }

        /** Gives the share back; the last one closes the server. Idempotent. */
        void close() {
            if (hosted != null && closed.compareAndSet(false, true)) {
                release(hosted);
            }
        }
    }

    /**
     * Joins the server at the address, or starts one. Waits while another backend starts or ends one there.
     *
     * @return empty when the port is taken
     * @throws IOException when the address cannot be bound for another reason, or the wait takes until the deadline
     */
    static Optional<Lease> acquire(InetSocketAddress address, ServerSettings settings, Deadline deadline)
            throws IOException {
        return acquire(address, settings, deadline, MessageServer::start);
    }

    static Optional<Lease> acquire(
            InetSocketAddress address, ServerSettings settings, Deadline deadline, Starter starter) throws IOException {
        Place place = claim(ServerAddress.canonical(address));
        boolean leased = false;
        try {
            lock(place, deadline);
            try {
                if (place.hosted == null || !place.hosted.server.isRunning()) {
                    place.hosted = new Hosted(place, starter.start(settings, address));
                }
                place.hosted.users++;
                leased = true;
                return Optional.of(new Lease(place.hosted));
            } finally {
                place.lock.unlock();
            }
        } catch (BindException taken) {
            return Optional.empty();
        } finally {
            if (!leased) {
                disclaim(place);
            }
        }
    }

    private static synchronized Place claim(InetSocketAddress address) {
        Place place = PLACES.computeIfAbsent(address, Place::new);
        place.claims++;
        return place;
    }

    private static synchronized void disclaim(Place place) {
        if (--place.claims == 0) {
            PLACES.remove(place.address);
        }
    }

    private static void lock(Place place, Deadline deadline) throws SocketTimeoutException {
        ReentrantLock lock = place.lock;
        if (!lock.tryLock()
                && !Uninterruptibly.await(deadline.nanosLeft(), left -> lock.tryLock(left, TimeUnit.NANOSECONDS))) {
            throw new SocketTimeoutException(
                    "another backend in this process is still starting or stopping that server");
        }
    }

    private static void release(Hosted hosted) {
        String loss = endIfUnused(hosted);
        disclaim(hosted.place);
        if (!loss.isEmpty()) {
            warn(hosted.place.address, loss);
        }
    }

    /** Gives a share back; returns what was lost with the server if it was the last one. */
    private static String endIfUnused(Hosted hosted) {
        hosted.place.lock.lock();
        try {
            if (--hosted.users > 0) {
                return "";
            }
            String loss = hosted.server.isRunning() ? loss(hosted.server.core()) : "";
            hosted.server.close();
            return loss;
        } finally {
            hosted.place.lock.unlock();
        }
    }

    private static String loss(ServerCore core) {
        if (core.store().isPersistent()) {
            return "";
        }
        long unread = core.unread();
        long unhandled = core.unhandled();
        String read = unread == 0 ? "" : unread + " message(s) that nobody has read";
        String handled = unhandled == 0 ? "" : unhandled + " message(s) that durable clients have not handled";
        return read + (read.isEmpty() || handled.isEmpty() ? "" : " and ") + handled;
    }

    private static void warn(InetSocketAddress address, String loss) {
        LOGGER.log(
                Level.WARNING,
                "the server on " + address.getHostString() + ":" + address.getPort()
                        + " was started by this process and ended with the last backend here that used it, and with it "
                        + loss
                        + "; where messages are to outlive the process, give the option data_dir, or start a server of its own: "
                        + "./messaging serve --port " + address.getPort());
    }
}
