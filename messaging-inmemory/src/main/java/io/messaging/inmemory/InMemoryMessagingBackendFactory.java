package io.messaging.inmemory;

import com.google.auto.service.AutoService;
import io.messaging.backend.MessagingBackend;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.spi.AbstractMessagingBackend;
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

    private static final FactoryOption<String> BROKER = FactoryOption.text(
            "broker",
            InMemoryMessagingBackend.DEFAULT_BROKER,
            "Backends of one JVM that name the same broker share messages and subscriptions.");

    private static final FactoryOption<Delivery> DELIVERY = FactoryOption.choice(
            "delivery",
            Delivery.DIRECT,
            "Whose thread runs a handler: the storing thread (direct) or one of the backend's (async).");

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
        return List.of(
                BROKER,
                DELIVERY,
                AbstractMessagingBackend.CLOSE_TIMEOUT_MILLIS,
                StoreLimits.MAX_STORED_BYTES,
                StoreLimits.MAX_MESSAGES_PER_TOPIC,
                StoreLimits.MAX_TOPICS,
                StoreLimits.MAX_TOPIC_LENGTH);
    }

    @Override
    public MessagingBackend create(OptionValues options) {
        return new InMemoryMessagingBackend(
                options.get(BROKER),
                options.get(DELIVERY),
                StoreLimits.of(options),
                InstantSource.system(),
                Duration.ofMillis(options.get(AbstractMessagingBackend.CLOSE_TIMEOUT_MILLIS)));
    }
}
