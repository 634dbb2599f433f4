package com.example.messaging;

import io.messaging.backend.MessagingBackend;
import io.messaging.spi.BackendName;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.MessagingBackendFactory;
import io.messaging.spi.OptionValues;
import java.util.List;

/** Lets a configuration name the backend. The file in META-INF/services leads here. */
public final class SimpleMessagingBackendFactory implements MessagingBackendFactory {
    private static final FactoryOption<Integer> MAX_MESSAGE_BYTES = FactoryOption.integer(
            "max_message_bytes", 16 << 20, 1_024, 1 << 30, "The largest message's JSON, in bytes.");

    @Override
    public BackendName name() {
        return new BackendName("com.example.messaging", "SimpleMessagingBackend");
    }

    @Override
    public String description() {
        return "Keeps messages in maps, under one lock; an example to start from.";
    }

    @Override
    public List<FactoryOption<?>> options() {
        return List.of(MAX_MESSAGE_BYTES);
    }

    @Override
    public MessagingBackend create(OptionValues options) {
        return new SimpleMessagingBackend(options.get(MAX_MESSAGE_BYTES));
    }
}
