package io.messaging.message;

import io.messaging.json.ByteScan;
import io.messaging.json.InvalidJsonException;
import io.messaging.json.JsonText;
import io.messaging.json.JsonValues;
import io.messaging.json.MessageScanner;
import io.messaging.json.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A message: an id and a JSON object of fields, some of which every program understands (the methods here) and some of
 * which only its sender and receiver do ({@link #field}). {@link #toJson} returns all of them unchanged.
 *
 * <p>A message read from JSON keeps its bytes and builds the objects behind the getters only when one is asked for.
 * Immutable and thread-safe; every collection it hands out is unmodifiable.
 */
public final class Message {
    private final long id;
    private final int ttlSeconds;

    // At least one of the two is set, each follows from the other, and each is computed once when first needed.
    private volatile byte[] json;
    private volatile Map<String, Object> tree;

    private Message(long id, int ttlSeconds, byte[] json, Map<String, Object> tree) {
        this.id = id;
        this.ttlSeconds = ttlSeconds;
        this.json = json;
        this.tree = tree;
    }

    /** Takes over a tree that has no other holder; the builder calls it. */
    static Message ofTree(GemstoneId id, long ttlSeconds, Map<String, Object> tree) {
        int storedTtl = (int) Math.min(ttlSeconds, Integer.MAX_VALUE);
        return new Message(id.bits(), storedTtl, null, Collections.unmodifiableMap(tree));
    }

    /**
     * {@return a builder with this id, and every other field at its default}
     *
     * @param id the id; its priority and time become the message's
     */
    public static MessageBuilder builder(GemstoneId id) {
        return new MessageBuilder(id);
    }

    /**
     * {@return a builder with the generator's next id of {@link Priority#NORMAL}, and every other field at its default}
     *
     * @param generator where the id comes from
     */
    public static MessageBuilder builder(GemstoneGenerator generator) {
        return new MessageBuilder(generator.next());
    }

    /** {@return a builder with this message's fields, the unknown ones included} */
    public MessageBuilder toBuilder() {
        return new MessageBuilder(id(), ttlSeconds().orElse(0), tree());
    }

    /**
     * {@return the message in a JSON text}
     *
     * @param json a JSON object with at least an {@code id}
     * @throws InvalidMessageException when UTF-8 cannot carry the text, or it is not JSON, not an object, has no id, or
     *     a ttl that is none
     */
    public static Message fromJson(String json) {
        if (!Utf8.isEncodable(json)) {
            throw new InvalidMessageException("the message holds an unpaired surrogate, which UTF-8 cannot carry; "
                    + "remove it, or write it as a \\u escape");
        }
        return scanned(json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * {@return the message in a JSON text}
     *
     * @param utf8 a JSON object with at least an {@code id}; copied
     * @throws InvalidMessageException when the bytes are not UTF-8, not JSON, not an object, have no id, or a ttl that
     *     is none
     */
    public static Message fromJson(byte[] utf8) {
        return fromJson(utf8, 0, utf8.length);
    }

    /**
     * {@return the message in a part of an array}
     *
     * @param utf8 holds a JSON object with at least an {@code id}; copied
     * @param offset where the object starts
     * @param length how many bytes it has
     * @throws InvalidMessageException when the bytes are not UTF-8, not JSON, not an object, have no id, or a ttl that
     *     is none
     * @throws IndexOutOfBoundsException when the part reaches beyond the array
     */
    public static Message fromJson(byte[] utf8, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, utf8.length);
        return scanned(Arrays.copyOfRange(utf8, offset, offset + length));
    }

    /**
     * {@return the message in a JSON tree, such as {@link #fieldsByName} gives}
     *
     * @param fields a JSON object with at least an {@code id}; copied
     * @throws InvalidMessageException when the tree is no message
     */
    public static Message fromFields(Map<?, ?> fields) {
        Object tree;
        try {
            tree = JsonValues.copyOf("message", fields);
        } catch (IllegalArgumentException e) {
            throw new InvalidMessageException(e.getMessage(), e);
        }
        return scanned(JsonText.writeBytes(tree));
    }

    /** Takes over bytes that have no other holder. */
    private static Message scanned(byte[] own) {
        try {
            MessageScanner scan = MessageScanner.scan(own, 0, own.length);
            return new Message(scan.id(), scan.ttlSeconds(), own, null);
        } catch (IllegalArgumentException e) {
            throw new InvalidMessageException(e.getMessage(), e);
        }
    }

    /**
     * {@return an equal message that shares this one's JSON bytes and holds nothing else: the form for keeping many
     * messages}
     */
    public Message compact() {
        return new Message(id, ttlSeconds, json(), null);
    }

    /** {@return the JSON object: for a message that was read, the text it was read from, to the byte} */
    public String toJson() {
        return new String(json(), StandardCharsets.UTF_8);
    }

    /** {@return the JSON in UTF-8, a copy} */
    public byte[] toJsonBytes() {
        return json().clone();
    }

    /**
     * Writes the message's JSON in UTF-8, without a copy of it in between.
     *
     * @param target has room for {@link #jsonLength} bytes
     * @throws java.nio.BufferOverflowException when it has not
     */
    public void writeJson(ByteBuffer target) {
        target.put(json());
    }

    /**
     * {@return whether the JSON can stand on a line of its own: from its first to its last brace, without a line feed}
     */
    public boolean isJsonOneLine() {
        byte[] bytes = json();
        int last = bytes.length - 1;
        return bytes[0] == '{' && bytes[last] == '}' && ByteScan.indexOf(bytes, (byte) '\n', 0, last) == last;
    }

    /** {@return the length of the JSON in bytes of UTF-8} */
    public int jsonLength() {
        return json().length;
    }

    private byte[] json() {
        byte[] bytes = json;
        if (bytes == null) {
            bytes = JsonText.writeBytes(tree);
            json = bytes;
        }
        return bytes;
    }

    private Map<String, Object> tree() {
        Map<String, Object> fields = tree;
        if (fields == null) {
            try {
                fields = JsonText.parseObject(json);
            } catch (InvalidJsonException e) {
                throw new InvalidMessageException("the message is not valid JSON: " + e.getMessage(), e);
            }
            tree = fields;
        }
        return fields;
    }

    private JsonFields fields() {
        return new JsonFields("", tree());
    }

    /** {@return the id, which also decides the priority and the time} */
    public GemstoneId id() {
        return GemstoneId.of(id);
    }

    /** {@return the id's priority} */
    public Priority priority() {
        return id().priority();
    }

    /** {@return the id's time, in milliseconds since 1970} */
    public long timestampMillis() {
        return id().epochMillis();
    }

    /** {@return how many seconds the message is kept from the moment of storing; empty is for ever} */
    public OptionalLong ttlSeconds() {
        Long ttl = ttlSeconds == Integer.MAX_VALUE ? fields().integer("ttl") : Long.valueOf(ttlSeconds);
        return ttl == 0 ? OptionalLong.empty() : OptionalLong.of(ttl);
    }

    /** {@return the sender, empty where the message names none} */
    public Optional<AgentTag> sender() {
        return Optional.ofNullable(fields().mapped("sender", AgentTag::fromTree));
    }

    /** {@return the topics the message is for, whether its JSON has one text or an array; empty where it names none} */
    public List<String> topics() {
        return tree().get("topics") instanceof String topic ? List.of(topic) : fields().texts("topics");
    }

    /** {@return the agents the message is meant for, empty for everybody} */
    public List<AgentTag> recipients() {
        return fields().list("recipient_list", AgentTag::fromTree);
    }

    /**
     * {@return the payload as a JSON tree: integers are {@code Long} or {@code BigInteger}, other numbers {@code
     * BigDecimal}}
     */
    public Map<String, Object> payload() {
        Map<String, Object> payload = fields().object("payload");
        return payload == null ? Map.of() : payload;
    }

    /**
     * Returns the payload as a value of a type of yours, such as a record. Fields that the type does not know are
     * ignored. Needs jackson-databind.
     *
     * @param type the type
     * @param <T> the type
     * @return the value
     * @throws PayloadMismatchException when the payload does not fit the type; the message names the place
     * @throws IllegalArgumentException when the type is null
     * @throws IllegalStateException when jackson-databind is missing; the message says what to add
     */
    public <T> T payloadAs(Class<T> type) {
        return TypedPayloads.read(this, type);
    }

    /**
     * Returns the payload as a value of a type with type arguments. Needs jackson-databind.
     *
     * @param type the type, as in {@code new PayloadType<Page<Order>>() {}}
     * @param <T> the type
     * @return the value
     * @throws PayloadMismatchException when the payload does not fit the type; the message names the place
     * @throws IllegalArgumentException when the type is null
     * @throws IllegalStateException when jackson-databind is missing; the message says what to add
     */
    public <T> T payloadAs(PayloadType<T> type) {
        return TypedPayloads.read(this, type == null ? null : type.type());
    }

    /** {@return the payload's format, {@value MessageBuilder#DEFAULT_FORMAT} where the message names none} */
    public String format() {
        String format = fields().text("format");
        return format == null ? MessageBuilder.DEFAULT_FORMAT : format;
    }

    /** {@return the id of the message that this one answers, empty where it is no answer} */
    public Optional<GemstoneId> inResponseTo() {
        return Optional.ofNullable(fields().id("in_response_to"));
    }

    /** {@return the ids of the thread the message belongs to, oldest first} */
    public List<GemstoneId> thread() {
        return fields().ids("thread");
    }

    /** {@return the thread the message is in: the last of {@link #thread}; its own id where it names none} */
    public GemstoneId currentThreadId() {
        List<GemstoneId> thread = thread();
        return thread.isEmpty() ? id() : thread.get(thread.size() - 1);
    }

    /** {@return the thread that the message's thread grew out of: the first of {@link #thread}; its own id where it names none} */
    public GemstoneId rootThreadId() {
        List<GemstoneId> thread = thread();
        return thread.isEmpty() ? id() : thread.get(0);
    }

    /** {@return the id of the conversation the message belongs to, empty where there is none} */
    public Optional<GemstoneId> conversationId() {
        return Optional.ofNullable(fields().id("conversation_id"));
    }

    /** {@return for whom the message was passed on, empty where it was not} */
    public Optional<ForwardHeader> forwardHeader() {
        return Optional.ofNullable(fields().mapped("forward_header", ForwardHeader::fromTree));
    }

    /**
     * {@return the route the message is to take, a JSON tree that this library does not interpret; empty where there is
     * none}
     */
    public Optional<Map<String, Object>> routingSlip() {
        return Optional.ofNullable(fields().object("routing_slip"));
    }

    /** {@return the steps that led to this message, oldest first} */
    public List<ProcessEntry> messageHistory() {
        return fields().list("message_history", ProcessEntry::fromTree);
    }

    /** {@return whether the message reports an error} */
    public boolean isErrorMessage() {
        return Boolean.TRUE.equals(fields().bool("is_error_message"));
    }

    /** {@return the W3C {@code traceparent} header, empty where there is none} */
    public Optional<String> traceparent() {
        return Optional.ofNullable(fields().text("traceparent"));
    }

    /** {@return the state of the session the message belongs to, a JSON tree; empty where there is none} */
    public Optional<Map<String, Object>> sessionState() {
        return Optional.ofNullable(fields().object("session_state"));
    }

    /** {@return the topic the message was published to, empty where the sender did not note it} */
    public Optional<String> topicPublishedTo() {
        return Optional.ofNullable(fields().text("topic_published_to"));
    }

    /** {@return how many earlier messages the receiver wants to see with this one} */
    public long enrichWithHistory() {
        Long count = fields().integer("enrich_with_history");
        return count == null ? 0 : count;
    }

    /**
     * {@return how far the work on the message is, such as {@code running}, {@code completed} or {@code error}; empty
     * where unknown}
     */
    public Optional<String> processStatus() {
        return Optional.ofNullable(fields().text("process_status"));
    }

    /** {@return the guilds the message came through, outermost first} */
    public List<GuildStackEntry> originGuildStack() {
        return fields().list("origin_guild_stack", GuildStackEntry::fromTree);
    }

    /**
     * {@return any field by its JSON name, known to this class or not; empty where it is missing or null}
     *
     * @param name the name in the JSON
     */
    public Optional<Object> field(String name) {
        return Optional.ofNullable(tree().get(name));
    }

    /** {@return all fields by their JSON names, null values included} */
    public Map<String, Object> fieldsByName() {
        return tree();
    }

    /** Compares as JSON: the order of fields does not matter and numbers compare by value (rule RD-12). */
    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof Message that
                && id == that.id
                && (Arrays.equals(json(), that.json()) || JsonValues.equal(tree(), that.tree()));
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }

    /** Returns the JSON, shortened where it is long. */
    @Override
    public String toString() {
        String text = toJson();
        return text.length() <= 500 ? text : text.substring(0, 500) + "... (" + jsonLength() + " bytes)";
    }
}
