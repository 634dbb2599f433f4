package io.messaging.selftest.handmade;

import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A subscription of an {@link Engine}, whose lock guards what changes in it. */
public final class Sub implements Subscription {
    private static final long LONGEST_CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    public final Engine engine;
    public final MessagingBackend instance;
    public final String topic;
    public final MessageHandler handler;
    public final SubscriptionOptions options;

    /** Null for a plain subscription. */
    public final Client client;

    /** Of a plain subscription: the index in its topic's log of what comes next. */
    public int cursor;

    public boolean active = true;
    public boolean running;
    public Thread thread;
    private final CompletableFuture<SubscriptionEnd> ended = new CompletableFuture<>();

    Sub(
            Engine engine,
            MessagingBackend instance,
            String topic,
            MessageHandler handler,
            SubscriptionOptions options,
            Client client,
            int cursor) {
        this.engine = engine;
        this.instance = instance;
        this.topic = topic;
        this.handler = handler;
        this.options = options;
        this.client = client;
        this.cursor = cursor;
    }

    public boolean isDurable() {
        return client != null;
    }

    /** Ends it, and reports that without the engine's lock. */
    public void end(SubscriptionEnd.Reason reason) {
        synchronized (engine) {
            if (!active) {
                return;
            }
            active = false;
            engine.subs.remove(this);
            engine.notifyAll();
        }
        engine.ended(this);
        // On a thread of its own: callbacks may block.
        Runner.daemon(() -> ended.complete(new SubscriptionEnd(reason, "of " + topic)))
                .start();
    }

    void awaitIdle() {
        awaitIdle(LONGEST_CLOSE_NANOS);
    }

    /** Waits a while for the handler, unless it is called from there. */
    void awaitIdle(long nanos) {
        long deadline = System.nanoTime() + nanos;
        synchronized (engine) {
            while (running && thread != Thread.currentThread() && System.nanoTime() < deadline) {
                engine.await(deadline - System.nanoTime());
            }
        }
    }

    /** Interrupts the handler if it is running. */
    void interrupt() {
        synchronized (engine) {
            if (running && thread != null && thread != Thread.currentThread()) {
                System.getLogger(Sub.class.getName())
                        .log(System.Logger.Level.WARNING, "interrupting the handler of topic " + topic);
                thread.interrupt();
            }
        }
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
        synchronized (engine) {
            return active;
        }
    }

    @Override
    public CompletionStage<SubscriptionEnd> ended() {
        return ended.copy();
    }

    @Override
    public void close() {
        end(SubscriptionEnd.Reason.UNSUBSCRIBED);
        awaitIdle();
    }

    @Override
    public void close(Duration limit) {
        if (limit == null || limit.isNegative()) {
            throw new IllegalArgumentException("limit is " + limit);
        }
        end(SubscriptionEnd.Reason.UNSUBSCRIBED);
        awaitIdle(limit.toNanos());
        if (instance.capabilities().contains(Capability.ASYNC_DELIVERY)) {
            interrupt();
        }
    }
}
