package io.messaging.selftest.fault;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Knows who is subscribed, so that a fault can deliver what a correct backend does not. Thread-safe. */
public final class Deliveries {
    private final Map<String, List<Noted>> byTopic = new ConcurrentHashMap<>();

    /** A handler, called only while its subscription is active: ended() may complete later. */
    private record Noted(Subscription subscription, MessageHandler handler) {}

    /** One call at a time to each handler, as a correct backend would. */
    private record OneAtATime(MessageHandler handler) implements MessageHandler {
        @Override
        public synchronized void onMessage(Message message) throws Exception {
            handler.onMessage(message);
        }
    }

    public Delegate noting(MessagingBackend correct) {
        return new Delegate(correct) {
            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                if (topic == null || handler == null || options == null || options.isShared()) {
                    return super.subscribe(topic, handler, options);
                }
                MessageHandler one = new OneAtATime(handler);
                List<Noted> all = byTopic.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>());
                Subscription subscription = super.subscribe(topic, one, options);
                Noted noted = new Noted(subscription, one);
                all.add(noted);
                subscription.ended().thenRun(() -> all.remove(noted));
                return subscription;
            }
        };
    }

    public Set<String> topics() {
        return byTopic.keySet();
    }

    public void deliver(String topic, Message message) {
        for (Noted noted : byTopic.getOrDefault(topic, List.of())) {
            if (noted.subscription().isActive()) {
                deliver(noted.handler(), message);
            }
        }
    }

    public static void deliver(MessageHandler handler, Message message) {
        try {
            handler.onMessage(message);
        } catch (Exception e) {
            throw new IllegalStateException("a handler that a fault called has failed", e);
        }
    }
}
