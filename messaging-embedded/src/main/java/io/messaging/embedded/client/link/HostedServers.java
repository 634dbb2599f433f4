package io.messaging.embedded.client.link;

import io.messaging.embedded.address.ServerAddress;
import io.messaging.embedded.server.MessageServer;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.embedded.server.core.ServerSettings;
import io.messaging.log.SafeLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The servers that backends of this JVM have started, each for as long as one of them is open. Thread-safe: guarded by
 * the class's monitor.
 */
final class HostedServers {
    private static final System.Logger LOGGER = SafeLog.of(HostedServers.class);
    private static final Map<InetSocketAddress, Hosted> HOSTED = new HashMap<>();

    private HostedServers() {}

    private static final class Hosted {
        private final InetSocketAddress address;
        private final MessageServer server;
        private int users;

        Hosted(InetSocketAddress address, MessageServer server) {
            this.address = address;
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
     * Joins the server at the address, or starts one.
     *
     * @return empty when the port is taken
     * @throws IOException when the address cannot be bound for another reason
     */
    static synchronized Optional<Lease> acquire(InetSocketAddress address, ServerSettings settings) throws IOException {
        InetSocketAddress key = ServerAddress.canonical(address);
        Hosted hosted = HOSTED.get(key);
        if (hosted == null || !hosted.server.isRunning()) {
            try {
                hosted = new Hosted(key, MessageServer.start(settings, address));
            } catch (BindException taken) {
                return Optional.empty();
            }
            HOSTED.put(key, hosted);
        }
        hosted.users++;
        return Optional.of(new Lease(hosted));
    }

    private static void release(Hosted hosted) {
        String loss = endIfUnused(hosted);
        if (!loss.isEmpty()) {
            warn(hosted.address, loss);
        }
    }

    /** Gives a share back; returns what was lost with the server if it was the last one. */
    private static synchronized String endIfUnused(Hosted hosted) {
        if (--hosted.users > 0) {
            return "";
        }
        HOSTED.remove(hosted.address, hosted);
        String loss = hosted.server.isRunning() ? loss(hosted.server.core()) : "";
        hosted.server.close();
        return loss;
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
