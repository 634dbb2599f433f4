package io.messaging.selftest.fault;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Subscriptions that take several messages at a time. */
public final class Batches {
    private Batches() {}

    /** Takes several messages at a time, and delivers them all even if the subscription ends. */
    public static Delegate batches(MessagingBackend correct, int size) {
        return new Delegate(correct) {
            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                if (handler == null || options == null || options.isDurable()) {
                    return super.subscribe(topic, handler, options);
                }
                Queue<Message> taken = new ConcurrentLinkedQueue<>();
                Subscription[] own = new Subscription[1];
                own[0] = super.subscribe(
                        topic,
                        message -> {
                            handler.onMessage(message);
                            if (own[0] != null && !own[0].isActive()) {
                                List<Message> all = correct.getMessagesForTopic(topic);
                                int index = all.indexOf(message);
                                for (int i = index + 1; index >= 0 && i < Math.min(all.size(), index + size); i++) {
                                    handler.onMessage(all.get(i));
                                }
                            }
                        },
                        options);
                return own[0];
            }
        };
    }
}
