package io.messaging.inmemory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BrokerClockTest {
    private static final String BROKER = BrokerClockTest.class.getName();

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));
    private final InstantSource clock = now::get;

    @Test
    void messagesExpireByTheClockThatWasGiven() {
        try (MessagingBackend backend = InMemoryMessagingBackend.open(BROKER, Delivery.DIRECT, clock)) {
            Message message = Message.builder(new GemstoneGenerator(1))
                    .payload(Map.of("text", "hello"))
                    .ttlSeconds(60)
                    .build();
            backend.storeMessage("shop", "orders", message);
            now.updateAndGet(instant -> instant.plusSeconds(59));
            assertEquals(1, backend.getMessagesForTopic("orders").size());
            now.updateAndGet(instant -> instant.plusSeconds(2));
            assertEquals(0, backend.getMessagesForTopic("orders").size());
        }
    }

    @Test
    void deadLettersAreStoredWhateverTheClockDoes() {
        try (MessagingBackend backend = InMemoryMessagingBackend.open(BROKER + "-3", Delivery.DIRECT, clock)) {
            AtomicInteger handled = new AtomicInteger();
            backend.subscribe(
                    "orders",
                    message -> {
                        handled.incrementAndGet();
                        throw new IllegalStateException("refused");
                    },
                    SubscriptionOptions.durable("billing"));
            GemstoneGenerator ids = new GemstoneGenerator(1);
            List<String> readings = List.of(
                    "2030-01-01T00:00:00Z",
                    "2029-12-31T23:59:00Z",
                    "2029-01-01T00:00:00Z",
                    "2031-01-01T00:00:00Z",
                    "1970-01-01T00:00:00Z",
                    "2345-01-01T00:00:00Z",
                    "2030-01-01T00:00:00Z");
            for (String reading : readings) {
                now.set(Instant.parse(reading));
                backend.storeMessage(
                        "shop",
                        "orders",
                        Message.builder(ids).payload(Map.of("text", "hello")).build());
            }

            assertEquals(readings.size(), handled.get(), "messages handled");
            assertEquals(
                    readings.size(),
                    backend.getMessagesForTopic(DeadLetter.TOPIC).size(),
                    "dead letters");
        }
    }

    @Test
    void anotherClockOnAnOpenBrokerIsRefused() {
        try (MessagingBackend open = InMemoryMessagingBackend.open(BROKER + "-2", Delivery.DIRECT, clock)) {
            MessagingConfigurationException refusal = assertThrows(
                    MessagingConfigurationException.class,
                    () -> InMemoryMessagingBackend.open(BROKER + "-2", Delivery.DIRECT));
            assertTrue(refusal.getMessage().contains("the same clock"), refusal::getMessage);
            assertEquals(0, open.getMessagesForTopic("orders").size());
        }
    }
}
