package io.messaging.backend;

import io.messaging.concurrent.CloseLimit;
import io.messaging.message.TopicFilter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * An active subscription of a handler to a topic. Thread-safe. Backends implement it.
 *
 * <p>It ends when it or its backend is closed, or when the backend ends it and says why.
 */
public interface Subscription extends AutoCloseable {
    /** {@return the topic as it was subscribed to; the prefix, where {@link #filter} names several} */
    String topic();

    /** {@return the topics of a prefix subscription; empty where it is to one topic} */
    default Optional<TopicFilter> filter() {
        return Optional.empty();
    }

    /** {@return the options as they were subscribed with} */
    SubscriptionOptions options();

    /** {@return whether messages still come; false once the subscription has ended} */
    boolean isActive();

    /**
     * Returns a future that completes when the subscription has ended, with the reason.
     *
     * @return completes normally when the subscription has ended, perhaps a moment after {@link #isActive} says so. What
     *     hangs on it may block and call the backend, and runs on no thread that others wait for (SUB-19)
     */
    CompletionStage<SubscriptionEnd> ended();

    /**
     * Ends the subscription: after this returns, no new delivery starts (rule SUB-09). Idempotent, and may be called
     * from the handler. Waits at most about a second for a handler that is running on another thread, and lets it go on.
     */
    @Override
    void close();

    /**
     * Ends the subscription as {@link #close()} does, and interrupts a handler that is still running on a thread of the backend
     * after the limit, with a warning in the log that names it (LIFE-06). Of a member of a group, what its handlers still have
     * then goes to other members at once (SHR-08).
     *
     * @param limit how long to wait for the handler; zero interrupts it at once
     * @throws IllegalArgumentException when the limit is null or negative
     */
    default void close(Duration limit) {
        CloseLimit.of(limit);
        close(); // what a backend does whose author did not override this
    }
}
