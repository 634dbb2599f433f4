package io.messaging.embedded.client.subscription;

import io.messaging.backend.MessagingException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.backend.SubscriptionEnd.Reason;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.concurrent.Uninterruptibly;
import io.messaging.embedded.client.wire.Deadline;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.message.TopicFilter;
import io.messaging.spi.delivery.AbstractSubscription;
import io.messaging.spi.delivery.HandlerRun;
import io.messaging.store.CursorStart;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/** A subscription that its hub moves from link to link. Thread-safe. */
abstract class HubSubscription extends AbstractSubscription {
    private final SubscriptionHub hub;
    private final long number;
    private final CompletableFuture<Void> inForce = new CompletableFuture<>();

    HubSubscription(SubscriptionHub hub, long number, String topic, SubscriptionOptions options, Executor callbacks) {
        super(topic, options, callbacks);
        this.hub = hub;
        this.number = number;
    }

    HubSubscription(
            SubscriptionHub hub, long number, TopicFilter topics, SubscriptionOptions options, Executor callbacks) {
        super(topics, options, callbacks);
        this.hub = hub;
        this.number = number;
    }

    /** Has the store of a server in this JVM feed it. What fails does not concern others. */
    abstract void feedFromStore(ServerCore core);

    /** Asks a server to feed it, under a number on the connection. */
    abstract void attachTo(SubscriptionChannel channel, long id) throws IOException;

    /** The current source may have something. */
    abstract void signal();

    /** The broker has ended a client's claim, or a member. */
    abstract void endedByBroker(boolean takenOver);

    @Override
    protected abstract HandlerRun delivery();

    /** The connection that fed it has ended. */
    void disconnected() {}

    /** The server gave a member's messages to others: it joins anew. */
    void memberLost() {}

    /** Whether it has the server confirm its end itself, once its handler is at rest. */
    final boolean detachesItself() {
        return options().isDurable() || options().isShared();
    }

    /**
     * Returns what it asks of a server that older ones do not have, and that the server may refuse as invalid: other members may have
     * other options, the topic not the message to start after. Empty for the others.
     */
    final Optional<String> newerRequest() {
        boolean leavesOut = CursorStart.ofNew(options()).leavesOut();
        if (options().isShared()) {
            return Optional.of(leavesOut ? "groups that start after an id" : "shared subscriptions");
        }
        if (options().isDurable()) {
            return leavesOut ? Optional.of("durable clients that start after an id") : Optional.empty();
        }
        return filter().map(topics -> "prefix subscriptions")
                .or(() -> options().startsAfter().map(after -> "start after an id"));
    }

    final SubscriptionHub hub() {
        return hub;
    }

    /** Counts up, in the order in which the backend's subscriptions were made. */
    final long number() {
        return number;
    }

    /** Whether it has ended or is about to, which is mostly why a handler then fails. */
    final boolean isEnding() {
        return hub.refusesCalls() || delivery().isHalted();
    }

    /** Completes when the subscription is in force for the first time, or with the reason why it cannot be. */
    final CompletableFuture<Void> inForce() {
        return inForce;
    }

    /** It cannot be in force, or not any more. */
    final void refused(RuntimeException reason) {
        if (!inForce.completeExceptionally(reason)) {
            SubscriptionHub.logRefusal(this, reason);
            end(Reason.CONNECTION_LOST, reason.getMessage());
        }
    }

    final void awaitInForce(Deadline deadline) {
        try {
            Uninterruptibly.get(inForce, deadline.nanosLeft());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MessagingException known) {
                throw known;
            }
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                throw refusal;
            }
            throw new MessagingException("cannot subscribe: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new MessagingTimeoutException(
                    "the subscription to '" + topic() + "' was not confirmed in time (request_timeout_millis); see the "
                            + "log for the connection's state",
                    e);
        }
    }
}
