package io.messaging.cli.demo;

import io.messaging.cli.support.CommandFailedException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Assigned tasks and their results. Owned by the coordinator's thread. */
final class Ledger {
    private record Assignment(Task task, int worker, long sentNanos) {}

    private final int tasks;
    private final long[] doneByWorker;
    private final Map<GemstoneId, Assignment> open = new HashMap<>();
    private final List<GemstoneId> answered = new ArrayList<>();
    private final Latencies roundTrips = new Latencies();
    private final Latencies urgentRoundTrips = new Latencies();
    private final Latencies inTransit = new Latencies();
    private int assigned;
    private long primes;

    Ledger(int tasks, int workers) {
        this.tasks = tasks;
        this.doneByWorker = new long[workers];
    }

    boolean hasUnassigned() {
        return assigned < tasks;
    }

    Task nextTask() {
        assigned++;
        return Task.numbered(assigned);
    }

    void assigned(Message message, Task task, int worker, long sentNanos) {
        open.put(message.id(), new Assignment(task, worker, sentNanos));
    }

    /** Records a result; throws if it answers no open task: a message was duplicated or misdirected. */
    void completed(Message result, long arrivedNanos) {
        WorkDone done = WorkDone.of(result);
        GemstoneId taskId = result.inResponseTo().orElse(GemstoneId.ZERO);
        Assignment assignment = open.remove(taskId);
        int worker = DemoMessage.workerOf(result);
        if (assignment == null
                || assignment.worker() != worker
                || assignment.task().number() != done.task()) {
            throw new CommandFailedException("worker " + worker + " answered task " + done.task() + " (message "
                    + taskId + "), which it does not have: a message came twice, or to the wrong process");
        }
        long roundTrip = arrivedNanos - assignment.sentNanos();
        roundTrips.add(roundTrip);
        if (assignment.task().urgent()) {
            urgentRoundTrips.add(roundTrip);
        }
        inTransit.add(Math.max(0, roundTrip - done.heldNanos()));
        answered.add(result.id());
        doneByWorker[worker - 1]++;
        primes += done.primes();
    }

    boolean isComplete() {
        return done() == tasks;
    }

    int tasks() {
        return tasks;
    }

    int done() {
        return answered.size();
    }

    long doneBy(int worker) {
        return doneByWorker[worker - 1];
    }

    int workers() {
        return doneByWorker.length;
    }

    /** Returns the numbers of the unanswered tasks of a worker, in order. */
    List<Integer> openOf(int worker) {
        return numbersOf(open.values().stream().filter(assignment -> assignment.worker() == worker));
    }

    /** Returns the numbers of all unanswered tasks, in order. */
    List<Integer> open() {
        return numbersOf(open.values().stream());
    }

    private static List<Integer> numbersOf(Stream<Assignment> assignments) {
        return assignments
                .map(assignment -> assignment.task().number())
                .sorted()
                .toList();
    }

    /** Returns the ids of the results in order of arrival. */
    List<GemstoneId> answered() {
        return List.copyOf(answered);
    }

    long primes() {
        return primes;
    }

    Latencies roundTrips() {
        return roundTrips;
    }

    Latencies urgentRoundTrips() {
        return urgentRoundTrips;
    }

    /** Round trips without the time at the worker: the messaging in both directions. */
    Latencies inTransit() {
        return inTransit;
    }
}
