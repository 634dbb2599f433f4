package io.messaging.cli.message;

import io.messaging.backend.Delivery;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.cli.support.CommandFailedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Prints the messages of subscriptions until there are enough, or nobody reads them any more. The subscriptions' threads
 * print here, one message at a time; the command's thread waits for the end.
 */
final class Tail {
    private final MessagePrinter printer;
    private final boolean showTopic;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private long left;
    private boolean titled;
    private volatile boolean over;
    private volatile boolean stopped;

    /** Prints so many messages; {@code count} is null for all. */
    Tail(MessagePrinter printer, boolean showTopic, Long count) {
        this.printer = printer;
        this.showTopic = showTopic;
        this.left = count == null ? Long.MAX_VALUE : count;
    }

    /**
     * Prints a message. One too many, of a subscription that the backend remembers, is given back: its subscription ends, and
     * what fails afterwards is redelivered.
     */
    void handle(Delivery delivery) {
        boolean printed = print(delivery);
        if (over) {
            end.complete(null);
            delivery.subscription().close();
        }
        if (!printed && isRemembered(delivery)) {
            throw new IllegalStateException("not printed, since the command is ending");
        }
    }

    private static boolean isRemembered(Delivery delivery) {
        return delivery.subscription().options().isDurable()
                || delivery.subscription().options().isShared();
    }

    /** Returns whether the message was printed and, as far as is known, read. */
    private synchronized boolean print(Delivery delivery) {
        if (over) {
            return false;
        }
        if (!titled) {
            titled = true;
            printer.printTitles(showTopic);
        }
        printer.printNext(showTopic ? delivery.topic() : null, delivery.message());
        left--;
        boolean readerGone = printer.isReaderGone();
        over |= left == 0 || readerGone;
        return !readerGone;
    }

    /** Prints nothing more, whatever happens to the subscriptions: the process is about to end. Does not wait. */
    void stop() {
        stopped = true;
        over = true;
    }

    /** Ends with a subscription. */
    void follow(Subscription subscription) {
        subscription.ended().thenAccept(this::ended);
    }

    private void ended(SubscriptionEnd why) {
        if (!stopped) {
            end.completeExceptionally(new CommandFailedException("the subscription ended: " + why.detail()));
        }
    }

    void await() throws InterruptedException {
        try {
            end.get();
        } catch (ExecutionException e) {
            throw (CommandFailedException) e.getCause();
        }
    }
}
