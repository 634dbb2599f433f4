package io.messaging.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.store.log.QuietRecovery;
import io.messaging.store.log.SyncMode;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random runs of a store on a recorded directory, stopped at random moments: whatever a loss of power or a kill may leave is recovered,
 * with all that was acknowledged: messages, namespaces, ttls, what was cleared and dropped, and no position used twice.
 */
@ExtendWith(QuietRecovery.class)
class StoreCrashTest {
    private static final int STATES = Integer.getInteger("messaging.store.crash.states", 600);
    private static final long SEED = Long.getLong("messaging.store.crash.seed", new Random().nextLong());

    /** Says that a segment has live records that are nobody's. */
    private static final Logger RECLAIMER = Logger.getLogger("io.messaging.store.log.Reclaimer");

    private static final Warnings WARNINGS = new Warnings();

    private static final class Warnings extends Handler {
        final List<String> records = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                records.add(record.getMessage());
            }
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // likewise
        }
    }

    @BeforeAll
    static void listen() {
        RECLAIMER.addHandler(WARNINGS);
    }

    @AfterAll
    static void stopListening() {
        RECLAIMER.removeHandler(WARNINGS);
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void everyStateThatAFailureLeavesIsRecovered(SyncMode sync) {
        long lost = new StoreCrashRun(SEED, sync).check(STATES / 3);
        System.out.println("messaging.store.crash.seed=" + SEED + " " + sync + ": " + STATES / 3 + " states, " + lost
                + " unacknowledged operations lost");
        assertEquals(List.of(), WARNINGS.records);
        assertEquals(lost, new StoreCrashRun(SEED, sync).check(STATES / 3), "one seed gives one run");
    }
}
