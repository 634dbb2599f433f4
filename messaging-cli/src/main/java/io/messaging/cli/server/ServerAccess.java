package io.messaging.cli.server;

import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.CommandFailedException;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedMessagingBackend;
import java.util.Map;

/** A connection to an embedded server for the commands that ask what only such a server knows. */
final class ServerAccess implements AutoCloseable {
    private final EmbeddedMessagingBackend backend;
    private final String address;

    private ServerAccess(EmbeddedMessagingBackend backend, String address) {
        this.backend = backend;
        this.address = address;
    }

    /** Opens it, or says why the configured backend is none. */
    static ServerAccess open(BackendOptions options, String command) {
        MessagingConfig config = options.forVisitor();
        MessagingBackend backend = config.createBackend();
        if (backend instanceof EmbeddedMessagingBackend embedded) {
            return new ServerAccess(embedded, address(config));
        }
        backend.close();
        throw new CommandFailedException(command + " asks an embedded server, but the configuration names "
                + config.backendName().className() + "; use --host and --port, or a configuration of the embedded "
                + "backend");
    }

    /** Where an embedded backend's server is, or would be. */
    static String address(MessagingConfig config) {
        Map<?, ?> options = (Map<?, ?>) config.toMap().get("backend_config");
        Object host = options.get("host");
        Object port = options.get("port");
        return (host == null ? BackendOptions.LOOPBACK : host) + ":"
                + (port == null ? BackendOptions.DEFAULT_PORT : port);
    }

    EmbeddedMessagingBackend backend() {
        return backend;
    }

    String address() {
        return address;
    }

    @Override
    public void close() {
        backend.close();
    }
}
