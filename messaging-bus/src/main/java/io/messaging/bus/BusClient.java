package io.messaging.bus;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.bus.subscription.ClientSubscriptions;
import io.messaging.message.AgentTag;
import io.messaging.message.Message;
import io.messaging.message.MessageBuilder;
import io.messaging.message.Names;
import io.messaging.message.Priority;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An agent on a {@link MessageBus}: publishes, handles messages, and sends requests and replies under its own id. It does
 * not receive messages for other recipients, or its own, except in topics that start with {@code agent_self_inbox}, which
 * deliver only its own. Thread-safe.
 */
public final class BusClient implements AutoCloseable {
    /** The default request timeout. */
    public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    private final MessageBus bus;
    private final AgentTag tag;

    private final String clientId; // at the backend: the id, behind the client's namespace where the bus's is shared
    private final String place;
    private final Requests requests;
    private final ClientSubscriptions subscriptions;
    private final Addressee addressee;
    private final AtomicBoolean closed = new AtomicBoolean();

    BusClient(MessageBus bus, AgentTag tag, String clientId, String place) {
        this.bus = bus;
        this.tag = tag;
        this.clientId = clientId;
        this.place = place;
        this.requests = new Requests(bus, tag.id(), clientId);
        this.subscriptions = new ClientSubscriptions(bus.backend(), clientId);
        this.addressee = new Addressee(tag, bus.guild());
    }

    /** {@return the id} */
    public String id() {
        return tag.id();
    }

    /** {@return the id and the name, as the sender of the client's messages} */
    public AgentTag tag() {
        return tag;
    }

    /** {@return the bus that the client is registered with} */
    public MessageBus bus() {
        return bus;
    }

    String clientId() {
        return clientId;
    }

    String place() {
        return place;
    }

    /** {@return a builder with a new id of {@link Priority#NORMAL} and the client as the sender, for {@link #publish(Message)}} */
    public MessageBuilder message() {
        return message(Priority.NORMAL);
    }

    /**
     * {@return a builder with a new id and the client as the sender, for {@link #publish(Message)}}
     *
     * @param priority the message's priority
     */
    public MessageBuilder message(Priority priority) {
        return Message.builder(MessageBus.nextId(Checks.notNull("priority", priority)))
                .sender(tag);
    }

    /**
     * Publishes to a topic. Once this has returned, the message is stored.
     *
     * @param topic the topic
     * @param payload a map, or a value of a type of yours, as for {@link MessageBuilder#payload(Object)}
     * @return the message as it was stored
     * @throws MessagingException as {@link #publish(Message)}
     */
    public Message publish(String topic, Object payload) {
        return publish(message().topic(topic).payload(payload).build());
    }

    /**
     * Publishes a message to its topics: one copy for each, all with the same id, each naming its own topic as
     * {@link Message#topicPublishedTo}. Where there are recipients, no other client of the bus sees it.
     *
     * <pre>{@code
     * desk.publish(desk.message(Priority.URGENT).topics(List.of("orders", "audit")).ttlSeconds(60).payload(order).build());
     * }</pre>
     *
     * @param message with a topic and a payload; the client becomes its sender. Publishing the same one again changes nothing
     * @return the message as it was stored, the copy of the first topic
     * @throws IllegalArgumentException when it names no topic, or one of another namespace
     * @throws io.messaging.backend.BackendClosedException when the bus is closed
     * @throws MessagingException as {@link MessagingBackend#storeMessage}; some of several copies may be stored then
     */
    public Message publish(Message message) {
        requireOpen();
        return send(Checks.notNull("message", message));
    }

    /**
     * Publishes a message to the inbox of one other client.
     *
     * @param recipientId the other client's id
     * @param payload a map, or a value of a type of yours
     * @return the message as it was stored
     * @throws NoSubscriberException when nobody is subscribed to that inbox; some backends cannot tell, and a client that
     *     was forgotten is missed after a second
     * @throws MessagingException as {@link #publish(Message)}
     */
    public Message send(String recipientId, Object payload) {
        requireOpen();
        String inbox = BusTopics.inbox(Names.require("recipientId", recipientId));
        bus.audience().requireRecipient(recipientId, bus.outbox().names().topic(inbox), clientId);
        List<AgentTag> recipients = List.of(new AgentTag(recipientId, null));
        return publish(
                message().topic(inbox).recipients(recipients).payload(payload).build());
    }

    /** Publishes, from a handler that may still be running after the client was unregistered. */
    Message send(Message message) {
        return bus.outbox().publish(tag, message);
    }

    /**
     * {@return the options that {@link #subscribe} uses by itself, to begin others with: those of a durable subscription under
     * the client's id, or plain ones where the backend has none}
     */
    public SubscriptionOptions options() {
        return bus.backend().capabilities().contains(Capability.DURABLE_SUBSCRIPTION)
                ? SubscriptionOptions.durable(clientId)
                : SubscriptionOptions.plain();
    }

    /**
     * Subscribes to a topic with {@link #options}: where the backend has durable subscriptions, the client goes on where it
     * was when it comes back, and a new one begins with all that the topic holds. A second handler of the same topic is called
     * as well, behind the first.
     *
     * @param topic the topic
     * @param handler gets the whole message
     * @return the subscription, in force
     * @throws UnsupportedOperationException when the backend has no subscriptions
     */
    public Subscription subscribe(String topic, BusHandler<Message> handler) {
        return handle(topic, Message.class, handler);
    }

    /**
     * Subscribes to a topic with options.
     *
     * @param topic the topic
     * @param handler gets the whole message
     * @param options as for {@link #handle(String, Class, BusHandler, SubscriptionOptions)}
     * @return the subscription, in force
     * @throws IllegalArgumentException as there
     * @throws UnsupportedOperationException when the backend has no such subscriptions
     */
    public Subscription subscribe(String topic, BusHandler<Message> handler, SubscriptionOptions options) {
        return handle(topic, Message.class, handler, options);
    }

    /**
     * Subscribes to a topic as {@link #subscribe(String, BusHandler)} does, and reads payloads. One that does not fit the type
     * is not tried again: its sender gets an error answer that names the place.
     *
     * @param topic the topic
     * @param type the type of the payloads; {@link Map} for JSON trees, {@link Message} for the whole message
     * @param handler gets the payload
     * @param <T> the type
     * @return the subscription, in force
     * @throws UnsupportedOperationException when the backend has no subscriptions
     */
    public <T> Subscription handle(String topic, Class<T> type, BusHandler<T> handler) {
        SubscriptionOptions options = options();
        try {
            return handle(topic, type, handler, options);
        } catch (MessagingException refused) {
            // The embedded backend finds out late that its server is the Python framework's, which has no positions.
            if (!options.isDurable() || refused.getClass() != MessagingException.class) {
                throw refused;
            }
            return handle(topic, type, handler, SubscriptionOptions.plain());
        }
    }

    /**
     * Subscribes to a topic with options, and reads payloads.
     *
     * @param topic the topic
     * @param type the type of the payloads; {@link Map} for JSON trees, {@link Message} for the whole message
     * @param handler gets the payload
     * @param options {@link #options()} with changes, {@link SubscriptionOptions#plain()} or
     *     {@link SubscriptionOptions#shared}. A group gets what its members send, too: each message goes to one of them. Of
     *     messages with recipients it gets those that name the member that is free, or the group
     * @param <T> the type
     * @return the subscription, in force
     * @throws IllegalArgumentException when they are those of another durable client, or another handler of the topic has
     *     others
     * @throws UnsupportedOperationException when the backend has no such subscriptions
     */
    public <T> Subscription handle(String topic, Class<T> type, BusHandler<T> handler, SubscriptionOptions options) {
        requireOpen();
        String name = bus.outbox().names().topic(topic);
        Checks.notNull("options", options);
        Inbound<T> inbound = new Inbound<>(this, name, type, handler, options);
        Subscription subscription = subscriptions.subscribe(name, inbound::deliver, options);
        if (closed.get()) { // meanwhile
            subscription.close();
            requireOpen();
        }
        return subscription;
    }

    /**
     * Publishes a question and returns the answer when it comes, within {@link #REQUEST_TIMEOUT}.
     *
     * @param topic where to ask; the {@link BusTopics#inbox inbox} of another client asks that one
     * @param payload the question: a map, or a value of a type of yours
     * @param type the type of the answer's payload; {@link Map} for a JSON tree, {@link Message} for the whole answer
     * @param <T> the type
     * @return completes with the first answer, or with {@link RequestFailedException} when that is an error message,
     *     {@link NoSubscriberException} at once when nobody is subscribed (some backends cannot tell),
     *     {@link io.messaging.backend.MessagingTimeoutException} when the time is over,
     *     {@link io.messaging.message.PayloadMismatchException} when the answer does not fit the type, or
     *     another {@link MessagingException} when it could not be published, or the client or the bus was closed. What hangs on
     *     it may block
     * @throws IllegalArgumentException for bad arguments, at once
     */
    public <T> CompletableFuture<T> request(String topic, Object payload, Class<T> type) {
        return request(topic, payload, type, REQUEST_TIMEOUT);
    }

    /**
     * Publishes a question as {@link #request(String, Object, Class)} does, with another time limit.
     *
     * @param topic where to ask
     * @param payload the question: a map, or a value of a type of yours
     * @param type the type of the answer's payload
     * @param timeout how long to wait for the answer, more than zero
     * @param <T> the type
     * @return the answer, or why there is none
     * @throws IllegalArgumentException for bad arguments, at once
     */
    public <T> CompletableFuture<T> request(String topic, Object payload, Class<T> type, Duration timeout) {
        return request(message().topic(topic).payload(payload).build(), type, timeout);
    }

    /**
     * Publishes a question that has a priority, a ttl or recipients, as {@link #request(String, Object, Class)} does.
     *
     * @param question begun with {@link #message()}, with one topic and a payload
     * @param type the type of the answer's payload
     * @param timeout how long to wait for the answer, more than zero
     * @param <T> the type
     * @return the answer, or why there is none
     * @throws IllegalArgumentException for bad arguments, at once
     */
    public <T> CompletableFuture<T> request(Message question, Class<T> type, Duration timeout) {
        requireOpen();
        return ask(Checks.notNull("question", question), type, timeout);
    }

    <T> CompletableFuture<T> ask(Message question, Class<T> type, Duration timeout) {
        Checks.notNull("type", type);
        return requests.ask(question, this::send, 1, timeout, false, answers -> Inbound.read(answers.get(0), type));
    }

    /**
     * Publishes a question that several clients answer.
     *
     * @param topic where to ask
     * @param payload the question: a map, or a value of a type of yours
     * @param type the type of the answers' payloads
     * @param count how many answers to wait for, 1 or more
     * @param time how long to wait for them, more than zero
     * @param <T> the type
     * @return completes with the answers in the order in which they came: as many as were wanted, or those that came in time,
     *     perhaps none. An error answer ends it with {@link RequestFailedException}, and the rest is as for
     *     {@link #request(String, Object, Class)}
     * @throws IllegalArgumentException for bad arguments, at once
     */
    public <T> CompletableFuture<List<T>> requestMany(
            String topic, Object payload, Class<T> type, int count, Duration time) {
        requireOpen();
        Checks.notNull("type", type);
        Checks.positive("count", count);
        Message question = message().topic(topic).payload(payload).build();
        return requests.ask(
                question,
                this::send,
                count,
                time,
                true,
                answers -> answers.stream()
                        .map(answer -> Inbound.read(answer, type))
                        .toList());
    }

    /** Whether a message of a topic is for this client, as a member of a group or by itself. */
    boolean isFor(Message message, String topic, String group) {
        return !(topic.equals(BusTopics.inbox(tag.id())) && requests.isAnswer(message)) // which is for the request
                && addressee.gets(message, topic, group);
    }

    private void requireOpen() {
        bus.requireOpen();
        if (closed.get()) {
            throw new IllegalStateException("client '" + tag.id() + "' of namespace '" + bus.namespace()
                    + "' was unregistered; register it again");
        }
    }

    /**
     * Unregisters the client: ends its subscriptions and its requests. Positions of durable subscriptions are kept. Idempotent,
     * and may be called from a handler.
     */
    @Override
    public void close() {
        bus.unregister(this);
    }

    /** Ends what the client has, for the bus. */
    void end(MessagingException why) {
        if (closed.compareAndSet(false, true)) {
            endRequests(why);
            subscriptions.close();
        }
    }

    void endRequests(MessagingException why) {
        requests.close(why);
    }

    @Override
    public String toString() {
        return "BusClient[" + tag.id() + ", namespace=" + bus.namespace() + "]";
    }
}
