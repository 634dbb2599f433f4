package io.messaging.embedded;

import com.google.auto.service.AutoService;
import io.messaging.backend.MessagingBackend;
import io.messaging.embedded.client.link.ClientSettings;
import io.messaging.embedded.server.core.ServerSettings;
import io.messaging.spi.BackendName;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.MessagingBackendFactory;
import io.messaging.spi.OptionValues;
import java.time.InstantSource;
import java.util.List;

/** Creates {@link EmbeddedMessagingBackend}s from a configuration. Thread-safe. */
@AutoService(MessagingBackendFactory.class)
@SuppressWarnings("exports") // auto-service is needed to compile only
public final class EmbeddedMessagingBackendFactory implements MessagingBackendFactory {
    private static final String CLASS = "EmbeddedMessagingBackend";

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
    public List<FactoryOption<?>> options() {
        return ClientSettings.options();
    }

    @Override
    public MessagingBackend create(OptionValues options) {
        return new EmbeddedMessagingBackend(
                new ClientSettings(new ServerSettings(options, TokenSource.resolve(options), InstantSource.system())));
    }
}
