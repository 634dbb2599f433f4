package io.messaging.cli.demo;

import java.util.List;
import java.util.Map;

/**
 * What a run came to.
 *
 * @param ledger the tasks
 * @param workers the processes, ended by now
 * @param totals what each worker said it did, by number
 * @param workingNanos from the first task until the last result
 */
record DemoOutcome(Ledger ledger, List<WorkerProcess> workers, Map<Integer, WorkerTotals> totals, long workingNanos) {}
