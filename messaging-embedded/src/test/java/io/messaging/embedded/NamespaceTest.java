package io.messaging.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Views of a namespace, over a socket and in the server's JVM. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class NamespaceTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void subscriptionsOfAllKindsStayInTheirNamespace(boolean socket) throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start();
                MessagingBackend backend = open(server, socket);
                MessagingBackend bank = backend.inNamespace("bank")) {
            MessagingBackend shop = backend.inNamespace("shop");
            BlockingQueue<String> seen = new LinkedBlockingQueue<>();
            List<SubscriptionOptions> kinds = List.of(
                    SubscriptionOptions.plain(),
                    SubscriptionOptions.durable("d"),
                    SubscriptionOptions.shared("g").concurrency(2));
            for (SubscriptionOptions kind : kinds) {
                shop.subscribe(
                        "orders",
                        MessageHandler.ofDelivery(delivery -> seen.add("shop " + delivery.topic() + " "
                                + delivery.message().id())),
                        kind);
                bank.subscribe("orders", message -> seen.add("bank " + message.id()), kind);
            }
            Message order = Messages.numbered(1);
            shop.storeMessageAsync("shop", "orders", order).join();
            for (SubscriptionOptions kind : kinds) {
                assertEquals("shop orders " + order.id(), Await.next(seen, "the delivery to " + kind));
            }
            assertEquals(List.of(order), backend.getMessagesForTopic("shop:orders"));
            assertEquals(
                    List.of(order),
                    shop.streamMessagesForTopicSince("orders", GemstoneId.ZERO).toList());
            assertEquals(3, shop.loadSubscribers("shop").size());
            assertEquals("orders", shop.sharedGroups().list().get(0).topic());
            shop.close();
            assertEquals(3, backend.loadSubscribers("bank").size(), "another view stays");
            Message deposit = Messages.numbered(2);
            backend.storeMessage("bank", "bank:orders", deposit);
            for (SubscriptionOptions kind : kinds) {
                assertEquals("bank " + deposit.id(), Await.next(seen, "the delivery to " + kind));
            }
            assertTrue(seen.isEmpty(), "nothing of another namespace");
        }
    }

    private static MessagingBackend open(EmbeddedServer server, boolean socket) {
        return socket ? Backends.socket(server.port()) : Backends.inProcess(server.port());
    }
}
