package io.messaging.cli.message;

import io.messaging.cli.terminal.DisplayText;
import io.messaging.json.InputText;
import io.messaging.json.InvalidJsonException;
import io.messaging.json.Utf8;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.message.MessageBuilder;
import io.messaging.message.Priority;
import java.time.InstantSource;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of a new message. Filled in by picocli, then read. */
final class NewMessageOptions {
    private static final String EXAMPLE = "a JSON object with at least one field, such as {\"text\": \"hello\"}";

    /** Of a value that is no object. */
    private static final int MOST_SHOWN = 60;

    private final GemstoneGenerator ids = GemstoneGenerator.monotonic(InstantSource.system());

    @Option(
            names = "--payload",
            paramLabel = "JSON",
            description = "Creates a message with this payload, a JSON object with at least one field.")
    private String payload;

    @Option(
            names = "--priority",
            paramLabel = "PRIORITY",
            description = "Its priority: 0 (urgent) to 7 (lowest), or a name; without it, normal.")
    private Priority priority;

    @Option(
            names = "--ttl",
            paramLabel = "SECONDS",
            description = "Time to live, counted from now. Default: 0 (unlimited).")
    private Long ttlSeconds;

    @Option(names = "--sender", paramLabel = "ID", description = "Its sender; without it, messaging-cli.")
    private String sender;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "The name of the payload's format; without it, generic_json.")
    private String format;

    boolean hasPayload() {
        return payload != null;
    }

    boolean shapesMessage() {
        return priority != null || ttlSeconds != null || sender != null || format != null;
    }

    /** Returns the message of --payload. */
    Message message(String topic) {
        return message(topic, payloadTree());
    }

    /**
     * Returns a message with a payload in UTF-8.
     *
     * @throws IllegalArgumentException when the payload is invalid
     */
    Message message(String topic, byte[] payloadJson) {
        String text = Utf8.decode(payloadJson, 0, payloadJson.length);
        if (text == null) {
            throw new IllegalArgumentException("the payload is not valid UTF-8");
        }
        return message(topic, tree("the payload", text));
    }

    /**
     * Checks the other options before there is a payload.
     *
     * @throws IllegalArgumentException when one is invalid
     */
    void checkShape(String topic) {
        message(topic, Map.of("any", true));
    }

    private Message message(String topic, Map<String, Object> payloadTree) {
        MessageBuilder builder = Message.builder(ids.next(priority == null ? Priority.NORMAL : priority))
                .sender(sender == null ? "messaging-cli" : sender)
                .topic(topic)
                .payload(payloadTree);
        if (ttlSeconds != null) {
            builder.ttlSeconds(ttlSeconds);
        }
        return format == null ? builder.build() : builder.format(format).build();
    }

    private Map<String, Object> payloadTree() {
        try {
            return tree("--payload", payload);
        } catch (IllegalArgumentException e) {
            throw payload.equals("-")
                    ? new IllegalArgumentException(
                            "--payload is -; to store payloads from standard input, use --payloads -", e)
                    : e;
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> tree(String name, String json) {
        Object tree;
        try {
            tree = InputText.parse(json);
        } catch (IllegalArgumentException e) {
            boolean noJson = e.getCause() instanceof InvalidJsonException;
            throw new IllegalArgumentException(
                    name + " " + e.getMessage() + (noJson ? "; it takes " + EXAMPLE : ""), e);
        }
        if (!(tree instanceof Map<?, ?>)) {
            throw new IllegalArgumentException(
                    name + " is " + DisplayText.cut(json, MOST_SHOWN) + "; it takes " + EXAMPLE);
        }
        return (Map<String, Object>) tree;
    }
}
