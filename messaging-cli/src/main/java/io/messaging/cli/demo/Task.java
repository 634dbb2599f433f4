package io.messaging.cli.demo;

import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.util.Map;

/**
 * A task: count the primes in a range.
 *
 * @param number which task, from 1
 * @param from the first number of the range
 * @param to the end of the range, exclusive
 */
record Task(int number, long from, long to) {
    /** Some milliseconds of work. */
    static final int NUMBERS_PER_TASK = 10_000;

    private static final int ONE_URGENT_OF = 10;

    static Task numbered(int number) {
        long from = (long) (number - 1) * NUMBERS_PER_TASK;
        return new Task(number, from, from + NUMBERS_PER_TASK);
    }

    static Task of(Message message) {
        return new Task((int) number(message, "task"), number(message, "from"), number(message, "to"));
    }

    static long number(Message message, String field) {
        return ((Number) message.payload().get(field)).longValue();
    }

    /** Urgent ones overtake those that wait. */
    Priority priority() {
        return number % ONE_URGENT_OF == 0 ? Priority.URGENT : Priority.NORMAL;
    }

    Map<String, Object> toPayload() {
        return Map.of("task", number, "from", from, "to", to);
    }
}
