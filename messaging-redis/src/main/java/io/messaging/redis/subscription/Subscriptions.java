package io.messaging.redis.subscription;

import io.messaging.backend.SubscriptionEnd;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The subscriptions of one backend. Thread-safe. */
public final class Subscriptions {
    private static final long CLOSE_WAIT_NANOS = 1_000_000_000L;

    private final Set<RedisSubscription> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Makes an empty set. */
    public Subscriptions() {}

    /**
     * Adds one; it leaves by itself when it ends. After the close, ends it.
     *
     * @param subscription in force
     * @param onEnd called when it ends, perhaps more than once
     */
    public void add(RedisSubscription subscription, Runnable onEnd) {
        open.add(subscription);
        subscription.onEnd(ended -> {
            open.remove(ended);
            onEnd.run();
        });
        if (closed) {
            end(subscription);
        } else if (!subscription.isActive()) {
            subscription.close(); // ended before it was added
        }
    }

    /**
     * Ends those of a topic.
     *
     * @param topic the topic
     * @param clientId the only client to unsubscribe; empty for all
     */
    public void unsubscribe(String topic, Optional<String> clientId) {
        open.stream()
                .filter(subscription -> subscription.topic().equals(topic))
                .filter(subscription ->
                        clientId.isEmpty() || subscription.options().clientId().equals(clientId))
                .forEach(RedisSubscription::close);
    }

    /** Lets all look for something new. */
    public void poll() {
        open.forEach(RedisSubscription::poll);
    }

    /**
     * Lists them.
     *
     * @return those in force now
     */
    public List<RedisSubscription> list() {
        return List.copyOf(open);
    }

    /**
     * Ends all, and waits a short time for handlers that are running.
     *
     * @return nanoseconds that are left of that time
     */
    public long close() {
        closed = true;
        List<RedisSubscription> last = list();
        last.forEach(Subscriptions::end);
        long deadline = System.nanoTime() + CLOSE_WAIT_NANOS;
        last.forEach(subscription -> subscription.awaitHalted(deadline - System.nanoTime()));
        return Math.max(0, deadline - System.nanoTime());
    }

    private static void end(RedisSubscription subscription) {
        subscription.end(SubscriptionEnd.Reason.BACKEND_CLOSED, "the backend was closed");
    }
}
