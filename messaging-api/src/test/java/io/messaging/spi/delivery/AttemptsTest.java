package io.messaging.spi.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.Delivery;
import io.messaging.backend.RejectedDeliveryException;
import io.messaging.backend.RetryLaterException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.spi.delivery.Attempts.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static final Message MESSAGE =
            Message.builder(new GemstoneGenerator(3)).payload(Map.of("k", "v")).build();

    private static final Delivery FIRST = new Delivery(MESSAGE, "t", 1, false, null);

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicBoolean halted = new AtomicBoolean();
    private final SubscriptionOptions options = SubscriptionOptions.durable("c");

    private Attempts.Outcome run(SubscriptionOptions howOften, int failures) {
        return new Attempts(
                        delivery -> {
                            if (calls.incrementAndGet() <= failures) {
                                throw new IllegalStateException("attempt " + calls);
                            }
                        },
                        howOften,
                        halted::get)
                .run(FIRST);
    }

    @Test
    void triesUntilTheHandlerReturns() {
        assertEquals(Kind.HANDLED, run(options.maxAttempts(3), 2).kind());
        assertEquals(3, calls.get());
    }

    @Test
    void theLastFailureIsTheOneThatCounts() {
        Attempts.Outcome outcome = run(options.maxAttempts(3), 99);
        assertEquals(Kind.FAILED, outcome.kind());
        assertEquals("attempt 3", outcome.failure().getMessage());
    }

    @Test
    void eachAttemptIsNumberedAndAllButTheFirstAreRedelivered() {
        List<Delivery> deliveries = new ArrayList<>();
        new Attempts(
                        delivery -> {
                            deliveries.add(delivery);
                            throw new IllegalStateException("for this test");
                        },
                        options.maxAttempts(3),
                        halted::get)
                .run(FIRST);
        assertEquals(
                List.of(FIRST, new Delivery(MESSAGE, "t", 2, true, null), new Delivery(MESSAGE, "t", 3, true, null)),
                deliveries);
    }

    private Attempts.Outcome failing(SubscriptionOptions howOften, RuntimeException failure) {
        return new Attempts(
                        delivery -> {
                            if (calls.incrementAndGet() < 3) {
                                throw failure;
                            }
                        },
                        howOften,
                        halted::get)
                .run(FIRST);
    }

    /** The backoff is too long for this test. */
    @Test
    void aHandlerNamesThePause() {
        SubscriptionOptions hourly = options.maxAttempts(3).retryBackoff(Duration.ofHours(1));
        assertEquals(
                Kind.HANDLED,
                failing(hourly, new RetryLaterException(Duration.ZERO)).kind());
    }

    @Test
    void aRetryIsAnAttempt() {
        RetryLaterException failure = new RetryLaterException(Duration.ofNanos(1), "not yet");
        Attempts.Outcome outcome = failing(options.maxAttempts(2), failure);
        assertEquals(new Attempts.Outcome(Kind.FAILED, failure), outcome);
        assertEquals(2, calls.get());
    }

    @Test
    void whatIsRejectedIsNotTriedAgain() {
        RejectedDeliveryException failure = new RejectedDeliveryException("no order");
        assertEquals(new Attempts.Outcome(Kind.FAILED, failure), failing(options.maxAttempts(9), failure));
        assertEquals(1, calls.get());
    }

    @Test
    void aPauseIsZeroOrMore() {
        for (Duration pause : new Duration[] {null, Duration.ofMillis(-1)}) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> new RetryLaterException(pause));
            assertTrue(refused.getMessage().contains("pause is " + pause), refused.getMessage());
        }
    }

    @Test
    void startsNoAttemptAfterTheEnd() {
        halted.set(true);
        assertEquals(Kind.ABANDONED, run(options, 0).kind());
        assertEquals(0, calls.get());
    }

    @Test
    void whatFailsWhileTheSubscriptionEndsIsStillToBeHandled() {
        Error failure = new Error("the backend is closing");
        Attempts.Outcome outcome = new Attempts(
                        delivery -> {
                            halted.set(true);
                            throw failure;
                        },
                        options,
                        halted::get)
                .run(FIRST);
        assertEquals(Kind.ABANDONED, outcome.kind());
        assertSame(failure, outcome.failure());
    }

    /** The end comes from another thread once the handler has failed, so most probably in the pause. */
    @Test
    void theEndCutsTheLongestPauseShort() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        Thread ending = new Thread(() -> {
            try {
                failed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            halted.set(true);
        });
        ending.start();
        Attempts.Outcome outcome = new Attempts(
                        delivery -> {
                            calls.incrementAndGet();
                            failed.countDown();
                            throw new IllegalStateException("once");
                        },
                        options.maxAttempts(2).retryBackoff(Duration.ofSeconds(Long.MAX_VALUE)),
                        halted::get)
                .run(FIRST);
        ending.join();
        assertEquals(Kind.ABANDONED, outcome.kind());
        assertEquals(1, calls.get());
    }
}
