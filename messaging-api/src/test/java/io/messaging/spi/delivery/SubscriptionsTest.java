package io.messaging.spi.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
    private final Subscriptions<SourceSubscription> subscriptions = new Subscriptions<>();
    private final Message message =
            Message.builder(new GemstoneGenerator(1)).payload(Map.of("k", "v")).build();
    private final List<Message> handled = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();

    private SourceSubscription subscription(String topic) {
        return new SourceSubscription(topic, handled::add, SubscriptionOptions.plain(), Runnable::run, Runnable::run);
    }

    private SourceSubscription added(String topic) {
        SourceSubscription subscription = subscription(topic);
        subscriptions.add(subscription, () -> ended.add(topic));
        return subscription;
    }

    @Test
    void aSubscriptionLeavesWhenItEnds() {
        added("a").close();
        added("b");
        subscriptions.unsubscribe("b", Optional.of("client"));
        assertEquals(1, subscriptions.list().size());
        subscriptions.unsubscribe("b", Optional.empty());

        assertEquals(List.of(), subscriptions.list());
        assertEquals(List.of("a", "b"), ended);
    }

    @Test
    void oneThatEndedBeforeItWasAddedLeaves() {
        SourceSubscription subscription = subscription("a");
        subscription.close();
        subscriptions.add(subscription, () -> ended.add("a"));

        assertEquals(List.of(), subscriptions.list());
        assertEquals(List.of("a"), ended);
    }

    @Test
    void theCloseEndsThoseThereAreAndThoseThatCome() {
        SourceSubscription before = added("a");
        assertTrue(subscriptions.close(Duration.ofSeconds(60)) > 0, "no handler is running");
        SourceSubscription after = added("b");

        for (SourceSubscription each : List.of(before, after)) {
            SubscriptionEnd end = each.ended().toCompletableFuture().join();
            assertEquals(SubscriptionEnd.Reason.BACKEND_CLOSED, end.reason());
        }
        assertEquals(List.of("a", "b"), ended);
    }

    @Test
    void aSourceFeedsTheHandlerFromTheStart() {
        List<Message> stored = new ArrayList<>(List.of(message));
        SourceSubscription subscription = subscription("a");
        subscription.signal(); // before it is in force
        subscription.start(() -> stored.isEmpty() ? null : stored.remove(0));

        assertEquals(List.of(message), handled);
    }

    @Test
    void aSourceThatComesAfterTheEndIsClosed() {
        SourceSubscription subscription = subscription("a");
        subscription.close();
        subscription.start(new MessageSource() {
            @Override
            public Message next() {
                return message;
            }

            @Override
            public void close() {
                ended.add("source");
            }
        });

        assertEquals(List.of("source"), ended);
        assertEquals(List.of(), handled);
        assertFalse(subscription.isActive());
    }
}
