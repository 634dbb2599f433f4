package io.messaging.redis.python;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.redis.subscription.RedisSubscription;
import io.messaging.redis.subscription.WakeUps;
import io.messaging.spi.delivery.SerialDelivery;
import java.util.concurrent.Executor;

/** Feeds a handler with the messages published to a topic from now on. Thread-safe. */
public final class PythonSubscription extends RedisSubscription {
    private final PythonReader reader;
    private final WakeUps wakeUps;
    private final PythonFeed feed;
    private final SerialDelivery delivery;
    private final WakeUps.Listener listener = this::published;

    /** Taken, and not yet checked for expiry; changed by the delivery's thread only. */
    private volatile Message taken;

    public PythonSubscription(
            PythonReader reader,
            WakeUps wakeUps,
            String topic,
            MessageHandler handler,
            SubscriptionOptions options,
            Executor executor,
            Executor callbacks) {
        super(topic, options, callbacks);
        this.reader = reader;
        this.wakeUps = wakeUps;
        feed = new PythonFeed(reader, topic);
        delivery = new SerialDelivery(this, handler, this::next, executor);
    }

    /** Activates it: what is stored after this has returned is delivered. */
    public void start() {
        wakeUps.add(topic(), listener);
        feed.start();
        delivery.signal();
    }

    private Message next() {
        try {
            if (taken == null) {
                taken = feed.next();
            }
            while (taken != null && taken.ttlSeconds().isPresent() && !reader.isAlive(topic(), taken)) {
                taken = feed.next();
            }
            Message message = taken;
            taken = null;
            return message;
        } catch (MessagingException e) {
            return null; // what is taken or queued is tried again at the next poll
        }
    }

    private void published(byte[] json) {
        feed.published(json);
        delivery.signal();
    }

    @Override
    protected void poll() {
        reader.count(topic()).thenAccept(count -> {
            if (feed.missed(count) || taken != null) {
                delivery.signal();
            }
        });
    }

    @Override
    protected SerialDelivery delivery() {
        return delivery;
    }

    @Override
    protected void closeSource() {
        wakeUps.remove(topic(), listener);
    }
}
