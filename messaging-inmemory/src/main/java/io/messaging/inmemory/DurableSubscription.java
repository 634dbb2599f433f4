package io.messaging.inmemory;

import io.messaging.administration.Origin;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.spi.delivery.AbstractSubscription;
import io.messaging.spi.delivery.DurableHandler;
import io.messaging.spi.delivery.FailureText;
import io.messaging.spi.delivery.SerialDelivery;
import io.messaging.store.CursorStart;
import io.messaging.store.durable.Attachment;
import io.messaging.store.durable.DurableDelivery;
import io.messaging.store.durable.DurableRegistry;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * A durable client's handler in the broker's own JVM: takes one message, handles it, acknowledges it. Thread-safe.
 */
final class DurableSubscription extends AbstractSubscription {
    private final SerialDelivery delivery;

    /** Null for a moment: the broker may signal before it has returned the attachment. */
    private volatile Attachment attachment;

    /** What the handler has now. Only the delivering thread uses it. */
    private DurableDelivery current;

    /** The token of the message that the handler has begun with and not ended; 0 for none. */
    private volatile long begun;

    /**
     * Subscribes; {@link #signal} begins.
     *
     * @param registry remembers the client
     * @param topic the topic
     * @param handler the handler
     * @param options with a client id
     * @param executor runs the handler
     * @param callbacks runs programs' callbacks for the end
     * @param refusesCalls whether the backend has begun to close: handlers' calls fail from then on
     */
    DurableSubscription(
            DurableRegistry registry,
            String topic,
            MessageHandler handler,
            SubscriptionOptions options,
            Executor executor,
            Executor callbacks,
            BooleanSupplier refusesCalls) {
        super(topic, options, callbacks);
        DurableHandler durable = new DurableHandler(
                topic,
                handler,
                options,
                () -> refusesCalls.getAsBoolean() || delivery().isHalted(),
                new Settling());
        delivery = new SerialDelivery(this, durable, this::next, executor, this::release);
        attachment = registry.attach(
                options.clientId().orElseThrow(),
                topic,
                options.namespace().orElse(null),
                CursorStart.ofNew(options),
                Attachment.NEW,
                new Owner());
    }

    /** Begins with the backlog, and what was stored while it subscribed. */
    void signal() {
        delivery.signal();
    }

    private Message next() {
        Attachment claim = attachment;
        current = claim == null ? null : claim.next();
        return current == null ? null : current.message();
    }

    /** What follows the handler. */
    private final class Settling implements DurableHandler.Settlement {
        @Override
        public boolean isRedelivered(Message message) {
            return current.redelivered();
        }

        @Override
        public void handled(Message message) {
            attachment.acknowledge(current.token());
        }

        @Override
        public void failed(Message message, FailureText failure) {
            attachment.fail(current.token(), failure);
        }

        @Override
        public void abandoned(Message message) {
            begun = current.token();
        }
    }

    private void release() {
        Attachment claim = attachment;
        if (claim != null) {
            claim.release(begun);
        }
    }

    @Override
    protected SerialDelivery delivery() {
        return delivery;
    }

    /** The broker has closed the claim already where it ends one that it has not returned yet. */
    @Override
    protected void closeSource() {
        Attachment claim = attachment;
        if (claim != null) {
            claim.close();
        }
    }

    /** Called by the broker. */
    private final class Owner implements Attachment.Owner {
        @Override
        public Origin origin() {
            return subscriber().origin();
        }

        @Override
        public void onReady() {
            delivery.signal();
        }

        @Override
        public void onClosed(boolean takenOver) {
            endClaim(takenOver);
        }
    }
}
