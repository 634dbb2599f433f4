package io.messaging.redis.subscription;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.spi.delivery.AbstractSubscription;
import java.util.concurrent.Executor;

/** A handler fed from Redis, which also has to look for messages whose wake-up was lost. Thread-safe. */
public abstract class RedisSubscription extends AbstractSubscription {
    /**
     * For subclasses.
     *
     * @param topic the topic
     * @param options the options
     * @param callbacks runs what programs hang on the end
     */
    protected RedisSubscription(String topic, SubscriptionOptions options, Executor callbacks) {
        super(topic, options, callbacks);
    }

    /** Looks whether something is new, without blocking; called from time to time. */
    protected abstract void poll();
}
