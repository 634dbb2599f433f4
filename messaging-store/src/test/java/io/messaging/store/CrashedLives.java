package io.messaging.store;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.messaging.store.log.CrashStates;
import io.messaging.store.log.SyncMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * A process that does something at random, fails at a random moment, and is started again on what the failure has left, again and again.
 * What is found then lies between what was written for sure and what was done at all. One seed gives one run. Not thread-safe.
 *
 * @param <M> what a model says at a moment; immutable
 */
public abstract class CrashedLives<M> {
    private static final int STATES_OF_A_LIFE = 8;
    private static final int OPERATIONS = 120;

    private final long seed;
    private final SyncMode sync;
    protected final Random random;

    /** What the model said, by the steps of the directory: what cannot be lost any more, and what was done at all. */
    private final TreeMap<Integer, M> written = new TreeMap<>();

    private final TreeMap<Integer, M> forced = new TreeMap<>();
    private final TreeMap<Integer, M> done = new TreeMap<>();

    private Map<String, byte[]> files = Map.of();
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private int boots;
    private int checked;

    private final Warnings warnings = new Warnings();
    private String warned;

    protected CrashedLives(long seed, SyncMode sync) {
        this.seed = seed;
        this.sync = sync;
        this.random = new Random(seed);
    }

    /** Returns what the model says now. */
    protected abstract M model();

    /** A life begins, with what the model says. */
    protected abstract void begin(Life life);

    /** Does something at random. */
    protected abstract void act(Life life);

    /** Checks what a life finds against what it must have and may have at most, and returns it; the life is not used again. */
    protected abstract M find(Life life, M least, M most);

    /** The next life goes on with what was found. */
    protected abstract void goOnWith(M found);

    /** Returns whether to begin anew with an empty directory, as there is much already. */
    protected abstract boolean isOver();

    /** Begins with an empty directory. */
    protected abstract void startOver();

    /** Checks so many states. */
    public void check(int states) {
        Logger logger = Logger.getLogger("io.messaging.store.log.Reclaimer");
        logger.addHandler(warnings);
        logger.setUseParentHandlers(false);
        try {
            while (checked < states) {
                if (isOver()) {
                    files = Map.of();
                    startOver();
                }
                live(Math.min(states - checked, STATES_OF_A_LIFE));
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ", " + sync + ", after " + checked + " states: " + e, e);
        } finally {
            logger.removeHandler(warnings);
            logger.setUseParentHandlers(true);
        }
    }

    /** Compaction warns of segments that it cannot empty. */
    private final class Warnings extends Handler {
        @Override
        public void publish(LogRecord warning) {
            if (warning.getLevel().intValue() >= Level.WARNING.intValue()) {
                warned = warning.getMessage();
            }
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private void live(int states) {
        Life life = open(files);
        int opened = life.directory.stepCount();
        for (TreeMap<Integer, M> moments : java.util.List.of(written, forced, done)) {
            moments.clear();
            moments.put(0, model());
        }
        begin(life);
        for (int left = random.nextInt(OPERATIONS); left > 0; left--) {
            int before = life.directory.stepCount();
            step(life);
            done.put(before, model());
        }
        now = life.now().plus(Duration.ofDays(random.nextInt(5) == 0 ? random.nextInt(800) - 400 : 0));
        M found = null;
        for (int i = 0; i < states; i++) {
            found = fail(life, opened);
        }
        goOnWith(found);
    }

    private void step(Life life) {
        switch (random.nextInt(20)) {
            case 0 -> {
                life.store.writePlaces();
                isSafe(life, false);
            }
            case 1 -> {
                life.store.writePlaces();
                life.store.log().force();
                isSafe(life, true);
            }
            case 2 -> {
                life.store.log().maintain();
                assertNull(warned);
            }
            default -> act(life);
        }
    }

    private void isSafe(Life life, boolean isForced) {
        written.put(life.directory.stepCount(), model());
        if (isForced) {
            forced.put(life.directory.stepCount(), model());
        }
    }

    /** Has the life fail at a random moment, and checks what is left. */
    private M fail(Life life, int opened) {
        int last = random.nextInt(6) == 0 ? opened : life.directory.stepCount();
        int steps = random.nextInt(last + 1);
        boolean kill = random.nextBoolean();
        files = kill
                ? CrashStates.kill(life.directory, steps, random)
                : CrashStates.powerLoss(life.directory, steps, random);
        boots += kill ? 0 : 1;
        checked++;
        M least = kill
                ? written.floorEntry(Math.max(0, steps - 1)).getValue()
                : forced.floorEntry(steps).getValue();
        return find(open(files), least, done.floorEntry(steps).getValue());
    }

    private Life open(Map<String, byte[]> contents) {
        return new Life(contents, now, Life.options(sync), "boot" + boots);
    }
}
