package io.messaging.store.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A store that lives through many failures; one seed gives one run. Not thread-safe. */
final class CrashRun {
    private static final int TOPICS = 5;
    private static final int STATES_OF_A_LIFE = 40;
    private static final int MAX_HISTORY = 400;

    private final long seed;
    private final SyncMode sync;
    private final Random random;
    private final Consumer<RecordingDirectory> disk;
    private final LogOptions options;

    /** The operations so far: a topic that was stored to, or the negative of one that was cleared. */
    private List<Integer> history = new ArrayList<>();

    /** How many operations cannot be lost any more from a number of steps of the directory on. */
    private NavigableMap<Integer, Long> forced = new TreeMap<>();

    private NavigableMap<Integer, Long> written = new TreeMap<>();
    private NavigableMap<Integer, Long> issued = new TreeMap<>();

    /** How many steps the directory had when the store was open: up to there it was recovered. */
    private int opened;

    private long boots;
    private long checked;
    private long lives;
    private long lost;
    private long operations;

    CrashRun(long seed, SyncMode sync, Consumer<RecordingDirectory> disk) {
        this.seed = seed;
        this.sync = sync;
        this.random = new Random(seed);
        this.disk = disk;
        this.options = new LogOptions(sync, 0, 4_096, 1_024, 1, 4_096);
    }

    /** What happened so far. */
    String figures() {
        return lives + " lives, " + operations + " operations, " + lost + " unacknowledged lost";
    }

    /** Checks so many states; returns how many. */
    int check(int states) {
        checked = 0;
        Map<String, byte[]> files = Map.of();
        long expected = 0;
        try {
            while (checked < states) {
                if (history.size() > MAX_HISTORY) {
                    files = Map.of();
                    history = new ArrayList<>();
                    expected = 0;
                }
                RecordingDirectory directory = new RecordingDirectory(files);
                disk.accept(directory);
                live(directory, expected);
                for (int i = 0; i < STATES_OF_A_LIFE && checked < states; i++) {
                    State state = state(directory);
                    expected = recover(state);
                    files = state.files();
                }
                history = new ArrayList<>(history.subList(0, (int) expected));
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ", " + sync + ", after " + checked + " states: " + e, e);
        }
        return (int) checked;
    }

    /** Opens the directory, and does something. */
    private void live(RecordingDirectory directory, long expected) {
        lives++;
        forced = new TreeMap<>(Map.of(0, expected));
        written = new TreeMap<>(Map.of(0, expected));
        issued = new TreeMap<>(Map.of(0, expected));
        SmallStore store = SmallStore.open(directory, "boot" + boots, options);
        opened = directory.steps.size();
        store.requireState(SmallStore.after(history, expected));
        int count = random.nextInt(150);
        for (int i = 0; i < count; i++) {
            act(store, directory);
            operations++;
        }
        int end = random.nextInt(6);
        if (end == 0) {
            store.log().close();
            acknowledge(directory, store.last(), true);
        } else if (end < 3) {
            killAndGoOn(directory);
        }
    }

    /** Another process takes over; what was written and not forced is there, and a later loss of power may still lose it. */
    private void killAndGoOn(RecordingDirectory directory) {
        long least = written.lastEntry().getValue();
        SmallStore store = SmallStore.open(directory, "boot" + boots, options);
        if (store.last() < least) {
            throw new AssertionError(
                    "after a kill, " + store.last() + " operations are there, and " + least + " were acknowledged");
        }
        history = new ArrayList<>(history.subList(0, (int) store.last()));
        store.requireState(SmallStore.after(history, store.last()));
        acknowledge(directory, store.last(), true);
        for (int i = random.nextInt(50); i > 0; i--) {
            act(store, directory);
        }
    }

    private void act(SmallStore store, RecordingDirectory directory) {
        int topic = 1 + random.nextInt(TOPICS);
        int choice = random.nextInt(100);
        if (choice < 80) {
            history.add(choice < 76 ? topic : -topic);
            issued.put(directory.steps.size(), (long) history.size());
            long location = choice < 76 ? store.store(topic) : store.clear(topic);
            if (random.nextInt(3) == 0) {
                store.log().awaitSafe(location);
                acknowledge(directory, store.last(), sync == SyncMode.ALWAYS);
            }
        } else if (choice < 95) {
            store.log().maintain();
        } else {
            store.log().force();
            acknowledge(directory, store.last(), true);
        }
    }

    private void acknowledge(RecordingDirectory directory, long operation, boolean isForced) {
        written.put(directory.steps.size(), operation);
        if (isForced) {
            forced.put(directory.steps.size(), operation);
        }
    }

    /** What a failure has left. */
    private record State(Map<String, byte[]> files, long least, long most, boolean sameBoot) {}

    private State state(RecordingDirectory directory) {
        int last = random.nextInt(3) == 0 ? opened : directory.steps.size();
        int steps = random.nextInt(last + 1);
        boolean kill = random.nextInt(4) == 0;
        return new State(
                kill ? CrashStates.kill(directory, steps, random) : CrashStates.powerLoss(directory, steps, random),
                kill
                        ? written.floorEntry(Math.max(0, steps - 1)).getValue()
                        : forced.floorEntry(steps).getValue(),
                issued.floorEntry(steps).getValue(),
                kill);
    }

    /** Recovers a state twice, and returns how many operations it has. */
    private long recover(State state) {
        checked++;
        boots += state.sameBoot() ? 0 : 1;
        RecordingDirectory directory = new RecordingDirectory(state.files());
        SmallStore store = SmallStore.open(directory, "boot" + boots, options);
        long found = store.last();
        if (found < state.least() || found > state.most()) {
            throw new AssertionError(
                    found + " operations are there, and " + state.least() + " were acknowledged of " + state.most());
        }
        lost += state.most() - found;
        store.requireState(SmallStore.after(history, found));
        SmallStore again = SmallStore.open(new RecordingDirectory(directory.contents()), "boot" + boots, options);
        if (again.last() != found) {
            throw new AssertionError(
                    again.last() + " operations are there the second time, and " + found + " the first");
        }
        return found;
    }
}
