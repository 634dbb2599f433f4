package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.administration.DeadLetter;
import io.messaging.json.JsonText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Whatever a message carries survives being rebuilt: known or not, null, empty or missing, at any depth. Messages are
 * generated; a failure names the seed, which {@code -Dmessaging.trip.seed=...} repeats.
 */
class UnchangedTripTest {
    private static final int MESSAGES = 300;

    private static final Map<String, UnaryOperator<Message>> TRIPS = trips();

    private static Map<String, UnaryOperator<Message>> trips() {
        Map<String, UnaryOperator<Message>> trips = new LinkedHashMap<>();
        trips.put("JSON as text", message -> Message.fromJson(message.toJson()));
        trips.put("JSON as bytes", message -> Message.fromJson(message.toJsonBytes()));
        trips.put("compact", Message::compact);
        trips.put("fields", message -> Message.fromFields(message.fieldsByName()));
        trips.put("builder", message -> message.toBuilder().build());
        trips.put("builder, after every getter", message -> {
            message.messageHistory();
            message.sender();
            return message.toBuilder().build();
        });
        trips.put(
                "builder, written and read",
                message -> Message.fromJson(message.toBuilder().build().toJson()));
        GemstoneId deadLetter = GemstoneId.of(Priority.NORMAL, 1_800_000_000_000L, 1, 1);
        trips.put(
                "dead letter",
                message -> DeadLetter.fromMessage(
                                new DeadLetter("B", "c", "t", message, "e", "m").toMessage(deadLetter))
                        .original());
        trips.put("the nested values one by one", UnchangedTripTest::rebuiltFromGetters);
        return trips;
    }

    /** What a program does that takes a history over into its own message and adds to it. */
    private static Message rebuiltFromGetters(Message message) {
        MessageBuilder builder = message.toBuilder();
        message.sender().ifPresent(builder::sender);
        message.forwardHeader().ifPresent(builder::forwardHeader);
        if (!message.recipients().isEmpty()) {
            builder.recipients(message.recipients());
        }
        if (!message.messageHistory().isEmpty()) {
            builder.messageHistory(message.messageHistory());
        }
        if (!message.originGuildStack().isEmpty()) {
            builder.originGuildStack(message.originGuildStack());
        }
        message.routingSlip().ifPresent(builder::routingSlip);
        message.sessionState().ifPresent(builder::sessionState);
        if (!message.payload().isEmpty()) {
            builder.payload(message.payload());
        }
        return builder.build();
    }

    @Test
    void nothingChangesWhatTheMessageCarries() {
        long seed = Long.getLong("messaging.trip.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < MESSAGES; i++) {
            String json = JsonText.write(new Generator(random).message());
            Object before = JsonText.parse(json);
            TRIPS.forEach((name, trip) -> assertEquals(
                    before,
                    JsonText.parse(trip.apply(Message.fromJson(json)).toJson()),
                    () -> name + ", seed " + seed + ", message " + json));
        }
    }

    /** The history of one message in another with its own id. */
    @Test
    void aHistoryEntryIsTakenOverAsItIs() {
        String entry = "{\"agent\":{\"id\":\"h\",\"rank\":1},\"origin\":1,\"result\":2,\"processor\":\"p\","
                + "\"to_topics\":[],\"reason\":null,\"new\":{\"a\":null}}";
        Message old = Message.fromJson("{\"id\":1,\"payload\":{\"a\":1},\"message_history\":[" + entry + "]}");
        List<ProcessEntry> history = new ArrayList<>(old.messageHistory());
        history.add(new ProcessEntry(AgentTag.of("me"), null, null, "q", null, null, null));
        Message next = Message.builder(GemstoneId.of(2))
                .payload(Map.of("a", 1))
                .messageHistory(history)
                .build();
        assertEquals(
                Message.fromJson("{\"id\":1,\"entry\":" + entry + "}").field("entry"),
                Optional.of(((List<?>) next.fieldsByName().get("message_history")).get(0)));
        assertEquals(List.of(), next.messageHistory().get(0).reason());
        assertEquals(history, next.messageHistory());
    }

    /** Makes JSON trees in which each field may be there, null, empty, or missing, and unknown ones stand beside. */
    private record Generator(Random random) {
        Map<String, Object> message() {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("id", (long) random.nextInt(1_000_000));
            tree.put("payload", object(1));
            maybe(tree, "sender", tag());
            maybe(tree, "topics", random.nextBoolean() ? "t" : texts());
            maybe(tree, "recipient_list", list(this::tag));
            maybe(tree, "format", "generic_json");
            maybe(tree, "in_response_to", 9L);
            maybe(tree, "thread", List.of(1L, 2L));
            maybe(tree, "conversation_id", 7L);
            maybe(tree, "forward_header", header());
            maybe(tree, "routing_slip", object(2));
            maybe(tree, "message_history", list(this::entry));
            maybe(tree, "ttl", random.nextBoolean() ? 0L : 60L);
            maybe(tree, "is_error_message", random.nextBoolean());
            maybe(tree, "traceparent", "00-x");
            maybe(tree, "session_state", object(2));
            maybe(tree, "topic_published_to", "");
            maybe(tree, "enrich_with_history", 3L);
            maybe(tree, "process_status", "running");
            maybe(tree, "origin_guild_stack", list(this::guild));
            maybe(tree, "priority", 2L);
            maybe(tree, "timestamp", 1790000001000.0);
            maybe(tree, "unknown", value(2));
            return tree;
        }

        private void maybe(Map<String, Object> tree, String name, Object value) {
            switch (random.nextInt(4)) {
                case 0 -> tree.put(name, null);
                case 1, 2 -> tree.put(name, value);
                default -> {}
            }
        }

        private Map<String, Object> tag() {
            Map<String, Object> tree = new LinkedHashMap<>();
            maybe(tree, "id", "a");
            maybe(tree, "name", "");
            maybe(tree, "unknown", value(2));
            return tree;
        }

        private Map<String, Object> header() {
            Map<String, Object> tree = new LinkedHashMap<>();
            maybe(tree, "origin_message_id", 5L);
            maybe(tree, "on_behalf_of", tag());
            maybe(tree, "unknown", value(2));
            return tree;
        }

        private Map<String, Object> guild() {
            Map<String, Object> tree = new LinkedHashMap<>();
            maybe(tree, "guild_id", "g");
            maybe(tree, "saga_id", "s");
            maybe(tree, "unknown", value(2));
            return tree;
        }

        private Map<String, Object> entry() {
            Map<String, Object> tree = new LinkedHashMap<>();
            maybe(tree, "agent", tag());
            maybe(tree, "origin", 1L);
            maybe(tree, "result", 2L);
            maybe(tree, "processor", "p");
            maybe(tree, "from_topic", "f");
            maybe(tree, "to_topics", texts());
            maybe(tree, "reason", texts());
            maybe(tree, "unknown", value(2));
            return tree;
        }

        private List<String> texts() {
            return Collections.nCopies(random.nextInt(3), "x");
        }

        private List<Object> list(Supplier<Object> items) {
            List<Object> list = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                list.add(items.get());
            }
            return list;
        }

        private Map<String, Object> object(int depth) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("k", value(depth));
            maybe(tree, "l", value(depth));
            return tree;
        }

        private Object value(int depth) {
            return switch (random.nextInt(depth > 3 ? 8 : 11)) {
                case 0 -> null;
                case 1 -> "";
                case 2 -> "é\u0000🚀";
                case 3 -> random.nextLong();
                case 4 -> new BigInteger("123456789012345678901234567890");
                case 5 -> new BigDecimal("1.50");
                case 6 -> new BigDecimal("1E-7");
                case 7 -> random.nextBoolean();
                case 8 -> Map.of();
                case 9 -> List.of();
                default -> random.nextBoolean() ? object(depth + 1) : list(() -> value(depth + 1));
            };
        }
    }
}
