package io.messaging.spi.delivery;

import io.messaging.backend.Delivery;
import io.messaging.backend.DeliveryHandler;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.log.SafeLog;
import io.messaging.message.Message;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Feeds one handler from one source: one message at a time, in the source's order, never re-entrant, whatever threads
 * signal. With a direct executor the signalling thread runs the handler; a signal that finds a delivery running leaves
 * a note, and the running thread goes on.
 *
 * <p>Thread-safe. The source and the handler are called by the one thread that holds {@link #signals} above zero, so
 * neither needs to be thread-safe.
 */
public final class SerialDelivery implements HandlerRun {
    private static final System.Logger LOGGER = SafeLog.of(SerialDelivery.class);

    private final Subscription subscription;
    private final String topic;
    private final DeliveryHandler handler;
    private final Supplier<Message> source;

    /** The topic of the message that the source gave last. */
    private final Supplier<String> topicOfLast;

    private final Executor executor;
    private final Halt halt;

    /** How many signals the running thread has not looked at; 0 while no thread runs. */
    private final AtomicLong signals = new AtomicLong();

    private volatile boolean stopped;

    /** The thread that is in the handler, or about to enter it. */
    private volatile Thread runner;

    /**
     * Creates the delivery of a plain subscription, which waits for its first {@link #signal}.
     *
     * @param subscription whose delivery this is; asked for its topic at once, and for nothing else
     * @param handler the program's handler
     * @param source gives the next message, or null when there is none
     * @param executor runs the handler
     */
    public SerialDelivery(
            Subscription subscription, MessageHandler handler, Supplier<Message> source, Executor executor) {
        this(subscription, HandlerCall.plain(subscription.topic(), handler), source, executor, () -> {});
    }

    /**
     * Creates the delivery of a subscription to several topics, which waits for its first {@link #signal}.
     *
     * @param subscription whose delivery this is; asked for its topic at once, and for nothing else
     * @param handler the program's handler
     * @param source gives the next message, or null when there is none
     * @param topicOfLast gives the topic of the message that the source gave last
     * @param executor runs the handler
     */
    public SerialDelivery(
            Subscription subscription,
            MessageHandler handler,
            Supplier<Message> source,
            Supplier<String> topicOfLast,
            Executor executor) {
        this(subscription, HandlerCall.plain(subscription.topic(), handler), source, topicOfLast, executor, () -> {});
    }

    /**
     * Creates the delivery of a durable subscription, which is notified of its end.
     *
     * @param subscription whose delivery this is; asked for its topic at once, and for nothing else
     * @param handler a {@link DurableHandler}, or what it is wrapped in
     * @param source gives the next message, or null when there is none
     * @param executor runs the handler
     * @param onHalted called once after {@link #halt}, as soon as no call of the handler is running or will start
     */
    public SerialDelivery(
            Subscription subscription,
            DeliveryHandler handler,
            Supplier<Message> source,
            Executor executor,
            Runnable onHalted) {
        this(subscription, handler, source, null, executor, onHalted);
    }

    private SerialDelivery(
            Subscription subscription,
            DeliveryHandler handler,
            Supplier<Message> source,
            Supplier<String> topicOfLast,
            Executor executor,
            Runnable onHalted) {
        this.subscription = subscription;
        this.topic = subscription.topic();
        this.handler = handler;
        this.source = source;
        this.topicOfLast = topicOfLast == null ? () -> topic : topicOfLast;
        this.executor = executor;
        this.halt = new Halt(topic, onHalted);
    }

    /**
     * Says that the source may have something new. Whoever signals, perhaps a storer of another backend, learns nothing
     * of an executor that takes no more work: it is closing, and the end of this delivery is on its way; or there is no
     * thread to be had, which is logged, and the next signal tries again.
     */
    public void signal() {
        if (signals.getAndIncrement() == 0) {
            try {
                executor.execute(this::drain);
            } catch (RejectedExecutionException closing) {
                signals.set(0);
            } catch (OutOfMemoryError noThread) {
                signals.set(0);
                LOGGER.log(Level.ERROR, () -> "no thread for the handler of topic '" + topic + "'", noThread);
            }
        }
    }

    /** Whatever fails, perhaps for want of stack or heap, the next signal finds the delivery ready. */
    private void drain() {
        boolean ended = false;
        try {
            long seen = signals.get();
            do {
                deliverAll();
                seen = signals.addAndGet(-seen);
            } while (seen != 0);
            ended = true;
        } finally {
            if (!ended) {
                signals.set(0);
            }
        }
    }

    private void deliverAll() {
        while (!stopped) {
            Message message = next();
            if (message == null) {
                return;
            }
            try {
                deliver(message);
            } catch (RuntimeException | Error failure) {
                report(message, failure);
            }
        }
    }

    /** A source that fails has nothing to give now; the next signal asks it again. */
    private Message next() {
        try {
            return source.get();
        } catch (RuntimeException | Error failure) {
            LOGGER.log(Level.ERROR, () -> "cannot take the next message of topic '" + topic + "'", failure);
            return null;
        }
    }

    private void deliver(Message message) {
        boolean callerInterrupted = Thread.interrupted();
        runner = Thread.currentThread();
        try {
            // stop() sets the flag before it looks at the runner: one of the two sees the other.
            if (!stopped) {
                handler.onDelivery(new Delivery(message, topicOfLast.get(), 1, false, subscription));
            }
        } catch (Throwable failure) {
            report(message, failure);
        } finally {
            runner = null;
            if (stopped) {
                halt.come();
            }
            // What the handler did to the interrupt flag is its own affair, not the next message's or the storer's.
            Thread.interrupted();
            if (callerInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void report(Message message, Throwable failure) {
        LOGGER.log(
                Level.WARNING,
                () -> "the handler of topic '" + topic + "' failed on message " + message.id()
                        + "; later messages keep coming",
                failure);
    }

    @Override
    public void halt() {
        stopped = true;
        if (runner == null) {
            halt.come();
        }
    }

    @Override
    public boolean isHalted() {
        return stopped;
    }

    /** {@return whether the calling thread is inside the handler} */
    public boolean isOnHandlerThread() {
        return runner == Thread.currentThread();
    }

    @Override
    public boolean awaitHalted(long nanos) {
        return isOnHandlerThread() || halt.await(nanos);
    }

    @Override
    public void interrupt(long millis) {
        Thread running = runner;
        if (running != null && running != Thread.currentThread()) {
            HandlerThreads.interrupt(running, () -> runner == running, topic, millis);
        }
    }
}
