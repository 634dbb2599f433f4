package io.messaging.testing;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.spi.BackendName;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.MessagingBackendFactory;
import io.messaging.spi.OptionValues;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands for a backend that a user has written, of which this module knows nothing. */
public final class CustomBackend implements MessagingBackendFactory {
    static final MessagingConfig CONFIG = MessagingConfig.of(
            Map.of("backend_module", "com.example", "backend_class", "CustomBackend", "backend_config", Map.of()));

    private static final AtomicInteger OPENED = new AtomicInteger();

    /** For {@link java.util.ServiceLoader}. */
    public CustomBackend() {}

    static int opened() {
        return OPENED.get();
    }

    @Override
    public BackendName name() {
        return new BackendName("com.example", "CustomBackend");
    }

    @Override
    public List<BackendName> aliases() {
        return List.of();
    }

    @Override
    public String description() {
        return "A user's own.";
    }

    @Override
    public List<FactoryOption<?>> options() {
        return List.of();
    }

    @Override
    public MessagingBackend create(OptionValues options) {
        OPENED.incrementAndGet();
        return InMemoryMessagingBackend.open("custom", Delivery.ASYNC);
    }
}
