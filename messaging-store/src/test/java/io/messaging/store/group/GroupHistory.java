package io.messaging.store.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.SharedGroup;
import io.messaging.message.Message;
import io.messaging.store.Cursor;
import io.messaging.store.MessageStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the members of a group did with messages that have a number {@code n} and perhaps a {@code key}. Thread-safe, but
 * for {@link #verify}, which comes last.
 */
final class GroupHistory {
    private record Taken(long token, int number, int attempt) {}

    private final int messages;
    private final AtomicInteger left;
    private final Semaphore over = new Semaphore(0);
    private final Set<Semaphore> waiters = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private final Queue<Taken> taken = new ConcurrentLinkedQueue<>();
    private final Map<String, GroupDelivery> onTheWay = new ConcurrentHashMap<>();
    private final Map<String, Queue<Integer>> endedByKey = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> ends = new ConcurrentHashMap<>();
    private final Set<Integer> deadLettered = ConcurrentHashMap.newKeySet();

    GroupHistory(int messages) {
        this.messages = messages;
        left = new AtomicInteger(messages);
    }

    private static int number(Message message) {
        return ((Long) message.compact().payload().get("n")).intValue();
    }

    private static String key(Message message) {
        return (String) message.compact().payload().get("key");
    }

    boolean isGoingOn() {
        return left.get() > 0 && failures.isEmpty();
    }

    /** Adds what is to be released at the end. */
    void addWaiter(Semaphore waiter) {
        waiters.add(waiter);
    }

    boolean awaitEnd(long seconds) throws InterruptedException {
        return over.tryAcquire(seconds, TimeUnit.SECONDS);
    }

    void fail(Throwable failure) {
        failures.add(failure);
        end();
    }

    private void end() {
        waiters.forEach(Semaphore::release);
        over.release();
    }

    void taken(GroupDelivery delivery) {
        String key = key(delivery.message());
        if (key != null) {
            assertNull(onTheWay.putIfAbsent(key, delivery), "one at a time for a key");
        }
        assertEquals(delivery.attempt() > 1, delivery.redelivered());
        taken.add(new Taken(delivery.token(), number(delivery.message()), delivery.attempt()));
    }

    /** An attempt is to end with a dead letter; {@link #ended} follows. */
    void deadLettered(GroupDelivery delivery) {
        deadLettered.add(number(delivery.message()));
    }

    /**
     * An attempt is over; the group hears of it next.
     *
     * @param forGood whether the message is settled or becomes a dead letter
     */
    void ended(GroupDelivery delivery, boolean forGood) {
        String key = key(delivery.message());
        int number = number(delivery.message());
        if (forGood) {
            ends.merge(number, 1, Integer::sum);
        }
        if (key != null) {
            if (forGood) {
                endedByKey
                        .computeIfAbsent(key, unknown -> new ConcurrentLinkedQueue<>())
                        .add(number);
            }
            assertTrue(onTheWay.remove(key, delivery));
        }
        if (forGood && left.decrementAndGet() == 0) {
            end();
        }
    }

    void verify(MessageStore store, SharedGroup status) {
        assertEquals(List.of(), List.copyOf(failures));
        assertEquals(
                List.of(0L, 0L, 0L, 0L),
                List.of(status.lag(), status.inFlight(), status.retriesWaiting(), status.lost()),
                "lag, in flight, retries waiting, lost");
        assertEquals(messages, ends.size());
        assertEquals(Set.of(1), Set.copyOf(ends.values()), "each message ends once");
        assertEquals(
                deadLettered.stream().sorted().toList(),
                store.messages(DeadLetter.TOPIC).stream()
                        .map(letter -> number(DeadLetter.fromMessage(letter).original()))
                        .sorted()
                        .toList(),
                "dead letters");
        assertEquals(taken.size(), status.attempts());
        verifyAttempts();
        verifyOrder(storingOrder(store));
    }

    private void verifyAttempts() {
        assertEquals(taken.size(), taken.stream().map(Taken::token).distinct().count(), "tokens");
        Map<Integer, List<Integer>> attempts = taken.stream()
                .sorted(Comparator.comparing(Taken::token))
                .collect(Collectors.groupingBy(Taken::number, Collectors.mapping(Taken::attempt, Collectors.toList())));
        attempts.forEach((number, counted) -> {
            for (int i = 0; i < counted.size(); i++) {
                assertEquals(i + 1, counted.get(i), "attempt of message " + number);
            }
        });
    }

    private static List<Message> storingOrder(MessageStore store) {
        List<Message> order = new ArrayList<>();
        try (Cursor cursor = store.openCursor("t", 0, () -> {})) {
            for (Message message = cursor.next(); message != null; message = cursor.next()) {
                order.add(message);
            }
        }
        return order;
    }

    /** Messages of a key end in storing order; first attempts of messages without a key begin in storing order. */
    private void verifyOrder(List<Message> stored) {
        endedByKey.forEach((key, numbers) ->
                assertEquals(numbers(stored, key::equals), List.copyOf(numbers), "order of key " + key));
        List<Integer> keyless = numbers(stored, key -> key == null);
        Set<Integer> isKeyless = Set.copyOf(keyless);
        assertEquals(
                keyless,
                taken.stream()
                        .filter(delivery -> delivery.attempt() == 1 && isKeyless.contains(delivery.number()))
                        .sorted(Comparator.comparing(Taken::token))
                        .map(Taken::number)
                        .toList(),
                "order of first attempts");
    }

    private static List<Integer> numbers(List<Message> stored, Predicate<String> wanted) {
        return stored.stream()
                .filter(message -> wanted.test(key(message)))
                .map(GroupHistory::number)
                .toList();
    }

    @Override
    public String toString() {
        return left + " of " + messages + " messages left, failures: " + failures;
    }
}
