package io.messaging.embedded.client;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.backend.Subscriber;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.concurrent.Uninterruptibly;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.server.ServerCore;
import io.messaging.log.SafeLog;
import io.messaging.spi.delivery.BackendThreads;
import io.messaging.spi.delivery.HandlerThreads;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
final class SubscriptionHub {
    private static final System.Logger LOGGER = SafeLog.of(SubscriptionHub.class);
    private static final long CONFIRM_MILLIS = 1_000;
    private static final long STEADY_NANOS = 100_000_000;

    private final LinkKeeper keeper;
    private final HandlerThreads handlerThreads;
    private final Executor callbacks;
    private final VirtualCallers callers;
    private final BooleanSupplier refusesCalls;

    /**
     * In the order in which they came. Changed under the monitor, except that the broker's word of an end takes one out
     * at once: it may come from a thread that holds another backend's monitor.
     */
    private final Set<ClientSubscription> subscriptions =
            new ConcurrentSkipListSet<>(Comparator.comparingLong(ClientSubscription::number));

    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, Lock> turns = new ConcurrentHashMap<>();

    /** What feeds the subscriptions: one of the two, or neither while the thread looks for one. */
    private SubscriptionChannel channel;

    private LocalLink local;

    /** What runs when the local server ends. */
    private Runnable onLocalEnd;

    /** Whether the server is to be held on to while there are no subscriptions too. */
    private boolean watching;

    private Thread thread;
    private boolean closed;

    SubscriptionHub(
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

    /** Holds a connection, and finds the next when it is lost, from now on; without this, while there are subscriptions. */
    synchronized void watch() {
        watching = true;
        if (local == null && channel == null) {
            startThread();
        }
    }

    /** Subscribes, and returns when it is in force. */
    ClientSubscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        Deadline deadline = keeper.deadline();
        ClientSubscription subscription = new ClientSubscription(
                this, numbers.incrementAndGet(), topic, handler, options, handlerThreads, callbacks);
        boolean inForce = false;
        try {
            callers.run(() -> add(subscription));
            awaitInForce(subscription, deadline);
            inForce = true;
            return subscription;
        } finally {
            if (!inForce) {
                subscription.close();
            }
        }
    }

    private synchronized Void add(ClientSubscription subscription) {
        requireOpen();
        subscriptions.add(subscription);
        if (local != null && local.isUsable()) {
            feedLocally(subscription, local);
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

    private static void feedLocally(ClientSubscription subscription, LocalLink link) {
        try {
            ServerCore core = link.server().core();
            subscription.feedFrom(localSource(subscription, core));
        } catch (MessagingException storeFull) {
            subscription.inForce().completeExceptionally(storeFull);
        }
    }

    private static MessageSource localSource(ClientSubscription subscription, ServerCore core) {
        return subscription.options().isDurable()
                ? new DurableLocalSource(
                        core, subscription.subscriber(), subscription::signal, subscription::endedByBroker)
                : new LocalSource(
                        core, subscription.subscriber(), subscription.startAt(core.id()), subscription::signal);
    }

    /** A durable client's turn: its handlers in this JVM run one at a time. */
    Lock turnOf(String clientId) {
        return turns.computeIfAbsent(clientId, id -> new ReentrantLock(true));
    }

    private static void addTo(SubscriptionChannel channel, ClientSubscription subscription) {
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

    private void awaitInForce(ClientSubscription subscription, Deadline deadline) {
        try {
            Uninterruptibly.get(subscription.inForce(), deadline.nanos() - System.nanoTime());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof MessagingException known
                    ? known
                    : new MessagingException("cannot subscribe: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new MessagingTimeoutException(
                    "the subscription to '" + subscription.topic() + "' was not confirmed in time "
                            + "(request_timeout_millis); see the log for the connection's state",
                    e);
        }
    }

    /** The thread: from one connection to the next, until the server turns out to be in this JVM. */
    private void run() {
        try {
            for (int failures = 0; ; failures++) {
                long start = System.nanoTime();
                feedOnce();
                if (endThreadIfLocal()) {
                    return;
                }
                if (System.nanoTime() - start > STEADY_NANOS) {
                    failures = 0; // a server that takes connections and breaks them at once is a failure, too
                }
                keeper.pause(failures);
            }
        } catch (BackendClosedException e) {
            LOGGER.log(Level.DEBUG, "the subscriptions' thread ends with its backend");
        } finally {
            forgetThread();
        }
    }

    /** Decided and done in one step, so that a server that ends just then finds either a thread or none. */
    private synchronized boolean endThreadIfLocal() {
        if (local != null && local.isUsable()) {
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
            ServerLink link = keeper.link(keeper.deadline());
            if (link instanceof SocketLink socketLink) {
                feedFrom(socketLink);
            } else {
                feedFrom((LocalLink) link);
            }
        } catch (BackendClosedException e) {
            throw e;
        } catch (MessagingException e) {
            LOGGER.log(Level.DEBUG, "no server for the subscriptions, trying again", e);
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.ERROR, "the subscriptions' thread failed and goes on with another connection", e);
        }
    }

    private void feedFrom(LocalLink link) {
        Runnable onEnd = () -> localEnded(link);
        synchronized (this) {
            requireOpen();
            local = link;
            onLocalEnd = onEnd;
            subscriptions.forEach(subscription -> feedLocally(subscription, link));
        }
        link.server().onEnd(onEnd);
    }

    /** The news may come late: by then another server may feed the subscriptions. */
    private synchronized void localEnded(LocalLink link) {
        keeper.lost(link, "the server in this JVM ended");
        if (local == link) {
            local = null;
            if (watching || !subscriptions.isEmpty()) {
                startThread();
            }
        }
    }

    private void feedFrom(SocketLink link) {
        SubscriptionChannel opened = null;
        String end = "the connection broke";
        try {
            WireConnection connection = link.openConnection(keeper.deadline());
            opened = new SubscriptionChannel(connection, link.identity(), handlerThreads, callers);
            feedFrom(opened);
        } catch (LinkLostException | IOException e) {
            end = e.getMessage();
        } catch (ProtocolException e) {
            end = "it gave " + e.getMessage();
        } finally {
            if (opened != null) {
                opened.close();
            }
            channelEnded(link, end);
        }
    }

    /** The next attempt asks anew who is there: other connections may not have noticed yet. */
    private synchronized void channelEnded(SocketLink link, String reason) {
        channel = null;
        if (!closed) {
            link.invalidate();
            keeper.lost(link, reason);
        }
    }

    private void feedFrom(SubscriptionChannel opened) throws IOException, ProtocolException {
        synchronized (this) {
            requireOpen();
            channel = opened;
            subscriptions.forEach(subscription -> addTo(opened, subscription));
        }
        opened.readToEnd(keeper.timeoutMillis());
    }

    /** Takes a subscription out, and waits a bounded time for the server to know. */
    void remove(ClientSubscription subscription) {
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
    void forget(ClientSubscription subscription) {
        subscriptions.remove(subscription);
    }

    void awaitConfirmation(CompletableFuture<Void> confirmed) {
        try {
            Uninterruptibly.get(confirmed, TimeUnit.MILLISECONDS.toNanos(CONFIRM_MILLIS));
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(Level.DEBUG, "the server has not confirmed the end of a subscription", e);
        }
    }

    /** Those to a topic, a copy. */
    synchronized List<ClientSubscription> to(String topic) {
        return subscriptions.stream()
                .filter(subscription -> subscription.topic().equals(topic))
                .toList();
    }

    /** Those of a namespace, as far as this backend knows. */
    synchronized List<Subscriber> subscribers(String namespace) {
        return subscriptions.stream()
                .map(ClientSubscription::subscriber)
                .filter(subscriber -> subscriber.isIn(namespace))
                .toList();
    }

    /** Ends all subscriptions, and waits a bounded time for handlers, the server and the thread. */
    void close(Deadline deadline) {
        List<ClientSubscription> ending;
        SubscriptionChannel feeding;
        Thread reading;
        synchronized (this) {
            closed = true;
            ending = new ArrayList<>(subscriptions);
            subscriptions.clear();
            feeding = channel;
            reading = thread;
            if (local != null) {
                local.server().removeOnEnd(onLocalEnd);
            }
        }
        ending.forEach(subscription -> {
            subscription.end(SubscriptionEnd.Reason.BACKEND_CLOSED, "the backend was closed");
            subscription
                    .inForce()
                    .completeExceptionally(new BackendClosedException("the backend was closed while subscribing"));
        });
        // What a durable client's handler is at can still be acknowledged, while there is time for it.
        Deadline half = Deadline.afterMillis(deadline.millisLeft() / 2);
        ending.stream()
                .filter(subscription -> subscription.options().isDurable())
                .forEach(subscription -> subscription.awaitHalted(half.nanos() - System.nanoTime()));
        if (feeding != null) {
            feeding.endOutput();
            Threads.join(reading, deadline);
            feeding.close();
        }
        ending.forEach(subscription -> subscription.awaitHalted(deadline.nanos() - System.nanoTime()));
        keeper.close();
        Threads.join(reading, deadline.atLeastMillis(200));
    }
}
