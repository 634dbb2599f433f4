package io.messaging.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.cli.support.CommandFailedException;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final long SENT = 1_000;
    private static final long ARRIVED = 5_000;

    private final GemstoneGenerator ids = new GemstoneGenerator(9);
    private final DemoTopics topics = DemoTopics.forNewRun();

    @Test
    void resultClosesItsTask() {
        Ledger ledger = new Ledger(1, 2);
        Message task = assign(ledger, 2);
        assertEquals(List.of(1), ledger.openOf(2));
        assertFalse(ledger.hasUnassigned());
        ledger.completed(result(task, 2), ARRIVED);
        assertTrue(ledger.isComplete());
        assertEquals(List.of(), ledger.openOf(2));
        assertEquals(1, ledger.doneBy(2));
        assertEquals(0, ledger.doneBy(1));
        assertEquals(1_229, ledger.primes());
    }

    @Test
    void timeOnTheWayIsTheRoundTripWithoutTheTimeAtTheWorker() {
        Ledger ledger = new Ledger(1, 1);
        ledger.completed(result(assign(ledger, 1), 1), ARRIVED);
        assertEquals(4_000, ledger.roundTrips().percentile(100));
        assertEquals(1_000, ledger.inTransit().percentile(100), "the worker held it for 3,000");
    }

    @Test
    void everyTenthTaskIsUrgentAndCountedApart() {
        Ledger ledger = new Ledger(10, 1);
        for (int i = 1; i <= 10; i++) {
            Message task = assign(ledger, 1);
            assertEquals(i == 10 ? Priority.URGENT : Priority.NORMAL, task.priority(), "task " + i);
            ledger.completed(result(task, 1), ARRIVED);
        }
        assertEquals(10, ledger.roundTrips().count());
        assertEquals(1, ledger.urgentRoundTrips().count());
    }

    @Test
    void resultThatComesTwiceIsAFailure() {
        Ledger ledger = new Ledger(2, 1);
        Message result = result(assign(ledger, 1), 1);
        ledger.completed(result, ARRIVED);
        CommandFailedException failure =
                assertThrows(CommandFailedException.class, () -> ledger.completed(result, ARRIVED));
        assertTrue(failure.getMessage().contains("came twice"), failure::getMessage);
    }

    @Test
    void resultOfAnotherWorkersTaskIsAFailure() {
        Ledger ledger = new Ledger(1, 2);
        Message stray = result(assign(ledger, 1), 2);
        assertThrows(CommandFailedException.class, () -> ledger.completed(stray, ARRIVED));
    }

    private Message assign(Ledger ledger, int worker) {
        Task task = ledger.nextTask();
        Message message = DemoMessage.task(ids, topics, worker, task);
        assertEquals(task, Task.of(message), "the task travels whole");
        ledger.assigned(message, task, worker, SENT);
        return message;
    }

    private Message result(Message task, int worker) {
        Task work = Task.of(task);
        long primes = Primes.countBetween(work.from(), work.to());
        WorkDone done = new WorkDone(work.number(), primes, 3_000);
        Message result = DemoMessage.result(ids, topics, worker, task, done);
        assertEquals(task.id(), result.inResponseTo().orElseThrow());
        assertEquals(List.of(task.id(), result.id()), result.thread(), "task and result are one thread");
        return result;
    }
}
