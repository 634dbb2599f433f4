package io.messaging.embedded;

import com.google.auto.service.AutoService;
import io.messaging.backend.MessagingBackend;
import io.messaging.embedded.client.link.ClientSettings;
import io.messaging.spi.BackendName;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.MessagingBackendFactory;
import io.messaging.spi.OptionValues;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Creates {@link EmbeddedMessagingBackend}s from a configuration. Thread-safe. */
@AutoService(MessagingBackendFactory.class)
@SuppressWarnings("exports") // auto-service is needed to compile only
public final class EmbeddedMessagingBackendFactory implements MessagingBackendFactory {
    private static final String CLASS = "EmbeddedMessagingBackend";
    private static final String AUTO_START_SERVER = "auto_start_server";
    private static final String REQUEST_TIMEOUT_MILLIS = "request_timeout_millis";
    private static final String IN_PROCESS = "in_process";
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
        return List.of(
                new BackendName("rustic_ai.core.messaging.backend.embedded_backend", CLASS),
                new BackendName("rustic_ai.core.messaging.backend", CLASS),
                new BackendName("rustic_ai.core.messaging", CLASS));
    }

    @Override
    public String description() {
        return "Shares messages between the processes of one machine through a server that the first of them starts.";
    }

    @Override
    public List<FactoryOption> options() {
        List<FactoryOption> options = new ArrayList<>(List.of(
                FactoryOption.text(
                        ServerOptionTable.HOST,
                        EmbeddedServerOptions.DEFAULT_HOST,
                        "The server's host; a server is started on a loopback host only, unless allow_remote is set."),
                FactoryOption.integer(
                        ServerOptionTable.PORT,
                        (long) EmbeddedServerOptions.DEFAULT_PORT,
                        1,
                        65_535,
                        "The server's TCP port."),
                FactoryOption.flag(
                        AUTO_START_SERVER, true, "Whether to start a server in this JVM when the port is free."),
                FactoryOption.integer(
                        REQUEST_TIMEOUT_MILLIS,
                        DEFAULT_TIMEOUT_MILLIS,
                        1,
                        MAX_TIMEOUT_MILLIS,
                        "How long a call may take, finding a server included, in milliseconds."),
                FactoryOption.flag(
                        IN_PROCESS,
                        true,
                        "Whether to use a server of this JVM directly; false goes through the socket always.")));
        options.addAll(ServerOptionTable.forBackends());
        return List.copyOf(options);
    }

    @Override
    public MessagingBackend create(OptionValues options) {
        return new EmbeddedMessagingBackend(new ClientSettings(
                ServerOptionTable.settings(options, InstantSource.system()),
                options.flag(AUTO_START_SERVER),
                (int) options.integer(REQUEST_TIMEOUT_MILLIS),
                options.flag(IN_PROCESS)));
    }
}
