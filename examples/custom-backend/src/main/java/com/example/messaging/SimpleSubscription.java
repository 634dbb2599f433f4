package com.example.messaging;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A handler in force: a thread, and a position in the topic's log. A handler that is slow falls behind, and that is all:
 * nothing is queued for it, nothing is lost, and nobody waits for it. Thread-safe.
 */
final class SimpleSubscription implements Subscription {
    private static final System.Logger LOGGER = System.getLogger(SimpleSubscription.class.getName());
    private static final long CLOSE_WAIT_NANOS = 1_000_000_000L;

    private final Object lock; // the backend's, which guards the topic and the fields that may change
    private final String name;
    private final Topic topic;
    private final MessageHandler handler;
    private final SubscriptionOptions options;
    private final Consumer<SimpleSubscription> onEnd;
    /** Takes over no thread locals of whoever subscribes. */
    private final Thread thread = new Thread(null, this::deliver, "simple-subscription", 0, false);

    private final CompletableFuture<SubscriptionEnd> ended = new CompletableFuture<>();
    private int position;
    private boolean active = true;
    private boolean handling;

    /** To be called with the lock held: the position is that of the next message to be stored. */
    SimpleSubscription(
            Object lock,
            String name,
            Topic topic,
            MessageHandler handler,
            SubscriptionOptions options,
            Consumer<SimpleSubscription> onEnd) {
        this.lock = lock;
        this.name = name;
        this.topic = topic;
        this.handler = handler;
        this.options = options;
        this.onEnd = onEnd;
        this.position = topic.size();
        thread.setDaemon(true);
        thread.start();
    }

    private void deliver() {
        for (Message message = next(); message != null; message = next()) {
            try {
                handler.onMessage(message);
            } catch (Throwable failure) { // costs its own message, never the next one (SUB-06)
                report(failure);
            }
            Thread.interrupted(); // what a handler did to this flag is not the next one's affair either
        }
    }

    private void report(Throwable failure) {
        try {
            LOGGER.log(Level.WARNING, () -> "a handler of topic '" + name + "' failed", failure);
        } catch (Throwable second) {
            // The failure's own methods may fail, or the log: that must not end this thread either (SUB-18).
        }
    }

    /** Waits for a message to deliver; null when there will be none any more. */
    private Message next() {
        synchronized (lock) {
            handling = false;
            lock.notifyAll(); // a close() may be waiting for the handler
            while (active) {
                while (position < topic.size()) {
                    StoredMessage stored = topic.at(position++);
                    if (stored != null && stored.isLive()) {
                        handling = true;
                        return stored.message();
                    }
                }
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    // Somebody interrupted a thread that is not theirs; it goes on.
                }
            }
            return null;
        }
    }

    @Override
    public void close() {
        end(SubscriptionEnd.Reason.UNSUBSCRIBED, "the subscription was closed");
        awaitHandler();
    }

    /** From here on no delivery starts (SUB-09). */
    void end(SubscriptionEnd.Reason reason, String detail) {
        boolean first;
        synchronized (lock) {
            first = active;
            active = false;
            lock.notifyAll();
        }
        onEnd.accept(this);
        if (first) { // what hangs on the future may block, so the caller's thread does not run it (SUB-19)
            Thread telling = new Thread(() -> ended.complete(new SubscriptionEnd(reason, detail)), "simple-end");
            telling.setDaemon(true);
            telling.start();
        }
    }

    /** Waits for a handler that is running, but not for ever, and not for itself. */
    void awaitHandler() {
        long deadline = System.nanoTime() + CLOSE_WAIT_NANOS;
        synchronized (lock) {
            while (handling && Thread.currentThread() != thread && deadline - System.nanoTime() > 0) {
                try {
                    lock.wait(10);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    @Override
    public String topic() {
        return name;
    }

    @Override
    public SubscriptionOptions options() {
        return options;
    }

    @Override
    public boolean isActive() {
        synchronized (lock) {
            return active;
        }
    }

    @Override
    public CompletionStage<SubscriptionEnd> ended() {
        return ended.minimalCompletionStage();
    }
}
