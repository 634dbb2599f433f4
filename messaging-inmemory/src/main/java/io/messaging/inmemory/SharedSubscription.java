package io.messaging.inmemory;

import io.messaging.administration.Origin;
import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionEnd.Reason;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.spi.delivery.AbstractSubscription;
import io.messaging.spi.delivery.ConcurrentDelivery;
import io.messaging.spi.delivery.FailureText;
import io.messaging.spi.delivery.SharedHandler;
import io.messaging.spi.group.GroupOptions;
import io.messaging.store.CursorStart;
import io.messaging.store.group.GroupDelivery;
import io.messaging.store.group.GroupRegistry;
import io.messaging.store.group.Member;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** A member of a group in the broker's own JVM: takes messages as it can handle them, and settles each. Thread-safe. */
final class SharedSubscription extends AbstractSubscription {
    private final ConcurrentDelivery<GroupDelivery> delivery;
    private final SharedHandler handler;

    /** Null for a moment: the broker may signal before it has returned the member. */
    private volatile Member member;

    /**
     * Subscribes; {@link #signal} begins.
     *
     * @param registry remembers the group
     * @param topic the topic
     * @param handler the handler
     * @param options with a group
     * @param threads run the handler
     * @param callbacks runs programs' callbacks for the end
     * @param refusesCalls whether the backend has begun to close: handlers' calls fail from then on
     */
    SharedSubscription(
            GroupRegistry registry,
            String topic,
            MessageHandler handler,
            SubscriptionOptions options,
            Executor threads,
            Executor callbacks,
            BooleanSupplier refusesCalls) {
        super(topic, options, callbacks);
        this.handler = new SharedHandler(
                topic,
                handler,
                options,
                () -> refusesCalls.getAsBoolean() || delivery().isHalted());
        delivery = new ConcurrentDelivery<>(
                topic, options.concurrency(), threads, this::next, this::handle, this::release);
        member = registry.join(
                options.group().orElseThrow(),
                topic,
                GroupOptions.of(options),
                CursorStart.ofNew(options),
                options.concurrency(),
                new Owner());
    }

    /** Begins with the backlog, and what was stored while it subscribed. */
    void signal() {
        delivery.signal();
    }

    private GroupDelivery next() {
        Member joined = member;
        return joined == null ? null : joined.next();
    }

    private void handle(GroupDelivery taken) {
        handler.handle(
                new Delivery(taken.message(), topic(), taken.attempt(), taken.redelivered(), this),
                new Settling(taken.token()));
    }

    /** What follows the handler. */
    private final class Settling implements SharedHandler.Settlement {
        private final long token;

        Settling(long token) {
            this.token = token;
        }

        @Override
        public void handled() {
            member.settle(token);
        }

        @Override
        public void failed(FailureText failure, Duration retryAfter, boolean rejected) {
            member.fail(token, failure, retryAfter, rejected);
        }

        @Override
        public void abandoned() {
            member.giveBack(token);
        }
    }

    private void release() {
        Member joined = member;
        if (joined != null) {
            joined.release();
        }
    }

    @Override
    protected ConcurrentDelivery<GroupDelivery> delivery() {
        return delivery;
    }

    @Override
    protected void closeSource() {
        Member joined = member;
        if (joined != null) {
            joined.close();
        }
    }

    /** What a handler has that outlives the close goes to others, and is no longer its own to settle. */
    @Override
    protected void giveUp() {
        if (!delivery.isOnHandlerThread()) {
            release();
        }
    }

    /** Called by the broker. */
    private final class Owner implements Member.Owner {
        @Override
        public Origin origin() {
            return subscriber().origin();
        }

        @Override
        public void onReady() {
            delivery.signal();
        }

        @Override
        public void onClosed(boolean replaced) {
            end(Reason.UNSUBSCRIBED, "the group was forgotten");
        }
    }
}
