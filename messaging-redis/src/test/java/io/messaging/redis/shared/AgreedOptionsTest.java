package io.messaging.redis.shared;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.spi.group.GroupOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreedOptionsTest {
    private static final SubscriptionOptions WORKERS = SubscriptionOptions.shared("workers");

    private static final List<SubscriptionOptions> DIFFERENT = List.of(
            WORKERS,
            WORKERS.namespace("shop"),
            WORKERS.namespace("null"),
            WORKERS.maxAttempts(2),
            WORKERS.retryBackoff(Duration.ofSeconds(1)),
            WORKERS.orderedBy("sender"),
            WORKERS.orderedBy("a \"field\", maxAttempts=2"));

    @Test
    void whatIsWrittenIsRead() {
        for (SubscriptionOptions options : DIFFERENT) {
            GroupOptions agreed = GroupOptions.of(options);
            assertEquals(agreed, AgreedOptions.read(AgreedOptions.write(agreed)));
        }
    }

    @Test
    void equalOptionsAreEqualTexts() {
        assertArrayEquals(
                AgreedOptions.write(GroupOptions.of(WORKERS.concurrency(3))),
                AgreedOptions.write(GroupOptions.of(SubscriptionOptions.shared("others"))));
        assertArrayEquals(
                AgreedOptions.write(GroupOptions.of(WORKERS.retryBackoff(Duration.ofSeconds(60)))),
                AgreedOptions.write(GroupOptions.of(WORKERS.retryBackoff(Duration.ofMinutes(1)))));
    }

    @Test
    void differentOptionsAreDifferentTexts() {
        for (SubscriptionOptions one : DIFFERENT) {
            for (SubscriptionOptions other : DIFFERENT) {
                assertFalse(
                        one != other
                                && Arrays.equals(
                                        AgreedOptions.write(GroupOptions.of(one)),
                                        AgreedOptions.write(GroupOptions.of(other))),
                        () -> one + " and " + other);
            }
        }
    }
}
