package io.messaging.backend;

import io.messaging.administration.Administration;
import io.messaging.administration.DurableClients;
import io.messaging.administration.SharedGroups;
import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import io.messaging.concurrent.CloseLimit;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import io.messaging.paging.MessagePages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Stores messages in topics, reads them back, and delivers them to handlers. Every backend implements this contract, from a
 * single JVM to many machines; {@code docs/specification.md} states it as numbered rules and the
 * compatibility kit checks them.
 *
 * <p>Thread-safe: any method may be called from any thread, handlers included. Every method but {@link #close},
 * {@link #awaitClosed}, {@link #capabilities}, {@link #supportsSubscription} and {@link #maxMessageBytes} throws
 * {@link BackendClosedException} after the backend was closed (LIFE-02), {@link IllegalArgumentException} for null and
 * blank arguments before anything changes (LIFE-04), and, where a server is involved,
 * {@link MessagingConnectionException} and {@link MessagingTimeoutException}.
 *
 * <p>Authors of backends extend {@link io.messaging.spi.AbstractMessagingBackend}, which checks arguments and the closed
 * state once.
 */
public interface MessagingBackend extends AutoCloseable {
    /**
     * Stores a message. Once this has returned, every later read of every instance sees it (RD-26). Storing an equal
     * message again in the same topic changes nothing and delivers nothing (RD-12).
     *
     * @param namespace where {@link #getMessagesById} finds it
     * @param topic any text that is not blank
     * @param message the message; its ttl counts from now
     * @throws RejectedMessageException when the topic has a different message of this id (RD-13), or the message is
     *     larger than {@link #maxMessageBytes}
     * @throws StoreFullException when a configured limit is reached; nothing stored before is lost
     */
    void storeMessage(String namespace, String topic, Message message);

    /**
     * Stores a message without waiting for it. Stores of one thread to one topic take effect in the order of its calls
     * (RD-27).
     *
     * @param namespace as in {@link #storeMessage}
     * @param topic as in {@link #storeMessage}
     * @param message as in {@link #storeMessage}
     * @return completes when the message is stored, or with what {@link #storeMessage} would have thrown. Dependent stages
     * may block and call the backend without delaying other futures, calls or subscriptions (SUB-19)
     * @throws IllegalArgumentException for bad arguments, at once
     */
    CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message);

    /**
     * Reads a whole topic.
     *
     * @param topic the topic
     * @return all its messages in id order: priority first, then time (RD-03); empty for an unknown topic (RD-02)
     */
    List<Message> getMessagesForTopic(String topic);

    /**
     * Reads what is later than an id, of any priority (RD-07, RD-08).
     *
     * @param topic the topic
     * @param since the id to start after, stored or not; {@link GemstoneId#ZERO} for the start
     * @return the messages whose chronological key is greater, in id order; empty for an unknown topic
     */
    List<Message> getMessagesForTopicSince(String topic, GemstoneId since);

    /**
     * Reads the chronologically next message: feeding each answer's id back in visits every message once (RD-09).
     *
     * @param topic the topic
     * @param since the id to start after, stored or not; {@link GemstoneId#ZERO} for the start
     * @return the next message, empty at the end (RD-10)
     */
    Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since);

    /**
     * Reads a page of what is later than an id: the messages that a loop over {@link #getNextMessageForTopicSince} visits
     * first. So they are in chronological order, not in the id order of
     * {@link #getMessagesForTopicSince(String, GemstoneId)}, and feeding the id of the last one back returns the next page:
     * pages join without a gap and without a repetition, while others store too (RD-28).
     *
     * <p>The default implementation calls {@link #getNextMessageForTopicSince} for each message; our own backends read a
     * page at once.
     *
     * @param topic the topic
     * @param since the id to start after, stored or not; {@link GemstoneId#ZERO} for the start
     * @param limit how many messages to return at most, 1 or more; expired ones do not count
     * @return the next messages, fewer than the limit only if there were no more
     */
    default List<Message> getMessagesForTopicSince(String topic, GemstoneId since, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + "; it takes 1 or more");
        }
        List<Message> page = new ArrayList<>();
        Optional<Message> next = getNextMessageForTopicSince(topic, since);
        while (next.isPresent()) {
            page.add(next.get());
            next = page.size() < limit
                    ? getNextMessageForTopicSince(topic, next.get().id())
                    : Optional.empty();
        }
        return page;
    }

    /**
     * Reads what is later than an id as a stream, in chronological order: what a loop over
     * {@link #getNextMessageForTopicSince} visits. The stream is lazy: it reads when it is asked, at most a thousand
     * messages ahead, so that a topic of any size is read with little memory. It ends when there is no later message, or
     * when it is closed; it holds no resources, so closing it is optional. Its operations throw what the
     * other reads throw, {@link BackendClosedException} after {@link #close} of the backend included (RD-29).
     *
     * <p>This one calls {@link #getNextMessageForTopicSince} for each message; our own backends read pages of up to 1,000
     * messages and 1 MiB.
     *
     * @param topic the topic
     * @param since the id to start after, stored or not; {@link GemstoneId#ZERO} for the start
     * @return a sequential stream, used by one thread at a time
     */
    default Stream<Message> streamMessagesForTopicSince(String topic, GemstoneId since) {
        getNextMessageForTopicSince(topic, since); // refuses bad arguments and a closed backend at once
        return MessagePages.stream(
                since, last -> getNextMessageForTopicSince(topic, last).stream().toList());
    }

    /**
     * Reads messages by id.
     *
     * @param namespace where they were stored
     * @param ids the ids
     * @return the messages in the order asked for, without those that the namespace does not have (RD-14, RD-15)
     */
    List<Message> getMessagesById(String namespace, List<GemstoneId> ids);

    /**
     * Subscribes from now on: what any instance stores after this has returned reaches the handler exactly once, in
     * storing order, one message at a time (SUB-01 to SUB-05). What was stored before is not delivered: see
     * {@link SubscriptionOptions#fromBeginning}.
     *
     * <p>Handlers run on daemon threads: they do not keep a program alive. One that only listens calls
     * {@link #awaitClosed} at its end.
     *
     * @param topic the topic, literally: {@code *}, {@code >}, {@code +} and {@code #} are characters like any other, not
     *     wildcards
     * @param handler what to do with a message
     * @return the subscription, in force
     * @throws UnsupportedOperationException without {@link Capability#SUBSCRIPTION} (SUB-15)
     */
    default Subscription subscribe(String topic, MessageHandler handler) {
        return subscribe(topic, handler, SubscriptionOptions.plain());
    }

    /**
     * Subscribes with options. Of a durable client's messages at most one is being handled at any time, over all its
     * topics (DUR-07). The members of a group share a topic's messages: each message is handled by one of them (SHR-01).
     *
     * @param topic the topic
     * @param handler what to do with a message
     * @param options plain, durable under a client id, or shared as a member of a group
     * @return the subscription, in force
     * @throws UnsupportedOperationException without {@link Capability#SUBSCRIPTION}, without
     *     {@link Capability#DURABLE_SUBSCRIPTION} where a client id is given, without
     *     {@link Capability#SHARED_SUBSCRIPTION} where a group is, or without {@link Capability#START_POSITION} where a start is;
     *     also where the backend does not remember the start of durable clients and groups
     * @throws IllegalArgumentException when the group's other members have other options (SHR-13), or the topic does not hold
     *     the message to start {@link SubscriptionOptions#after after} (SUB-16)
     */
    Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options);

    /**
     * Subscribes to several topics from now on: to all that the filter matches, including topics created later. The handler is
     * called with one message at a time; those of one topic arrive in storing order, those of different topics in any
     * (SUB-21). {@link Delivery#topic} is the topic of the message. Ends with {@link Subscription#close}, not with
     * {@link #unsubscribe(String)}.
     *
     * @param topics the topics
     * @param handler what to do with a message
     * @return the subscription, in force
     * @throws UnsupportedOperationException without {@link Capability#PREFIX_SUBSCRIPTION}
     */
    default Subscription subscribe(TopicFilter topics, MessageHandler handler) {
        return subscribe(topics, handler, SubscriptionOptions.plain());
    }

    /**
     * Subscribes to several topics with options.
     *
     * @param topics the topics
     * @param handler what to do with a message
     * @param options plain; with {@link SubscriptionOptions#fromBeginning}, each topic starts with what it holds
     * @return the subscription, in force
     * @throws UnsupportedOperationException without {@link Capability#PREFIX_SUBSCRIPTION}
     * @throws IllegalArgumentException when the options are those of a durable client or of a group, or have a start after an
     *     id, which one topic would have to hold
     */
    default Subscription subscribe(TopicFilter topics, MessageHandler handler, SubscriptionOptions options) {
        throw missing("subscribe to several topics", "subscribe(TopicFilter, MessageHandler, SubscriptionOptions)");
    }

    /**
     * Ends all subscriptions of this instance to a topic; durable clients and groups keep their positions. After this has
     * returned no new delivery starts. Harmless where there is none (SUB-10).
     *
     * @param topic the topic
     */
    void unsubscribe(String topic);

    /**
     * Ends one durable client's or group's subscriptions of this instance to a topic; the position is kept. Harmless where
     * there is none.
     *
     * @param topic the topic
     * @param clientId the client or group
     */
    void unsubscribe(String topic, String clientId);

    /**
     * {@return who is subscribed, through any instance, durable clients and groups that are away included (SUB-14); in no
     * particular order}
     *
     * @param namespace shows the subscribers that {@link Subscriber#isIn belong to it}
     */
    List<Subscriber> loadSubscribers(String namespace);

    /**
     * {@return this instance's own subscriptions that have not ended, in no particular order}
     *
     * @throws UnsupportedOperationException if this backend does not implement it
     */
    default List<Subscription> subscriptions() {
        throw missing("list its subscriptions", "subscriptions()");
    }

    /**
     * {@return the names of the topics that hold messages or have subscribers, in their own order} What each holds is
     * {@link Administration#topics}.
     *
     * @throws UnsupportedOperationException when this backend has no {@link #administration} that lists topics
     */
    default List<String> topics() {
        return administration().topics().stream().map(TopicStats::topic).toList();
    }

    /**
     * Checks that the server answers; where there is none, the backend itself.
     *
     * @return how long the answer took
     * @throws UnsupportedOperationException if this backend does not implement it
     */
    default Duration ping() {
        throw missing("check its server", "ping()");
    }

    /**
     * Adds a listener that is called for each change of the connection to the server: lost, and found again. One call at
     * a time, in order, on a thread of its own, so it may block and use the backend. What it throws is logged. A backend
     * without a server never calls it.
     *
     * @param listener what to call; adding the same object again changes nothing
     * @throws UnsupportedOperationException if this backend does not implement it
     */
    default void addConnectionListener(ConnectionListener listener) {
        throw missing("notify of its connection", "addConnectionListener()");
    }

    /**
     * Removes a listener, without waiting for a running call.
     *
     * @param listener the same object; an unknown one is fine
     */
    default void removeConnectionListener(ConnectionListener listener) {
        throw missing("notify of its connection", "removeConnectionListener()");
    }

    private UnsupportedOperationException missing(String what, String method) {
        return new UnsupportedOperationException(
                getClass().getSimpleName() + " cannot " + what + ": its author did not override " + method);
    }

    /**
     * {@return the administrator's view of durable clients, which stays current while the backend is open}
     *
     * @throws UnsupportedOperationException without {@link Capability#DURABLE_SUBSCRIPTION}
     */
    default DurableClients durableClients() {
        throw new UnsupportedOperationException(
                getClass().getSimpleName() + " keeps no durable clients; ask capabilities() for DURABLE_SUBSCRIPTION");
    }

    /**
     * {@return the administrator's view of groups and their members, which stays current while the backend is open}
     *
     * @throws UnsupportedOperationException without {@link Capability#SHARED_SUBSCRIPTION}
     */
    default SharedGroups sharedGroups() {
        throw new UnsupportedOperationException(
                getClass().getSimpleName() + " keeps no groups; ask capabilities() for SHARED_SUBSCRIPTION");
    }

    /**
     * {@return the administrator's view of what is stored, which stays current while the backend is open} Not every
     * backend has one.
     *
     * @throws UnsupportedOperationException when this backend can neither count nor clear what it stores; the message
     *     says why where there is a reason, and what to do instead
     */
    default Administration administration() {
        throw new UnsupportedOperationException(getClass().getSimpleName()
                + " can neither count nor clear what it stores: its author did not override administration(); use what "
                + "its own server offers for that");
    }

    /**
     * Returns a view of this backend in one namespace: topic {@code t} of the view is topic {@code namespace:t} of this backend,
     * as the Python framework writes it; a name that begins with {@code namespace:} is left as it is. All that takes or lists
     * topics does so, subscriptions and administration included; messages are the same. So two views see nothing of each
     * other.
     *
     * <ul>
     *   <li>Where a method takes a namespace, the view's own and {@code default} are the view's; another one, {@code n}, is
     *       {@code namespace:n} of this backend.
     *   <li>Dead letters are in the view's topic {@code dead_letter_queue}, and name topics as this backend does.
     *   <li>The view has subscriptions and connection listeners of its own, which {@link #unsubscribe} and {@link #close} of the
     *       view end. Closing it leaves this backend open; closing this backend ends its views.
     *   <li>Interceptors see the names of this backend.
     *   <li>A durable client handles one message at a time over all its topics (DUR-07), those of other namespaces included if it
     *       has the same id there. Its positions are separate, as topics are.
     *   <li>{@link Administration#stats} of the view counts the whole backend.
     * </ul>
     *
     * @param namespace the namespace
     * @return a view, which shares this backend's connection
     * @throws IllegalArgumentException when the namespace is null, blank or not encodable
     * @throws UnsupportedOperationException if this backend does not implement it; then
     *     {@code NamespacedBackend.of(backend, namespace)} of {@code io.messaging.spi} returns a view
     */
    default MessagingBackend inNamespace(String namespace) {
        throw new UnsupportedOperationException(getClass().getSimpleName()
                + " returns no view of a namespace: its author did not override inNamespace(); use"
                + " NamespacedBackend.of(backend, namespace)");
    }

    /**
     * Returns the capabilities of this backend. Never changes during the life of an instance; works after {@link #close}.
     *
     * @return the capabilities
     */
    Set<Capability> capabilities();

    /** {@return whether {@link #subscribe} works, that is {@link Capability#SUBSCRIPTION} is declared} */
    default boolean supportsSubscription() {
        return capabilities().contains(Capability.SUBSCRIPTION);
    }

    /** {@return the most bytes of UTF-8 JSON that {@link #storeMessage} takes (RD-21)} */
    long maxMessageBytes();

    /**
     * Ends all subscriptions and gives back every thread, socket and file (LIFE-03). Idempotent, bounded in time, and
     * may be called from a handler or from several threads at once (LIFE-01). Starts no further handler, and waits for those
     * that are running, which may use the backend until they return, except to subscribe (LIFE-06). A handler still running
     * after {@code close_timeout_millis} (10 seconds) is interrupted and logged as a warning; one that runs on a publishing
     * thread is only logged. If a handler closes its own backend, the close does not wait for that handler. A second call returns when
     * the first has ended.
     */
    @Override
    void close();

    /**
     * Closes as {@link #close()} does, with another limit for handlers that are running.
     *
     * @param limit how long to wait for them; zero interrupts them at once
     * @throws IllegalArgumentException when the limit is null or negative
     */
    default void close(Duration limit) {
        CloseLimit.of(limit);
        close(); // the limit of a backend whose author did not override this
    }

    /**
     * Waits until the backend is closed. For programs that do nothing but listen: all threads of a backend are daemons,
     * so a program whose main method returns ends. Returns at once after {@link #close} (LIFE-01).
     *
     * @throws InterruptedException when the waiting thread is interrupted; the backend stays open
     * @throws UnsupportedOperationException if this backend does not implement it
     */
    default void awaitClosed() throws InterruptedException {
        throw new UnsupportedOperationException(getClass().getSimpleName()
                + " cannot be waited for: its author neither extended AbstractMessagingBackend nor overrode"
                + " awaitClosed()");
    }
}
