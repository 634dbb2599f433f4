package io.messaging.spi.delivery;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.Delivery;
import io.messaging.backend.DeliveryHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HandlerThreadsTest {
    private static final Message MESSAGE =
            Message.builder(new GemstoneGenerator(3)).payload(Map.of("k", "v")).build();

    private final HandlerThreads threads = new HandlerThreads("handler-threads-test");
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final Logger log = Logger.getLogger(HandlerThreads.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getMessage().contains("handler-threads-test")) {
                warnings.add(record.getLevel() + " " + record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        log.addHandler(handler);
    }

    @AfterEach
    void stop() {
        released.countDown();
        log.removeHandler(handler);
    }

    private void handle(Message message) throws InterruptedException {
        running.countDown();
        try {
            released.await();
        } finally {
            ended.countDown();
        }
    }

    private void run(Runnable call) throws InterruptedException {
        threads.execute(call);
        assertTrue(running.await(60, SECONDS), "the call runs");
    }

    private static void call(DeliveryHandler handler) {
        try {
            handler.onDelivery(new Delivery(MESSAGE, "jobs", 1, false, null));
        } catch (Exception interrupted) {
            // As it should be.
        }
    }

    @Test
    void whatIsInterruptedIsNamed() throws Exception {
        run(() -> call(HandlerCall.durable("jobs", this::handle, SubscriptionOptions.durable("billing"))));
        threads.close(0, System.nanoTime() - SECONDS.toNanos(1));
        assertTrue(ended.await(60, SECONDS), "the handler is interrupted");
        assertEquals(1, warnings.size(), warnings::toString);
        String warning = warnings.peek();
        for (String word :
                List.of("WARNING", "client 'billing'", "topic 'jobs'", "'handler-threads-test-1'", "100", " ms")) {
            assertTrue(warning.contains(word), warning);
        }
    }

    @Test
    void aHandlerThatEndsInTimeIsNotInterrupted() throws Exception {
        run(() -> call(HandlerCall.plain("jobs", this::handle)));
        released.countDown();
        threads.close(SECONDS.toNanos(60), System.nanoTime());
        assertEquals(0, warnings.size(), warnings::toString);
    }

    @Test
    void anInterruptEndsWithTheCallItWasFor() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        boolean[] interrupted = new boolean[1];
        run(() -> {
            call(HandlerCall.plain("jobs", message -> {
                try {
                    handle(message);
                } finally {
                    Thread.currentThread().interrupt(); // it keeps the flag, as it should
                }
            }));
            interrupted[0] = Thread.currentThread().isInterrupted();
            looked.countDown();
        });
        threads.close(0, System.nanoTime());
        assertTrue(looked.await(60, SECONDS), "the call ends");
        assertFalse(interrupted[0]);
    }

    @Test
    void anInterruptedCallerStillGivesHandlersTheirTime() throws Exception {
        run(() -> call(HandlerCall.plain("jobs", this::handle)));
        Thread closing = new Thread(() -> {
            Thread.currentThread().interrupt();
            threads.close(SECONDS.toNanos(60), System.nanoTime());
            warnings.add("flag " + Thread.currentThread().isInterrupted());
        });
        closing.start();
        released.countDown();
        closing.join(SECONDS.toMillis(60));
        assertEquals(List.of("flag true"), List.copyOf(warnings));
    }
}
