package io.messaging.cli.demo;

import io.messaging.message.Message;
import java.util.Map;

/**
 * The result of a task.
 *
 * @param task the task's number
 * @param primes how many there were
 * @param heldNanos from the task's arrival at the worker until the result was stored
 */
record WorkDone(int task, long primes, long heldNanos) {
    static WorkDone of(Message result) {
        return new WorkDone(
                (int) DemoMessage.number(result, "task"),
                DemoMessage.number(result, "primes"),
                DemoMessage.number(result, "held_nanos"));
    }

    Map<String, Object> toPayload(int worker) {
        return DemoMessage.payload("task", task, "worker", worker, "primes", primes, "held_nanos", heldNanos);
    }
}
