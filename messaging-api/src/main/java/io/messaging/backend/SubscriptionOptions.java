package io.messaging.backend;

import io.messaging.message.Names;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How to subscribe. Immutable: each method gives a changed copy, so options that come later break no caller.
 *
 * <pre>{@code
 * backend.subscribe("orders", handler, SubscriptionOptions.durable("billing").maxAttempts(3));
 * }</pre>
 */
public final class SubscriptionOptions {
    private static final SubscriptionOptions PLAIN = new SubscriptionOptions(null, null, 1, Duration.ZERO);

    private final String clientId;
    private final String namespace;
    private final int maxAttempts;
    private final Duration retryBackoff;

    private SubscriptionOptions(String clientId, String namespace, int maxAttempts, Duration retryBackoff) {
        this.clientId = clientId;
        this.namespace = namespace;
        this.maxAttempts = maxAttempts;
        this.retryBackoff = retryBackoff;
    }

    /**
     * Subscribes from now on, and forgets when the subscription ends.
     *
     * @return the options of {@link MessagingBackend#subscribe(String, MessageHandler)}
     */
    public static SubscriptionOptions plain() {
        return PLAIN;
    }

    /**
     * Subscribes under a name that the backend remembers: see {@link Capability#DURABLE_SUBSCRIPTION}.
     *
     * @param clientId the name, unique among the programs that take the topic's messages
     * @return options for a durable subscription
     * @throws IllegalArgumentException when the client id is null, blank or not encodable
     */
    public static SubscriptionOptions durable(String clientId) {
        return new SubscriptionOptions(Names.require("clientId", clientId), null, 1, Duration.ZERO);
    }

    /**
     * Sets the namespace: the subscriber is listed there, and its dead letters are stored there.
     *
     * @param name the namespace
     * @return changed options
     * @throws IllegalArgumentException when the namespace is null, blank or not encodable
     */
    public SubscriptionOptions namespace(String name) {
        return new SubscriptionOptions(clientId, Names.require("namespace", name), maxAttempts, retryBackoff);
    }

    /**
     * Sets how often a durable subscription's handler is tried with a message before it becomes a dead letter.
     *
     * @param attempts 1 (the default) or more
     * @return changed options
     * @throws IllegalArgumentException when less than 1
     */
    public SubscriptionOptions maxAttempts(int attempts) {
        if (attempts < 1) {
            throw new IllegalArgumentException("maxAttempts is " + attempts + "; it is 1 or more");
        }
        return new SubscriptionOptions(clientId, namespace, attempts, retryBackoff);
    }

    /**
     * Sets the pause between attempts.
     *
     * @param backoff the first pause; each further one is twice as long, up to an hour. Zero, the default, is no pause
     * @return changed options
     * @throws IllegalArgumentException when null or negative
     */
    public SubscriptionOptions retryBackoff(Duration backoff) {
        if (backoff == null || backoff.isNegative()) {
            throw new IllegalArgumentException("retryBackoff is " + backoff + "; it is zero or more");
        }
        return new SubscriptionOptions(clientId, namespace, maxAttempts, backoff);
    }

    /** {@return whether there is a client id, so that the backend remembers the client's position} */
    public boolean isDurable() {
        return clientId != null;
    }

    /** {@return the client id; empty for a plain subscription} */
    public Optional<String> clientId() {
        return Optional.ofNullable(clientId);
    }

    /** {@return the namespace; empty where none was set} */
    public Optional<String> namespace() {
        return Optional.ofNullable(namespace);
    }

    /** {@return the number of attempts, 1 or more} */
    public int maxAttempts() {
        return maxAttempts;
    }

    /** {@return the first pause between attempts, zero or more} */
    public Duration retryBackoff() {
        return retryBackoff;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SubscriptionOptions that
                && Objects.equals(clientId, that.clientId)
                && Objects.equals(namespace, that.namespace)
                && maxAttempts == that.maxAttempts
                && retryBackoff.equals(that.retryBackoff);
    }

    @Override
    public int hashCode() {
        return Objects.hash(clientId, namespace, maxAttempts, retryBackoff);
    }

    @Override
    public String toString() {
        return "SubscriptionOptions[clientId=" + clientId + ", namespace=" + namespace + ", maxAttempts=" + maxAttempts
                + ", retryBackoff=" + retryBackoff + "]";
    }
}
