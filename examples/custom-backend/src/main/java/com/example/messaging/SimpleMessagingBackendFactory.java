package com.example.messaging;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.spi.BackendName;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.MessagingBackendFactory;
import io.messaging.spi.OptionValues;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Lets a configuration name the backend. The file in META-INF/services leads here. */
public final class SimpleMessagingBackendFactory implements MessagingBackendFactory {
    private static final FactoryOption<Integer> MAX_MESSAGE_BYTES = FactoryOption.integer(
            "max_message_bytes", 16 << 20, 1_024, 1 << 30, "The largest message's JSON, in bytes.");

    private static final FactoryOption<String> JOURNAL = FactoryOption.text(
            "journal", null, "A file that keeps what is stored, for one backend at a time; without it, memory does.");

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
        return List.of(MAX_MESSAGE_BYTES, JOURNAL);
    }

    @Override
    public MessagingBackend create(OptionValues options) {
        return new SimpleMessagingBackend(
                options.get(MAX_MESSAGE_BYTES),
                options.find(JOURNAL).map(SimpleMessagingBackendFactory::open).orElseGet(Journal::none));
    }

    private static Journal open(String path) {
        try {
            return Journal.open(Path.of(path));
        } catch (IOException | InvalidPathException e) {
            throw new MessagingConfigurationException(
                    "option 'journal' is '" + path + "', which cannot be opened; name a file in a folder that is there",
                    e);
        }
    }
}
