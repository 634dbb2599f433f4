package io.messaging.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.administration.Administration;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.spi.ForwardingMessagingBackend;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriberRowTest {
    @Test
    void withoutAnAdministrationThoseOfKnownNamespacesAreListedOnce() {
        try (MessagingBackend broker = InMemoryMessagingBackend.open(SubscriberRowTest.class.getName())) {
            MessagingBackend backend = new ForwardingMessagingBackend(broker) {
                @Override
                public Administration administration() {
                    throw new UnsupportedOperationException("none");
                }
            };
            broker.subscribe("everywhere", message -> {});
            broker.subscribe("shop:orders", message -> {}, SubscriptionOptions.durable("billing"));
            broker.subscribe("shop:orders", message -> {});
            broker.subscribe(
                    "jobs", message -> {}, SubscriptionOptions.shared("workers").namespace("far"));
            assertEquals(
                    List.of("everywhere plain", "jobs shared", "shop:orders durable", "shop:orders plain"),
                    SubscriberRow.read(backend, null).stream()
                            .map(row -> row.subscriber().topic() + " " + row.kind())
                            .toList());
        }
    }
}
