package io.messaging.redis.subscription;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.Keys;
import io.messaging.redis.store.Worker;
import io.messaging.spi.delivery.HandlerThreads;
import io.messaging.spi.delivery.Subscriptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The subscriptions of one backend, and what they share: channels, threads and the list of subscribers. Thread-safe.
 */
public final class SubscriptionManager {
    private final RedisLink link;
    private final Keys keys;
    private final Worker worker;
    private final long pollMillis;
    private final HandlerThreads handlerThreads;
    private final Executor callbacks;
    private final WakeUps wakeUps;
    private final Presence presence;
    private final Subscriptions<RedisSubscription> subscriptions = new Subscriptions<>();
    private final AtomicBoolean started = new AtomicBoolean();

    /** Creates a manager without subscriptions, connections or threads; it closes the handler threads. */
    public SubscriptionManager(
            RedisLink link,
            Keys keys,
            Worker worker,
            HandlerThreads handlerThreads,
            Executor callbacks,
            long pollMillis) {
        this.link = link;
        this.keys = keys;
        this.worker = worker;
        this.pollMillis = pollMillis;
        this.handlerThreads = handlerThreads;
        this.callbacks = callbacks;
        wakeUps = new WakeUps(link);
        presence = new Presence(link, keys);
    }

    /** Subscribes from now on; the subscription is active on return. */
    public RedisSubscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        PlainSubscription subscription =
                new PlainSubscription(link, keys, wakeUps, topic, handler, options, handlerThreads, callbacks);
        return open(subscription, subscription::start);
    }

    /** Activates a subscription, or removes it when that fails. */
    public RedisSubscription open(RedisSubscription subscription, Runnable start) {
        if (started.compareAndSet(false, true)) {
            worker.every(pollMillis, () -> subscriptions.list().forEach(RedisSubscription::poll));
            worker.every(pollMillis, wakeUps::poll);
            worker.every(Presence.RENEW_MILLIS, presence::renew);
        }
        boolean done = false;
        try {
            start.run();
            String number = presence.show(subscription.subscriber());
            subscriptions.add(subscription, () -> presence.hide(number));
            done = true;
        } finally {
            if (!done) {
                subscription.close();
            }
        }
        return subscription;
    }

    /** Unsubscribes one client; all subscriptions to the topic when empty. */
    public void unsubscribe(String topic, Optional<String> clientId) {
        subscriptions.unsubscribe(topic, clientId);
    }

    /** Returns the active subscriptions of this backend. */
    public List<RedisSubscription> list() {
        return subscriptions.list();
    }

    public WakeUps wakeUps() {
        return wakeUps;
    }

    public Presence presence() {
        return presence;
    }

    /** Returns the threads of handlers, also for work that must not run on an I/O thread. */
    public Executor handlerThreads() {
        return handlerThreads;
    }

    /** Returns the executor of user callbacks. */
    public Executor callbacks() {
        return callbacks;
    }

    /** Ends all subscriptions, and waits for their handlers up to the limit; returns the nanoseconds that are left. */
    public long end(Duration limit) {
        presence.close();
        return subscriptions.close(limit);
    }

    /** Ends the threads, after {@link #end}. */
    public void close(long nanos, long beganNanos) {
        handlerThreads.close(nanos, beganNanos);
        wakeUps.close();
    }
}
