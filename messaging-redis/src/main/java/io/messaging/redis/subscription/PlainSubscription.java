package io.messaging.redis.subscription;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.Keys;
import io.messaging.spi.delivery.SerialDelivery;
import java.util.concurrent.Executor;

/** Feeds a handler with the messages stored from now on. Thread-safe. */
final class PlainSubscription extends RedisSubscription {
    private final LogSource source;
    private final SerialDelivery delivery;

    PlainSubscription(
            RedisLink link,
            Keys keys,
            WakeUps wakeUps,
            String topic,
            MessageHandler handler,
            SubscriptionOptions options,
            Executor executor,
            Executor callbacks) {
        super(topic, options, callbacks);
        source = new LogSource(link, keys, wakeUps, topic, this::signal);
        delivery = new SerialDelivery(this, handler, this::next, executor);
    }

    /** Activates it: what is stored after this has returned is delivered. */
    void start() {
        source.open();
        source.cursor().startAt(source.end());
        delivery.signal(); // for what was stored in between
    }

    private void signal() {
        delivery.signal();
    }

    private Message next() {
        LogEntry entry = source.cursor().next();
        return entry == null ? null : entry.message();
    }

    @Override
    protected SerialDelivery delivery() {
        return delivery;
    }

    @Override
    protected void closeSource() {
        source.close();
    }

    @Override
    protected void poll() {
        source.poll();
    }
}
