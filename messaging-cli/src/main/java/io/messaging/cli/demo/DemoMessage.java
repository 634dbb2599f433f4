package io.messaging.cli.demo;

import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.MessageBuilder;
import io.messaging.message.Priority;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The demo's protocol: creates and reads its messages. */
final class DemoMessage {
    /** A worker's first message: it is ready. */
    static final String HELLO = "demo_hello";

    /** A task for a worker. */
    static final String TASK = "demo_task";

    /** The result of a task. */
    static final String RESULT = "demo_result";

    /** Tells a worker that there are no more tasks. */
    static final String STOP = "demo_stop";

    /** A worker's last message: its totals. */
    static final String GOODBYE = "demo_goodbye";

    /** Bounds how long the demo's messages stay on a shared server. */
    private static final long TTL_SECONDS = 600;

    private DemoMessage() {}

    static Message hello(GemstoneGenerator ids, DemoTopics topics, int worker, long pid) {
        return builder(ids.next(Priority.HIGH), workerName(worker), topics.answers(), HELLO)
                .payload(Map.of("worker", worker, "pid", pid))
                .build();
    }

    static Message task(GemstoneGenerator ids, DemoTopics topics, int worker, Task task) {
        Priority priority = task.urgent() ? Priority.URGENT : Priority.NORMAL;
        return builder(ids.next(priority), "coordinator", topics.tasksOf(worker), TASK)
                .payload(task.toPayload())
                .build();
    }

    static Message result(GemstoneGenerator ids, DemoTopics topics, int worker, Message task, WorkDone done) {
        GemstoneId id = ids.next(task.priority());
        List<GemstoneId> thread = new ArrayList<>(task.thread());
        thread.add(id);
        return builder(id, workerName(worker), topics.answers(), RESULT)
                .inResponseTo(task.id())
                .thread(thread)
                .payload(done.toPayload(worker))
                .build();
    }

    static Message stop(GemstoneGenerator ids, DemoTopics topics, int worker) {
        return builder(ids.next(Priority.URGENT), "coordinator", topics.tasksOf(worker), STOP)
                .payload(Map.of("worker", worker))
                .build();
    }

    static Message goodbye(GemstoneGenerator ids, DemoTopics topics, int worker, Message stop, WorkerTotals totals) {
        return builder(ids.next(), workerName(worker), topics.answers(), GOODBYE)
                .inResponseTo(stop.id())
                .payload(totals.toPayload(worker))
                .build();
    }

    private static MessageBuilder builder(GemstoneId id, String sender, String topic, String format) {
        return Message.builder(id).sender(sender).topic(topic).format(format).ttlSeconds(TTL_SECONDS);
    }

    static String workerName(int worker) {
        return "worker " + worker;
    }

    /** Returns the number of the worker that sent a message. */
    static int workerOf(Message message) {
        return (int) number(message, "worker");
    }

    static long number(Message message, String field) {
        return ((Number) message.payload().get(field)).longValue();
    }

    static Map<String, Object> payload(Object... namesAndValues) {
        Map<String, Object> payload = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            payload.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return payload;
    }
}
