package io.messaging.cli.demo;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.bus.BusClient;
import io.messaging.bus.BusTopics;
import io.messaging.bus.MessageBus;
import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.terminal.Figures;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The agent that asks the workers. The thread that calls {@link #run} owns all state; answers and processes that end put
 * what follows from them into its mailbox.
 */
final class Coordinator {
    private static final Duration STALL = Duration.ofSeconds(90);

    /** Something that happened, on the coordinator's thread. */
    private interface Event {
        void happen() throws InterruptedException;
    }

    private final MessageBus bus;
    private final BusClient client;
    private final WorkerProcesses processes;
    private final DemoProgress progress;
    private final Ledger ledger;
    private final BlockingQueue<Event> mailbox = new LinkedBlockingQueue<>();
    private final Set<GemstoneId> asked = new HashSet<>();
    private int ready;
    private int exited;
    private boolean released;
    private long startNanos;
    private long readyNanos;

    Coordinator(MessageBus bus, WorkerProcesses processes, DemoProgress progress, Ledger ledger) {
        this.bus = bus;
        this.client = bus.register(DemoWorkerCommand.COORDINATOR);
        this.processes = processes;
        this.progress = progress;
        this.ledger = ledger;
    }

    /**
     * Runs until every task is answered once and every worker has ended; throws with the reason otherwise. Returns the time
     * from the first task until the last answer.
     */
    long run() throws InterruptedException {
        startNanos = System.nanoTime();
        client.subscribe(
                BusTopics.inbox(client.id()),
                (hello, context) -> mailbox.add(this::ready),
                SubscriptionOptions.plain());
        for (int i = 0; i < ledger.workers; i++) {
            processes.start(worker -> mailbox.add(() -> ended(worker)));
        }
        while (ledger.done() < ledger.tasks) {
            nextEvent().happen();
        }
        long workingNanos = System.nanoTime() - readyNanos;
        checkWhatIsStored();
        released = true;
        for (int worker = 1; worker <= ledger.workers; worker++) {
            processes.release(worker);
        }
        while (exited < ledger.workers) {
            nextEvent().happen();
        }
        bus.backend().sharedGroups().forget(DemoWorkerCommand.GROUP, DemoWorkerCommand.TASKS);
        return workingNanos;
    }

    private Event nextEvent() throws InterruptedException {
        Event event = mailbox.poll(STALL.toSeconds(), TimeUnit.SECONDS);
        if (event == null) {
            throw new CommandFailedException("nothing happened for " + STALL.toSeconds() + " s: " + ready + " of "
                    + ledger.workers + " workers have reported and " + exited + " have ended, " + ledger.done()
                    + " of " + ledger.tasks + " tasks are done" + ledger.unanswered());
        }
        return event;
    }

    private void ready() {
        ready++;
        readyNanos = System.nanoTime();
        progress.ready(ready, ledger.workers, readyNanos - startNanos);
        for (int i = 0; ready == ledger.workers && i < ready * DemoWorkerCommand.TASKS_AT_ONCE; i++) {
            askNext();
        }
    }

    private void askNext() {
        if (!ledger.hasNext()) {
            return;
        }
        Task task = ledger.next();
        Message question = client.message(task.priority())
                .topic(DemoWorkerCommand.TASKS)
                .ttlSeconds(DemoWorkerCommand.TTL_SECONDS)
                .payload(task.toPayload())
                .build();
        asked.add(question.id());
        long askedNanos = System.nanoTime();
        client.request(question, Message.class, STALL).whenComplete((answer, failure) -> {
            long roundTripNanos = System.nanoTime() - askedNanos;
            mailbox.add(() -> answered(task, answer, failure, roundTripNanos));
        });
    }

    private void answered(Task task, Message answer, Throwable failure, long roundTripNanos)
            throws InterruptedException {
        if (failure != null) {
            processes.parkIfInterrupted();
            throw new CommandFailedException("task " + task.number() + " failed: " + failure.getMessage(), failure);
        }
        ledger.completed(task, answer, roundTripNanos);
        askNext();
        progress.done(ledger, task, answer);
    }

    private void ended(int worker) throws InterruptedException {
        if (released && processes.process(worker).exitValue() == 0) {
            exited++;
            return;
        }
        processes.parkIfInterrupted();
        throw new CommandFailedException(processes.end(worker) + ", after "
                + Figures.counted(ledger.doneBy[worker], "task") + ledger.unanswered());
    }

    /** Checks that each task has one answer in the store, and the sum of the answers. */
    private void checkWhatIsStored() {
        List<GemstoneId> answered = bus.backend().getMessagesForTopic(BusTopics.inbox(client.id())).stream()
                .flatMap(message -> message.inResponseTo().stream())
                .toList();
        if (answered.size() != asked.size() || !asked.equals(Set.copyOf(answered))) {
            throw new CommandFailedException(asked.size() + " answers were delivered, but those that are stored are "
                    + answered.size() + ", or answer something else");
        }
        if (ledger.primes != Primes.countBelow(ledger.tasks * Task.NUMBERS_PER_TASK)) {
            throw new CommandFailedException("the workers counted " + ledger.primes + " primes, which is wrong");
        }
    }
}
