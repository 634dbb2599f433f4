package io.messaging.embedded.testing;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import java.util.Map;

/** Backends for tests, made as programs make them. */
public final class Backends {
    /** A limit for calls that only guards against a hang: the machine may be busy. */
    public static final int PATIENT_MILLIS = 60_000;

    private Backends() {}

    /** A client of a server that is there already, through the socket. */
    public static EmbeddedMessagingBackend socket(int port) {
        return open(Map.of("port", port, "auto_start_server", false, "in_process", false));
    }

    /** The same, with a limit for each call. */
    public static EmbeddedMessagingBackend socket(int port, int timeoutMillis) {
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
    public static EmbeddedMessagingBackend inProcess(int port) {
        return open(Map.of("port", port, "auto_start_server", false));
    }

    /** A client that starts a server if need be. */
    public static EmbeddedMessagingBackend autoStarting(int port, boolean inProcess) {
        return open(Map.of("port", port, "in_process", inProcess));
    }

    public static EmbeddedMessagingBackend open(Map<String, Object> options) {
        return (EmbeddedMessagingBackend) config(options).createBackend();
    }

    public static MessagingConfig config(Map<String, Object> options) {
        return MessagingConfig.of(Map.of(
                "backend_module", "io.messaging.embedded",
                "backend_class", "EmbeddedMessagingBackend",
                "backend_config", options));
    }

    /** Returns one of a server's counts. */
    public static long count(EmbeddedServer server, String name) {
        return server.stats().number(name).orElseThrow();
    }

    /** Returns the id of the server that a backend uses. */
    public static String serverId(MessagingBackend backend) {
        return backend.administration().stats().text("server_id").orElseThrow();
    }
}
