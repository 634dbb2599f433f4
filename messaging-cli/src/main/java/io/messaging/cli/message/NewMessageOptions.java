package io.messaging.cli.message;

import io.messaging.json.InputText;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.message.MessageBuilder;
import io.messaging.message.Priority;
import java.time.InstantSource;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of a new message. Filled in by picocli, then read. */
final class NewMessageOptions {
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
            description = "How long it is kept, from now; 0, or without it, for ever.")
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

    Message message(String topic) {
        GemstoneGenerator generator = GemstoneGenerator.monotonic(InstantSource.system());
        MessageBuilder builder = Message.builder(generator.next(priority == null ? Priority.NORMAL : priority))
                .sender(sender == null ? "messaging-cli" : sender)
                .topic(topic)
                .payload(payloadTree());
        if (ttlSeconds != null) {
            builder.ttlSeconds(ttlSeconds);
        }
        return format == null ? builder.build() : builder.format(format).build();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> payloadTree() {
        Object tree;
        try {
            tree = InputText.parse(payload);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--payload " + e.getMessage(), e);
        }
        if (!(tree instanceof Map<?, ?>)) {
            throw new IllegalArgumentException(
                    "--payload is " + payload + "; it takes a JSON object, such as {\"text\": \"hello\"}");
        }
        return (Map<String, Object>) tree;
    }
}
