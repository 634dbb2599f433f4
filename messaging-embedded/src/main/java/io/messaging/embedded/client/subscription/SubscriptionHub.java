package io.messaging.embedded.client.subscription;

import io.messaging.administration.Subscriber;
import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.concurrent.Uninterruptibly;
import io.messaging.embedded.client.link.Backoff;
import io.messaging.embedded.client.link.LinkKeeper;
import io.messaging.embedded.client.link.ServerLink;
import io.messaging.embedded.client.link.SubscriptionFeed;
import io.messaging.embedded.client.link.VirtualCallers;
import io.messaging.embedded.client.wire.ConnectionPool;
import io.messaging.embedded.client.wire.Deadline;
import io.messaging.embedded.client.wire.WireConnection;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.server.MessageServer;
import io.messaging.log.SafeLog;
import io.messaging.message.TopicFilter;
import io.messaging.spi.delivery.BackendThreads;
import io.messaging.spi.delivery.HandlerThreads;
import io.messaging.spi.delivery.Subscriptions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A backend's subscriptions, and the one connection or local server that feeds them. When that is lost, its thread
 * finds the next and puts every subscription back in force, each where it had got to.
 *
 * <p>Thread-safe: guarded by its monitor, under which nothing blocks but the writing of a short request.
 */
public final class SubscriptionHub implements SubscriptionFeed {
    private static final System.Logger LOGGER = SafeLog.of(SubscriptionHub.class);
    private static final long CONFIRM_MILLIS = 1_000;

    private final LinkKeeper keeper;
    private final HandlerThreads handlerThreads;
    private final Executor callbacks;
    private final VirtualCallers callers;
    private final BooleanSupplier refusesCalls;

    /**
     * In the order in which they came. Changed under the monitor, except when the broker ends one: its thread may hold
     * another backend's monitor.
     */
    private final Set<HubSubscription> subscriptions =
            new ConcurrentSkipListSet<>(Comparator.comparingLong(HubSubscription::number));

    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, Lock> turns = new ConcurrentHashMap<>();

    /** What feeds the subscriptions: one of the two, or neither while the thread looks for one. */
    private SubscriptionChannel channel;

    private MessageServer local;

    /** What runs when the local server ends. */
    private Runnable onLocalEnd;

    /** Whether a connection is held without subscriptions, too. */
    private boolean watching;

    private Thread thread;
    private boolean closed;

    /** What kept the thread from a server, and was logged; belongs to the thread. */
    private String lastProblem;

    /**
     * Makes a hub without subscriptions.
     *
     * @param refusesCalls whether the backend has begun to close
     */
    public SubscriptionHub(
            LinkKeeper keeper,
            HandlerThreads handlerThreads,
            Executor callbacks,
            VirtualCallers callers,
            BooleanSupplier refusesCalls) {
        this.keeper = keeper;
        this.handlerThreads = handlerThreads;
        this.callbacks = callbacks;
        this.callers = callers;
        this.refusesCalls = refusesCalls;
    }

    /** Whether the backend has begun to close: handlers' calls fail from then on, some time before subscriptions end. */
    boolean refusesCalls() {
        return refusesCalls.getAsBoolean();
    }

    /** Holds a connection, and finds the next when it is lost, without subscriptions as well. */
    public synchronized void watch() {
        watching = true;
        if (local == null && channel == null) {
            startThread();
        }
    }

    /** Subscribes, and returns when it is in force. */
    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        long number = numbers.incrementAndGet();
        return putInForce(
                options.isShared()
                        ? new SharedSubscription(this, number, topic, handler, options, handlerThreads, callbacks)
                        : new ClientSubscription(this, number, topic, handler, options, handlerThreads, callbacks));
    }

    /** Subscribes to several topics, and returns when it is in force. */
    public Subscription subscribe(TopicFilter topics, MessageHandler handler, SubscriptionOptions options) {
        long number = numbers.incrementAndGet();
        return putInForce(new ClientSubscription(this, number, topics, handler, options, handlerThreads, callbacks));
    }

    private Subscription putInForce(HubSubscription subscription) {
        Deadline deadline = keeper.deadline();
        boolean inForce = false;
        try {
            callers.run(() -> add(subscription));
            subscription.awaitInForce(deadline);
            inForce = true;
            return subscription;
        } finally {
            if (!inForce) {
                subscription.close();
            }
        }
    }

    private synchronized Void add(HubSubscription subscription) {
        requireOpen();
        subscriptions.add(subscription);
        if (local != null && local.isRunning()) {
            subscription.feedFromStore(local.core());
        } else if (channel != null) {
            addTo(channel, subscription);
        } else {
            startThread();
        }
        return null;
    }

    private void requireOpen() {
        if (closed) {
            throw new BackendClosedException("the backend was closed during the call; open another one");
        }
    }

    /** A durable client's turn: its handlers in this JVM run one at a time. */
    Lock turnOf(String clientId) {
        return turns.computeIfAbsent(clientId, id -> new ReentrantLock(true));
    }

    private static void addTo(SubscriptionChannel channel, HubSubscription subscription) {
        try {
            channel.add(subscription);
        } catch (IOException e) {
            channel.close(); // its reader notices, and puts all of them in force elsewhere
        }
    }

    private void startThread() {
        if (thread == null && !closed) {
            thread = BackendThreads.create("messaging-subscriptions", this::run);
            thread.start();
        }
    }

    /** The thread: from one connection to the next, until the server turns out to be in this JVM. */
    private void run() {
        Backoff backoff = keeper.backoff();
        try {
            while (true) {
                long start = System.nanoTime();
                feedOnce();
                if (endThreadIfLocal()) {
                    return;
                }
                backoff.ended(start);
                backoff.pause();
            }
        } catch (BackendClosedException e) {
            LOGGER.log(Level.DEBUG, "the subscription reader ends with its backend");
        } finally {
            forgetThread();
        }
    }

    /** Decided and done in one step, so that a server that ends just then finds either a thread or none. */
    private synchronized boolean endThreadIfLocal() {
        if (local != null && local.isRunning()) {
            forgetThread();
            return true;
        }
        return false;
    }

    private synchronized void forgetThread() {
        if (thread == Thread.currentThread()) {
            thread = null;
        }
    }

    /** Feeds the subscriptions from one connection as long as it lives. */
    private void feedOnce() {
        try {
            keeper.link(keeper.deadline()).feed(this, keeper.deadline());
        } catch (BackendClosedException e) {
            throw e;
        } catch (MessagingConnectionException e) {
            LOGGER.log(Level.DEBUG, "no server for the subscriptions, trying again", e);
        } catch (MessagingException e) {
            boolean known = e.getMessage().equals(lastProblem);
            lastProblem = e.getMessage();
            LOGGER.log(
                    known ? Level.DEBUG : Level.WARNING,
                    "no server for the subscriptions, trying again: " + e.getMessage(),
                    e);
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.ERROR, "subscription reader failed; reconnecting", e);
        }
    }

    @Override
    public void readStore(ServerLink link, MessageServer server) {
        Runnable onEnd = () -> localEnded(link, server);
        synchronized (this) {
            requireOpen();
            local = server;
            onLocalEnd = onEnd;
            subscriptions.forEach(subscription -> subscription.feedFromStore(server.core()));
        }
        server.onEnd(onEnd);
    }

    /** May run late, when another server feeds the subscriptions already. */
    private synchronized void localEnded(ServerLink link, MessageServer server) {
        keeper.lost(link, "the server in this JVM ended");
        if (local == server) {
            local = null;
            if (watching || !subscriptions.isEmpty()) {
                startThread();
            }
        }
    }

    @Override
    public void readConnection(WireConnection connection, ConnectionPool pool) throws IOException, ProtocolException {
        SubscriptionChannel opened = new SubscriptionChannel(connection, pool, handlerThreads, callers);
        synchronized (this) {
            requireOpen();
            channel = opened;
            subscriptions.forEach(subscription -> addTo(opened, subscription));
        }
        opened.readToEnd(keeper.timeoutMillis());
    }

    /** The next attempt finds out anew who is there: other connections may not have noticed yet. */
    @Override
    public synchronized void connectionEnded(ServerLink link, String reason) {
        channel = null;
        subscriptions.forEach(HubSubscription::disconnected);
        if (!closed) {
            link.invalidate();
            keeper.lost(link, reason);
        }
    }

    /** Takes a subscription out, and waits a bounded time for the server to know. */
    void remove(HubSubscription subscription) {
        SubscriptionChannel feeding;
        synchronized (this) {
            if (!subscriptions.remove(subscription)) {
                return;
            }
            feeding = channel;
        }
        if (feeding != null) {
            try {
                awaitConfirmation(callers.run(() -> feeding.remove(subscription)));
            } catch (IOException e) {
                LOGGER.log(Level.DEBUG, "the server has not confirmed the end of a subscription", e);
            }
        }
    }

    /** Takes out a subscription that the server has ended. */
    void forget(HubSubscription subscription) {
        subscriptions.remove(subscription);
    }

    static void logRefusal(HubSubscription subscription, Exception reason) {
        LOGGER.log(Level.WARNING, () -> "cannot subscribe again to '" + subscription.topic() + "'", reason);
    }

    void awaitConfirmation(CompletableFuture<Void> confirmed) {
        try {
            Uninterruptibly.get(confirmed, TimeUnit.MILLISECONDS.toNanos(CONFIRM_MILLIS));
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(Level.DEBUG, "the server has not confirmed the end of a subscription", e);
        }
    }

    /** Ends the subscriptions to a topic, of one client if a client id is given. */
    public void unsubscribe(String topic, Optional<String> clientId) {
        List<HubSubscription> ending;
        synchronized (this) {
            ending = subscriptions.stream()
                    .filter(subscription -> subscription.isTo(topic))
                    .filter(subscription -> clientId.isEmpty()
                            || subscription
                                    .options()
                                    .clientId()
                                    .or(subscription.options()::group)
                                    .equals(clientId))
                    .toList();
        }
        ending.forEach(Subscription::close);
    }

    /** Lists this backend's own subscribers of a namespace. */
    public synchronized List<Subscriber> subscribers(String namespace) {
        return subscriptions.stream()
                .map(HubSubscription::subscriber)
                .filter(subscriber -> subscriber.isIn(namespace))
                .toList();
    }

    /** Lists the subscriptions, in the order in which they came. */
    public List<Subscription> list() {
        return List.copyOf(subscriptions);
    }

    /**
     * Ends all subscriptions, waits for handlers that are running, and interrupts those that are left then. Until then what they
     * handle is acknowledged, and they may use the backend.
     *
     * @param limit how long to wait
     * @return nanoseconds that are left of that time
     */
    public long endSubscriptions(Duration limit) {
        Subscriptions<HubSubscription> ending = new Subscriptions<>();
        synchronized (this) {
            closed = true;
            subscriptions.forEach(subscription -> ending.add(subscription, () -> {}));
            subscriptions.clear();
            if (local != null) {
                local.removeOnEnd(onLocalEnd);
            }
        }
        ending.list()
                .forEach(subscription -> subscription
                        .inForce()
                        .completeExceptionally(new BackendClosedException("the backend was closed while subscribing")));
        return ending.close(limit);
    }

    /** Waits a bounded time for the server and the thread, after the subscriptions' end. */
    public void close(Deadline deadline) {
        SubscriptionChannel feeding;
        Thread reading;
        synchronized (this) {
            feeding = channel;
            reading = thread;
        }
        if (feeding != null) {
            feeding.endOutput();
            deadline.join(reading);
            feeding.close();
        }
        keeper.close();
        deadline.atLeastMillis(200).join(reading);
    }
}
