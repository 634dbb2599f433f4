package io.messaging.inmemory;

import com.google.auto.service.AutoService;
import io.messaging.backend.MessagingBackend;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.spi.BackendName;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.MessagingBackendFactory;
import io.messaging.spi.OptionValues;
import io.messaging.store.StoreLimits;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/** Makes {@link InMemoryMessagingBackend}s from a configuration. Thread-safe. */
@AutoService(MessagingBackendFactory.class)
@SuppressWarnings("exports") // auto-service is needed to compile only
public final class InMemoryMessagingBackendFactory implements MessagingBackendFactory {
    private static final String CLASS = "InMemoryMessagingBackend";
    private static final long DEFAULT_MAX_PER_TOPIC = 10_000_000;
    private static final long DEFAULT_MAX_TOPICS = 1_000_000;
    private static final long DEFAULT_MAX_NAME_LENGTH = 4_096;

    static final StoreLimits DEFAULT_LIMITS = new StoreLimits(
            Long.MAX_VALUE, DEFAULT_MAX_PER_TOPIC, (int) DEFAULT_MAX_TOPICS, (int) DEFAULT_MAX_NAME_LENGTH);

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
    public List<FactoryOption> options() {
        return List.of(
                FactoryOption.text(
                        "broker",
                        InMemoryMessagingBackend.DEFAULT_BROKER,
                        "Backends of one JVM that name the same broker share messages and subscriptions."),
                FactoryOption.choice(
                        "delivery",
                        "direct",
                        List.of("direct", "async"),
                        "Whose thread runs a handler: the storing thread (direct) or one of the backend's (async)."),
                FactoryOption.integer(
                        "max_stored_bytes",
                        Long.MAX_VALUE,
                        1,
                        Long.MAX_VALUE,
                        "How many bytes may be stored, JSON and 128 for each message; with a limit each message is "
                                + "written as JSON once, in order to count it."),
                FactoryOption.integer(
                        "max_messages_per_topic",
                        DEFAULT_MAX_PER_TOPIC,
                        1,
                        Long.MAX_VALUE,
                        "How many messages one topic may hold; one more is refused."),
                FactoryOption.integer(
                        "max_topics", DEFAULT_MAX_TOPICS, 1, Integer.MAX_VALUE, "How many topics there may be."),
                FactoryOption.integer(
                        "max_topic_length",
                        DEFAULT_MAX_NAME_LENGTH,
                        1,
                        Integer.MAX_VALUE,
                        "How many characters the name of a topic or namespace may have."));
    }

    @Override
    public MessagingBackend create(OptionValues options) {
        return new InMemoryMessagingBackend(
                options.text("broker"),
                Delivery.valueOf(options.text("delivery").toUpperCase(Locale.ROOT)),
                new StoreLimits(
                        options.integer("max_stored_bytes"),
                        options.integer("max_messages_per_topic"),
                        (int) options.integer("max_topics"),
                        (int) options.integer("max_topic_length")),
                InstantSource.system());
    }
}
