package io.messaging.benchmarks.peer;

import io.messaging.backend.MessagingBackend;
import io.messaging.benchmarks.process.ArrivalCount;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.TemporaryFolder;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.Sync;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

/** Our embedded server, and a backend that uses its socket. */
public final class EmbeddedBroker implements Broker {
    private final Sync sync;

    /** Creates the peer; with a temporary data directory and this sync, or null for messages in memory. */
    EmbeddedBroker(Sync sync) {
        this.sync = sync;
    }

    @Override
    public String name() {
        return sync == null ? "embedded" : "embedded-" + sync.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public ChildJvm start() {
        if (sync == null) {
            return ChildJvm.startServer(EmbeddedService.class);
        }
        try {
            return ChildJvm.startServer(EmbeddedService.class, TemporaryFolder.create(name()), sync.name());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public StoreClient connect(int port, String topic) {
        return new BackendClient(open(port), topic);
    }

    @Override
    public AutoCloseable subscribe(int port, String topic, ArrivalCount arrivals) {
        MessagingBackend backend = open(port);
        backend.subscribe(topic, message -> arrivals.add(1));
        return backend;
    }

    /** Opens a backend on a server of another process. */
    public static MessagingBackend open(int port) {
        return open(port, false);
    }

    /** Opens a backend on a server of this process, which it uses without a socket. */
    public static MessagingBackend openInProcess(int port) {
        return open(port, true);
    }

    private static MessagingBackend open(int port, boolean inProcess) {
        return MessagingConfig.of(Map.of(
                        "backend_module",
                        "io.messaging.embedded",
                        "backend_class",
                        "EmbeddedMessagingBackend",
                        "backend_config",
                        Map.of("port", port, "auto_start_server", false, "in_process", inProcess)))
                .createBackend();
    }
}
