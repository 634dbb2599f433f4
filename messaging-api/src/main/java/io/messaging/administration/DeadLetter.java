package io.messaging.administration;

import io.messaging.message.AgentTag;
import io.messaging.message.GemstoneId;
import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;
import io.messaging.message.Names;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A message that a durable client's handler failed on, and why. It travels as the payload of an error message in the
 * dead-letter topic. Immutable.
 *
 * @param backend the simple class name of the backend
 * @param clientId the client that failed
 * @param originalTopic the topic the message was in
 * @param original the whole message
 * @param errorType the class of what the handler threw
 * @param errorMessage its message, the class again where it had none
 */
public record DeadLetter(
        String backend,
        String clientId,
        String originalTopic,
        Message original,
        String errorType,
        String errorMessage) {
    /** The dead-letter topic of topics that do not read {@code namespace:topic}. */
    public static final String TOPIC = "dead_letter_queue";

    /** The {@link Message#format} of a message that carries a dead letter. */
    public static final String FORMAT = "dead_letter";

    private static final String SUFFIX = ":" + TOPIC;

    /**
     * {@return the topic for the dead letters of a topic: {@value #TOPIC}, with the prefix of a topic that reads {@code
     * namespace:topic}}
     *
     * @param topic a topic
     */
    public static String topicFor(String topic) {
        return Names.namespaceOf(topic).map(namespace -> namespace + SUFFIX).orElse(TOPIC);
    }

    /**
     * {@return whether a topic is for dead letters: failing on one makes no further one (DUR-06)}
     *
     * @param topic a topic
     */
    public static boolean isDeadLetterTopic(String topic) {
        return topic.equals(TOPIC) || topic.endsWith(SUFFIX);
    }

    /**
     * {@return the namespace to store the dead letter in: that of the subscriber, or the prefix of the original topic,
     * or {@code default}}
     *
     * @param subscribedWith the namespace of the subscription, null where it gave none
     */
    public String namespace(String subscribedWith) {
        return namespaceFor(originalTopic, subscribedWith);
    }

    /**
     * {@return the namespace for the dead letters of a topic: that of the subscriber, or the prefix of the topic, or
     * {@code default}}
     *
     * @param topic the topic that the message was in
     * @param subscribedWith the namespace of the subscription, null where it gave none
     */
    public static String namespaceFor(String topic, String subscribedWith) {
        return subscribedWith != null
                ? subscribedWith
                : Names.namespaceOf(topic).orElse(Names.DEFAULT_NAMESPACE);
    }

    /**
     * {@return the error message to store, which answers the original (DUR-05)}
     *
     * @param id a new id
     */
    public Message toMessage(GemstoneId id) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("backend", backend);
        payload.put("client_id", clientId);
        payload.put("original_topic", originalTopic);
        payload.put("original_id", original.id().toBigInteger());
        payload.put("error_type", errorType);
        payload.put("error_message", errorMessage);
        try {
            return toMessage(id, payload, original.fieldsByName());
        } catch (InvalidMessageException tooDeep) {
            return toMessage(id, payload, original.toJson());
        }
    }

    /** The original is an object, or the text of one where it is nested too deeply to stand inside another. */
    private Message toMessage(GemstoneId id, Map<String, Object> payload, Object originalMessage) {
        payload.put("original_message", originalMessage);
        String topic = topicFor(originalTopic);
        return Message.builder(id)
                .sender(AgentTag.of(clientId))
                .topic(topic)
                .topicPublishedTo(topic)
                .payload(payload)
                .format(FORMAT)
                .inResponseTo(original.id())
                .errorMessage(true)
                .build();
    }

    /**
     * Reads a dead letter back: one of ours, or of the Python framework, whose errors have a simple class name.
     *
     * @param message from a dead-letter topic
     * @return the dead letter
     * @throws IllegalArgumentException when the message carries none
     */
    public static DeadLetter fromMessage(Message message) {
        Map<String, Object> payload = message.payload();
        try {
            return new DeadLetter(
                    text(payload, payload.containsKey("delivery_backend") ? "delivery_backend" : "backend"),
                    text(payload, "client_id"),
                    text(payload, "original_topic"),
                    original(payload),
                    text(payload, "error_type"),
                    text(payload, "error_message"));
        } catch (InvalidMessageException e) {
            throw new IllegalArgumentException(
                    "message " + message.id() + " is no dead letter (" + e.getMessage() + "); take one from the topic "
                            + TOPIC + " or namespace" + SUFFIX,
                    e);
        }
    }

    private static String text(Map<String, Object> payload, String name) {
        if (payload.get(name) instanceof String text) {
            return text;
        }
        throw new InvalidMessageException("its payload has no text '" + name + "'");
    }

    private static Message original(Map<String, Object> payload) {
        Object original = payload.get("original_message");
        if (original instanceof Map<?, ?> tree) {
            return Message.fromFields(tree);
        }
        if (original instanceof String json) {
            return Message.fromJson(json);
        }
        throw new InvalidMessageException("its payload has no 'original_message'");
    }
}
