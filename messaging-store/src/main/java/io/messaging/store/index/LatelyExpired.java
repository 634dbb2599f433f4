package io.messaging.store.index;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * Which messages have expired within the time that a client may try to store them again, because it got no answer: a
 * message that was stored, delivered and has expired is not to be stored and delivered a second time. Only messages
 * that live shorter than that come here, and not more than a fixed number.
 *
 * <p>Thread-safe: guarded by its monitor.
 */
public final class LatelyExpired {
    /** Longer than clients usually retry. */
    private static final long REMEMBER_MILLIS = 60_000;

    private static final int MOST = 50_000;

    private record Gone(String topic, long id) {}

    private record Entry(Gone gone, long untilMillis) {}

    private final Set<Gone> gone = new HashSet<>();
    private final ArrayDeque<Entry> order = new ArrayDeque<>();

    /** A message leaves, because its time has come or because its topic is cleared. */
    public synchronized void add(ExpiringMessage item, long nowMillis) {
        long untilMillis = item.storedAtMillis() + REMEMBER_MILLIS;
        Gone key = new Gone(item.owner().name(), item.id());
        if (untilMillis > nowMillis && gone.add(key)) {
            order.add(new Entry(key, untilMillis));
            if (order.size() > MOST) {
                gone.remove(order.poll().gone());
            }
        }
    }

    public synchronized boolean contains(String topic, long id) {
        return gone.contains(new Gone(topic, id));
    }

    public synchronized boolean isEmpty() {
        return order.isEmpty();
    }

    /** Forgets what is no longer retried. Entries are in the order of expiry, so this is roughly on time. */
    public synchronized void purge(long nowMillis) {
        while (!order.isEmpty() && order.peek().untilMillis() <= nowMillis) {
            gone.remove(order.poll().gone());
        }
    }
}
