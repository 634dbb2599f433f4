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
 * @param urgent whether it overtakes waiting tasks
 */
record Task(int number, long from, long to, boolean urgent) {
    /** Some milliseconds of work. */
    static final int NUMBERS_PER_TASK = 10_000;

    private static final int ONE_URGENT_OF = 10;

    static Task numbered(int number) {
        long from = (long) (number - 1) * NUMBERS_PER_TASK;
        return new Task(number, from, from + NUMBERS_PER_TASK, number % ONE_URGENT_OF == 0);
    }

    static Task of(Message message) {
        return new Task(
                (int) DemoMessage.number(message, "task"),
                DemoMessage.number(message, "from"),
                DemoMessage.number(message, "to"),
                message.priority() == Priority.URGENT);
    }

    Map<String, Object> toPayload() {
        return DemoMessage.payload("task", number, "from", from, "to", to);
    }
}
