package io.messaging.store.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random runs of a small store on a recorded directory, stopped at random moments: whatever a loss of power or a kill may leave is
 * recovered, with every record that was acknowledged, none that was not stored, and the order kept.
 */
@ExtendWith(QuietRecovery.class)
class CrashTest {
    private static final int STATES = Integer.getInteger("messaging.log.crash.states", 2_000);
    private static final long SEED = Long.getLong("messaging.log.crash.seed", new Random().nextLong());

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void everyStateThatAFailureLeavesIsRecovered(SyncMode sync) {
        CrashRun run = new CrashRun(SEED, sync, directory -> {});
        int checked = run.check(sync == SyncMode.ALWAYS ? STATES - 2 * (STATES / 4) : STATES / 4);
        System.out.println(
                "messaging.log.crash.seed=" + SEED + " " + sync + ": " + checked + " states, " + run.figures());
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void soIsWhatThreadsLeaveThatStoreWhileSegmentsAreCompacted(SyncMode sync) {
        int states = STATES / 8;
        assertEquals(states, new CrashRun(SEED, sync, directory -> {}, 3).check(states));
    }

    @Test
    void oneSeedGivesOneRun() {
        CrashRun first = new CrashRun(SEED, SyncMode.ALWAYS, directory -> {});
        CrashRun second = new CrashRun(SEED, SyncMode.ALWAYS, directory -> {});
        assertEquals(first.check(100), second.check(100));
        assertEquals(first.figures(), second.figures());
    }

    /** The test would notice: here the disk does not do what it says it has done. */
    @Test
    void forcesThatDoNothingAreNoticed() {
        CrashRun run = new CrashRun(1, SyncMode.ALWAYS, directory -> directory.lie(true, false));
        Throwable missing = assertThrows(Throwable.class, () -> run.check(2_000));
        assertTrue(missing.getMessage().contains("seed"), missing::toString);
    }

    @Test
    void namesThatAreNotForcedAreNoticed() {
        CrashRun run = new CrashRun(1, SyncMode.ALWAYS, directory -> directory.lie(false, true));
        assertThrows(Throwable.class, () -> run.check(2_000));
    }
}
