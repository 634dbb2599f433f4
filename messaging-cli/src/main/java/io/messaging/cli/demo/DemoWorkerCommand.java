package io.messaging.cli.demo;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.bus.BusClient;
import io.messaging.bus.BusContext;
import io.messaging.bus.BusTopics;
import io.messaging.bus.MessageBus;
import io.messaging.cli.support.ClassPathOption;
import io.messaging.cli.support.ExitCode;
import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.io.IOException;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code messaging demo-worker}: one worker process of the demo, started by {@link DemoCommand} only. Its agent is a member of
 * the group that shares the tasks, and answers each.
 */
@Command(name = "demo-worker", hidden = true, description = "Works for a demo; started by 'messaging demo'.")
public final class DemoWorkerCommand implements Callable<Integer> {
    static final String COORDINATOR = "coordinator";
    static final String GROUP = "workers";
    static final String TASKS = "tasks";

    /** Tasks at each worker: enough to keep it busy, few enough that fast workers get more. */
    static final int TASKS_AT_ONCE = 4;

    /** Bounds how long the demo's messages stay on a shared server. */
    static final long TTL_SECONDS = 600;

    private static final int ORPHANED = 3;

    /** The tasks of this worker. Ids sort by priority and then by time, so an urgent one overtakes those that wait. */
    private final PriorityQueue<GemstoneId> tasks = new PriorityQueue<>();

    private boolean busy;

    @Option(names = "--run", required = true, description = "The run's name.")
    private String run;

    @Option(names = "--worker", required = true, description = "The worker's number, from 1.")
    private int worker;

    @Mixin
    private ClassPathOption classPath;

    @Override
    public Integer call() throws IOException {
        classPath.apply();
        try (MessageBus bus = MessageBus.open(MessagingConfig.fromEnvironment(), run)) {
            join(bus);
            // The coordinator writes when the work is done. Without that, the input ends with its process.
            if (System.in.read() < 0) {
                Runtime.getRuntime().halt(ORPHANED);
            }
        }
        return ExitCode.OK;
    }

    private void join(MessageBus bus) {
        BusClient client = bus.register("worker-" + worker);
        SubscriptionOptions options = SubscriptionOptions.shared(GROUP).concurrency(TASKS_AT_ONCE);
        client.subscribe(TASKS, this::work, options);
        client.publish(client.message()
                .topic(BusTopics.inbox(COORDINATOR))
                .ttlSeconds(TTL_SECONDS)
                .payload(Map.of("ready", worker))
                .build());
    }

    private void work(Message message, BusContext context) throws InterruptedException {
        long arrived = System.nanoTime();
        Task task = Task.of(message);
        awaitTurn(message.id());
        long start = System.nanoTime();
        long primes = Primes.countBetween(task.from(), task.to());
        long end = System.nanoTime();
        endTurn();
        context.publish(context.message(message.priority())
                .topic(BusTopics.inbox(COORDINATOR))
                .inResponseTo(message.id())
                .ttlSeconds(TTL_SECONDS)
                .payload(Map.of("worker", worker, "primes", primes, "counting", end - start, "held", end - arrived))
                .build());
    }

    /** One task at a time is worked on. */
    private synchronized void awaitTurn(GemstoneId task) throws InterruptedException {
        tasks.add(task);
        while (busy || !task.equals(tasks.peek())) {
            wait();
        }
        tasks.remove();
        busy = true;
    }

    private synchronized void endTurn() {
        busy = false;
        notifyAll();
    }
}
