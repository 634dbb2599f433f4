package io.messaging.inmemory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
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
