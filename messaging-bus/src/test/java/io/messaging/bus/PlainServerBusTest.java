package io.messaging.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.backend.Subscription;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedOptions;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** The bus on a server of the Python framework, which has no positions and does not say who is subscribed. */
class PlainServerBusTest {
    @Test
    void subscriptionsArePlainAndRequestsAreAnswered() throws Exception {
        try (PlainServer server = new PlainServer();
                MessagingBackend backend = EmbeddedMessagingBackend.builder()
                        .with(EmbeddedOptions.PORT, server.port())
                        .with(EmbeddedOptions.AUTO_START_SERVER, false)
                        .with(EmbeddedOptions.REQUEST_TIMEOUT_MILLIS, 120_000)
                        .open();
                MessageBus bus = MessageBus.of(backend, "shop")) {
            BusClient billing = bus.register("billing");
            Subscription orders = billing.subscribe("orders", (order, context) -> context.reply(Map.of("sum", 30)));
            assertFalse(orders.options().isDurable());
            assertThrows(
                    MessagingException.class,
                    () -> billing.subscribe("others", (order, context) -> {}, billing.options()));
            BusClient desk = bus.register("desk");
            Message invoice = desk.request("orders", Map.of("number", "A1"), Message.class, Duration.ofHours(1))
                    .get(Await.LIMIT.toSeconds(), SECONDS);
            assertEquals(Map.of("sum", 30L), invoice.payload());

            CompletableFuture<Message> nobody =
                    desk.request("nobody", Map.of("number", "A2"), Message.class, Duration.ofMillis(50));
            ExecutionException failed =
                    assertThrows(ExecutionException.class, () -> nobody.get(Await.LIMIT.toSeconds(), SECONDS));
            assertEquals(MessagingTimeoutException.class, failed.getCause().getClass());
        }
    }
}
