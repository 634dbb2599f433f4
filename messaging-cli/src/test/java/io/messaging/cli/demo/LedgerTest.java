package io.messaging.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.cli.support.CommandFailedException;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final long ROUND_TRIP = 4_000;

    private final GemstoneGenerator ids = new GemstoneGenerator(9);

    @Test
    void answerClosesItsTask() {
        Ledger ledger = new Ledger(1, 2);
        Task task = ledger.next();
        assertFalse(ledger.hasNext());
        assertEquals("; no answer came to task 1", ledger.unanswered());
        ledger.completed(task, answer(task, 2), ROUND_TRIP);
        assertEquals(1, ledger.done());
        assertEquals("", ledger.unanswered());
        assertEquals(1, ledger.doneBy[2]);
        assertEquals(0, ledger.doneBy[1]);
        assertEquals(2_000, ledger.countingNanos[2]);
        assertEquals(1_229, ledger.primes);
    }

    @Test
    void timeOnTheWayIsTheRoundTripWithoutTheTimeAtTheWorker() {
        Ledger ledger = new Ledger(1, 1);
        Task task = ledger.next();
        ledger.completed(task, answer(task, 1), ROUND_TRIP);
        assertEquals(4_000, ledger.roundTrips.percentile(100));
        assertEquals(1_000, ledger.inTransit.percentile(100), "the worker held it for 3,000");
    }

    @Test
    void everyTenthTaskIsUrgentAndCountedApart() {
        Ledger ledger = new Ledger(10, 1);
        while (ledger.hasNext()) {
            Task task = ledger.next();
            ledger.completed(task, answer(task, 1), ROUND_TRIP);
        }
        assertEquals(10, ledger.roundTrips.count());
        assertEquals(1, ledger.urgentRoundTrips.count());
    }

    @Test
    void answerThatComesTwiceIsAFailure() {
        Ledger ledger = new Ledger(2, 1);
        Task task = ledger.next();
        ledger.completed(task, answer(task, 1), ROUND_TRIP);
        CommandFailedException failure =
                assertThrows(CommandFailedException.class, () -> ledger.completed(task, answer(task, 1), ROUND_TRIP));
        assertTrue(failure.getMessage().contains("came twice"), failure::getMessage);
    }

    private Message answer(Task task, int worker) {
        Message question = Message.builder(ids.next()).payload(task.toPayload()).build();
        assertEquals(task, Task.of(question), "the task travels whole");
        long primes = Primes.countBetween(task.from(), task.to());
        return Message.builder(ids.next())
                .payload(Map.of("worker", worker, "primes", primes, "counting", 2_000, "held", 3_000))
                .build();
    }
}
