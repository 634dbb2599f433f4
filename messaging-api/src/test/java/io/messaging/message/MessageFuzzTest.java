package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.testsupport.Mutator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Almost-messages by the ten thousand: each is refused with the one exception, or comes back as it was. Longer with
 * {@code -Dmessaging.fuzz.seconds=600}, again with {@code -Dmessaging.fuzz.seed=...}. What ever failed goes into
 * {@code fuzz/messages.jsonl}.
 */
class MessageFuzzTest {
    private static final int LEAST = 2_000;

    private static final List<Consumer<Message>> GETTERS = List.of(
            Message::priority,
            Message::timestampMillis,
            Message::ttlSeconds,
            Message::sender,
            Message::topics,
            Message::recipients,
            Message::payload,
            Message::format,
            Message::inResponseTo,
            Message::thread,
            Message::conversationId,
            Message::forwardHeader,
            Message::routingSlip,
            Message::messageHistory,
            Message::isErrorMessage,
            Message::traceparent,
            Message::sessionState,
            Message::topicPublishedTo,
            Message::enrichWithHistory,
            Message::processStatus,
            Message::originGuildStack,
            Message::fieldsByName,
            Message::hashCode,
            Message::toString,
            Message::toBuilder);

    @Test
    void whateverComesIsAMessageOrRefused() throws IOException {
        long seed = Long.getLong("messaging.fuzz.seed", System.nanoTime());
        Mutator mutator = new Mutator(seed);
        List<byte[]> corpus = corpus();
        corpus.forEach(bytes -> check(bytes, seed));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("messaging.fuzz.seconds", 3));
        int read = 0;
        int count = 0;
        for (; count < LEAST || System.nanoTime() - end < 0; count++) {
            read += check(mutator.mutate(corpus), seed) ? 1 : 0;
        }
        assertTrue(read > 0 && read < count, "one-sided: " + read + " of " + count + " read, seed " + seed);
    }

    private static List<byte[]> corpus() throws IOException {
        List<byte[]> corpus = new ArrayList<>();
        Samples.all().forEach(line -> corpus.add(line.getBytes(StandardCharsets.UTF_8)));
        try (InputStream in = MessageFuzzTest.class.getResourceAsStream("/fuzz/messages.jsonl")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> corpus.add(line.getBytes(StandardCharsets.UTF_8)));
        }
        return corpus;
    }

    private static boolean check(byte[] bytes, long seed) {
        try {
            Message message = Message.fromJson(bytes);
            assertEquals(message, Message.fromJson(message.toJson()));
            assertEquals(bytes.length, message.jsonLength());
            GETTERS.forEach(getter -> get(getter, message));
            return true;
        } catch (InvalidMessageException refused) {
            return false;
        } catch (RuntimeException | Error failure) {
            throw new AssertionError(
                    "seed " + seed + ", bytes " + HexFormat.of().formatHex(bytes), failure);
        }
    }

    /** A field of the wrong type is refused when it is asked for. */
    private static void get(Consumer<Message> getter, Message message) {
        try {
            getter.accept(message);
        } catch (InvalidMessageException refused) {
            assertTrue(refused.getMessage() != null, "says nothing");
        }
    }
}
