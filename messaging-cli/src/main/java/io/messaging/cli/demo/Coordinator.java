package io.messaging.cli.demo;

import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.terminal.Figures;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Distributes the tasks and collects the results. The thread that calls {@link #run} owns all state; the subscription
 * and the processes put events into its mailbox.
 */
final class Coordinator {
    /** Tasks queued at each worker: enough to keep it busy, few enough that fast workers get more. */
    private static final int TASKS_AHEAD = 4;

    private static final int COORDINATOR = 0;
    private static final long STALL_SECONDS = 90;

    /** What happened, for the mailbox. */
    private sealed interface Event {
        /** A worker sent something; {@code nanos} is when that arrived. */
        record Answered(Message message, long nanos) implements Event {}

        /** A worker's process ended. */
        record Exited(WorkerProcess process) implements Event {}
    }

    /**
     * The result of a run.
     *
     * @param ledger the tasks
     * @param workers the processes, ended by now
     * @param totals what each worker reported, by number
     * @param workingNanos from the first task until the last result
     */
    record Outcome(Ledger ledger, List<WorkerProcess> workers, Map<Integer, WorkerTotals> totals, long workingNanos) {}

    private final MessagingBackend backend;
    private final DemoTopics topics;
    private final WorkerProcesses processes;
    private final DemoProgress progress;
    private final Interruption interruption;
    private final Ledger ledger;
    private final GemstoneGenerator ids = new GemstoneGenerator(COORDINATOR);
    private final BlockingQueue<Event> mailbox = new LinkedBlockingQueue<>();
    private final Set<Integer> ready = new TreeSet<>();
    private final Map<Integer, WorkerTotals> totals = new TreeMap<>();
    private int exited;
    private boolean released;
    private long startNanos;
    private long readyNanos;
    private long doneNanos;

    Coordinator(
            MessagingBackend backend,
            DemoTopics topics,
            WorkerProcesses processes,
            DemoProgress progress,
            Interruption interruption,
            Ledger ledger) {
        this.backend = backend;
        this.topics = topics;
        this.processes = processes;
        this.progress = progress;
        this.interruption = interruption;
        this.ledger = ledger;
    }

    /** Runs until every task is answered once and every worker has ended; throws with the reason otherwise. */
    Outcome run() throws InterruptedException {
        startNanos = System.nanoTime();
        backend.subscribe(topics.answers(), message -> mailbox.add(new Event.Answered(message, System.nanoTime())));
        progress.starting(ledger.workers());
        processes.start(ledger.workers(), process -> mailbox.add(new Event.Exited(process)));
        while (totals.size() < ledger.workers()) {
            handle(nextEvent());
        }
        checkWhatIsStored();
        released = true;
        processes.all().forEach(WorkerProcess::release);
        while (exited < ledger.workers()) {
            handle(nextEvent());
        }
        return new Outcome(ledger, processes.all(), totals, doneNanos - readyNanos);
    }

    private Event nextEvent() throws InterruptedException {
        Event event = mailbox.poll(STALL_SECONDS, TimeUnit.SECONDS);
        if (event != null) {
            return event;
        }
        throw new CommandFailedException("nothing happened for " + STALL_SECONDS + " s: " + state());
    }

    private String state() {
        String of = " of " + ledger.workers() + " workers";
        if (ready.size() < ledger.workers()) {
            return ready.size() + of + " have reported";
        }
        if (!ledger.isComplete()) {
            return ledger.done() + " of " + ledger.tasks() + " tasks are done" + unanswered(ledger.open());
        }
        return "all tasks are done, " + totals.size() + of + " have reported their totals, " + exited + " have ended";
    }

    private static String unanswered(List<Integer> tasks) {
        String numbers = String.join(", ", tasks.stream().map(String::valueOf).toList());
        return tasks.isEmpty() ? "" : "; no answer came to " + (tasks.size() == 1 ? "task " : "tasks ") + numbers;
    }

    private void handle(Event event) throws InterruptedException {
        if (event instanceof Event.Exited end) {
            ended(end.process());
        } else if (event instanceof Event.Answered answer) {
            Message message = answer.message();
            switch (message.format()) {
                case DemoMessage.HELLO -> hello(DemoMessage.workerOf(message));
                case DemoMessage.RESULT -> result(message, answer.nanos());
                case DemoMessage.GOODBYE -> totals.put(DemoMessage.workerOf(message), WorkerTotals.of(message));
                default ->
                    throw new CommandFailedException("received a message of unexpected format " + message.format()
                            + " in topic " + topics.answers());
            }
        }
    }

    private void hello(int worker) {
        ready.add(worker);
        readyNanos = System.nanoTime();
        progress.ready(ready.size(), ledger.workers(), readyNanos - startNanos);
        if (ready.size() == ledger.workers()) {
            for (int i = 0; i < TASKS_AHEAD; i++) {
                ready.forEach(this::assignNext);
            }
        }
    }

    private void assignNext(int worker) {
        if (!ledger.hasUnassigned()) {
            return;
        }
        Task task = ledger.nextTask();
        Message message = DemoMessage.task(ids, topics, worker, task);
        ledger.assigned(message, task, worker, System.nanoTime());
        backend.storeMessage(topics.namespace(), topics.tasksOf(worker), message);
    }

    private void result(Message message, long arrivedNanos) {
        ledger.completed(message, arrivedNanos);
        assignNext(DemoMessage.workerOf(message));
        progress.done(ledger, message);
        if (ledger.isComplete()) {
            doneNanos = System.nanoTime();
            ready.forEach(worker -> backend.storeMessage(
                    topics.namespace(), topics.tasksOf(worker), DemoMessage.stop(ids, topics, worker)));
        }
    }

    private void ended(WorkerProcess process) throws InterruptedException {
        if (released && process.exitCode() == 0) {
            exited++;
            return;
        }
        interruption.parkIfNear();
        String words = process.lastWords();
        throw new CommandFailedException("worker " + process.number() + " (process " + process.pid()
                + ") ended early, with exit code " + process.exitCode() + ", after "
                + Figures.counted(ledger.doneBy(process.number()), "task")
                + unanswered(ledger.openOf(process.number()))
                + (words.isEmpty() ? "" : "; its last output: " + words));
    }

    /** Checks that the stored results are those that were delivered, each once. */
    private void checkWhatIsStored() {
        Set<GemstoneId> missing = new HashSet<>(ledger.answered());
        long results = backend.getMessagesForTopic(topics.answers()).stream()
                .filter(message -> message.format().equals(DemoMessage.RESULT))
                .peek(message -> missing.remove(message.id()))
                .count();
        if (!missing.isEmpty() || results != ledger.tasks()) {
            throw new CommandFailedException(ledger.tasks() + " results were delivered, but " + results
                    + " are stored and " + missing.size() + " of the delivered ones are not among them");
        }
        if (ledger.primes() != Primes.countBelow(ledger.tasks() * Task.NUMBERS_PER_TASK)) {
            throw new CommandFailedException("the workers counted " + ledger.primes() + " primes, which is wrong");
        }
    }
}
