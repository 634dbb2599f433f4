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
 * @param errorType the class of what the handler threw; only its simple name where another than our backends says no more
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

    private static final String SUFFIX = ":" + TOPIC;

    /** The sender of dead letters, as in the Python framework. */
    private static final AgentTag SENDER = new AgentTag("messaging_backend", "MessagingBackend");

    private static final String CLIENT = "client_id";
    private static final String ORIGINAL = "original_message";

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
        payload.put("delivery_backend", backend);
        payload.put(CLIENT, clientId);
        payload.put("original_topic", originalTopic);
        payload.put("original_message_id", original.id().toBigInteger());
        payload.put("error_type", errorName());
        payload.put("error_class", errorType);
        payload.put("error_message", errorMessage);
        try {
            return toMessage(id, payload, original.fieldsByName());
        } catch (InvalidMessageException tooDeep) {
            return toMessage(id, payload, original.toJson());
        }
    }

    /** {@return the simple name of the error's class; one without a name of its own has that of the class around it before it} */
    public String errorName() {
        String name = errorType.substring(errorType.lastIndexOf('.') + 1);
        String nested = name.substring(name.lastIndexOf('$') + 1);
        return !nested.isEmpty() && Character.isJavaIdentifierStart(nested.charAt(0)) ? nested : name;
    }

    /** The original is an object, or the text of one where it is nested too deeply to stand inside another. */
    private Message toMessage(GemstoneId id, Map<String, Object> payload, Object originalMessage) {
        payload.put(ORIGINAL, originalMessage);
        String topic = topicFor(originalTopic);
        return Message.builder(id)
                .sender(SENDER)
                .topic(topic)
                .topicPublishedTo(topic)
                .payload(payload)
                .inResponseTo(original.id())
                .errorMessage(true)
                .build();
    }

    /**
     * {@return whether a message carries a dead letter, in any of the forms that {@link #fromMessage} reads}
     *
     * @param message any message
     */
    public static boolean isDeadLetter(Message message) {
        return message.isErrorMessage()
                && message.payload().containsKey(ORIGINAL)
                && message.payload().containsKey(CLIENT);
    }

    /**
     * Reads a dead letter back: one of ours, in today's form or the one before it, or of the Python framework, whose errors
     * have a simple class name.
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
                    text(payload, CLIENT),
                    text(payload, "original_topic"),
                    original(payload),
                    text(payload, payload.containsKey("error_class") ? "error_class" : "error_type"),
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
        Object original = payload.get(ORIGINAL);
        if (original instanceof Map<?, ?> tree) {
            return Message.fromFields(tree);
        }
        if (original instanceof String json) {
            return Message.fromJson(json);
        }
        throw new InvalidMessageException("its payload has no '" + ORIGINAL + "'");
    }
}
