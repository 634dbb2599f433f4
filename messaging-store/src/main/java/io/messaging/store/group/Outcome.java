package io.messaging.store.group;

import io.messaging.spi.delivery.FailureText;
import java.time.Duration;

/**
 * How the handling of a message ended while its member was cut off. Immutable.
 *
 * @param token the message's token
 * @param failure what the handler threw; null where it returned
 * @param retryAfter the pause the handler asked for; null where it asked for none
 * @param rejected whether the handler wants a dead letter at once
 */
public record Outcome(long token, FailureText failure, Duration retryAfter, boolean rejected) {
    /**
     * Creates the outcome of a handler that returned.
     *
     * @param token the message's token
     * @return the outcome
     */
    public static Outcome handled(long token) {
        return new Outcome(token, null, null, false);
    }
}
