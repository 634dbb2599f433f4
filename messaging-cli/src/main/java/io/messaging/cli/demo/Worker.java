package io.messaging.cli.demo;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.Comparator;
import java.util.concurrent.PriorityBlockingQueue;

/**
 * Takes tasks from its topic, the most urgent first, and answers each. The subscription's thread fills the queue; the
 * thread that calls {@link #run} owns everything else.
 */
final class Worker {
    private record Received(Message message, long nanos) {}

    private final MessagingBackend backend;
    private final DemoTopics topics;
    private final int worker;
    private final GemstoneGenerator ids;

    /** Ids sort by priority and then by time, so an urgent task overtakes those that wait. */
    private final PriorityBlockingQueue<Received> queue = new PriorityBlockingQueue<>(
            16, Comparator.comparing(received -> received.message().id()));

    Worker(MessagingBackend backend, DemoTopics topics, int worker) {
        this.backend = backend;
        this.topics = topics;
        this.worker = worker;
        this.ids = new GemstoneGenerator(worker);
    }

    /** Works until the stop message arrives. */
    void run() throws InterruptedException {
        backend.subscribe(topics.tasksOf(worker), message -> queue.add(new Received(message, System.nanoTime())));
        answer(DemoMessage.hello(ids, topics, worker, ProcessHandle.current().pid()));
        WorkerTotals totals = new WorkerTotals(0, 0);
        while (true) {
            Received next = queue.take();
            if (next.message().format().equals(DemoMessage.STOP)) {
                answer(DemoMessage.goodbye(ids, topics, worker, next.message(), totals));
                return;
            }
            totals = totals.plus(work(next));
        }
    }

    private long work(Received received) {
        Task task = Task.of(received.message());
        long start = System.nanoTime();
        long primes = Primes.countBetween(task.from(), task.to());
        long end = System.nanoTime();
        WorkDone done = new WorkDone(task.number(), primes, end - received.nanos());
        answer(DemoMessage.result(ids, topics, worker, received.message(), done));
        return end - start;
    }

    private void answer(Message message) {
        backend.storeMessage(topics.namespace(), topics.answers(), message);
    }
}
