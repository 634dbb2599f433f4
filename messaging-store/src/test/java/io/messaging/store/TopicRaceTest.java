package io.messaging.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.StoreFullException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A topic that is dropped while others store to it, read it, or begin to listen to it. */
@ParameterizedClass
@EnumSource(Holding.class)
class TopicRaceTest {
    private static final int ROUNDS = Integer.getInteger("messaging.race.rounds", 1_000);
    private static final long START = GemstoneId.EPOCH_MILLIS + 1_000_000;

    private static final StoreLimits LIMITS = new StoreLimits(100_000, 1_000, 10, 10);

    private final AtomicLong millis = new AtomicLong(START);
    private final MessageStore store;

    TopicRaceTest(Holding holding) {
        store = holding.open(LIMITS, () -> Instant.ofEpochMilli(millis.get()));
        if (holding == Holding.LOG_IN_MEMORY) {
            store.open();
        }
    }

    private final ExecutorService threads = Executors.newFixedThreadPool(3);

    @AfterEach
    void stop() {
        threads.shutdownNow();
        store.close();
    }

    private static Message message(int number) {
        return Message.builder(GemstoneId.of(Priority.NORMAL, START + number / 1_000, 1, number % 1_000))
                .payload(Map.of("number", number))
                .build();
    }

    private static void awaitAll(List<Future<?>> futures) throws Exception {
        for (Future<?> future : futures) {
            future.get();
        }
    }

    @Test
    void whatIsStoredWhileTheLastListenerLeavesIsThere() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            String topic = "t" + i;
            Message message = message(i);
            Cursor leaving = store.openCursor(topic, Cursor.NOW, () -> {});
            awaitAll(List.of(
                    threads.submit(leaving::close),
                    threads.submit(() -> store.store("ns", topic, message)),
                    threads.submit(
                            () -> store.openCursor(topic, Cursor.NOW, () -> {}).close())));
            assertEquals(List.of(message), store.messages(topic), "round " + i);
            store.clearAll(name -> false);
        }
        assertEquals(0, store.stats().topics());
        assertEquals(0, store.stats().cursors());
    }

    @Test
    void whoListensWhileAllIsClearedGetsEachLaterMessageOnce() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Message early = message(2 * i);
            Message late = message(2 * i + 1);
            List<Cursor> opened = new ArrayList<>();
            awaitAll(List.of(
                    threads.submit(() -> store.store("ns", "t", early)),
                    threads.submit(() -> store.clearAll(name -> false)),
                    threads.submit(() -> opened.add(store.openCursor("t", 0, () -> {})))));
            store.store("ns", "t", late);
            List<Message> read = new ArrayList<>();
            Cursor cursor = opened.get(0);
            for (Message next = cursor.next(); next != null; next = cursor.next()) {
                read.add(next);
            }
            assertEquals(store.messages("t"), read, "round " + i);
            assertTrue(read.contains(late), "round " + i);
            store.clearAll(name -> false);
            cursor.close();
        }
    }

    @Test
    void whatExpiresWhileAllIsClearedIsGoneOnceAndMakesRoomOnce() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Message fleeting = message(2 * i).toBuilder().ttlSeconds(1).build();
            Message lasting = message(2 * i + 1);
            store.store("ns", "t", fleeting);
            millis.addAndGet(1_000);
            List<Message> read = Collections.synchronizedList(new ArrayList<>());
            awaitAll(List.of(
                    threads.submit(store::reclaimExpired),
                    threads.submit(() -> store.clearAll(name -> false)),
                    threads.submit(() -> {
                        store.store("ns", "t", lasting);
                        store.nextSince("t", GemstoneId.ZERO).ifPresent(read::add);
                    })));
            List<Message> left = store.messages("t");
            assertFalse(read.contains(fleeting), "round " + i);
            assertTrue(read.containsAll(left), "round " + i + ": cleared before it was read, yet there: " + left);
            assertEquals(left, store.messagesById("ns", List.of(fleeting.id(), lasting.id())), "round " + i);
            store.clearAll(name -> false);
            assertEquals(0, store.stats().topics(), "round " + i);
            assertEquals(0, store.stats().bytes(), "round " + i);
        }
    }

    @Test
    void roomIsCountedRightWhereTopicsComeAndGo() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Message message = message(i);
            awaitAll(List.of(
                    threads.submit(() -> store.store("ns", "t", message)),
                    threads.submit(
                            () -> store.openCursor("t", Cursor.NOW, () -> {}).close()),
                    threads.submit(() -> store.clearAll(name -> false))));
            store.clearAll(name -> false);
        }
        assertEquals(0, store.stats().topics());
        assertEquals(roomIn(new MessageStore(LIMITS, () -> Instant.ofEpochMilli(START))), roomIn(store));
    }

    private static int roomIn(MessageStore store) {
        int messages = 0;
        try {
            while (store.store("ns", "t", message(messages))) {
                messages++;
            }
        } catch (StoreFullException e) {
            return messages;
        }
        throw new AssertionError("an id came twice");
    }
}
