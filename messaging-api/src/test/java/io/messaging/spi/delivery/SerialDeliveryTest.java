package io.messaging.spi.delivery;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class SerialDeliveryTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(9);

    /** The topic of all deliveries here. */
    private static final SourceSubscription SUBSCRIPTION =
            new SourceSubscription("t", message -> {}, SubscriptionOptions.plain(), Runnable::run, Runnable::run);

    private final Queue<Message> source = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<Message> handled = new LinkedBlockingQueue<>();

    private static Message message() {
        return Message.builder(IDS).payload(Map.of("k", 1)).build();
    }

    private SerialDelivery direct(MessageHandler handler) {
        return new SerialDelivery(SUBSCRIPTION, handler, source::poll, Runnable::run);
    }

    @Test
    void aHandlerThatSignalsIsNotReentered() {
        AtomicInteger depth = new AtomicInteger();
        AtomicInteger deepest = new AtomicInteger();
        SerialDelivery[] self = new SerialDelivery[1];
        self[0] = direct(message -> {
            deepest.accumulateAndGet(depth.incrementAndGet(), Math::max);
            if (handled.size() < 10) {
                source.add(message());
                self[0].signal();
            }
            handled.add(message);
            depth.decrementAndGet();
        });
        source.add(message());
        self[0].signal();

        assertEquals(1, deepest.get());
        assertEquals(11, handled.size());
    }

    @Test
    void aSourceThatFailsOnceIsAskedAgainAtTheNextSignal() {
        AtomicBoolean broken = new AtomicBoolean(true);
        SerialDelivery delivery = new SerialDelivery(
                SUBSCRIPTION,
                handled::add,
                () -> {
                    if (broken.getAndSet(false)) {
                        throw new IllegalStateException("for this test");
                    }
                    return source.poll();
                },
                Runnable::run);
        source.add(message());
        delivery.signal();
        assertEquals(0, handled.size());

        delivery.signal();
        assertEquals(1, handled.size());
    }

    @Test
    void whatAHandlerDoesToTheInterruptFlagStaysItsOwnAffair() {
        List<Boolean> seen = new ArrayList<>();
        SerialDelivery delivery = direct(message -> {
            seen.add(Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
        });
        source.add(message());
        source.add(message());
        delivery.signal();

        assertEquals(List.of(false, false), seen);
        assertFalse(Thread.interrupted(), "the storer's own flag was not set before");
    }

    @Test
    void aSignalToAnExecutorThatHasEndedIsNotTheStorersFailure() {
        SerialDelivery delivery = new SerialDelivery(SUBSCRIPTION, handled::add, source::poll, task -> {
            throw new RejectedExecutionException("closing");
        });
        source.add(message());

        delivery.signal();
        delivery.signal();

        assertTrue(handled.isEmpty());
    }

    @Test
    void theSignalAfterOneThatFoundNoThreadDelivers() {
        AtomicBoolean full = new AtomicBoolean(true);
        SerialDelivery delivery = new SerialDelivery(SUBSCRIPTION, handled::add, source::poll, task -> {
            if (full.getAndSet(false)) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            task.run();
        });
        source.add(message());
        source.add(message());

        delivery.signal();
        assertTrue(handled.isEmpty());
        delivery.signal();
        assertEquals(2, handled.size());
    }

    @RepeatedTest(100)
    void noDeliveryStartsOnceStopHasReturned() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicBoolean late = new AtomicBoolean();
        AtomicInteger halts = new AtomicInteger();
        SerialDelivery delivery = new SerialDelivery(
                SUBSCRIPTION,
                message -> late.compareAndSet(false, stopped.get()),
                SerialDeliveryTest::message,
                task -> new Thread(task).start(),
                halts::incrementAndGet);
        delivery.signal();
        CountDownLatch done = new CountDownLatch(1);
        new Thread(() -> {
                    delivery.halt();
                    delivery.awaitHalted(SECONDS.toNanos(60));
                    stopped.set(true);
                    done.countDown();
                })
                .start();

        assertTrue(done.await(60, SECONDS));
        assertTrue(delivery.awaitHalted(SECONDS.toNanos(60)));
        assertFalse(late.get());
        assertEquals(1, halts.get());
    }

    @Test
    void aFailureThatCannotBeReportedCostsItsOwnMessageOnly() {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>(OddFailures.all());
        SerialDelivery delivery = direct(message -> {
            handled.add(message);
            Throwable failure = failures.poll();
            if (failure != null) {
                SerialDeliveryTest.<RuntimeException>sneak(failure);
            }
        });
        int count = failures.size() + 1;
        for (int i = 0; i < count; i++) {
            source.add(message());
            delivery.signal();
        }
        assertEquals(count, handled.size());
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable failure) throws E {
        throw (E) failure;
    }
}
