package io.messaging.embedded;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import java.util.Map;

/** Backends for tests, made as programs make them. */
final class Backends {
    private Backends() {}

    /** A client of a server that is there already, through the socket. */
    static EmbeddedMessagingBackend socket(int port) {
        return open(Map.of("port", port, "auto_start_server", false, "in_process", false));
    }

    /** The same, with a limit for each call. */
    static EmbeddedMessagingBackend socket(int port, int timeoutMillis) {
        return open(Map.of(
                "port",
                port,
                "auto_start_server",
                false,
                "in_process",
                false,
                "request_timeout_millis",
                timeoutMillis));
    }

    /** A client of a server of this JVM, without a socket. */
    static EmbeddedMessagingBackend inProcess(int port) {
        return open(Map.of("port", port, "auto_start_server", false));
    }

    /** A client that starts a server if need be. */
    static EmbeddedMessagingBackend autoStarting(int port, boolean inProcess) {
        return open(Map.of("port", port, "in_process", inProcess));
    }

    static EmbeddedMessagingBackend open(Map<String, Object> options) {
        return (EmbeddedMessagingBackend) MessagingConfig.of(Map.of(
                        "backend_module", "io.messaging.embedded",
                        "backend_class", "EmbeddedMessagingBackend",
                        "backend_config", options))
                .createBackend();
    }

    /** Returns one of a server's counts. */
    static long count(EmbeddedServer server, String name) {
        return server.stats().number(name).orElseThrow();
    }

    /** Returns the id of the server that a backend uses. */
    static String serverId(MessagingBackend backend) {
        return backend.administration().stats().text("server_id").orElseThrow();
    }
}
