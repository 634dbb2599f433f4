package io.messaging.embedded.client.subscription;

import io.messaging.administration.Subscriber;
import io.messaging.embedded.server.core.Recipient;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.embedded.server.core.SubscriberEntry;
import io.messaging.message.Message;

/** A source in the store of a server in this JVM, listed there as a subscriber. Thread-safe except where said. */
abstract class StoreSource implements LinkSource, SubscriberEntry {
    private final ServerCore core;
    private final Subscriber subscriber;
    private final Runnable onNew;
    private final PublishedMessages published;
    private final DrainWaiters drainWaiters = new DrainWaiters();

    /** Takes what runs when there may be something to poll. */
    StoreSource(ServerCore core, Subscriber subscriber, Runnable onNew) {
        this.core = core;
        this.subscriber =
                subscriber.from(subscriber.origin().at(core.settings().clock().instant()));
        this.onNew = onNew;
        this.published = new PublishedMessages(onNew);
    }

    @Override
    public Message poll() {
        Message transientMessage = published.poll();
        if (transientMessage != null) {
            return transientMessage;
        }
        int waiting = drainWaiters.count(); // those that come later may be about what this poll misses
        Message stored = next();
        if (stored != null) {
            return stored.compact();
        }
        if (waiting > 0 && isDrained()) {
            drainWaiters.complete(waiting);
        }
        return null;
    }

    /** There may be something to poll. */
    final void signal() {
        onNew.run();
    }

    /** Returns the next stored message, or null when there is none now. */
    abstract Message next();

    /** Whether what was stored before {@link #next} found nothing is handled. */
    abstract boolean isDrained();

    /** Ends what {@link #next} reads. */
    abstract void closeStore();

    @Override
    public final void whenDrained(Runnable waiter) {
        drainWaiters.add(waiter);
        signal();
    }

    @Override
    public final String serverId() {
        return core.id();
    }

    @Override
    public final Subscriber subscriber() {
        return subscriber;
    }

    @Override
    public final Recipient recipient() {
        return published;
    }

    @Override
    public final void close() {
        core.registry().remove(subscriber.topic(), this); // before waiters are completed: they must see that it left
        closeStore();
        drainWaiters.completeAll();
    }
}
