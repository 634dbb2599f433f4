package io.messaging.message;

import io.messaging.json.JsonValues;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Builds a {@link Message} that a Python peer accepts as well. Each method refuses a bad value when it is given, and
 * copies what it is given. Not thread-safe.
 */
public final class MessageBuilder {
    /** The format of a message whose payload has no special form. */
    public static final String DEFAULT_FORMAT = "generic_json";

    private static final int MIN_FORMAT_LENGTH = 3;

    private static final Set<String> DERIVED_FIELDS = Set.of("id", "priority", "timestamp");
    private static final Set<String> FIELDS_WITH_METHODS =
            Set.copyOf(new MessageBuilder(GemstoneId.ZERO).tree.keySet());

    private final GemstoneId id;
    private final Map<String, Object> tree = new LinkedHashMap<>();
    private long ttlSeconds;
    private boolean formatIsSet;

    MessageBuilder(GemstoneId id) {
        this.id = requireNonNull("id", id);
        put("sender", AgentTag.of("anonymous").toTree());
        tree.put("topics", "");
        tree.put("recipient_list", List.of());
        tree.put("payload", null);
        tree.put("format", DEFAULT_FORMAT);
        tree.put("in_response_to", null);
        tree.put("thread", List.of(JsonFields.toTree(id)));
        tree.put("conversation_id", null);
        tree.put("forward_header", null);
        tree.put("routing_slip", null);
        tree.put("message_history", List.of());
        tree.put("ttl", null);
        tree.put("is_error_message", false);
        tree.put("traceparent", null);
        tree.put("session_state", null);
        tree.put("topic_published_to", null);
        tree.put("enrich_with_history", 0L);
        tree.put("process_status", null);
        tree.put("origin_guild_stack", List.of());
        tree.put("id", JsonFields.toTree(id));
        tree.put("priority", (long) id.priority().number());
        tree.put("timestamp", BigDecimal.valueOf(id.epochMillis()).setScale(1));
    }

    /** Goes on from a message's fields as they are: a foreign message stays what it is, its gaps included. */
    MessageBuilder(GemstoneId id, long ttlSeconds, Map<String, Object> tree) {
        this.id = id;
        this.ttlSeconds = ttlSeconds;
        this.tree.putAll(tree);
    }

    /**
     * Sets the sender; without it, an agent named {@code anonymous}.
     *
     * @param sender who sends
     * @return this
     */
    public MessageBuilder sender(AgentTag sender) {
        return put("sender", requireNonNull("sender", sender).toTree());
    }

    /**
     * Sets the sender to an agent whose id and name are the same.
     *
     * @param agentId who sends
     * @return this
     */
    public MessageBuilder sender(String agentId) {
        return sender(AgentTag.of(requireNonNull("sender", agentId)));
    }

    /**
     * Sets which topic the message is for.
     *
     * @param topic one topic, written to JSON as a text
     * @return this
     */
    public MessageBuilder topic(String topic) {
        return put("topics", requireNonNull("topic", topic));
    }

    /**
     * Sets which topics the message is for.
     *
     * @param topics several topics, written to JSON as an array
     * @return this
     */
    public MessageBuilder topics(List<String> topics) {
        return put("topics", trees("topics", topics, topic -> topic));
    }

    /**
     * Sets whom the message is meant for.
     *
     * @param recipients the agents
     * @return this
     */
    public MessageBuilder recipients(List<AgentTag> recipients) {
        return put("recipient_list", trees("recipients", recipients, AgentTag::toTree));
    }

    /**
     * Sets what the message says.
     *
     * @param payload a JSON object with at least one field, copied; see {@link Message#payload} for its number types
     * @return this
     * @throws InvalidMessageException when it is empty, or holds something that JSON has no form for
     */
    public MessageBuilder payload(Map<String, ?> payload) {
        if (requireNonNull("payload", payload).isEmpty()) {
            throw new InvalidMessageException("the payload is empty; Python peers refuse that, so give it a field");
        }
        return put("payload", payload);
    }

    /**
     * Sets what the message says to a value of a type of yours, such as a record, and the format to its class's name as
     * {@link Class#getName} returns it, unless {@link #format} is called or the name has less than 3 characters. Needs jackson-databind, except for a map that
     * {@link #payload(Map)} takes too.
     *
     * @param payload a value that becomes a JSON object with at least one field; a map leaves the format as it is
     * @return this
     * @throws InvalidMessageException when it becomes something else, or cannot be written as JSON
     * @throws IllegalStateException when jackson-databind is missing; the message says what to add
     */
    public MessageBuilder payload(Object payload) {
        return typedPayload(payload, null);
    }

    /**
     * Sets what the message says to a value of a type with type arguments. They matter for values whose JSON names their
     * type, as those of {@code Page<Shape>}; for others, {@link #payload(Object)} does the same.
     *
     * @param payload a value that becomes a JSON object with at least one field
     * @param type the declared type, as in {@code new PayloadType<Page<Shape>>() {}}
     * @param <T> the declared type
     * @return this
     * @throws InvalidMessageException when it becomes something else, or cannot be written as JSON
     * @throws IllegalStateException when jackson-databind is missing; the message says what to add
     */
    public <T> MessageBuilder payload(T payload, PayloadType<T> type) {
        return typedPayload(payload, requireNonNull("payload type", type).type());
    }

    private MessageBuilder typedPayload(Object value, Type type) {
        payload(TypedPayloads.write(requireNonNull("payload", value), type));
        String name = value.getClass().getName();
        return formatIsSet || value instanceof Map || name.length() < MIN_FORMAT_LENGTH ? this : putFormat(name);
    }

    /**
     * Names the payload's format.
     *
     * @param format at least 3 characters
     * @return this
     * @throws InvalidMessageException when it is shorter
     */
    public MessageBuilder format(String format) {
        formatIsSet = true;
        return putFormat(format);
    }

    private MessageBuilder putFormat(String format) {
        if (requireNonNull("format", format).length() < MIN_FORMAT_LENGTH) {
            throw new InvalidMessageException("the format is '" + format + "'; it needs at least " + MIN_FORMAT_LENGTH
                    + " characters, such as " + DEFAULT_FORMAT);
        }
        return put("format", format);
    }

    /**
     * Sets which message this one answers.
     *
     * @param messageId the id of the message answered
     * @return this
     */
    public MessageBuilder inResponseTo(GemstoneId messageId) {
        return put("in_response_to", JsonFields.toTree(messageId));
    }

    /**
     * Sets the thread; without it, the message starts a thread of its own.
     *
     * @param thread ids, oldest first
     * @return this
     */
    public MessageBuilder thread(List<GemstoneId> thread) {
        return put("thread", trees("thread", thread, JsonFields::toTree));
    }

    /**
     * Sets the conversation.
     *
     * @param conversationId its id
     * @return this
     */
    public MessageBuilder conversationId(GemstoneId conversationId) {
        return put("conversation_id", JsonFields.toTree(conversationId));
    }

    /**
     * Sets for whom the message is passed on.
     *
     * @param header which message, for whom
     * @return this
     */
    public MessageBuilder forwardHeader(ForwardHeader header) {
        return put("forward_header", requireNonNull("forwardHeader", header).toTree());
    }

    /**
     * Sets the route, which this library carries and does not interpret.
     *
     * @param slip a JSON object, copied
     * @return this
     */
    public MessageBuilder routingSlip(Map<String, ?> slip) {
        return put("routing_slip", slip);
    }

    /**
     * Sets the steps that led to this message.
     *
     * @param history the steps, oldest first
     * @return this
     */
    public MessageBuilder messageHistory(List<ProcessEntry> history) {
        return put("message_history", trees("messageHistory", history, ProcessEntry::toTree));
    }

    /**
     * Sets how long the message is kept.
     *
     * @param seconds from the moment of storing; 0 is for ever
     * @return this
     * @throws InvalidMessageException when negative
     */
    public MessageBuilder ttlSeconds(long seconds) {
        if (seconds < 0) {
            throw new InvalidMessageException("ttlSeconds is " + seconds + "; it is 0 (for ever) or more");
        }
        ttlSeconds = seconds;
        return put("ttl", seconds);
    }

    /**
     * Marks the message as the report of an error, or not.
     *
     * @param isErrorMessage true for an error message
     * @return this
     */
    public MessageBuilder errorMessage(boolean isErrorMessage) {
        return put("is_error_message", isErrorMessage);
    }

    /**
     * Sets the W3C trace context.
     *
     * @param traceparent the header's value
     * @return this
     */
    public MessageBuilder traceparent(String traceparent) {
        return put("traceparent", traceparent);
    }

    /**
     * Sets the state of the session.
     *
     * @param state a JSON object, copied
     * @return this
     */
    public MessageBuilder sessionState(Map<String, ?> state) {
        return put("session_state", state);
    }

    /**
     * Notes the topic the message is published to.
     *
     * @param topic the topic
     * @return this
     */
    public MessageBuilder topicPublishedTo(String topic) {
        return put("topic_published_to", topic);
    }

    /**
     * Sets how many earlier messages the receiver wants to see with this one.
     *
     * @param count 0 for none
     * @return this
     * @throws InvalidMessageException when negative
     */
    public MessageBuilder enrichWithHistory(long count) {
        if (count < 0) {
            throw new InvalidMessageException("enrichWithHistory is " + count + "; it is 0 (for none) or more");
        }
        return put("enrich_with_history", count);
    }

    /**
     * Sets how far the work on the message is.
     *
     * @param status {@code running}, {@code completed} or {@code error}
     * @return this
     */
    public MessageBuilder processStatus(String status) {
        return put("process_status", status);
    }

    /**
     * Sets the guilds the message came through.
     *
     * @param stack outermost first
     * @return this
     */
    public MessageBuilder originGuildStack(List<GuildStackEntry> stack) {
        return put("origin_guild_stack", trees("originGuildStack", stack, GuildStackEntry::toTree));
    }

    /**
     * Sets any other field. Java peers carry fields they do not know; Python peers refuse them.
     *
     * @param name the name in the JSON
     * @param value a JSON value, copied
     * @return this
     * @throws InvalidMessageException when JSON has no form for the value, or the field has a method of its own here
     */
    public MessageBuilder field(String name, Object value) {
        if (DERIVED_FIELDS.contains(requireNonNull("field name", name))) {
            throw new InvalidMessageException(
                    "the field " + name + " is not set by name; it follows from the id given to the builder");
        }
        if (FIELDS_WITH_METHODS.contains(name)) {
            throw new InvalidMessageException(
                    "the field " + name + " is not set by name; the builder has a method for it");
        }
        return put(name, value);
    }

    /**
     * Creates the message.
     *
     * @return a message that shares nothing with this builder
     * @throws InvalidMessageException when it has no payload
     */
    public Message build() {
        if (tree.get("payload") == null) {
            throw new InvalidMessageException("the message has no payload; call payload(Map) before build()");
        }
        return Message.ofTree(id, ttlSeconds, new LinkedHashMap<>(tree));
    }

    private MessageBuilder put(String name, Object value) {
        try {
            tree.put(JsonValues.requireKey("message", name), JsonValues.copyOf(name, value, 1));
        } catch (IllegalArgumentException e) {
            throw new InvalidMessageException(e.getMessage(), e);
        }
        return this;
    }

    private static <T> List<Object> trees(String name, List<T> items, Function<T, Object> toTree) {
        List<Object> trees = new ArrayList<>();
        for (T item : requireNonNull(name, items)) {
            trees.add(toTree.apply(requireNonNull(name + "[" + trees.size() + "]", item)));
        }
        return trees;
    }

    private static <T> T requireNonNull(String name, T value) {
        if (value == null) {
            throw new InvalidMessageException("the " + name + " is null");
        }
        return value;
    }
}
