package io.messaging.spi.delivery;

import io.messaging.backend.SubscriptionEnd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The subscriptions of one backend that have not ended. Thread-safe.
 *
 * @param <S> their type
 */
public final class Subscriptions<S extends AbstractSubscription> {
    private final Set<S> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Creates an empty set. */
    public Subscriptions() {}

    /**
     * Adds a subscription, which leaves by itself when it ends. After the close, ends it.
     *
     * @param subscription in force, or about to be
     * @param onEnd called when it ends, perhaps more than once
     */
    public void add(S subscription, Runnable onEnd) {
        open.add(subscription);
        Runnable leave = () -> {
            open.remove(subscription);
            onEnd.run();
        };
        subscription.onEnd(leave);
        if (closed) {
            end(subscription);
        } else if (subscription.delivery().isHalted()) { // before it was added, with a reason of its own
            subscription.closeSource();
            leave.run();
        }
    }

    /**
     * Closes those of a topic.
     *
     * @param topic the topic
     * @param clientId the only client or group to unsubscribe; empty for all
     */
    public void unsubscribe(String topic, Optional<String> clientId) {
        open.stream()
                .filter(subscription -> subscription.isTo(topic))
                .filter(subscription -> clientId.isEmpty()
                        || subscription
                                .options()
                                .clientId()
                                .or(subscription.options()::group)
                                .equals(clientId))
                .forEach(AbstractSubscription::close);
    }

    /** {@return the subscriptions in no particular order, a copy} */
    public List<S> list() {
        return List.copyOf(open);
    }

    /**
     * Ends all, waits for handlers that are running, and interrupts those that are left then. One whose thread is not the
     * backend's is named only, and one that is the caller is neither waited for nor interrupted.
     *
     * @param limit how long to wait
     * @return nanoseconds that are left of that time
     */
    public long close(Duration limit) {
        closed = true;
        List<S> last = list();
        last.forEach(Subscriptions::end);
        long began = System.nanoTime();
        long deadline = began + limit.toNanos();
        last.forEach(subscription -> subscription.awaitHalted(deadline - System.nanoTime()));
        last.forEach(subscription -> subscription.interrupt(began));
        return Math.max(0, deadline - System.nanoTime());
    }

    private static void end(AbstractSubscription subscription) {
        subscription.end(SubscriptionEnd.Reason.BACKEND_CLOSED, "the backend was closed");
    }
}
