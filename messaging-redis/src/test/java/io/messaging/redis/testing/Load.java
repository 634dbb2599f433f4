package io.messaging.redis.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Writers that store without a pause, each into a topic of its own, one alone and one in the background, and three
 * subscribers of each topic, while something goes wrong. Afterwards everything that was acknowledged has to be there,
 * and to have been delivered, once and in order.
 */
public final class Load implements AutoCloseable {
    private static final int ASYNC_BATCH = 20;

    /** A store that runs out of time has cost ten seconds, and a fail-over may cost several of them. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final MessagingBackend writing;
    private final MessagingBackend reading;
    private final String namespace = Messages.name("load");
    private final List<Lane> lanes = new ArrayList<>();
    private final AtomicLong retries = new AtomicLong();
    private final AtomicLong handlerNumber = new AtomicLong();
    private volatile boolean stopped;
    private volatile Throwable failure;

    /** Held while stores go on, so that somebody can have them stop for a moment. */
    private final ReentrantLock pause = new ReentrantLock(true);

    private static final class Lane {
        final String topic = Messages.name("load");
        final List<GemstoneId> acknowledged = new ArrayList<>();

        /** Those stored once more after those that came behind them: nobody promises their place. */
        final Set<GemstoneId> late = new HashSet<>();

        final List<GemstoneId> plain = new CopyOnWriteArrayList<>();
        final List<GemstoneId> durable = new CopyOnWriteArrayList<>();
        final List<GemstoneId> shared = new CopyOnWriteArrayList<>();
        Thread thread;
    }

    public Load(MessagingBackend writing, MessagingBackend reading) {
        this.writing = writing;
        this.reading = reading;
        start(lane -> storeOne(lane, Messages.message("load")));
        start(this::storeMany);
    }

    private interface Step {
        void run(Lane lane);
    }

    private void start(Step step) {
        Lane lane = new Lane();
        reading.subscribe(lane.topic, message -> lane.plain.add(message.id()));
        reading.subscribe(
                lane.topic,
                message -> lane.durable.add(message.id()),
                SubscriptionOptions.durable(Messages.name("client")));
        reading.subscribe(lane.topic, message -> lane.shared.add(message.id()), SubscriptionOptions.shared("workers"));
        lane.thread = new Thread(() -> run(lane, step), "load-" + handlerNumber.incrementAndGet());
        lane.thread.start();
        lanes.add(lane);
    }

    private void run(Lane lane, Step step) {
        try {
            while (!stopped) {
                pause.lock();
                try {
                    step.run(lane);
                } finally {
                    pause.unlock();
                }
            }
        } catch (RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    /** Stores until it is acknowledged: storing again is harmless. */
    private void storeOne(Lane lane, Message message) {
        while (true) {
            try {
                writing.storeMessage(namespace, lane.topic, message);
                lane.acknowledged.add(message.id());
                return;
            } catch (MessagingException e) {
                retries.incrementAndGet();
                if (stopped) {
                    return;
                }
            }
        }
    }

    private void storeMany(Lane lane) {
        List<Message> messages = new ArrayList<>();
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        for (int i = 0; i < ASYNC_BATCH; i++) {
            messages.add(Messages.message("load"));
            futures.add(writing.storeMessageAsync(namespace, lane.topic, messages.get(i)));
        }
        for (int i = 0; i < ASYNC_BATCH; i++) {
            try {
                futures.get(i).join();
                lane.acknowledged.add(messages.get(i).id());
            } catch (CompletionException e) {
                retries.incrementAndGet();
                lane.late.add(messages.get(i).id());
                storeOne(lane, messages.get(i));
            }
        }
    }

    /** Waits until so many more messages are acknowledged. */
    public void awaitProgress(int messages) {
        long target = acknowledged() + messages;
        Await.until(LIMIT, () -> "stores to go on; " + failure, () -> failure != null || acknowledged() >= target);
    }

    public long acknowledged() {
        long count = 0;
        for (Lane lane : lanes) {
            count += lane.acknowledged.size();
        }
        return count;
    }

    public List<String> topics() {
        return lanes.stream().map(lane -> lane.topic).toList();
    }

    public long retries() {
        return retries.get();
    }

    /** Does something while no store is under way. */
    public void whilePaused(Runnable action) {
        pause.lock();
        try {
            action.run();
        } finally {
            pause.unlock();
        }
    }

    /** Stops the writers and checks all that they did; notes it under a name in the table of faults. */
    public void check(String fault, long events) {
        stopped = true;
        for (Lane lane : lanes) {
            join(lane.thread);
        }
        assertEquals(null, failure, "a writer failed");
        long lost = 0;
        List<String> twice = new ArrayList<>();
        for (Lane lane : lanes) {
            Set<GemstoneId> stored = new HashSet<>(Messages.ids(reading.getMessagesForTopic(lane.topic)));
            lost += lane.acknowledged.stream()
                    .filter(id -> !stored.contains(id))
                    .count();
            awaitDelivered(lane, lane.plain);
            awaitDelivered(lane, lane.durable);
            awaitDelivered(lane, lane.shared);
            twice.addAll(repeated("plain", lane.plain));
            twice.addAll(repeated("durable", lane.durable));
            twice.addAll(repeated("shared", lane.shared));
        }
        note("| %-42s | %6d | %12d | %7d | %4d | %5d |"
                .formatted(fault, events, acknowledged(), retries.get(), lost, twice.size()));
        assertEquals(0, lost, fault + ": acknowledged and lost");
        assertEquals(List.of(), twice, fault + ": delivered twice");
        for (Lane lane : lanes) {
            List<GemstoneId> inOrder = inOrder(lane, lane.acknowledged);
            assertEquals(inOrder, inOrder(lane, lane.plain), fault + ": order of a plain subscription");
            assertEquals(inOrder, inOrder(lane, lane.durable), fault + ": order of a durable subscription");
            assertEquals(inOrder, inOrder(lane, lane.shared), fault + ": order of a group's only member");
        }
    }

    private static List<String> repeated(String subscription, List<GemstoneId> delivered) {
        Set<GemstoneId> before = new HashSet<>();
        synchronized (delivered) {
            return IntStream.range(0, delivered.size())
                    .filter(i -> !before.add(delivered.get(i)))
                    .mapToObj(i -> subscription + " " + delivered.get(i) + ", " + i + " of " + delivered.size())
                    .toList();
        }
    }

    private static void awaitDelivered(Lane lane, List<GemstoneId> delivered) {
        Await.until(
                LIMIT,
                () -> lane.acknowledged.size() + " deliveries, not " + delivered.size(),
                () -> delivered.size() >= lane.acknowledged.size()
                        && new HashSet<>(delivered).containsAll(lane.acknowledged));
    }

    /**
     * Those whose order is the writer's: without the one message that was on its way unacknowledged when the writer
     * stopped, and without those that were late.
     */
    private static List<GemstoneId> inOrder(Lane lane, List<GemstoneId> ids) {
        Set<GemstoneId> ordered = new HashSet<>(lane.acknowledged);
        ordered.removeAll(lane.late);
        return ids.stream().filter(ordered::contains).toList();
    }

    private static void join(Thread thread) {
        try {
            thread.join(Await.LIMIT.toMillis());
            assertFalse(thread.isAlive(), "a writer goes on");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static synchronized void note(String line) {
        try {
            Path file = Path.of("target", "redis-faults.txt");
            Files.createDirectories(file.getParent());
            if (!Files.exists(file)) {
                Files.writeString(file, """
                    | fault                                      | events | acknowledged | retries | lost | twice |
                    | ------------------------------------------ | ------ | ------------ | ------- | ---- | ----- |
                    """);
            }
            Files.writeString(file, line + System.lineSeparator(), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        writing.close();
        reading.close();
    }
}
