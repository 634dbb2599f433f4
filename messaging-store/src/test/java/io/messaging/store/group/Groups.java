package io.messaging.store.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.messaging.administration.Origin;
import io.messaging.administration.SharedGroup;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.spi.delivery.FailureText;
import io.messaging.spi.group.GroupOptions;
import io.messaging.spi.group.OrderingKey;
import io.messaging.store.MessageStore;
import io.messaging.store.StoreLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A store with a registry of groups, and clocks that only the test moves. */
final class Groups implements RetryTimer {
    static final GroupOptions ONCE = new GroupOptions(null, 1, Duration.ZERO, null);
    static final FailureText FAILURE = new FailureText("E", "no");

    private static final GemstoneGenerator IDS = new GemstoneGenerator(5);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));
    private final InstantSource clock = now::get;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>((a, b) -> Long.signum(a.due() - b.due()));
    private long nanos = Long.MAX_VALUE - 1_000; // times may overflow

    final MessageStore store;
    final GroupRegistry registry;

    private record Timer(long due, Runnable action) {}

    /** Records its calls. */
    static final class Owner implements Member.Owner {
        int ready;
        final List<Boolean> closed = new ArrayList<>();

        /** Null where a test is about something else. */
        Origin origin;

        @Override
        public Origin origin() {
            return origin;
        }

        @Override
        public void onReady() {
            ready++;
        }

        @Override
        public void onClosed(boolean replaced) {
            closed.add(replaced);
        }
    }

    Groups() {
        this(StoreLimits.NONE);
    }

    Groups(StoreLimits limits) {
        store = new MessageStore(limits, clock);
        registry = new GroupRegistry(store, "TestBackend", clock, this);
    }

    @Override
    public void after(long delay, Runnable action) {
        timers.add(new Timer(nanos + delay, action));
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    int timers() {
        return timers.size();
    }

    /** Lets time pass for pauses and ttls. */
    void pass(Duration time) {
        nanos += time.toNanos();
        now.updateAndGet(before -> before.plus(time));
        store.reclaimExpired();
        while (!timers.isEmpty() && timers.peek().due() - nanos <= 0) {
            timers.poll().action().run();
        }
    }

    void passSeconds(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    static GroupOptions attempts(int most, long backoffSeconds) {
        return new GroupOptions(null, most, Duration.ofSeconds(backoffSeconds), null);
    }

    static GroupOptions orderedBy(String key, int attempts) {
        return new GroupOptions(null, attempts, Duration.ZERO, OrderingKey.named(key));
    }

    Member join() {
        return join(ONCE, 1);
    }

    Member join(GroupOptions options, int concurrency) {
        return join(options, concurrency, new Owner());
    }

    Member join(GroupOptions options, int concurrency, Owner owner) {
        return registry.join("g", "t", options, concurrency, owner);
    }

    Message store(Map<String, ?> payload, long ttlSeconds) {
        Message message = Message.builder(IDS.next())
                .payload(payload)
                .ttlSeconds(ttlSeconds)
                .build();
        store.store("ns", "t", message);
        return message;
    }

    List<Message> store(int count, long ttlSeconds) {
        List<Message> stored = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            stored.add(store(Map.of("n", i), ttlSeconds));
        }
        return stored;
    }

    List<Message> store(int count) {
        return store(count, 0);
    }

    /** Stores one message with each of the keys. */
    List<Message> storeKeys(String... keys) {
        List<Message> stored = new ArrayList<>();
        for (String key : keys) {
            stored.add(store(key.isEmpty() ? Map.of("no", "key") : Map.of("key", key), 0));
        }
        return stored;
    }

    static GroupDelivery expect(Member member, Message message, int attempt) {
        GroupDelivery delivery = member.next();
        assertNotNull(delivery, "there is a message");
        assertEquals(message, delivery.message());
        assertEquals(attempt, delivery.attempt());
        assertEquals(attempt > 1, delivery.redelivered());
        return delivery;
    }

    static void fail(Member member, GroupDelivery delivery) {
        member.fail(delivery.token(), FAILURE, null, false);
    }

    SharedGroup only() {
        assertEquals(1, registry.list().size());
        return registry.list().get(0);
    }

    void verify(long position, long lag, long inFlight, long retriesWaiting, long lost) {
        SharedGroup status = only();
        assertEquals(
                List.of(position, lag, inFlight, retriesWaiting, lost),
                List.of(status.position(), status.lag(), status.inFlight(), status.retriesWaiting(), status.lost()),
                "position, lag, in flight, retries waiting, lost");
    }

    static long seconds(long count) {
        return TimeUnit.SECONDS.toNanos(count);
    }
}
