package io.messaging.tck.sample;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.MessageBuilder;
import io.messaging.message.Priority;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Makes messages. Each {@link #next} is a millisecond later than the one before. Thread-safe. */
public final class TestMessages {
    private static final long A_DAY_MILLIS = 86_400_000;
    private static final int MACHINE = 7;
    private static final int MACHINE_SHIFT = 12;

    private final Random random;
    private final AtomicLong clock = new AtomicLong(System.currentTimeMillis() - A_DAY_MILLIS);

    public TestMessages(Random random) {
        this.random = random;
    }

    public long nextMillis() {
        return clock.incrementAndGet();
    }

    public GemstoneId nextId(Priority priority) {
        return GemstoneId.of(priority, nextMillis(), MACHINE, 0);
    }

    public Message next() {
        return next(Priority.NORMAL);
    }

    public Message next(Priority priority) {
        return of(nextId(priority));
    }

    public Message of(GemstoneId id) {
        return builder(id).build();
    }

    public MessageBuilder builder() {
        return builder(nextId(Priority.NORMAL));
    }

    public MessageBuilder builder(GemstoneId id) {
        return Message.builder(id).sender("tck").payload(Map.of("text", "message " + id));
    }

    public List<Message> next(int count) {
        List<Message> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            messages.add(next());
        }
        return messages;
    }

    /** Messages of one millisecond, in id order; the last machine number uses the two bits above those that generators use. */
    public List<Message> ofOneMillisecond(Priority priority) {
        long base = GemstoneId.of(priority, nextMillis(), 0, 0).bits();
        List<Message> inOrder = new ArrayList<>();
        for (int machine : new int[] {0, 1, 2, 100, 255, 1_023}) {
            for (int sequence : new int[] {0, 1, 2, 2_000, GemstoneId.MAX_SEQUENCE}) {
                inOrder.add(of(GemstoneId.of(base | (long) machine << MACHINE_SHIFT | sequence)));
            }
        }
        return inOrder;
    }

    /** Messages of random priorities, each later than the one before. */
    public List<Message> nextOfMixedPriorities(int count) {
        List<Message> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            messages.add(next(anyPriority()));
        }
        return messages;
    }

    public synchronized Priority anyPriority() {
        return Priority.of(random.nextInt(Priority.values().length));
    }

    /** Returns a copy in random order, and in another one than the list's. */
    public synchronized <T> List<T> shuffled(List<T> items) {
        List<T> copy = new ArrayList<>(items);
        Collections.shuffle(copy, random);
        if (copy.equals(items)) {
            Collections.reverse(copy);
        }
        return copy;
    }

    public synchronized int random(int bound) {
        return random.nextInt(bound);
    }

    /** A message whose JSON has exactly so many bytes. */
    public Message ofSize(long bytes) {
        return ofSize(bytes, "x");
    }

    /** The same, filled with a text over and over, as far from its beginning as the size asks for. */
    public Message ofSize(long bytes, String filler) {
        GemstoneId id = nextId(Priority.NORMAL);
        int left = Math.toIntExact(
                bytes - builder(id).payload(Map.of("text", "")).build().jsonLength());
        int size = filler.getBytes(StandardCharsets.UTF_8).length;
        String text = "x".repeat(left % size) + filler.repeat(left / size);
        return builder(id).payload(Map.of("text", text)).build();
    }

    public static List<GemstoneId> ids(List<Message> messages) {
        return messages.stream().map(Message::id).toList();
    }

    public static List<Message> inIdOrder(List<Message> messages) {
        return messages.stream().sorted((a, b) -> a.id().compareTo(b.id())).toList();
    }

    public static List<Message> inTimeOrder(List<Message> messages) {
        return messages.stream().sorted((a, b) -> compareTimes(a.id(), b.id())).toList();
    }

    public static int compareTimes(GemstoneId a, GemstoneId b) {
        int byTime = Long.compare(a.chronologicalKey(), b.chronologicalKey());
        return byTime != 0 ? byTime : a.compareTo(b);
    }
}
