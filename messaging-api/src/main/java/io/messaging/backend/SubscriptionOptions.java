package io.messaging.backend;

import io.messaging.message.GemstoneId;
import io.messaging.message.Names;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How to subscribe. Immutable: each method returns a modified copy.
 *
 * <pre>{@code
 * backend.subscribe("orders", handler, SubscriptionOptions.plain().fromBeginning());
 * backend.subscribe("orders", handler, SubscriptionOptions.durable("billing").maxAttempts(3));
 * backend.subscribe("jobs", handler, SubscriptionOptions.shared("workers").concurrency(8).orderedBy("conversation"));
 * }</pre>
 */
public final class SubscriptionOptions {
    private static final SubscriptionOptions PLAIN = new SubscriptionOptions(null, null, null, 1, Duration.ZERO, null);

    private static final GemstoneId BEGINNING = GemstoneId.ZERO; // as for reads

    private static final int MAX_CONCURRENCY = 65_536;

    private final String clientId;
    private final Share share;
    private final String namespace;
    private final int maxAttempts;
    private final Duration retryBackoff;

    /** Null for the start that the kind of subscription has by itself. */
    private final GemstoneId startsAfter;

    /** Of a shared subscription. */
    private record Share(String group, int concurrency, String orderedBy) {}

    private SubscriptionOptions(
            String clientId,
            Share share,
            String namespace,
            int maxAttempts,
            Duration retryBackoff,
            GemstoneId startsAfter) {
        this.clientId = clientId;
        this.share = share;
        this.namespace = namespace;
        this.maxAttempts = maxAttempts;
        this.retryBackoff = retryBackoff;
        this.startsAfter = startsAfter;
    }

    /**
     * Returns options for a plain subscription: it starts with new messages and keeps no position.
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
        return new SubscriptionOptions(Names.require("clientId", clientId), null, null, 1, Duration.ZERO, null);
    }

    /**
     * Subscribes as a member of a group, whose members share the topic's messages: see
     * {@link Capability#SHARED_SUBSCRIPTION}. Members agree on all options but {@link #concurrency(int)} and the start.
     *
     * @param group the group's name, unique among the groups of the topic
     * @return options for a shared subscription, with one message at a time and in no order across the members
     * @throws IllegalArgumentException when the group is null, blank or not encodable
     */
    public static SubscriptionOptions shared(String group) {
        Share alone = new Share(Names.require("group", group), 1, null);
        return new SubscriptionOptions(null, alone, null, 1, Duration.ZERO, null);
    }

    /**
     * Sets how many messages this member of a group handles at once. Its handler is called by as many threads.
     *
     * @param messages 1 (the default) to 65,536
     * @return changed options
     * @throws IllegalArgumentException when out of range, or these are not the options of a shared subscription
     */
    public SubscriptionOptions concurrency(int messages) {
        requireShared("concurrency", String.valueOf(messages));
        if (messages < 1 || messages > MAX_CONCURRENCY) {
            throw new IllegalArgumentException("concurrency is " + messages + "; it is 1 to " + MAX_CONCURRENCY);
        }
        return with(new Share(share.group(), messages, share.orderedBy()));
    }

    /**
     * Has a group handle messages with the same key one at a time and in storing order, retries included, by whichever member.
     * A message without the key is unordered.
     *
     * @param key {@code conversation}, {@code thread} (the first id of it), {@code sender} (its id, or its name where it has
     *     none), or the name of a field in the payload
     * @return changed options
     * @throws IllegalArgumentException when the key is null, blank or not encodable, or these are not the options of a shared
     *     subscription
     */
    public SubscriptionOptions orderedBy(String key) {
        Names.require("orderedBy", key);
        requireShared("orderedBy", "'" + key + "'");
        return with(new Share(share.group(), share.concurrency(), key));
    }

    private void requireShared(String option, String value) {
        if (share == null) {
            throw new IllegalArgumentException(option + " is " + value + ", and these are the options of "
                    + subscriber() + "; it is for members of a group: begin with SubscriptionOptions.shared(group)");
        }
    }

    private String subscriber() {
        if (share != null) {
            return "a member of group '" + share.group() + "'";
        }
        return clientId == null ? "a plain subscription" : "durable client '" + clientId + "'";
    }

    private SubscriptionOptions with(Share changed) {
        return new SubscriptionOptions(clientId, changed, namespace, maxAttempts, retryBackoff, startsAfter);
    }

    /**
     * Sets the namespace: the subscriber is listed there, and its dead letters are stored there.
     *
     * @param name the namespace
     * @return changed options
     * @throws IllegalArgumentException when the namespace is null, blank or not encodable
     */
    public SubscriptionOptions namespace(String name) {
        return new SubscriptionOptions(
                clientId, share, Names.require("namespace", name), maxAttempts, retryBackoff, startsAfter);
    }

    /**
     * Sets the maximum number of delivery attempts of a durable or shared subscription before a message is dead-lettered.
     *
     * @param attempts 1 (the default) or more
     * @return changed options
     * @throws IllegalArgumentException when less than 1
     */
    public SubscriptionOptions maxAttempts(int attempts) {
        if (attempts < 1) {
            throw new IllegalArgumentException("maxAttempts is " + attempts + "; it is 1 or more");
        }
        return new SubscriptionOptions(clientId, share, namespace, attempts, retryBackoff, startsAfter);
    }

    /**
     * Sets the initial retry delay.
     *
     * @param backoff the first pause; each further one is twice as long, up to an hour. Zero, the default, is no pause
     * @return changed options
     * @throws IllegalArgumentException when null or negative
     */
    public SubscriptionOptions retryBackoff(Duration backoff) {
        if (backoff == null || backoff.isNegative()) {
            throw new IllegalArgumentException("retryBackoff is " + backoff + "; it is zero or more");
        }
        return new SubscriptionOptions(clientId, share, namespace, maxAttempts, backoff, startsAfter);
    }

    /**
     * Starts with everything that the topic holds, in storing order, and goes on with what is stored later, without a gap
     * and with nothing twice (SUB-16): see {@link Capability#START_POSITION}. A new durable client or group starts so
     * anyway; a known one goes on where it was.
     *
     * @return changed options
     * @throws IllegalArgumentException when {@link #after} was set
     */
    public SubscriptionOptions fromBeginning() {
        return startingAfter(BEGINNING, "fromBeginning", "true");
    }

    /**
     * Starts as {@link #fromBeginning} does, without what {@link MessagingBackend#getMessagesForTopicSince} leaves out for
     * an id: messages with the same or an earlier chronological key, however late they are stored. Subscribing fails
     * with {@link IllegalArgumentException} when the topic does not hold a message of that id. A durable client or group
     * that is new on the topic starts so, and such messages are left out as long as it is known; a known one goes on where
     * it was, whatever the id. The members of a group need not agree on it. A backend that does not remember it for durable clients
     * and groups refuses it with {@link UnsupportedOperationException}.
     *
     * @param id the last message that is not wanted; id 0 is {@link #fromBeginning}, as for reads
     * @return changed options
     * @throws IllegalArgumentException when the id is null, or {@link #fromBeginning} was set
     */
    public SubscriptionOptions after(GemstoneId id) {
        if (id == null) {
            throw new IllegalArgumentException("after is null; it takes the id of a message that the topic holds");
        }
        return startingAfter(id, "after", id.toString());
    }

    private SubscriptionOptions startingAfter(GemstoneId id, String option, String value) {
        if (startsAfter != null && startsAfter.equals(BEGINNING) != id.equals(BEGINNING)) {
            throw new IllegalArgumentException(option + " is " + value + ", and "
                    + (startsAfter.equals(BEGINNING) ? "fromBeginning is true" : "after is " + startsAfter)
                    + "; set only one of fromBeginning and after");
        }
        return new SubscriptionOptions(clientId, share, namespace, maxAttempts, retryBackoff, id);
    }

    /**
     * {@return the id behind which to start, 0 for everything stored; empty where no start was set, which is from now on for
     * a plain subscription, and everything stored for a new client or group}
     */
    public Optional<GemstoneId> startsAfter() {
        return Optional.ofNullable(startsAfter);
    }

    /** {@return whether there is a client id, so that the backend remembers the client's position} */
    public boolean isDurable() {
        return clientId != null;
    }

    /** {@return whether there is a group, so that its members share the messages} */
    public boolean isShared() {
        return share != null;
    }

    /** {@return the group; empty unless the subscription is shared} */
    public Optional<String> group() {
        return Optional.ofNullable(share).map(Share::group);
    }

    /** {@return how many messages are handled at once, 1 or more; 1 unless the subscription is shared} */
    public int concurrency() {
        return share == null ? 1 : share.concurrency();
    }

    /** {@return the key whose messages are handled in order; empty where none was set} */
    public Optional<String> orderedBy() {
        return Optional.ofNullable(share).map(Share::orderedBy);
    }

    /** {@return the client id; empty for a plain or shared subscription} */
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
                && Objects.equals(share, that.share)
                && Objects.equals(namespace, that.namespace)
                && maxAttempts == that.maxAttempts
                && retryBackoff.equals(that.retryBackoff)
                && Objects.equals(startsAfter, that.startsAfter);
    }

    @Override
    public int hashCode() {
        return Objects.hash(clientId, share, namespace, maxAttempts, retryBackoff, startsAfter);
    }

    @Override
    public String toString() {
        String who = share == null
                ? "clientId=" + clientId
                : "group=" + share.group() + ", concurrency=" + share.concurrency() + ", orderedBy="
                        + share.orderedBy();
        return "SubscriptionOptions[" + who + ", namespace=" + namespace + ", maxAttempts=" + maxAttempts
                + ", retryBackoff=" + retryBackoff + (startsAfter == null ? "" : ", startsAfter=" + startsAfter) + "]";
    }
}
