package io.messaging.inmemory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.messaging.administration.Origin;
import io.messaging.administration.Subscriber;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.message.TopicFilter;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which process subscribers are in, and since when. */
class OriginTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Instant> time = new AtomicReference<>(START);
    private final MessagingBackend backend =
            InMemoryMessagingBackend.open(UUID.randomUUID().toString(), Delivery.ASYNC, time::get);

    @AfterEach
    void close() {
        backend.close();
    }

    private void subscribe(SubscriptionOptions options) {
        backend.subscribe("shop:t", message -> {}, options);
    }

    private List<Subscriber> shown() {
        return backend.loadSubscribers("shop");
    }

    private Set<Origin> origins() {
        return shown().stream().map(Subscriber::origin).collect(Collectors.toSet());
    }

    @Test
    void allKindsOfSubscribersAreOfThisProcessAndSinceTheySubscribed() {
        subscribe(SubscriptionOptions.plain());
        subscribe(SubscriptionOptions.durable("c"));
        subscribe(SubscriptionOptions.shared("g"));
        backend.subscribe(TopicFilter.startingWith("shop:"), message -> {});
        time.set(START.plusSeconds(60));

        assertEquals(4, shown().size());
        Origin expected = Origin.ofThisProcess(START);
        assertEquals(Set.of(expected), origins());
        assertEquals(
                expected, backend.sharedGroups().list().get(0).members().get(0).origin());
        try (MessagingBackend shop = backend.inNamespace("shop")) {
            assertEquals(
                    Set.of(expected),
                    shop.loadSubscribers("shop").stream()
                            .map(Subscriber::origin)
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void whoIsAwayIsNowhere() {
        subscribe(SubscriptionOptions.durable("c"));
        subscribe(SubscriptionOptions.shared("g"));
        backend.unsubscribe("shop:t");

        assertEquals(2, shown().size());
        shown().forEach(subscriber -> {
            assertFalse(subscriber.connected());
            assertNull(subscriber.origin());
        });
        time.set(START.plusSeconds(60));
        subscribe(SubscriptionOptions.durable("c"));
        assertEquals(
                time.get(),
                shown().stream()
                        .filter(Subscriber::connected)
                        .findFirst()
                        .orElseThrow()
                        .origin()
                        .since());
    }
}
