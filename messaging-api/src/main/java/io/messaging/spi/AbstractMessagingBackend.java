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
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.concurrent.CloseLimit;
import io.messaging.concurrent.Uninterruptibly;
import io.messaging.interceptor.InterceptorChain;
import io.messaging.interceptor.MessagingInterceptor;
import io.messaging.interceptor.StoreCall;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Names;
import io.messaging.message.TopicFilter;
import io.messaging.paging.MessagePages;
import io.messaging.spi.delivery.HandlerThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * What every backend has to do alike: check arguments, refuse calls after the close, close once, call interceptors. A
 * subclass fills in the {@code do...} methods, which are called with checked arguments only, from any thread, any number at
 * once.
 *
 * <p>Thread-safe, as subclasses have to be.
 */
public abstract class AbstractMessagingBackend implements MessagingBackend {
    /** How long {@link #close()} waits for handlers where nothing else is said. */
    public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(10);

    /** The option of all backends for how long {@link #close()} waits for handlers. */
    public static final FactoryOption<Integer> CLOSE_TIMEOUT_MILLIS = FactoryOption.integer(
            "close_timeout_millis",
            (int) DEFAULT_CLOSE_TIMEOUT.toMillis(),
            0,
            3_600_000,
            "How long close waits for handlers that are running before it interrupts them, in milliseconds; 0 does not"
                    + " wait.");

    private static final int STREAMED_MESSAGES = 1_000;
    private static final long STREAMED_BYTES = 1 << 20;

    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch closeEnded = new CountDownLatch(1);
    private final Duration closeTimeout;

    /** Whether another backend, which this one shows, hints at unusual uses and calls interceptors. */
    private final boolean view;

    /** Those of the program that opened this backend, until it is closed. */
    private volatile InterceptorChain interceptors;

    /**
     * For backends without the option {@link #CLOSE_TIMEOUT_MILLIS}: its default holds. Interceptors that
     * {@link MessagingInterceptor#found} are called around stores and handlers.
     */
    protected AbstractMessagingBackend() {
        this(DEFAULT_CLOSE_TIMEOUT);
    }

    /**
     * For backends: interceptors that {@link MessagingInterceptor#found} are called around stores and handlers.
     *
     * @param closeTimeout how long {@link #close()} waits for handlers that are running
     */
    protected AbstractMessagingBackend(Duration closeTimeout) {
        this(closeTimeout, false);
    }

    /** Calls no interceptors in a view. */
    AbstractMessagingBackend(Duration closeTimeout, boolean view) {
        this.closeTimeout = closeTimeout;
        this.view = view;
        interceptors = view ? InterceptorChain.NONE : InterceptorChain.of(MessagingInterceptor.found());
    }

    /**
     * For decorators of one other backend. This backend calls the interceptors that the other one found, which calls none
     * any more: they see calls and deliveries as programs do. It waits for handlers as long as the other one does.
     *
     * @param decorated just opened, and used by nobody else
     */
    protected AbstractMessagingBackend(MessagingBackend decorated) {
        view = false;
        if (decorated instanceof AbstractMessagingBackend inner) {
            interceptors = inner.giveUpInterceptors();
            closeTimeout = inner.closeTimeout;
        } else {
            interceptors = InterceptorChain.NONE;
            closeTimeout = DEFAULT_CLOSE_TIMEOUT;
        }
    }

    /** Returns how long a backend waits for handlers, as far as it can be known. */
    static Duration closeTimeoutOf(MessagingBackend backend) {
        if (backend instanceof ForwardingMessagingBackend decorator) {
            return closeTimeoutOf(decorator.target());
        }
        return backend instanceof AbstractMessagingBackend known ? known.closeTimeout : DEFAULT_CLOSE_TIMEOUT;
    }

    private InterceptorChain giveUpInterceptors() {
        InterceptorChain before = interceptors;
        interceptors = InterceptorChain.NONE;
        return before;
    }

    @Override
    public final void storeMessage(String namespace, String topic, Message message) {
        InterceptorChain chain = interceptors; // before the check, since a close leaves none
        checkStore(namespace, topic, message);
        if (chain == InterceptorChain.NONE) {
            doStoreMessage(namespace, topic, message);
        } else {
            chain.store(new StoreCall(namespace, topic, message), changed -> doStoreMessage(namespace, topic, changed));
        }
    }

    @Override
    public final CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
        InterceptorChain chain = interceptors;
        checkStore(namespace, topic, message);
        if (chain == InterceptorChain.NONE) {
            return doStoreMessageAsync(namespace, topic, message);
        }
        return chain.storeAsync(
                new StoreCall(namespace, topic, message), changed -> doStoreMessageAsync(namespace, topic, changed));
    }

    private void checkStore(String namespace, String topic, Message message) {
        checkOpen();
        Names.require("namespace", namespace);
        Names.require("topic", topic);
        Arguments.requireNonNull("message", message);
    }

    @Override
    public final List<Message> getMessagesForTopic(String topic) {
        checkOpen();
        return doGetMessagesForTopic(Names.require("topic", topic));
    }

    @Override
    public final List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
        checkOpen();
        Names.require("topic", topic);
        return doGetMessagesForTopicSince(topic, Arguments.requireNonNull("since", since));
    }

    @Override
    public final Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
        checkOpen();
        Names.require("topic", topic);
        return doGetNextMessageForTopicSince(topic, Arguments.requireNonNull("since", since));
    }

    @Override
    public final List<Message> getMessagesForTopicSince(String topic, GemstoneId since, int limit) {
        checkOpen();
        Names.require("topic", topic);
        Arguments.requireNonNull("since", since);
        return doGetPage(topic, since, Arguments.requirePositive("limit", limit), Long.MAX_VALUE);
    }

    @Override
    public final Stream<Message> streamMessagesForTopicSince(String topic, GemstoneId since) {
        checkOpen();
        Names.require("topic", topic);
        return MessagePages.stream(Arguments.requireNonNull("since", since), last -> {
            checkOpen();
            return doGetPage(topic, last, STREAMED_MESSAGES, STREAMED_BYTES);
        });
    }

    @Override
    public final List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
        checkOpen();
        Names.require("namespace", namespace);
        Arguments.requireNonNull("ids", ids);
        ids.forEach(id -> Arguments.requireNonNull("an id of ids", id));
        return ids.isEmpty() ? List.of() : doGetMessagesById(namespace, List.copyOf(ids));
    }

    @Override
    public final Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        InterceptorChain chain = interceptors;
        if (closed.get()) { // for handlers, too: none is to start
            throw closedException();
        }
        Names.require("topic", topic);
        Arguments.requireNonNull("handler", handler);
        Arguments.requireNonNull("options", options);
        requireCapability(Capability.SUBSCRIPTION, "subscriptions");
        if (options.isDurable()) {
            requireCapability(Capability.DURABLE_SUBSCRIPTION, "durable subscriptions");
        }
        if (options.isShared()) {
            requireCapability(Capability.SHARED_SUBSCRIPTION, "shared subscriptions");
        }
        if (StartPositions.isAskedFor(options)) {
            requireCapability(Capability.START_POSITION, "subscriptions that start with what is stored");
        }
        if (!view) {
            UsageHints.hintAtWildcards(topic);
        }
        Subscription subscription = doSubscribe(topic, chain.around(handler), options);
        if (options.isDurable() && subscription != null && !view) {
            UsageHints.logTakeOver(subscription);
        }
        return subscription;
    }

    @Override
    public final Subscription subscribe(TopicFilter topics, MessageHandler handler, SubscriptionOptions options) {
        InterceptorChain chain = interceptors;
        if (closed.get()) { // for handlers, too: none is to start
            throw closedException();
        }
        Arguments.requireNonNull("topics", topics);
        Arguments.requireNonNull("handler", handler);
        Arguments.requirePlain(topics, Arguments.requireNonNull("options", options));
        requireCapability(Capability.PREFIX_SUBSCRIPTION, "subscriptions to several topics");
        return doSubscribe(topics, chain.around(handler), options);
    }

    private void requireCapability(Capability capability, String what) {
        if (!capabilities().contains(capability)) {
            throw new UnsupportedOperationException(getClass().getSimpleName() + " does not support " + what
                    + "; ask capabilities() for " + capability + ", or choose another backend");
        }
    }

    @Override
    public final void unsubscribe(String topic) {
        checkOpen();
        doUnsubscribe(Names.require("topic", topic), Optional.empty());
    }

    @Override
    public final void unsubscribe(String topic, String clientId) {
        checkOpen();
        Names.require("topic", topic);
        doUnsubscribe(topic, Optional.of(Names.require("clientId", clientId)));
    }

    @Override
    public final List<Subscriber> loadSubscribers(String namespace) {
        checkOpen();
        return doLoadSubscribers(Names.require("namespace", namespace));
    }

    @Override
    public final DurableClients durableClients() {
        checkOpen();
        requireCapability(Capability.DURABLE_SUBSCRIPTION, "durable subscriptions");
        return new CheckedDurableClients(this, doDurableClients());
    }

    @Override
    public final SharedGroups sharedGroups() {
        checkOpen();
        requireCapability(Capability.SHARED_SUBSCRIPTION, "shared subscriptions");
        return new CheckedSharedGroups(this, doSharedGroups());
    }

    @Override
    public final Administration administration() {
        checkOpen();
        return new CheckedAdministration(this, doAdministration());
    }

    @Override
    public final List<Subscription> subscriptions() {
        checkOpen();
        return doSubscriptions();
    }

    @Override
    public final List<String> topics() {
        return MessagingBackend.super.topics();
    }

    @Override
    public final Duration ping() {
        checkOpen();
        long start = System.nanoTime();
        doPing();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public final void addConnectionListener(ConnectionListener listener) {
        checkOpen();
        doAddConnectionListener(Arguments.requireNonNull("listener", listener));
    }

    @Override
    public final void removeConnectionListener(ConnectionListener listener) {
        checkOpen();
        doRemoveConnectionListener(Arguments.requireNonNull("listener", listener));
    }

    @Override
    public final MessagingBackend inNamespace(String namespace) {
        checkOpen();
        return NamespacedBackend.of(this, namespace);
    }

    @Override
    public final void close() {
        closeWithin(closeTimeout);
    }

    @Override
    public final void close(Duration limit) {
        closeWithin(CloseLimit.of(limit));
    }

    /** A handler does not wait for a close that waits for it. */
    private void closeWithin(Duration limit) {
        if (closed.compareAndSet(false, true)) {
            try {
                doClose(limit);
            } finally {
                interceptors =
                        InterceptorChain.NONE; // whoever keeps the closed backend keeps no class loader of theirs
                RecordCaches.release();
                closeEnded.countDown();
            }
        } else if (!isInHandler()) {
            Uninterruptibly.await(CloseLimit.LONGEST.toNanos(), left -> closeEnded.await(left, TimeUnit.NANOSECONDS));
        }
    }

    private static boolean isInHandler() {
        return HandlerThreads.isHandlerThread() || InterceptorChain.isInHandler();
    }

    @Override
    public final void awaitClosed() throws InterruptedException {
        awaitEnd();
    }

    /** Waits until this backend is closed. */
    void awaitEnd() throws InterruptedException {
        closeEnded.await();
    }

    /** {@return whether {@link #close} was called} */
    public final boolean isClosed() {
        return closed.get();
    }

    /**
     * Refuses to go on after the close has begun, except in handlers that it waits for.
     *
     * @throws BackendClosedException after {@link #close}
     */
    protected final void checkOpen() {
        if (closed.get() && !mayFinish()) {
            throw closedException();
        }
        if (view) {
            checkTarget();
        }
    }

    /** Refuses to go on in a view of a backend whose close has begun. */
    void checkTarget() {}

    /** Refuses to go on after the close of a backend has begun, as far as that can be known without a call. */
    static void checkOpen(MessagingBackend backend) {
        if (backend instanceof ForwardingMessagingBackend decorator) {
            checkOpen(decorator.target());
        } else if (backend instanceof AbstractMessagingBackend known) {
            known.checkOpen();
        }
    }

    /** Handlers that are running may do their work while the close waits for them (LIFE-06). */
    private boolean mayFinish() {
        return closeEnded.getCount() > 0 && InterceptorChain.isInHandler();
    }

    private BackendClosedException closedException() {
        return new BackendClosedException(getClass().getSimpleName() + " is closed; open another one");
    }

    /**
     * Stores; see {@link #storeMessage}. May block as long as the backend's time limit.
     *
     * @param namespace checked
     * @param topic checked
     * @param message immutable; the backend may keep it
     */
    protected abstract void doStoreMessage(String namespace, String topic, Message message);

    /**
     * Stores without blocking; see {@link #storeMessageAsync}. This one stores at once and returns a completed future,
     * which suits a backend whose storing does not wait for anything.
     *
     * @param namespace checked
     * @param topic checked
     * @param message immutable; the backend may keep it
     * @return the outcome, failures included
     */
    protected CompletableFuture<Void> doStoreMessageAsync(String namespace, String topic, Message message) {
        try {
            doStoreMessage(namespace, topic, message);
            return CompletableFuture.completedFuture(null);
        } catch (MessagingException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Reads; see {@link #getMessagesForTopic}.
     *
     * @param topic checked
     * @return a list that is the caller's own or unmodifiable
     */
    protected abstract List<Message> doGetMessagesForTopic(String topic);

    /**
     * Reads; see {@link #getMessagesForTopicSince}.
     *
     * @param topic checked
     * @param since checked
     * @return a list that is the caller's own or unmodifiable
     */
    protected abstract List<Message> doGetMessagesForTopicSince(String topic, GemstoneId since);

    /**
     * Reads; see {@link #getNextMessageForTopicSince}.
     *
     * @param topic checked
     * @param since checked
     * @return the next message
     */
    protected abstract Optional<Message> doGetNextMessageForTopicSince(String topic, GemstoneId since);

    /**
     * Reads a page in chronological order; see {@link #getMessagesForTopicSince(String, GemstoneId, int)}. This one calls
     * {@link #doGetNextMessageForTopicSince} for each message.
     *
     * @param topic checked
     * @param since checked
     * @param limit how many messages to return at most, 1 or more
     * @param maxBytes the page also ends with the message that fills so many bytes of JSON; a backend whose readers share
     *     the messages in memory may ignore it
     * @return a list that is the caller's own or unmodifiable; empty only if there is no later message
     */
    protected List<Message> doGetPage(String topic, GemstoneId since, int limit, long maxBytes) {
        List<Message> page = new ArrayList<>();
        long bytes = 0;
        Optional<Message> next = doGetNextMessageForTopicSince(topic, since);
        while (next.isPresent()) {
            page.add(next.get());
            bytes += maxBytes == Long.MAX_VALUE ? 0 : next.get().jsonLength();
            next = page.size() < limit && bytes < maxBytes
                    ? doGetNextMessageForTopicSince(topic, next.get().id())
                    : Optional.empty();
        }
        return page;
    }

    /**
     * Reads; see {@link #getMessagesById}.
     *
     * @param namespace checked
     * @param ids an unmodifiable copy, not empty, without nulls
     * @return a list that is the caller's own or unmodifiable
     */
    protected abstract List<Message> doGetMessagesById(String namespace, List<GemstoneId> ids);

    /**
     * Subscribes; see {@link #subscribe}. Only called for what {@link #capabilities} declares.
     *
     * @param topic checked
     * @param handler to be called for one message at a time, or for as many as the options of a shared subscription say
     * @param options checked
     * @return the subscription, in force
     */
    protected abstract Subscription doSubscribe(String topic, MessageHandler handler, SubscriptionOptions options);

    /**
     * Subscribes to several topics; see {@link #subscribe(TopicFilter, MessageHandler, SubscriptionOptions)}. Only called where
     * {@link Capability#PREFIX_SUBSCRIPTION} is declared, so a backend without it need not override this.
     *
     * @param topics not null
     * @param handler to be called for one message at a time
     * @param options plain, from now on or from the beginning
     * @return the subscription, in force
     */
    protected Subscription doSubscribe(TopicFilter topics, MessageHandler handler, SubscriptionOptions options) {
        return MessagingBackend.super.subscribe(topics, handler, options);
    }

    /**
     * Unsubscribes; see {@link #unsubscribe}.
     *
     * @param topic checked
     * @param clientId the only client or group to unsubscribe; empty for all subscriptions
     */
    protected abstract void doUnsubscribe(String topic, Optional<String> clientId);

    /**
     * Lists subscribers; see {@link #loadSubscribers}.
     *
     * @param namespace checked
     * @return a list that is the caller's own or unmodifiable
     */
    protected abstract List<Subscriber> doLoadSubscribers(String namespace);

    /**
     * {@return the view of durable clients} Only called where {@link Capability#DURABLE_SUBSCRIPTION} is declared, so a
     * backend without it need not override this.
     */
    protected DurableClients doDurableClients() {
        throw new UnsupportedOperationException(
                getClass().getSimpleName() + " declares DURABLE_SUBSCRIPTION and does not override doDurableClients()");
    }

    /**
     * {@return the view of groups} Only called where {@link Capability#SHARED_SUBSCRIPTION} is declared, so a backend without
     * it need not override this.
     */
    protected SharedGroups doSharedGroups() {
        throw new UnsupportedOperationException(
                getClass().getSimpleName() + " declares SHARED_SUBSCRIPTION and does not override doSharedGroups()");
    }

    /**
     * {@return the view of what is stored, which is asked with checked arguments only} A backend that has none need not
     * override this.
     *
     * @throws UnsupportedOperationException when there is none, with a message for users
     */
    protected Administration doAdministration() {
        return MessagingBackend.super.administration();
    }

    /** {@return this instance's subscriptions that have not ended; the caller's own or unmodifiable} */
    protected List<Subscription> doSubscriptions() {
        return MessagingBackend.super.subscriptions();
    }

    /** Returns when the server has answered. */
    protected void doPing() {
        MessagingBackend.super.ping();
    }

    /**
     * Adds a listener; see {@link #addConnectionListener}.
     *
     * @param listener not null
     */
    protected void doAddConnectionListener(ConnectionListener listener) {
        MessagingBackend.super.addConnectionListener(listener);
    }

    /**
     * Removes a listener.
     *
     * @param listener not null
     */
    protected void doRemoveConnectionListener(ConnectionListener listener) {
        MessagingBackend.super.removeConnectionListener(listener);
    }

    /**
     * Ends the subscriptions, waits for handlers that are running, interrupts what is left then, and gives everything back; called once.
     * Handlers may call this backend until it has waited for them.
     *
     * @param limit how long to wait for handlers, zero or more
     */
    protected abstract void doClose(Duration limit);
}
