package io.messaging.spi.group;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.spi.delivery.Retries;
import java.time.Duration;
import java.util.Objects;

/**
 * What the members of a group agree on. Immutable.
 *
 * @param namespace where dead letters are stored, null for the default
 * @param maxAttempts how often a message is tried before it becomes a dead letter, 1 or more
 * @param retryBackoff the pause after the first attempt; each further one is twice as long, up to an hour
 * @param orderedBy the key whose messages are handled one at a time and in order; null for none
 */
public record GroupOptions(String namespace, int maxAttempts, Duration retryBackoff, OrderingKey orderedBy) {
    /**
     * Checks the options.
     *
     * @param namespace null for the default
     * @param maxAttempts 1 or more
     * @param retryBackoff zero or more
     * @param orderedBy null for none
     * @throws IllegalArgumentException when maxAttempts is less than 1, or retryBackoff negative
     */
    public GroupOptions {
        Objects.requireNonNull(retryBackoff, "retryBackoff");
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts is " + maxAttempts + "; it is 1 or more");
        }
        if (retryBackoff.isNegative()) {
            throw new IllegalArgumentException("retryBackoff is " + retryBackoff + "; it is zero or more");
        }
    }

    /**
     * Reads what members agree on from the options of one.
     *
     * @param options with a group
     * @return the options
     */
    public static GroupOptions of(SubscriptionOptions options) {
        return new GroupOptions(
                options.namespace().orElse(null),
                options.maxAttempts(),
                options.retryBackoff(),
                options.orderedBy().map(OrderingKey::named).orElse(null));
    }

    /**
     * Returns how long a message waits after an attempt failed.
     *
     * @param failedAttempt which attempt, from 1
     * @param asked the pause that the handler asked for; null for the group's
     * @return nanoseconds, zero or more, at most a year
     */
    public long pauseNanos(int failedAttempt, Duration asked) {
        return asked == null ? Retries.backoffNanos(retryBackoff, failedAttempt) : Retries.askedNanos(asked);
    }

    @Override
    public String toString() {
        return "namespace=" + namespace + ", maxAttempts=" + maxAttempts + ", retryBackoff=" + retryBackoff
                + ", orderedBy=" + orderedBy;
    }
}
