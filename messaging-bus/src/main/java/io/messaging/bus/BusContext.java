package io.messaging.bus;

import io.messaging.backend.Delivery;
import io.messaging.backend.RejectedDeliveryException;
import io.messaging.bus.conversation.History;
import io.messaging.bus.conversation.RoutingSlip;
import io.messaging.message.AgentTag;
import io.messaging.message.ForwardHeader;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.MessageBuilder;
import io.messaging.message.PayloadMismatchException;
import io.messaging.message.Priority;
import io.messaging.message.ProcessEntry;
import io.messaging.spi.delivery.FailureText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The context of a message being handled. Messages sent through it belong to the same thread and conversation and carry its
 * trace, its session's state, its routing slip and its history, to which it adds a step.
 * Thread-safe; may be used after the handler has returned, as long as the bus is open.
 */
public final class BusContext {
    /** How often a message is passed on at most: agents that pass messages on to each other would never end. */
    public static final int MAX_FORWARDS = 32;

    private static final String FORWARD = "forward";

    /** The sender of messages whose builder was not told one: nobody. */
    private static final String ANONYMOUS = "anonymous";

    private final BusClient client;
    private final Delivery delivery;
    private final String topic;
    private final Message message;
    private final AtomicBoolean answered = new AtomicBoolean();

    BusContext(BusClient client, Delivery delivery, Message message, String topic) {
        this.client = client;
        this.message = message;
        this.topic = topic;
        this.delivery =
                new Delivery(message, topic, delivery.attempt(), delivery.redelivered(), delivery.subscription());
    }

    /** {@return the client that handles the message} */
    public BusClient client() {
        return client;
    }

    /** {@return the message; with the history its sender asks for, in the field {@code enriched_history} of its session state} */
    public Message message() {
        return message;
    }

    /** {@return the topic that the message came from, without its namespace} */
    public String topic() {
        return topic;
    }

    /** {@return the attempt, whether one was begun before, and the subscription} */
    public Delivery delivery() {
        return delivery;
    }

    /**
     * {@return a builder with the client as the sender, and what is carried on from the message} For
     * {@link #publish(Message)}.
     *
     * @param priority the new message's priority
     */
    public MessageBuilder message(Priority priority) {
        List<GemstoneId> thread = message.thread();
        MessageBuilder builder = client.message(priority)
                .thread(thread.isEmpty() ? List.of(message.id()) : thread)
                .originGuildStack(message.originGuildStack());
        message.conversationId().ifPresent(builder::conversationId);
        message.traceparent().ifPresent(builder::traceparent);
        message.routingSlip().ifPresent(builder::routingSlip);
        Map<String, Object> state = History.stateOf(message);
        return state.isEmpty() ? builder : builder.sessionState(state);
    }

    private MessageBuilder carried() {
        return message(Priority.NORMAL);
    }

    /**
     * Publishes a message that follows from this one.
     *
     * @param topicOfIt its topic
     * @param payload its payload: a map, or a value of a type of yours, as for {@link MessageBuilder#payload(Object)}
     * @return the message as it was stored
     * @throws io.messaging.backend.MessagingException as {@link BusClient#publish(Message)}
     */
    public Message publish(String topicOfIt, Object payload) {
        return publish(carried().topic(topicOfIt).payload(payload).build());
    }

    /**
     * Publishes a message that follows from this one.
     *
     * @param next a message that was begun with {@link #message(Priority)}, with a topic and a payload
     * @return the message as it was stored, the copy of the first topic
     * @throws io.messaging.backend.MessagingException as {@link BusClient#publish(Message)}
     */
    public Message publish(Message next) {
        return send(next, client.tag().name());
    }

    private Message send(Message next, String processor) {
        return client.send(withStep(next, processor));
    }

    private Message withStep(Message next, String processor) {
        ProcessEntry step = new ProcessEntry(
                client.tag(),
                message.id(),
                next.id(),
                processor,
                topic,
                client.bus().outbox().topics(next),
                List.of());
        return next.toBuilder().messageHistory(History.with(message, step)).build();
    }

    /**
     * Answers the message: the answer goes to the inbox of its sender, or of the agent on whose behalf it was passed on.
     *
     * @param payload the answer: a map, or a value of a type of yours
     * @return the answer as it was stored
     * @throws IllegalStateException when the message names nobody to answer
     * @throws io.messaging.backend.MessagingException as {@link BusClient#publish(Message)}
     */
    public Message reply(Object payload) {
        return answer(carried().payload(payload));
    }

    /**
     * Answers the message with an error: a request fails with {@link RequestFailedException}.
     *
     * @param errorType what kind of error, such as the simple name of an exception's class
     * @param errorMessage what went wrong, for people
     * @return the answer as it was stored
     * @throws IllegalStateException when the message names nobody to answer
     * @throws io.messaging.backend.MessagingException as {@link BusClient#publish(Message)}
     */
    public Message replyError(String errorType, String errorMessage) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("error_type", Checks.notNull("errorType", errorType));
        payload.put("error_message", errorMessage == null ? errorType : errorMessage);
        return replyError(payload);
    }

    private Message replyError(Map<String, Object> payload) {
        return answer(carried().errorMessage(true).payload(payload));
    }

    private Message answer(MessageBuilder answer) {
        AgentTag asker = asker().orElseThrow(() -> new IllegalStateException("message " + message.id()
                + " has no sender id, so it cannot be replied to; publish to a topic instead"));
        GemstoneId question =
                message.forwardHeader().map(ForwardHeader::originMessageId).orElse(message.id());
        answered.set(true);
        return send(
                answer.topic(BusTopics.inbox(asker.id()))
                        .recipients(List.of(asker))
                        .inResponseTo(question)
                        .build(),
                client.tag().name());
    }

    private Optional<AgentTag> asker() {
        return message.forwardHeader()
                .map(ForwardHeader::onBehalfOf)
                .or(message::sender)
                .filter(asker -> asker.id() != null && !asker.id().isBlank());
    }

    private boolean isAnonymous() {
        return asker().map(AgentTag::id).map(ANONYMOUS::equals).orElse(true);
    }

    /** Tells the sender that the handler failed, unless it has an answer. Never throws: the failure itself goes on. */
    void failed(Throwable failure) {
        if (answered.get() || message.isErrorMessage() || isAnonymous()) {
            return;
        }
        try {
            Map<String, Object> payload = new LinkedHashMap<>();
            payload.put("error_type", simpleName(failure));
            payload.put("error_message", FailureText.of(failure).message());
            if (failure instanceof PayloadMismatchException mismatch) {
                payload.put("path", mismatch.path());
            }
            replyError(payload);
        } catch (Throwable untold) {
            if (untold != failure) {
                failure.addSuppressed(untold);
            }
        }
    }

    /** {@link Class#getSimpleName} asks for the enclosing class, which may not be there any more. */
    private static String simpleName(Throwable failure) {
        String name = failure.getClass().getName();
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }

    /**
     * Passes the message on, on behalf of its sender: whoever answers it, answers the sender.
     *
     * @param to the topic, such as the {@link BusTopics#inbox inbox} of another client
     * @return the message as it was stored, under a new id
     * @throws RejectedDeliveryException when it was passed on {@value #MAX_FORWARDS} times already; thrown on by a handler, it
     *     makes the message a dead letter
     * @throws io.messaging.backend.MessagingException as {@link BusClient#publish(Message)}
     */
    public Message forward(String to) {
        long forwards = message.messageHistory().stream()
                .filter(step -> FORWARD.equals(step.processor()))
                .count();
        if (forwards >= MAX_FORWARDS) {
            throw new RejectedDeliveryException("message " + message.id() + " was passed on " + forwards
                    + " times already, last by "
                    + message.sender().map(AgentTag::id).orElse("an unknown agent")
                    + "; agents that pass it on to each other in a circle are to be changed");
        }
        ForwardHeader header = message.forwardHeader()
                .orElseGet(
                        () -> new ForwardHeader(message.id(), message.sender().orElse(new AgentTag(null, null))));
        MessageBuilder builder = message(message.priority())
                .topic(to)
                .payload(message.payload())
                .format(message.format())
                .errorMessage(message.isErrorMessage())
                .forwardHeader(header);
        answered.set(true); // or will be, by whoever gets it
        return send(builder.build(), FORWARD);
    }

    /**
     * Asks somebody else, within the same thread and conversation; see {@link BusClient#request(String, Object, Class)}.
     *
     * @param topicOfIt where to ask
     * @param payload the question
     * @param type the type of the answer's payload; {@link Message} for the whole answer
     * @param <T> the type
     * @return the answer
     */
    public <T> CompletableFuture<T> request(String topicOfIt, Object payload, Class<T> type) {
        return request(topicOfIt, payload, type, BusClient.REQUEST_TIMEOUT);
    }

    /**
     * Asks somebody else, with a time limit; see {@link BusClient#request(String, Object, Class, Duration)}.
     *
     * @param topicOfIt where to ask
     * @param payload the question
     * @param type the type of the answer's payload; {@link Message} for the whole answer
     * @param timeout how long to wait for the answer
     * @param <T> the type
     * @return the answer
     */
    public <T> CompletableFuture<T> request(String topicOfIt, Object payload, Class<T> type, Duration timeout) {
        Message question = carried().topic(topicOfIt).payload(payload).build();
        return client.ask(withStep(question, client.tag().name()), type, timeout);
    }

    /**
     * Reads the messages that led to this one.
     *
     * @param steps how many steps back, 0 or more
     * @return what the last steps of its {@link Message#messageHistory} came from, oldest first, as far as it is still stored
     * @throws IllegalArgumentException when the number is negative
     */
    public List<Message> history(int steps) {
        if (steps < 0) {
            throw new IllegalArgumentException("steps is " + steps + "; it is 0 or more");
        }
        return client.bus().history().read(message, steps);
    }

    /**
     * Returns the steps of the message's routing slip that are for this client: those that name it or no agent, whose
     * {@code origin_filter} fits the message's sender, topic and format, and whose {@code route_times} is not used up. The bus
     * carries the slip and does not follow it.
     *
     * @return JSON trees, as {@link Message#routingSlip} has them; empty where there is no slip
     */
    public List<Map<String, Object>> nextSteps() {
        return RoutingSlip.nextSteps(message, client.tag());
    }
}
