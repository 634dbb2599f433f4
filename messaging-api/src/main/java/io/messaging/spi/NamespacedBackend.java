package io.messaging.spi;

import io.messaging.administration.Administration;
import io.messaging.administration.DurableClients;
import io.messaging.administration.SharedGroups;
import io.messaging.administration.Subscriber;
import io.messaging.backend.BackendClosedException;
import io.messaging.backend.Capability;
import io.messaging.backend.ConnectionListener;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Names;
import io.messaging.message.TopicFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A view of a backend in which topics are those of one namespace; see {@link MessagingBackend#inNamespace}. It has
 * subscriptions of its own, and is closed by itself. Interceptors of the backend are called, with the backend's names.
 * Thread-safe.
 */
public final class NamespacedBackend extends AbstractMessagingBackend {
    private final MessagingBackend target;
    private final NamespaceNames names;
    private final Set<NamespacedSubscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final Map<ConnectionListener, ConnectionListener> listeners =
            Collections.synchronizedMap(new IdentityHashMap<>());

    private NamespacedBackend(MessagingBackend target, NamespaceNames names) {
        super(closeTimeoutOf(target), true);
        this.target = target;
        this.names = names;
    }

    /**
     * Returns a view of any backend. Where it extends {@link AbstractMessagingBackend} or {@link ForwardingMessagingBackend},
     * {@link MessagingBackend#inNamespace} does the same.
     *
     * @param backend what stores and delivers; it stays open when the view is closed
     * @param namespace the namespace
     * @return a view
     * @throws IllegalArgumentException when the backend is null, or the namespace is null, blank or not encodable
     */
    public static MessagingBackend of(MessagingBackend backend, String namespace) {
        Arguments.requireNonNull("backend", backend);
        return new NamespacedBackend(backend, new NamespaceNames(Names.require("namespace", namespace)));
    }

    @Override
    protected void doStoreMessage(String namespace, String topic, Message message) {
        target.storeMessage(names.namespace(namespace), names.topic(topic), message);
    }

    @Override
    protected CompletableFuture<Void> doStoreMessageAsync(String namespace, String topic, Message message) {
        return target.storeMessageAsync(names.namespace(namespace), names.topic(topic), message);
    }

    @Override
    protected List<Message> doGetMessagesForTopic(String topic) {
        return target.getMessagesForTopic(names.topic(topic));
    }

    @Override
    protected List<Message> doGetMessagesForTopicSince(String topic, GemstoneId since) {
        return target.getMessagesForTopicSince(names.topic(topic), since);
    }

    @Override
    protected Optional<Message> doGetNextMessageForTopicSince(String topic, GemstoneId since) {
        return target.getNextMessageForTopicSince(names.topic(topic), since);
    }

    /** A limit in bytes is for streams: the backend's own stream keeps it. */
    @Override
    protected List<Message> doGetPage(String topic, GemstoneId since, int limit, long maxBytes) {
        if (maxBytes == Long.MAX_VALUE) {
            return target.getMessagesForTopicSince(names.topic(topic), since, limit);
        }
        List<Message> page = new ArrayList<>();
        long bytes = 0;
        try (Stream<Message> messages = target.streamMessagesForTopicSince(names.topic(topic), since)) {
            Iterator<Message> next = messages.iterator();
            while (page.size() < limit && bytes < maxBytes && next.hasNext()) {
                page.add(next.next());
                bytes += page.get(page.size() - 1).jsonLength();
            }
        }
        return page;
    }

    @Override
    protected List<Message> doGetMessagesById(String namespace, List<GemstoneId> ids) {
        return target.getMessagesById(names.namespace(namespace), ids);
    }

    @Override
    protected Subscription doSubscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        return connect(
                new NamespacedSubscription(names, topic, null, options, handler, this::isClosed),
                (real, inTarget) -> target.subscribe(names.topic(topic), real, inTarget));
    }

    @Override
    protected Subscription doSubscribe(TopicFilter topics, MessageHandler handler, SubscriptionOptions options) {
        TopicFilter ofTarget = TopicFilter.startingWith(names.topic(topics.prefix()));
        return connect(
                new NamespacedSubscription(names, topics.prefix(), topics, options, handler, this::isClosed),
                (real, inTarget) -> target.subscribe(ofTarget, real, inTarget));
    }

    private Subscription connect(
            NamespacedSubscription subscription,
            BiFunction<MessageHandler, SubscriptionOptions, Subscription> subscribe) {
        SubscriptionOptions options = subscription.options();
        SubscriptionOptions inTarget = options.namespace()
                .map(namespace -> options.namespace(names.namespace(namespace)))
                .orElse(options);
        subscriptions.add(subscription);
        try {
            subscription.connect(subscribe.apply(subscription.handler(), inTarget));
        } catch (RuntimeException | Error refused) {
            subscriptions.remove(subscription);
            throw refused;
        }
        subscription.ended().thenRun(() -> {
            subscriptions.remove(subscription);
            subscription.release();
        });
        if (isClosed()) { // meanwhile
            subscription.close();
            throw new BackendClosedException(
                    "the view of namespace '" + names.namespace() + "' is closed; open another one");
        }
        return subscription;
    }

    @Override
    protected void doUnsubscribe(String topic, Optional<String> name) {
        String inTarget = names.topic(topic);
        for (NamespacedSubscription subscription : subscriptions) {
            SubscriptionOptions options = subscription.options();
            boolean named = name.isEmpty() || name.equals(options.clientId()) || name.equals(options.group());
            if (named
                    && subscription.filter().isEmpty()
                    && names.topic(subscription.topic()).equals(inTarget)) {
                subscription.close();
            }
        }
    }

    /** The view's own name lists all of it; others are as in any backend. */
    @Override
    protected List<Subscriber> doLoadSubscribers(String namespace) {
        String asked = names.namespace(namespace);
        Stream<Subscriber> all = target.loadSubscribers(asked).stream();
        if (!asked.equals(names.namespace())) {
            all = Stream.concat(all, target.loadSubscribers(names.namespace()).stream());
        }
        return all.filter(subscriber -> names.contains(subscriber.topic()))
                .filter(subscriber -> subscriber.namespace() == null
                        ? namespace.equals(names.namespace())
                                || names.shortened(subscriber).isIn(namespace)
                        : subscriber.namespace().equals(asked))
                .map(names::shortened)
                .toList();
    }

    @Override
    protected List<Subscription> doSubscriptions() {
        return subscriptions.stream()
                .filter(NamespacedSubscription::isActive)
                .map(Subscription.class::cast)
                .toList();
    }

    @Override
    protected DurableClients doDurableClients() {
        return new NamespaceAdministration.Clients(target.durableClients(), names);
    }

    @Override
    protected SharedGroups doSharedGroups() {
        return new NamespaceAdministration.Groups(target.sharedGroups(), names);
    }

    @Override
    protected Administration doAdministration() {
        return new NamespaceAdministration(target.administration(), names);
    }

    @Override
    protected void doPing() {
        target.ping();
    }

    @Override
    protected void doAddConnectionListener(ConnectionListener listener) {
        ConnectionListener own = listener::onChange; // another view may add and remove the same one
        if (listeners.putIfAbsent(listener, own) == null) {
            try {
                target.addConnectionListener(own);
            } catch (RuntimeException | Error refused) {
                listeners.remove(listener, own);
                throw refused;
            }
        }
    }

    @Override
    protected void doRemoveConnectionListener(ConnectionListener listener) {
        ConnectionListener own = listeners.remove(listener);
        if (own != null) {
            target.removeConnectionListener(own);
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return target.capabilities();
    }

    @Override
    public long maxMessageBytes() {
        return target.maxMessageBytes();
    }

    @Override
    void checkTarget() {
        checkOpen(target);
    }

    /** No handler starts from now on, since each looks whether the view is closed. */
    @Override
    protected void doClose(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        for (NamespacedSubscription subscription : subscriptions) {
            subscription.closeWithView(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        List.copyOf(listeners.values()).forEach(this::forget);
        listeners.clear();
    }

    private void forget(ConnectionListener own) {
        try {
            target.removeConnectionListener(own);
        } catch (BackendClosedException e) {
            // It has none any more.
        }
    }

    /** The end of the backend is the end of its views. */
    @Override
    void awaitEnd() throws InterruptedException {
        Thread watch = new Thread(null, this::closeWithTarget, "namespace-" + names.namespace(), 0, false);
        watch.setDaemon(true);
        watch.setContextClassLoader(NamespacedBackend.class.getClassLoader());
        watch.start();
        try {
            super.awaitEnd();
        } finally {
            watch.interrupt();
        }
    }

    private void closeWithTarget() {
        try {
            target.awaitClosed();
            close();
        } catch (InterruptedException | UnsupportedOperationException e) {
            // The view was closed, or nobody can wait for the backend.
        }
    }
}
