package io.messaging.embedded.client;

import io.messaging.administration.Administration;
import io.messaging.administration.DurableClients;
import io.messaging.administration.SharedGroups;
import io.messaging.administration.Subscriber;
import io.messaging.backend.ConnectionListener;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.client.link.ClientSettings;
import io.messaging.embedded.client.link.LinkEvents;
import io.messaging.embedded.client.link.LinkKeeper;
import io.messaging.embedded.client.link.ServerCommand;
import io.messaging.embedded.client.link.ServerLink;
import io.messaging.embedded.client.link.VirtualCallers;
import io.messaging.embedded.client.pipeline.StorePipeline;
import io.messaging.embedded.client.subscription.SubscriptionHub;
import io.messaging.embedded.client.wire.Deadline;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import io.messaging.spi.connection.ConnectionListeners;
import io.messaging.spi.delivery.Callbacks;
import io.messaging.spi.delivery.HandlerThreads;
import io.messaging.spi.delivery.UserFuture;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/** What the backend does: the current link, the pipeline of asynchronous stores, the subscriptions. Thread-safe. */
public final class EmbeddedClient {
    private static final long CLOSE_MILLIS = 1_000;

    private final ClientSettings settings;
    private final LinkKeeper keeper;
    private final HandlerThreads handlerThreads = new HandlerThreads("messaging-embedded-handler");
    private final Callbacks callbacks = new Callbacks(handlerThreads);
    private final ConnectionListeners listeners = new ConnectionListeners(handlerThreads);
    private final VirtualCallers callers = new VirtualCallers(handlerThreads);
    private final StorePipeline pipeline;
    private final SubscriptionHub hub;

    /**
     * Finds or starts a server.
     *
     * @param refusesCalls whether the backend has begun to close, so that calls fail
     * @throws io.messaging.backend.MessagingConnectionException when there is none and none can be started
     */
    public EmbeddedClient(ClientSettings settings, BooleanSupplier refusesCalls) {
        this.settings = settings;
        keeper = new LinkKeeper(settings, new LinkEvents(settings.place(), listeners), callers);
        pipeline = new StorePipeline(keeper);
        hub = new SubscriptionHub(keeper, handlerThreads, callbacks, callers, refusesCalls);
        boolean found = false;
        try {
            callers.run(() -> firstLink(keeper.deadline()));
            found = true;
        } finally {
            if (!found) {
                keeper.close();
            }
        }
        if (settings.mayStartServer()) {
            hub.watch(); // others rely on this backend to take over from a dead server
        }
    }

    /** A server with a data directory may be on its way from one process to another, which takes until the directory is free. */
    private ServerLink firstLink(Deadline deadline) {
        boolean mayBeMoving =
                settings.mayStartServer() && settings.server().dataDirectory().isPresent();
        return mayBeMoving ? keeper.linkUntil(deadline) : keeper.link(deadline);
    }

    /** Adds a listener for changes of the link, called on a thread of this backend. */
    public void addListener(ConnectionListener listener) {
        listeners.add(listener);
        hub.watch();
    }

    /** Removes a listener; an unknown one is fine. */
    public void removeListener(ConnectionListener listener) {
        listeners.remove(listener);
    }

    /** Returns the largest message that the server takes; if it does not say, what this backend's own would take. */
    public long maxMessageBytes() {
        long known = keeper.current().identity().maxMessageBytes();
        return known == Long.MAX_VALUE ? settings.server().maxMessageBytes() : known;
    }

    /** Returns whether the server keeps what is stored in a directory. One of the Python dialect, or an older one, does not. */
    public boolean hasDataDirectory() {
        return !keeper.current().identity().dataDirectory().isEmpty();
    }

    /** Stores. Virtual threads, of which there may be thousands, share the pipeline's one connection. */
    public void store(String namespace, String topic, Message message) {
        requireSize(message);
        if (pipeline.isBusy() || !keeper.current().neverWaits() && VirtualCallers.isVirtual()) {
            await(pipeline.submit(namespace, topic, message, new CompletableFuture<>()));
            return;
        }
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
        ServerCore.requireSize(message, keeper.current().identity().maxMessageBytes());
    }

    /** Stores in the order of the calls, without waiting for each. */
    public CompletableFuture<Void> storeAsync(String namespace, String topic, Message message) {
        try {
            requireSize(message);
            if (keeper.current().neverWaits() && !pipeline.isBusy()) {
                store(namespace, topic, message);
                return CompletableFuture.completedFuture(null);
            }
            return pipeline.submit(namespace, topic, message, new UserFuture<>(callbacks));
        } catch (MessagingException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Runs a command on the current server. */
    public <T> T call(ServerCommand<T> command) {
        return keeper.call(command);
    }

    /** Lists the subscribers; this backend's own if the server cannot tell. */
    public List<Subscriber> subscribers(String namespace) {
        return call(ServerCommand.subscribers(namespace)).orElseGet(() -> hub.subscribers(namespace));
    }

    /** Subscribes. */
    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        return hub.subscribe(topic, handler, options);
    }

    /** Subscribes to several topics. */
    public Subscription subscribe(TopicFilter topics, MessageHandler handler, SubscriptionOptions options) {
        return hub.subscribe(topics, handler, options);
    }

    /** Returns the subscriptions of this backend. */
    public List<Subscription> subscriptions() {
        return hub.list();
    }

    /** Ends the subscriptions to a topic. */
    public void unsubscribe(String topic, Optional<String> clientId) {
        hub.unsubscribe(topic, clientId);
    }

    /** Returns the administration of the server's durable clients. */
    public DurableClients durableClients() {
        return new ServerDurableClients(keeper);
    }

    /** Returns the administration of the server's groups. */
    public SharedGroups sharedGroups() {
        return new ServerSharedGroups(keeper);
    }

    /** Returns the administration of what the server has stored. */
    public Administration administration() {
        return new ServerAdministration(keeper, settings.place());
    }

    /** Waits for handlers up to the limit, then releases everything, in bounded time. */
    public void close(Duration limit) {
        long began = System.nanoTime();
        long forCallbacks = hub.endSubscriptions(limit);
        Deadline deadline = Deadline.afterMillis(CLOSE_MILLIS);
        pipeline.close(deadline);
        hub.close(deadline);
        pipeline.awaitEnd();
        handlerThreads.close(forCallbacks, began);
    }
}
