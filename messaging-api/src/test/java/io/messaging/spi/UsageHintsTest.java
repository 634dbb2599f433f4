package io.messaging.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ResourceLock("the log of MessagingBackend")
class UsageHintsTest {
    private static final Logger LOGGER = Logger.getLogger(MessagingBackend.class.getName());

    private final ConcurrentLinkedQueue<String> entries = new ConcurrentLinkedQueue<>();
    private RuntimeException failure;
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            entries.add(entry.getLevel() + " " + entry.getMessage());
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void stop() {
        LOGGER.removeHandler(handler);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs.*", "*", ">", "jobs.>", "a.*.b", "a/+/b", "a/#", "#", "jobs*", "**", "a:*", "+"})
    void looksLikeAPattern(String topic) {
        assertTrue(UsageHints.isLikeAPattern(topic));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs", "a.b", "C#", "c++", "a*b", "x > y", "2+2", "a->b", "#channel", "a.#1"})
    void looksLikeATopic(String topic) {
        assertFalse(UsageHints.isLikeAPattern(topic));
    }

    @Test
    void aTopicThatLooksLikeAPatternIsHintedAtOnce() {
        MessagingBackend backend = new RecordingBackend(Set.of(Capability.values()));
        for (int i = 0; i < 3; i++) {
            backend.subscribe("hinted.once.*", message -> {});
        }
        assertEquals(1, entries.size(), entries::toString);
        assertTrue(
                entries.peek().startsWith("INFO subscribed to the topic 'hinted.once.*' literally"), entries::toString);
    }

    @Test
    void aBrokenLogHandlerDoesNotRefuseTheSubscription() {
        failure = new IllegalStateException("the log is broken");
        MessagingBackend backend = new RecordingBackend(Set.of(Capability.values()));
        backend.subscribe("broken.log.*", message -> {});
        assertEquals(1, entries.size(), entries::toString);
    }

    @Test
    void aTakeOverIsLoggedWhereTheSubscriptionIsLost() {
        CompletableFuture<SubscriptionEnd> lost = new CompletableFuture<>();
        CompletableFuture<SubscriptionEnd> closed = new CompletableFuture<>();
        UsageHints.logTakeOver(subscription(lost));
        UsageHints.logTakeOver(subscription(closed));
        closed.complete(new SubscriptionEnd(SubscriptionEnd.Reason.UNSUBSCRIBED, "closed"));
        assertEquals(List.of(), List.copyOf(entries));
        lost.complete(new SubscriptionEnd(SubscriptionEnd.Reason.TAKEN_OVER, "a newer instance subscribed"));
        assertEquals(1, entries.size(), entries::toString);
        String entry = entries.peek();
        for (String part : List.of("WARNING", "'billing'", "'orders'", "a newer instance subscribed", "client id")) {
            assertTrue(entry.contains(part), entry);
        }
    }

    private static Subscription subscription(CompletionStage<SubscriptionEnd> end) {
        return new Subscription() {
            @Override
            public String topic() {
                return "orders";
            }

            @Override
            public SubscriptionOptions options() {
                return SubscriptionOptions.durable("billing");
            }

            @Override
            public boolean isActive() {
                return false;
            }

            @Override
            public CompletionStage<SubscriptionEnd> ended() {
                return end;
            }

            @Override
            public void close() {}
        };
    }
}
