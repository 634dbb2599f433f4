package io.messaging.testing.observed;

import io.messaging.administration.Administration;
import io.messaging.administration.DurableClients;
import io.messaging.administration.SharedGroups;
import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.ConnectionListener;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.log.SafeLog;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.spi.AbstractMessagingBackend;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decorates a backend for one test: translates between the names of test and broker, and reports stores and deliveries
 * to an observer. Thread-safe.
 */
final class ObservedMessagingBackend extends AbstractMessagingBackend {
    private final MessagingBackend target;
    private final TestNames names;
    private final Observer observer;
    private final InstantSource clock;
    private final long number;
    private final Set<ObservedSubscription> open = ConcurrentHashMap.newKeySet();

    ObservedMessagingBackend(
            MessagingBackend target, TestNames names, Observer observer, InstantSource clock, String process) {
        super(target); // the program's interceptors see the names that the test uses
        this.target = target;
        this.names = names;
        this.observer = observer;
        this.clock = clock;
        this.number = observer.opened(process, CallSites.ofUser());
    }

    public long number() {
        return number;
    }

    @Override
    protected void doStoreMessage(String namespace, String topic, Message message) {
        long event = observer.storing(number, Thread.currentThread().getName(), topic, message);
        String failure = "did not return";
        try {
            target.storeMessage(names.namespace(namespace), names.topic(topic), message);
            failure = null;
        } catch (RuntimeException e) {
            failure = SafeLog.describe(e);
            throw e;
        } finally {
            observer.finished(event, failure);
        }
    }

    @Override
    protected CompletableFuture<Void> doStoreMessageAsync(String namespace, String topic, Message message) {
        long event = observer.storing(number, Thread.currentThread().getName(), topic, message);
        return target.storeMessageAsync(names.namespace(namespace), names.topic(topic), message)
                .whenComplete((done, failure) ->
                        observer.finished(event, failure == null ? null : SafeLog.describe(failure)));
    }

    @Override
    protected List<Message> doGetMessagesForTopic(String topic) {
        return names.own(target.getMessagesForTopic(names.topic(topic)));
    }

    @Override
    protected List<Message> doGetMessagesForTopicSince(String topic, GemstoneId since) {
        return names.own(target.getMessagesForTopicSince(names.topic(topic), since));
    }

    @Override
    protected Optional<Message> doGetNextMessageForTopicSince(String topic, GemstoneId since) {
        Optional<Message> next = target.getNextMessageForTopicSince(names.topic(topic), since);
        while (next.isPresent() && Marks.isMark(next.get())) {
            next = target.getNextMessageForTopicSince(
                    names.topic(topic), next.get().id());
        }
        return next.map(names::own);
    }

    @Override
    protected List<Message> doGetMessagesById(String namespace, List<GemstoneId> ids) {
        return names.own(target.getMessagesById(names.namespace(namespace), ids));
    }

    @Override
    protected Subscription doSubscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        long subscription = observer.subscribing(
                number,
                topic,
                options.clientId().orElse(null),
                options.group().orElse(null),
                options.startsAfter().orElse(null),
                CallSites.ofUser());
        ObservedSubscription seen = new ObservedSubscription(topic, options, () -> observer.unsubscribed(subscription));
        ObservedHandler observed = new ObservedHandler(handler, options, names, observer, clock, subscription, seen);
        Subscription real;
        try {
            real = target.subscribe(names.topic(topic), observed, realOptions(options));
            seen.is(real);
        } catch (RuntimeException e) {
            observer.unsubscribed(subscription);
            throw e;
        }
        observer.subscribed(subscription);
        open.add(seen);
        real.ended().whenComplete((end, failure) -> noteEnds());
        noteEnds();
        return seen;
    }

    /** Notes ended subscriptions, at once for callers that end one; the stage may complete a little later. */
    private void noteEnds() {
        open.removeIf(ObservedSubscription::noteEnd);
    }

    /** Returns options without pauses: {@link ObservedHandler} makes them, by the test's clock. */
    private SubscriptionOptions realOptions(SubscriptionOptions own) {
        SubscriptionOptions kind = kind(own);
        SubscriptionOptions placed = own.startsAfter().map(kind::after).orElse(kind);
        SubscriptionOptions real = placed.maxAttempts(own.maxAttempts()).retryBackoff(Duration.ZERO);
        return own.namespace()
                .map(namespace -> real.namespace(names.namespace(namespace)))
                .orElse(real);
    }

    private SubscriptionOptions kind(SubscriptionOptions own) {
        if (own.isShared()) {
            SubscriptionOptions shared = SubscriptionOptions.shared(
                            names.client(own.group().orElseThrow()))
                    .concurrency(own.concurrency());
            return own.orderedBy().map(shared::orderedBy).orElse(shared);
        }
        return own.clientId()
                .map(id -> SubscriptionOptions.durable(names.client(id)))
                .orElse(SubscriptionOptions.plain());
    }

    @Override
    protected void doUnsubscribe(String topic, Optional<String> clientId) {
        if (clientId.isPresent()) {
            target.unsubscribe(names.topic(topic), names.client(clientId.get()));
        } else {
            target.unsubscribe(names.topic(topic));
        }
        noteEnds();
    }

    @Override
    protected List<Subscriber> doLoadSubscribers(String namespace) {
        List<Subscriber> found = new ArrayList<>(target.loadSubscribers(names.namespace(namespace)));
        if (!names.namespace(namespace).equals(names.bareNamespace())) {
            target.loadSubscribers(names.bareNamespace()).stream()
                    .filter(subscriber -> subscriber.namespace() == null)
                    .forEach(found::add);
        }
        return found.stream()
                .filter(subscriber -> names.isOurs(subscriber.topic()))
                .map(names::own)
                .toList();
    }

    @Override
    protected List<Subscription> doSubscriptions() {
        noteEnds();
        return List.copyOf(open);
    }

    @Override
    protected void doPing() {
        target.ping();
    }

    @Override
    protected void doAddConnectionListener(ConnectionListener listener) {
        target.addConnectionListener(listener);
    }

    @Override
    protected void doRemoveConnectionListener(ConnectionListener listener) {
        target.removeConnectionListener(listener);
    }

    @Override
    protected DurableClients doDurableClients() {
        return new ObservedDurableClients(target.durableClients(), names);
    }

    @Override
    protected SharedGroups doSharedGroups() {
        return new ObservedSharedGroups(target.sharedGroups(), names);
    }

    @Override
    protected Administration doAdministration() {
        return new ObservedAdministration(target.administration(), names);
    }

    /** {@inheritDoc} Without prefixes: those of a test are part of names that other tests have too. */
    @Override
    public Set<Capability> capabilities() {
        EnumSet<Capability> observed = EnumSet.copyOf(target.capabilities());
        observed.remove(Capability.PREFIX_SUBSCRIPTION);
        return Set.copyOf(observed);
    }

    @Override
    public long maxMessageBytes() {
        return target.maxMessageBytes();
    }

    @Override
    protected void doClose(Duration limit) {
        target.close(limit);
        noteEnds();
        observer.closed(number);
    }

    @Override
    public String toString() {
        return "observed " + target;
    }
}
