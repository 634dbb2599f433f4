package io.messaging.bus;

import io.messaging.backend.Delivery;
import io.messaging.backend.RejectedDeliveryException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.bus.conversation.Trace;
import io.messaging.message.Message;
import io.messaging.message.PayloadMismatchException;
import java.util.Map;

/**
 * A program's handler with what the bus does around it: it leaves out what is not for the client, adds the history, reads
 * the payload, and tells the sender of a failure. As thread-safe as the handler.
 *
 * @param <T> the type of the payload
 */
final class Inbound<T> {
    private final BusClient client;
    private final String topic;
    private final Class<T> type;
    private final BusHandler<T> handler;
    private final SubscriptionOptions options;

    Inbound(BusClient client, String topic, Class<T> type, BusHandler<T> handler, SubscriptionOptions options) {
        this.client = client;
        this.topic = topic;
        this.type = Checks.notNull("type", type);
        this.handler = Checks.notNull("handler", handler);
        this.options = options;
    }

    void deliver(Delivery delivery) throws Exception {
        if (!client.isFor(delivery.message(), topic, options.group().orElse(null))) {
            return;
        }
        Message message = client.bus().history().enriched(delivery.message());
        BusContext context = new BusContext(client, delivery, message, topic);
        Thread thread = Thread.currentThread();
        ClassLoader loaderBefore = thread.getContextClassLoader();
        String traceBefore = Trace.enter(message);
        thread.setContextClassLoader(loader());
        try {
            handler.handle(read(message, type), context);
        } catch (Exception | Error failure) {
            if (isLast(delivery, failure)) {
                context.failed(failure);
            }
            throw failure;
        } finally {
            thread.setContextClassLoader(loaderBefore);
            Trace.leave(traceBefore);
        }
    }

    private ClassLoader loader() {
        ClassLoader own = Composed.loaderOf(handler);
        return own != null ? own : Inbound.class.getClassLoader(); // the JDK's own classes have none
    }

    /** Whether no attempt follows. What fails when the subscription ends is mostly redelivered. */
    private boolean isLast(Delivery delivery, Throwable failure) {
        boolean retried = options.isDurable() || options.isShared();
        return delivery.subscription().isActive()
                && (!retried
                        || delivery.attempt() >= options.maxAttempts()
                        || failure instanceof PayloadMismatchException
                        || failure instanceof RejectedDeliveryException);
    }

    /** Reads a payload; the whole message and a map need no data binding. */
    static <T> T read(Message message, Class<T> type) {
        if (type == Message.class) {
            return type.cast(message);
        }
        return type == Map.class ? type.cast(message.payload()) : message.payloadAs(type);
    }
}
