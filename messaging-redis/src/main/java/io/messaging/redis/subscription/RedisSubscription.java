package io.messaging.redis.subscription;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.spi.delivery.AbstractSubscription;
import java.util.concurrent.Executor;

/** A subscription that also polls for messages whose wake-up was lost. Thread-safe. */
public abstract class RedisSubscription extends AbstractSubscription {
    protected RedisSubscription(String topic, SubscriptionOptions options, Executor callbacks) {
        super(topic, options, callbacks);
    }

    /** Polls for new messages, without blocking; called periodically. */
    protected abstract void poll();
}
