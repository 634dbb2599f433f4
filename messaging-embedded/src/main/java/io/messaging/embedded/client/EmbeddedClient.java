package io.messaging.embedded.client;

import io.messaging.backend.Administration;
import io.messaging.backend.DurableClients;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingException;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.Subscriber;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.spi.delivery.Callbacks;
import io.messaging.spi.delivery.HandlerThreads;
import io.messaging.spi.delivery.UserFuture;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What the backend does, put together: which link holds, the pipeline of asynchronous stores, the subscriptions.
 * Thread-safe.
 */
public final class EmbeddedClient {
    private static final long CLOSE_MILLIS = 1_000;

    private final ClientSettings settings;
    private final LinkEvents events;
    private final LinkKeeper keeper;
    private final HandlerThreads handlerThreads = new HandlerThreads("messaging-embedded-handler");
    private final Callbacks callbacks = new Callbacks(handlerThreads);
    private final VirtualCallers callers = new VirtualCallers(handlerThreads);
    private final StorePipeline pipeline;
    private final SubscriptionHub hub;

    /**
     * Finds or starts a server.
     *
     * @param refusesCalls tells that the backend has begun to close, so that calls fail from then on
     * @throws io.messaging.backend.MessagingConnectionException when there is none and none can be started
     */
    public EmbeddedClient(ClientSettings settings, BooleanSupplier refusesCalls) {
        this.settings = settings;
        Connector connector = new Connector(settings);
        events = new LinkEvents(connector.place(), handlerThreads);
        keeper = new LinkKeeper(connector, settings.requestTimeoutMillis(), events, callers);
        pipeline = new StorePipeline(keeper);
        hub = new SubscriptionHub(keeper, handlerThreads, callbacks, callers, refusesCalls);
        boolean found = false;
        try {
            callers.run(() -> keeper.link(keeper.deadline()));
            found = true;
        } finally {
            if (!found) {
                keeper.close();
            }
        }
        if (settings.mayStartServer()) {
            hub.watch(); // others count on this backend to take a dead server's place, whatever else it does
        }
    }

    /** Has something called, on a thread of this backend's, for each change of the way to the server. */
    public void addListener(Consumer<LinkChange> listener) {
        events.add(listener);
        hub.watch();
    }

    /** Takes back {@link #addListener}. */
    public void removeListener(Consumer<LinkChange> listener) {
        events.remove(listener);
    }

    /** The largest message that the server takes; of one that does not say, what this backend's own would take. */
    public long maxMessageBytes() {
        long known = keeper.current().identity().maxMessageBytes();
        return known == Long.MAX_VALUE ? settings.server().maxMessageBytes() : known;
    }

    /** Stores. Virtual threads, of which there may be thousands, share the pipeline's one connection. */
    public void store(String namespace, String topic, Message message) {
        boolean local = keeper.current() instanceof LocalLink;
        if (pipeline.isBusy() || !local && VirtualCallers.isVirtual()) {
            requireSize(message);
            await(pipeline.submit(namespace, topic, message, new CompletableFuture<>()));
            return;
        }
        requireSize(message);
        keeper.call((link, deadline) -> {
            link.store(namespace, topic, message, deadline);
            return null;
        });
    }

    private static void await(CompletableFuture<Void> outcome) {
        try {
            outcome.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof MessagingException known ? known : e;
        }
    }

    private void requireSize(Message message) {
        long max = keeper.current().identity().maxMessageBytes();
        if (message.jsonLength() > max) {
            throw new RejectedMessageException("message " + message.id() + " has " + message.jsonLength()
                    + " bytes of JSON and the server takes " + max
                    + " (max_message_bytes); send less, or start the server with a higher limit");
        }
    }

    /** Stores in the order of the calls, without waiting for each. */
    public CompletableFuture<Void> storeAsync(String namespace, String topic, Message message) {
        try {
            requireSize(message);
            if (keeper.current() instanceof LocalLink && !pipeline.isBusy()) {
                store(namespace, topic, message);
                return CompletableFuture.completedFuture(null);
            }
            return pipeline.submit(namespace, topic, message, new UserFuture<>(callbacks));
        } catch (MessagingException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Reads a topic. */
    public List<Message> messages(String topic) {
        return keeper.call((link, deadline) -> link.messages(topic, deadline));
    }

    /** Reads what is later. */
    public List<Message> messagesSince(String topic, GemstoneId since) {
        return keeper.call((link, deadline) -> link.messagesSince(topic, since, deadline));
    }

    /** Reads what is next. */
    public Optional<Message> next(String topic, GemstoneId since) {
        return keeper.call((link, deadline) -> link.next(topic, since, deadline));
    }

    /** Reads by id. */
    public List<Message> messagesById(String namespace, List<GemstoneId> ids) {
        return keeper.call((link, deadline) -> link.messagesById(namespace, ids, deadline));
    }

    /** Lists the subscribers; of a server that does not tell, this backend's own. */
    public List<Subscriber> subscribers(String namespace) {
        return keeper.call((link, deadline) ->
                link.identity().isPlain() ? hub.subscribers(namespace) : link.subscribers(namespace, deadline));
    }

    /** Subscribes. */
    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        return hub.subscribe(topic, handler, options);
    }

    /** Ends the subscriptions to a topic. */
    public void unsubscribe(String topic, Optional<String> clientId) {
        hub.to(topic).stream()
                .filter(subscription ->
                        clientId.isEmpty() || subscription.options().clientId().equals(clientId))
                .forEach(Subscription::close);
    }

    /** The administrator's view of the server's durable clients. */
    public DurableClients durableClients() {
        return new ServerDurableClients(keeper);
    }

    /** The administrator's view of what the server has stored. */
    public Administration administration() {
        return new ServerAdministration(keeper, settings.place());
    }

    /** Returns when the server has answered. */
    public void ping() {
        keeper.call((link, deadline) -> {
            link.ping(deadline);
            return null;
        });
    }

    /** Gives everything back, in bounded time. */
    public void close() {
        long began = System.nanoTime();
        Deadline deadline = Deadline.afterMillis(CLOSE_MILLIS);
        pipeline.close(deadline);
        hub.close(deadline);
        pipeline.awaitEnd();
        handlerThreads.close(Math.max(0, deadline.nanos() - System.nanoTime()), began);
    }
}
