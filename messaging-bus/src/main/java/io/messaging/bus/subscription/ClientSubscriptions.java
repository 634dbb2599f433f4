package io.messaging.bus.subscription;

import io.messaging.backend.DeliveryHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The subscriptions of one client that have not ended. Thread-safe. */
public final class ClientSubscriptions {
    private final MessagingBackend backend;
    private final String clientId;
    private final Set<Subscription> open = ConcurrentHashMap.newKeySet();
    private final Map<String, DurableTopic> durables = new HashMap<>(); // guarded by itself

    /** Creates a client without subscriptions. */
    public ClientSubscriptions(MessagingBackend backend, String clientId) {
        this.backend = backend;
        this.clientId = clientId;
    }

    /** Subscribes; the handlers of a durable client's topic share one subscription of the backend. */
    public Subscription subscribe(String topic, DeliveryHandler handler, SubscriptionOptions options) {
        options.clientId().ifPresent(this::requireOwn);
        Subscription subscription =
                options.isDurable() ? durable(topic, handler, options) : backend.subscribe(topic, handler, options);
        open.add(subscription);
        subscription.ended().thenAccept(end -> open.remove(subscription));
        return subscription;
    }

    private void requireOwn(String other) {
        if (!other.equals(clientId)) {
            throw new IllegalArgumentException("the options are of durable client '" + other + "', and this is client '"
                    + clientId + "', which subscribes under its own id; begin with options()");
        }
    }

    private Subscription durable(String name, DeliveryHandler handler, SubscriptionOptions options) {
        synchronized (durables) {
            DurableTopic known = durables.get(name);
            if (known != null && known.isActive()) {
                if (!known.options().equals(options)) {
                    throw new IllegalArgumentException("client '" + clientId + "' is subscribed to topic '" + name
                            + "' with " + known.options() + ", and a further handler with " + options
                            + "; a durable client has the same options for all handlers of a topic");
                }
                DurableTopic.Handler added = known.add(handler);
                if (added != null) {
                    return added;
                }
            }
            DurableTopic topic = new DurableTopic(options);
            DurableTopic.Handler first = topic.add(handler);
            topic.connect(backend.subscribe(name, topic, options));
            first.connected();
            durables.put(name, topic);
            return first;
        }
    }

    /** Ends all of them. */
    public void close() {
        List.copyOf(open).forEach(Subscription::close);
    }
}
