package io.messaging.redis.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.messaging.administration.DurableClient;
import io.messaging.administration.Origin;
import io.messaging.administration.SharedGroup;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.redis.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Durable clients and groups that start after an id: what administrators see of it. */
@Timeout(300)
class NewStartIT {
    private static final String TOPIC = "orders";
    private static final int COUNT = 6;

    private final RedisProcess server = RedisProcess.start();
    private final MessagingBackend backend = Configs.open(server.port());
    private final List<Message> messages = new ArrayList<>();
    private final BlockingQueue<Message> handled = new LinkedBlockingQueue<>();
    private final MessageHandler handler = handled::add;

    /** By number; the first one's id is the earliest. */
    @BeforeEach
    void create() {
        for (int number = 0; number < COUNT; number++) {
            messages.add(Message.builder(Messages.IDS)
                    .payload(Map.of("key", "k", "number", number))
                    .build());
        }
    }

    @AfterEach
    void close() {
        backend.close();
        server.close();
    }

    private void store(int... numbers) {
        for (int number : numbers) {
            backend.storeMessage("ns", TOPIC, messages.get(number));
        }
    }

    private void expect(int... numbers) throws InterruptedException {
        for (int number : numbers) {
            assertEquals(messages.get(number), Await.next(handled, "message " + number));
        }
    }

    @Test
    void whatAClientLeavesOutIsNeitherLagNorLoss() throws Exception {
        store(3, 0, 2, 1);
        SubscriptionOptions options = SubscriptionOptions.durable("billing");
        Subscription first = backend.subscribe(TOPIC, handler, options.after(id(1)));
        expect(3, 2);
        verifyClient(4, 0);

        first.close();
        store(5, 4);
        Message early = Message.builder(GemstoneId.of(4_711))
                .payload(Map.of("key", "k"))
                .build();
        backend.storeMessage("ns", TOPIC, early);
        backend.subscribe(TOPIC, handler, options); // it is known
        expect(5, 4);
        verifyClient(7, 0);
        assertEquals(List.of(), List.copyOf(handled));
    }

    private GemstoneId id(int number) {
        return messages.get(number).id();
    }

    private void verifyClient(long position, long lost) {
        Await.until(() -> client().toString(), () -> client().lag() == 0);
        assertEquals(List.of(position, lost), List.of(client().position(), client().lost()), "position, lost");
    }

    private DurableClient client() {
        return backend.durableClients().list().get(0);
    }

    @Test
    void whatAGroupLeavesOutIsNeitherLagNorLoss() throws Exception {
        verifyGroup(SubscriptionOptions.shared("workers"));
    }

    @Test
    void anOrderedGroupLeavesOutTheSame() throws Exception {
        verifyGroup(SubscriptionOptions.shared("workers").orderedBy("key"));
    }

    private void verifyGroup(SubscriptionOptions options) throws Exception {
        store(3, 0, 2, 1);
        backend.subscribe(TOPIC, handler, options.after(id(1)));
        expect(3, 2);
        store(5, 4);
        Message early = Message.builder(GemstoneId.of(4_711))
                .payload(Map.of("key", "k"))
                .build();
        backend.storeMessage("ns", TOPIC, early);
        expect(5, 4);
        Await.until(() -> group().toString(), () -> group().lag() == 0);
        assertEquals(List.of(7L, 0L, 4L), List.of(group().position(), group().lost(), group().attempts()));
        assertEquals(List.of(), List.copyOf(handled));
    }

    private SharedGroup group() {
        return backend.sharedGroups().list().get(0);
    }

    @Test
    void aRefusedStartLeavesNothingBehind() {
        store(0);
        for (SubscriptionOptions options :
                List.of(SubscriptionOptions.durable("billing"), SubscriptionOptions.shared("workers"))) {
            assertThrows(IllegalArgumentException.class, () -> backend.subscribe(TOPIC, handler, options.after(id(1))));
        }
        assertEquals(List.of(), backend.durableClients().list());
        assertEquals(List.of(), backend.sharedGroups().list());
        assertEquals(List.of(), backend.loadSubscribers("ns"));
        assertEquals(
                List.of(),
                server.call(commands -> commands.keys("messaging:*")).stream()
                        .filter(key -> key.endsWith(":durable")
                                || key.endsWith(":shared")
                                || key.contains(":c:")
                                || key.contains(":g:"))
                        .toList());
    }

    @Test
    void aForgottenGroupIsNewAgain() throws Exception {
        store(0, 1);
        SubscriptionOptions options = SubscriptionOptions.shared("workers");
        backend.subscribe(TOPIC, handler, options.after(id(0))).close();
        backend.sharedGroups().forget("workers", TOPIC);
        handled.clear();

        backend.subscribe(TOPIC, handler, options);
        expect(0, 1);
    }

    @Test
    void membersShowTheirProcess() {
        Subscription subscription = backend.subscribe(TOPIC, handler, SubscriptionOptions.shared("workers"));
        Origin origin = group().members().get(0).origin();
        assertEquals(origin, backend.loadSubscribers("ns").get(0).origin());
        assertEquals(Origin.ofThisProcess(origin.since()), origin);

        subscription.close(Duration.ofMinutes(5));
        assertEquals(List.of(), group().members());
        assertEquals(
                List.of(),
                server.call(commands -> commands.keys("messaging:*}:gi:*")),
                "nothing is kept of members that have left");
    }
}
