package io.messaging.cli.demo;

import io.messaging.cli.support.CommandFailedException;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.util.Set;
import java.util.TreeSet;

/** The tasks and what came of them. Owned by the coordinator's thread. */
final class Ledger {
    final int tasks;
    final int workers;

    /** Tasks done by each worker, and how long it counted. Workers have numbers from 1. */
    final int[] doneBy;

    final long[] countingNanos;
    final Latencies roundTrips = new Latencies();
    final Latencies urgentRoundTrips = new Latencies();

    /** Round trips without the time at the worker: the messaging in both directions. */
    final Latencies inTransit = new Latencies();

    long primes;
    private final Set<Integer> open = new TreeSet<>();
    private int begun;

    Ledger(int tasks, int workers) {
        this.tasks = tasks;
        this.workers = workers;
        this.doneBy = new int[workers + 1];
        this.countingNanos = new long[workers + 1];
    }

    boolean hasNext() {
        return begun < tasks;
    }

    Task next() {
        open.add(++begun);
        return Task.numbered(begun);
    }

    /** Records an answer; throws if there was one already. */
    void completed(Task task, Message answer, long roundTripNanos) {
        int worker = (int) Task.number(answer, "worker");
        if (!open.remove(task.number())) {
            throw new CommandFailedException(
                    "worker " + worker + " answered task " + task.number() + ", which was done: a message came twice");
        }
        roundTrips.add(roundTripNanos);
        if (task.priority() == Priority.URGENT) {
            urgentRoundTrips.add(roundTripNanos);
        }
        inTransit.add(Math.max(0, roundTripNanos - Task.number(answer, "held")));
        doneBy[worker]++;
        countingNanos[worker] += Task.number(answer, "counting");
        primes += Task.number(answer, "primes");
    }

    int done() {
        return begun - open.size();
    }

    /** Returns the numbers of the tasks that wait for an answer, for a message; empty where there are none. */
    String unanswered() {
        String numbers = String.join(", ", open.stream().map(String::valueOf).toList());
        return open.isEmpty() ? "" : "; no answer came to " + (open.size() == 1 ? "task " : "tasks ") + numbers;
    }
}
