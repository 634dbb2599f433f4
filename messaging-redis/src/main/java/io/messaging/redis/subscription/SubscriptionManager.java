package io.messaging.redis.subscription;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.Keys;
import io.messaging.redis.store.Worker;
import io.messaging.spi.delivery.HandlerThreads;
import io.messaging.spi.delivery.Subscriptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** One backend's subscriptions, and what they share: channels, threads and the list of who is there. Thread-safe. */
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

    /**
     * Makes it without subscriptions, connections or threads yet.
     *
     * @param link the way to Redis
     * @param keys names
     * @param worker for what happens from time to time
     * @param handlerThreads run handlers; closed with this
     * @param callbacks runs what programs hang on the end of a subscription
     * @param pollMillis how often to look for messages whose wake-up was lost
     */
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

    /**
     * Subscribes from now on.
     *
     * @param topic the topic
     * @param handler the handler
     * @param options plain
     * @return in force
     */
    public RedisSubscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        PlainSubscription subscription =
                new PlainSubscription(link, keys, wakeUps, topic, handler, options, handlerThreads, callbacks);
        return open(subscription, subscription::start);
    }

    /**
     * Puts a subscription in force, or leaves nothing of it.
     *
     * @param subscription not yet in force
     * @param start puts it in force
     * @return the subscription
     */
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

    /**
     * Unsubscribes.
     *
     * @param topic the topic
     * @param clientId the only client; empty for all subscriptions
     */
    public void unsubscribe(String topic, Optional<String> clientId) {
        subscriptions.unsubscribe(topic, clientId);
    }

    /**
     * Lists this backend's subscriptions.
     *
     * @return those in force now
     */
    public List<RedisSubscription> list() {
        return subscriptions.list();
    }

    /**
     * Gives the channels.
     *
     * @return shared by all subscriptions
     */
    public WakeUps wakeUps() {
        return wakeUps;
    }

    /**
     * Gives the list of who is there.
     *
     * @return of all instances
     */
    public Presence presence() {
        return presence;
    }

    /**
     * Gives the threads that run handlers.
     *
     * @return also for what must not happen on an I/O thread
     */
    public Executor handlerThreads() {
        return handlerThreads;
    }

    /**
     * Gives what runs the programs' callbacks.
     *
     * @return for what programs hang on the end of a subscription
     */
    public Executor callbacks() {
        return callbacks;
    }

    /** Ends all subscriptions and threads. Bounded in time. */
    public void close() {
        long began = System.nanoTime();
        presence.close();
        handlerThreads.close(subscriptions.close(), began);
        wakeUps.close();
    }
}
