package io.messaging.inmemory;

import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.spi.AbstractMessagingBackend;
import io.messaging.spi.FactoryOption;
import io.messaging.store.StoreLimits;
import java.util.List;

/** The options of {@link InMemoryMessagingBackend}, for its builder and for configurations. */
public final class InMemoryOptions {
    /** What backends that share their messages have in common. */
    public static final FactoryOption<String> BROKER = FactoryOption.text(
            "broker",
            InMemoryMessagingBackend.DEFAULT_BROKER,
            "Backends of one JVM that name the same broker share messages and subscriptions.");

    /** Whose thread runs a handler. */
    public static final FactoryOption<Delivery> DELIVERY = FactoryOption.choice(
            "delivery",
            Delivery.DIRECT,
            "Whose thread runs a handler: the storing thread (direct) or one of the backend's (async).");

    /** How long a close waits for handlers, in milliseconds. */
    public static final FactoryOption<Integer> CLOSE_TIMEOUT_MILLIS = AbstractMessagingBackend.CLOSE_TIMEOUT_MILLIS;

    /** How many bytes may be stored. */
    public static final FactoryOption<Long> MAX_STORED_BYTES = StoreLimits.MAX_STORED_BYTES;

    /** How many messages a topic may hold. */
    public static final FactoryOption<Long> MAX_MESSAGES_PER_TOPIC = StoreLimits.MAX_MESSAGES_PER_TOPIC;

    /** How many topics there may be. */
    public static final FactoryOption<Integer> MAX_TOPICS = StoreLimits.MAX_TOPICS;

    /** How long the name of a topic may be. */
    public static final FactoryOption<Integer> MAX_TOPIC_LENGTH = StoreLimits.MAX_TOPIC_LENGTH;

    /** Every option. */
    static final List<FactoryOption<?>> ALL = List.of(
            BROKER,
            DELIVERY,
            CLOSE_TIMEOUT_MILLIS,
            MAX_STORED_BYTES,
            MAX_MESSAGES_PER_TOPIC,
            MAX_TOPICS,
            MAX_TOPIC_LENGTH);

    private InMemoryOptions() {}
}
