package io.messaging.embedded;

import com.google.auto.service.AutoService;
import io.messaging.backend.BackendName;
import io.messaging.backend.FactoryOption;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingBackendFactory;
import io.messaging.backend.OptionValues;
import io.messaging.embedded.client.ClientSettings;
import java.util.List;

/** Makes {@link EmbeddedMessagingBackend}s from a configuration. Thread-safe. */
@AutoService(MessagingBackendFactory.class)
@SuppressWarnings("exports") // auto-service is needed to compile only
public final class EmbeddedMessagingBackendFactory implements MessagingBackendFactory {
    private static final String CLASS = "EmbeddedMessagingBackend";
    private static final long DEFAULT_TIMEOUT_MILLIS = 10_000;
    private static final long MAX_TIMEOUT_MILLIS = 3_600_000;

    /** For {@link java.util.ServiceLoader}. */
    public EmbeddedMessagingBackendFactory() {}

    @Override
    public BackendName name() {
        return new BackendName("io.messaging.embedded", CLASS);
    }

    @Override
    public List<BackendName> aliases() {
        return List.of(new BackendName("rustic_ai.core.messaging.backend.embedded_backend", CLASS));
    }

    @Override
    public String description() {
        return "Shares messages between the processes of one machine through a server that the first of them starts.";
    }

    @Override
    public List<FactoryOption> options() {
        return List.of(
                FactoryOption.text(
                        "host",
                        EmbeddedServerOptions.DEFAULT_HOST,
                        "The server's host; a server is started on a loopback host only."),
                FactoryOption.integer(
                        "port", (long) EmbeddedServerOptions.DEFAULT_PORT, 1, 65_535, "The server's TCP port."),
                FactoryOption.flag(
                        "auto_start_server", true, "Whether to start a server in this JVM when the port is free."),
                FactoryOption.integer(
                        "request_timeout_millis",
                        DEFAULT_TIMEOUT_MILLIS,
                        1,
                        MAX_TIMEOUT_MILLIS,
                        "How long a call may take, finding a server included, in milliseconds."),
                FactoryOption.flag(
                        "in_process",
                        true,
                        "Whether to use a server of this JVM directly; false goes through the socket always."),
                FactoryOption.integer(
                        "max_message_bytes",
                        (long) EmbeddedServerOptions.DEFAULT_MAX_MESSAGE_BYTES,
                        EmbeddedServerOptions.MIN_MESSAGE_BYTES,
                        EmbeddedServerOptions.MAX_MESSAGE_BYTES,
                        "The largest message's JSON in bytes, where this backend starts the server."));
    }

    @Override
    public MessagingBackend create(OptionValues options) {
        EmbeddedServerOptions server = EmbeddedServerOptions.defaults()
                .host(options.text("host"))
                .port((int) options.integer("port"))
                .maxMessageBytes((int) options.integer("max_message_bytes"));
        return new EmbeddedMessagingBackend(new ClientSettings(
                server.settings(),
                options.flag("auto_start_server"),
                (int) options.integer("request_timeout_millis"),
                options.flag("in_process")));
    }
}
