package io.messaging.embedded.client;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscriber;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.message.Message;
import io.messaging.spi.delivery.Ending;
import io.messaging.spi.delivery.SerialDelivery;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;

/**
 * A handler and the sources that feed it, one after the other as links come and go: each is emptied before the next.
 * Thread-safe: the hub adds sources, the delivery's thread polls them.
 */
final class ClientSubscription implements Subscription {
    private final SubscriptionHub hub;
    private final long number;
    private final String topic;
    private final SubscriptionOptions options;
    private final SerialDelivery delivery;
    private final ConcurrentLinkedDeque<MessageSource> sources = new ConcurrentLinkedDeque<>();

    /** What the delivering thread polled last. */
    private MessageSource polled;

    /** A durable client's claim at the server of the moment. Changed while no source is in force. */
    private volatile DurableClaim claim = new DurableClaim("");

    private final CompletableFuture<Void> inForce = new CompletableFuture<>();
    private final Ending ending;

    /** Completes when a durable client's claim is given up and the server knows. */
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    ClientSubscription(
            SubscriptionHub hub,
            long number,
            String topic,
            MessageHandler handler,
            SubscriptionOptions options,
            Executor executor,
            Executor callbacks) {
        this.hub = hub;
        this.number = number;
        this.topic = topic;
        this.options = options;
        this.ending = new Ending(callbacks);
        if (options.isDurable()) {
            delivery = new SerialDelivery(topic, settled(handler), this::poll, executor, this::release);
        } else {
            delivery = new SerialDelivery(topic, handler, this::poll, executor);
        }
    }

    private MessageHandler settled(MessageHandler handler) {
        return new SettlingHandler(this, handler, hub.turnOf(options.clientId().orElseThrow()));
    }

    /** Counts up, in the order in which the backend's subscriptions were made. */
    long number() {
        return number;
    }

    /** Whether it has ended, or is about to: then a handler that fails mostly does so for that reason. */
    boolean isEnding() {
        return hub.refusesCalls() || delivery.isHalted();
    }

    /** Where the message that is being handled came from. Called by the delivering thread. */
    DurableSource handling() {
        return (DurableSource) polled;
    }

    private void release() {
        MessageSource last = sources.peekLast();
        if (last instanceof DurableSource durable) {
            durable.release().whenComplete((nothing, failure) -> released.complete(null));
        } else {
            released.complete(null);
        }
    }

    private Message poll() {
        while (true) {
            MessageSource first = sources.peekFirst();
            if (first == null) {
                return null;
            }
            // Looked at before polling: a source that another has followed gets nothing more, so empty it is empty for
            // good.
            boolean current = sources.peekLast() == first;
            polled = first;
            Message message = first.poll();
            if (message != null || current) {
                return message;
            }
            sources.pollFirst();
        }
    }

    /** Says that the current source may have something. */
    void signal() {
        delivery.signal();
    }

    /** Goes on with this source once those before it are empty; a durable client's come again, so there at once. */
    void feedFrom(MessageSource source) {
        if (options.isDurable()) {
            sources.forEach(MessageSource::close);
        }
        sources.addLast(source);
        inForce.complete(null);
        if (ending.hasCome()) {
            source.close();
        }
        delivery.signal();
    }

    /** Where to go on at a server: a new one has none of the old one's messages, so there from its beginning. */
    long startAt(String serverId) {
        MessageSource last = sources.peekLast();
        if (last == null) {
            return Attach.NOW;
        }
        return last.serverId().equals(serverId) ? last.nextPosition() : 0;
    }

    /** The claim at a server, the one before where that is the same. */
    DurableClaim claimAt(String serverId) {
        if (!claim.serverId().equals(serverId)) {
            claim = new DurableClaim(serverId);
        }
        return claim;
    }

    /** The broker has ended a durable client's claim. */
    void endedByBroker(boolean takenOver) {
        hub.forget(this);
        if (takenOver) {
            end(
                    SubscriptionEnd.Reason.TAKEN_OVER,
                    "a newer instance subscribed client '" + options.clientId().orElseThrow() + "' to topic '" + topic
                            + "'");
        } else {
            end(SubscriptionEnd.Reason.UNSUBSCRIBED, "the client was forgotten");
        }
    }

    Subscriber subscriber() {
        return new Subscriber(
                topic, options.clientId().orElse(null), options.namespace().orElse(null), true);
    }

    /** Completes when the subscription is in force for the first time, or with the reason why it cannot be. */
    CompletableFuture<Void> inForce() {
        return inForce;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public SubscriptionOptions options() {
        return options;
    }

    @Override
    public boolean isActive() {
        return !ending.hasCome();
    }

    @Override
    public CompletionStage<SubscriptionEnd> ended() {
        return ending.stage();
    }

    @Override
    public void close() {
        delivery.halt();
        hub.remove(this);
        end(SubscriptionEnd.Reason.UNSUBSCRIBED, "the subscription was closed");
        delivery.stop();
        if (options.isDurable() && !delivery.isOnHandlerThread()) {
            hub.awaitConfirmation(released);
        }
    }

    /** Ends without waiting for a running handler. */
    void end(SubscriptionEnd.Reason reason, String detail) {
        delivery.halt();
        sources.forEach(MessageSource::close);
        ending.end(reason, detail);
    }

    boolean awaitHalted(long nanos) {
        return delivery.awaitHalted(nanos);
    }
}
