package io.messaging.inmemory;

import com.google.auto.service.AutoService;
import io.messaging.backend.MessagingBackend;
import io.messaging.spi.BackendName;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.MessagingBackendFactory;
import io.messaging.spi.OptionValues;
import io.messaging.store.StoreLimits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Creates {@link InMemoryMessagingBackend}s from a configuration. Thread-safe. */
@AutoService(MessagingBackendFactory.class)
@SuppressWarnings("exports") // auto-service is needed to compile only
public final class InMemoryMessagingBackendFactory implements MessagingBackendFactory {
    private static final String CLASS = "InMemoryMessagingBackend";

    /** For {@link java.util.ServiceLoader}. */
    public InMemoryMessagingBackendFactory() {}

    @Override
    public BackendName name() {
        return new BackendName("io.messaging.inmemory", CLASS);
    }

    @Override
    public List<BackendName> aliases() {
        return List.of(
                new BackendName("rustic_ai.core.messaging.backend.in_memory_backend", CLASS),
                new BackendName("rustic_ai.core.messaging.backend", CLASS),
                new BackendName("rustic_ai.core.messaging", CLASS),
                new BackendName("rustic_ai.core.messaging.backend.inmemory_backend", CLASS));
    }

    @Override
    public String description() {
        return "Keeps everything in the heap of one JVM; for tests and programs of one process.";
    }

    @Override
    public List<FactoryOption<?>> options() {
        return InMemoryOptions.ALL;
    }

    @Override
    public MessagingBackend create(OptionValues options) {
        return new InMemoryMessagingBackend(
                options.get(InMemoryOptions.BROKER),
                options.get(InMemoryOptions.DELIVERY),
                StoreLimits.of(options),
                InstantSource.system(),
                Duration.ofMillis(options.get(InMemoryOptions.CLOSE_TIMEOUT_MILLIS)));
    }
}
