package io.messaging.cli.demo;

import io.messaging.message.Message;
import java.util.Map;

/**
 * A worker's totals, as it reports them.
 *
 * @param tasks tasks done
 * @param workNanos time spent counting
 */
record WorkerTotals(long tasks, long workNanos) {
    static WorkerTotals of(Message goodbye) {
        return new WorkerTotals(DemoMessage.number(goodbye, "tasks"), DemoMessage.number(goodbye, "work_nanos"));
    }

    WorkerTotals plus(long taskNanos) {
        return new WorkerTotals(tasks + 1, workNanos + taskNanos);
    }

    Map<String, Object> toPayload(int worker) {
        return DemoMessage.payload("worker", worker, "tasks", tasks, "work_nanos", workNanos);
    }
}
