package io.messaging.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.Administration;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.inmemory.InMemoryOptions;
import io.messaging.spi.ForwardingMessagingBackend;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AudienceTest {
    private static final String TOPIC = "orders";

    @AutoClose
    private final MessagingBackend backend = InMemoryMessagingBackend.builder()
            .with(InMemoryOptions.BROKER, "audience")
            .open();

    private final AtomicInteger lists = new AtomicInteger();
    private final AtomicLong now = new AtomicLong();
    private final Audience audience = new Audience(counting(backend), "shop", now::get);

    /** A backend that counts how often its subscribers are listed. */
    private MessagingBackend counting(MessagingBackend counted) {
        return new ForwardingMessagingBackend(counted) {
            @Override
            public Administration administration() {
                Administration right = super.administration();
                return (Administration) Proxy.newProxyInstance(
                        Administration.class.getClassLoader(),
                        new Class<?>[] {Administration.class},
                        (proxy, method, args) -> {
                            if (method.getName().equals("subscribers")) {
                                lists.incrementAndGet();
                            }
                            return method.invoke(right, args);
                        });
            }
        };
    }

    private Subscription subscribe(SubscriptionOptions options) {
        return backend.subscribe(TOPIC, message -> {}, options);
    }

    private void assertThere(int listed) {
        int before = lists.get();
        assertFalse(audience.isEmpty(TOPIC, "desk"));
        assertEquals(listed, lists.get() - before, "lists of subscribers");
    }

    @Test
    void aDurableClientOrGroupThatWasThereIsLookedForOnceASecond() {
        for (SubscriptionOptions options :
                List.of(SubscriptionOptions.durable("billing"), SubscriptionOptions.shared("workers"))) {
            now.addAndGet(Audience.FRESH.toNanos());
            subscribe(options).close();
            assertThere(1);
            now.addAndGet(Audience.FRESH.toNanos() - 1);
            assertThere(0);
            now.incrementAndGet();
            assertThere(1);
        }
    }

    @Test
    void aPlainSubscriberIsLookedForEachTime() {
        try (Subscription plain = subscribe(SubscriptionOptions.plain())) {
            assertTrue(plain.isActive());
            assertThere(1);
            assertThere(1);
        }
        assertTrue(audience.isEmpty(TOPIC, "desk"));
    }

    @Test
    void aForgottenClientIsMissedASecondLater() {
        subscribe(SubscriptionOptions.durable("billing")).close();
        assertThere(1);
        assertTrue(backend.durableClients().forget("billing"));
        assertThere(0);
        now.addAndGet(Audience.FRESH.toNanos());
        assertTrue(audience.isEmpty(TOPIC, "desk"));
    }

    @Test
    void eachOfTwoClientsThatAskFindsTheOther() {
        subscribe(SubscriptionOptions.durable("desk")).close();
        subscribe(SubscriptionOptions.durable("billing")).close();
        assertFalse(audience.isEmpty(TOPIC, "billing"));
        assertThere(1);
        assertFalse(audience.isEmpty(TOPIC, "billing"));
        assertThere(0);
    }

    @Test
    void whoAsksIsNotItsOwnAudience() {
        subscribe(SubscriptionOptions.durable("desk")).close();
        assertFalse(audience.isEmpty(TOPIC, "billing"));
        assertTrue(audience.isEmpty(TOPIC, "desk"));
    }
}
