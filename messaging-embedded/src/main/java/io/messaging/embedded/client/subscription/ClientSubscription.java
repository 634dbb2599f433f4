package io.messaging.embedded.client.subscription;

import io.messaging.backend.DeliveryHandler;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingException;
import io.messaging.backend.SubscriptionEnd.Reason;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.protocol.Command.AttachPrefix;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import io.messaging.spi.delivery.SerialDelivery;
import io.messaging.store.CursorStart;
import io.messaging.store.StoreCursor;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;

/**
 * A handler and the sources that feed it, one after the other as links come and go: each is emptied before the next.
 * Thread-safe: the hub adds sources, the delivery's thread polls them.
 */
final class ClientSubscription extends HubSubscription {
    private final SerialDelivery delivery;
    private final ConcurrentLinkedDeque<LinkSource> sources = new ConcurrentLinkedDeque<>();

    /** What the delivering thread polled last. */
    private LinkSource polled;

    /** A durable client's claim at the current server, null before the first. Changed while no source is in force. */
    private volatile DurableClaim claim;

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
        super(hub, number, topic, options, callbacks);
        if (options.isDurable()) {
            delivery = new SerialDelivery(this, settled(handler), this::poll, executor, this::release);
        } else {
            delivery = new SerialDelivery(this, handler, this::poll, executor);
        }
    }

    ClientSubscription(
            SubscriptionHub hub,
            long number,
            TopicFilter topics,
            MessageHandler handler,
            SubscriptionOptions options,
            Executor executor,
            Executor callbacks) {
        super(hub, number, topics, options, callbacks);
        delivery = new SerialDelivery(this, handler, this::poll, () -> polled.topic(), executor);
    }

    private DeliveryHandler settled(MessageHandler handler) {
        return new SettlingHandler(
                this, handler, hub().turnOf(options().clientId().orElseThrow()));
    }

    /** Where the message that is being handled came from. Called by the delivering thread. */
    LinkSource handling() {
        return polled;
    }

    private void release() {
        LinkSource last = sources.peekLast();
        if (last == null) {
            released.complete(null);
        } else {
            last.release().whenComplete((nothing, failure) -> released.complete(null));
        }
    }

    private Message poll() {
        while (true) {
            LinkSource first = sources.peekFirst();
            if (first == null) {
                return null;
            }
            // Checked before polling: a source that another has followed gets nothing more, so empty it stays empty.
            boolean current = sources.peekLast() == first;
            polled = first;
            Message message = first.poll();
            if (message != null || current) {
                return message;
            }
            sources.pollFirst();
        }
    }

    @Override
    void signal() {
        delivery.signal();
    }

    /** Adds a source, polled once those before are empty; a durable client's are redelivered, so there at once. */
    void feedFrom(LinkSource source) {
        if (options().isDurable()) {
            sources.forEach(LinkSource::close);
        }
        sources.addLast(source);
        inForce().complete(null);
        if (delivery.isHalted()) { // set first at the end, before the sources are closed
            source.close();
        }
        delivery.signal();
    }

    @Override
    void attachTo(SubscriptionChannel channel, long id) throws IOException {
        if (filter().isPresent()) {
            channel.addPrefix(this, id);
        } else if (options().isDurable()) {
            channel.addDurable(this, id);
        } else {
            channel.addPlain(this, id);
        }
    }

    @Override
    void feedFromStore(ServerCore core) {
        try {
            feedFrom(
                    options().isDurable()
                            ? new DurableLocalSource(
                                    core, subscriber(), startOfNew(), this::signal, this::endedByBroker)
                            : new LocalSource(core, subscriber(), openCursor(core), this::signal));
        } catch (MessagingException | IllegalArgumentException refusal) {
            inForce().completeExceptionally(refusal);
        }
    }

    private StoreCursor openCursor(ServerCore core) {
        if (filter().isPresent()) {
            AttachPrefix start = prefixAt(core.id(), 0);
            return core.store().openCursors(start.topics(), start::positionOf, this::signal);
        }
        return core.store().openCursor(topic(), startAt(core.id()), this::signal);
    }

    /** Returns where to start or to continue with several topics, as {@link #startAt} does. */
    AttachPrefix prefixAt(String serverId, long id) {
        LinkSource last = sources.peekLast();
        long position = last == null ? CursorStart.of(options()).position() : 0;
        Map<String, Long> positions = Map.of();
        if (last != null && last.serverId().equals(serverId)) {
            last.leaveRest();
            positions = last.positions();
        }
        return new AttachPrefix(
                id,
                filter().orElseThrow(),
                position,
                positions,
                WindowSource.WINDOW,
                options().namespace().orElse(null));
    }

    /** Returns where to continue: a new server has none of the old one's messages, so there from its beginning. */
    CursorStart startAt(String serverId) {
        CursorStart first = CursorStart.of(options());
        LinkSource last = sources.peekLast();
        if (last == null) {
            return first;
        }
        if (!last.serverId().equals(serverId)) {
            return first.goingOnAt(0);
        }
        last.leaveRest();
        return first.goingOnAt(last.nextPosition());
    }

    /** Returns where a durable client that is new starts, as {@link #startAt} does. */
    CursorStart startOfNew() {
        CursorStart first = CursorStart.ofNew(options());
        return sources.isEmpty() ? first : first.goingOnAt(0);
    }

    /** Returns the claim at a server, the same one as long as that is the same. */
    DurableClaim claimAt(String serverId) {
        if (claim == null || !claim.serverId().equals(serverId)) {
            claim = new DurableClaim(serverId);
        }
        return claim;
    }

    @Override
    void endedByBroker(boolean takenOver) {
        hub().forget(this);
        endClaim(takenOver);
    }

    @Override
    protected SerialDelivery delivery() {
        return delivery;
    }

    @Override
    protected void closeSource() {
        sources.forEach(LinkSource::close);
    }

    /** Has the server confirm the end as well, within a bounded time. */
    @Override
    protected void closeWithin(long nanos) {
        delivery.halt();
        hub().remove(this);
        end(Reason.UNSUBSCRIBED, "the subscription was closed");
        inForce().complete(null); // a subscribe call may be waiting for it
        delivery.awaitHalted(nanos);
        if (options().isDurable() && !delivery.isOnHandlerThread()) {
            hub().awaitConfirmation(released);
        }
    }
}
