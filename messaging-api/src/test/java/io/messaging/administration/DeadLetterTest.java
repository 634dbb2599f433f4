package io.messaging.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.message.AgentTag;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(2);

    /** 499 levels are the most that a message may have; in a dead letter they would be two more. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 496, 499})
    void comesBackFromItsMessageHoweverDeepTheOriginal(int levels) {
        String nested = "[".repeat(levels) + "]".repeat(levels);
        Message original = Message.fromJson("{\"id\":" + IDS.next() + ",\"x\":" + nested + "}");
        DeadLetter letter = new DeadLetter("B", "c", "ns:t", original, "java.lang.Error", "oh");

        Message carried = Message.fromJson(letter.toMessage(IDS.next()).toJson());

        assertEquals(letter, DeadLetter.fromMessage(carried));
        assertEquals(original.id(), carried.inResponseTo().orElseThrow());
        assertTrue(carried.isErrorMessage());
    }

    @ParameterizedTest
    @CsvSource({"t,dead_letter_queue", "ns:t,ns:dead_letter_queue", "a:b:c,a:dead_letter_queue", ":t,dead_letter_queue"
    })
    void theTopicHasThePrefixOfTheOriginal(String topic, String expected) {
        assertEquals(expected, DeadLetter.topicFor(topic));
        assertTrue(DeadLetter.isDeadLetterTopic(expected));
    }

    /** A Python peer refuses unknown fields, an empty payload, and a format of less than three letters. */
    @Test
    void isAMessageLikeAnyOtherToAPythonPeer() throws IOException {
        Set<String> known = new HashSet<>();
        try (InputStream samples = Message.class.getResourceAsStream("/python-messages.jsonl")) {
            new String(samples.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line ->
                            known.addAll(Message.fromJson(line).fieldsByName().keySet()));
        }
        Message original = Message.builder(IDS).payload(Map.of("k", "v")).build();
        Message letter = new DeadLetter("B", "c", "t", original, "E", "oh").toMessage(IDS.next());

        assertTrue(known.containsAll(letter.fieldsByName().keySet()), letter::toJson);
        assertFalse(letter.payload().isEmpty());
        assertTrue(letter.format().length() >= 3, letter::format);
    }

    /** As the Python framework writes them, with the original as an object or as text. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsTheDeadLettersOfThePythonFramework(boolean asText) {
        Message original =
                Message.builder(IDS).topic("orders").payload(Map.of("k", "v")).build();
        Message letter = Message.builder(IDS)
                .sender(new AgentTag("messaging_backend", "MessagingBackend"))
                .topic(DeadLetter.TOPIC)
                .errorMessage(true)
                .inResponseTo(original.id())
                .payload(Map.of(
                        "delivery_backend",
                        "RedisMessagingBackend",
                        "client_id",
                        "billing",
                        "original_topic",
                        "shop:orders",
                        "original_message_id",
                        original.id().toBigInteger(),
                        "original_message",
                        asText ? original.toJson() : original.fieldsByName(),
                        "error_type",
                        "ValueError",
                        "error_message",
                        "no such customer"))
                .build();
        assertEquals(
                new DeadLetter(
                        "RedisMessagingBackend", "billing", "shop:orders", original, "ValueError", "no such customer"),
                DeadLetter.fromMessage(letter));
    }

    /** As earlier versions wrote them, which may still be stored. */
    @Test
    void readsTheDeadLettersOfEarlierVersions() {
        Message original =
                Message.builder(IDS).topic("orders").payload(Map.of("k", "v")).build();
        Message letter = Message.builder(IDS)
                .sender(AgentTag.of("billing"))
                .format("dead_letter")
                .errorMessage(true)
                .inResponseTo(original.id())
                .payload(Map.of(
                        "backend",
                        "EmbeddedMessagingBackend",
                        "client_id",
                        "billing",
                        "original_topic",
                        "shop:orders",
                        "original_id",
                        original.id().toBigInteger(),
                        "original_message",
                        original.fieldsByName(),
                        "error_type",
                        "java.io.IOException",
                        "error_message",
                        "disk full"))
                .build();
        assertTrue(DeadLetter.isDeadLetter(letter));
        DeadLetter read = DeadLetter.fromMessage(letter);
        assertEquals(
                new DeadLetter(
                        "EmbeddedMessagingBackend",
                        "billing",
                        "shop:orders",
                        original,
                        "java.io.IOException",
                        "disk full"),
                read);
        assertEquals("IOException", read.errorName());
    }

    @Test
    void isWrittenAsThePythonFrameworkWritesIt() {
        Message original = Message.builder(IDS).payload(Map.of("k", "v")).build();
        Message letter = new DeadLetter("B", "c", "ns:t", original, "a.Outer$Inner", "oh").toMessage(IDS.next());
        assertEquals(
                new AgentTag("messaging_backend", "MessagingBackend"),
                letter.sender().orElseThrow());
        assertEquals("generic_json", letter.format());
        assertEquals("ns:dead_letter_queue", letter.topicPublishedTo().orElseThrow());
        assertEquals(
                Map.of(
                        "delivery_backend", "B",
                        "client_id", "c",
                        "original_topic", "ns:t",
                        "original_message_id", original.id().toBigInteger(),
                        "original_message", original.fieldsByName(),
                        "error_type", "Inner",
                        "error_class", "a.Outer$Inner",
                        "error_message", "oh"),
                letter.payload());
        assertTrue(DeadLetter.isDeadLetter(letter));
    }

    @ParameterizedTest
    @CsvSource({"E,E", "a.b.E,E", "a.B$C,C", "a.B$1,B$1", "a.B$,B$"})
    void theSimpleNameOfAnError(String type, String name) {
        Message original = Message.builder(IDS).payload(Map.of("k", "v")).build();
        assertEquals(name, new DeadLetter("B", "c", "t", original, type, "oh").errorName());
    }

    @Test
    void anotherMessageIsRefusedWithWhatItLacks() {
        Message other = Message.builder(IDS).payload(Map.of("client_id", "c")).build();
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> DeadLetter.fromMessage(other));
        assertTrue(refused.getMessage().contains("backend"), refused.getMessage());
    }
}
