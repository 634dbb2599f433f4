package io.messaging.store.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A store that lives through many failures; one seed gives one run. Not thread-safe. */
final class CrashRun {
    private static final int TOPICS = 5;
    private static final int STATES_OF_A_LIFE = 40;
    private static final int MAX_HISTORY = 400;

    private final long seed;
    private final int threads;
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
        this(seed, sync, disk, 1);
    }

    /** With several threads, the seed does not give the order of what they do. */
    CrashRun(long seed, SyncMode sync, Consumer<RecordingDirectory> disk, int threads) {
        this.threads = threads;
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
        operations += count;
        if (threads == 1) {
            act(store, directory, random, count);
        } else {
            actAtOnce(store, directory, count);
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
        long least = most(written, directory.steps.size());
        SmallStore store = SmallStore.open(directory, "boot" + boots, options);
        if (store.last() < least) {
            throw new AssertionError(
                    "after a kill, " + store.last() + " operations are there, and " + least + " were acknowledged");
        }
        history = new ArrayList<>(history.subList(0, (int) store.last()));
        store.requireState(SmallStore.after(history, store.last()));
        acknowledge(directory, store.last(), true);
        act(store, directory, random, random.nextInt(50));
    }

    private void act(SmallStore store, RecordingDirectory directory, Random choices, int times) {
        for (int i = 0; i < times; i++) {
            int choice = choices.nextInt(100);
            if (choice < 80) {
                store(store, directory, choices, choice >= 76);
            } else if (choice < 95 && threads == 1) {
                store.log().maintain();
            } else if (choice >= 95) {
                long last = store.last();
                store.log().force();
                acknowledge(directory, last, true);
            }
        }
    }

    private void store(SmallStore store, RecordingDirectory directory, Random choices, boolean clear) {
        int topic = 1 + choices.nextInt(TOPICS);
        long location;
        long operation;
        synchronized (store) {
            history.add(clear ? -topic : topic);
            synchronized (issued) {
                issued.put(directory.stepCount(), (long) history.size());
            }
            location = clear ? store.clear(topic) : store.store(topic);
            operation = store.last();
        }
        if (choices.nextInt(3) == 0) {
            store.log().awaitSafe(location);
            acknowledge(directory, operation, sync == SyncMode.ALWAYS);
        }
    }

    /** Several threads store, while one does the upkeep. */
    private void actAtOnce(SmallStore store, RecordingDirectory directory, int count) {
        List<CompletableFuture<Void>> storers = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            Random choices = new Random(random.nextLong());
            storers.add(CompletableFuture.runAsync(
                    () -> act(store, directory, choices, count / threads),
                    task -> new Thread(task, "crash-storer").start()));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(storers.toArray(CompletableFuture[]::new));
        while (!all.isDone()) {
            store.log().maintain();
        }
        all.join();
    }

    private void acknowledge(RecordingDirectory directory, long operation, boolean isForced) {
        synchronized (issued) {
            written.merge(directory.stepCount(), operation, Math::max);
            if (isForced) {
                forced.merge(directory.stepCount(), operation, Math::max);
            }
        }
    }

    /** Returns the most of what was acknowledged up to a step: with several threads, it need not be the latest. */
    private static long most(NavigableMap<Integer, Long> acknowledged, int steps) {
        return acknowledged.headMap(steps, true).values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    /** What a failure has left. */
    private record State(Map<String, byte[]> files, long least, long most, boolean sameBoot) {}

    private State state(RecordingDirectory directory) {
        int last = random.nextInt(3) == 0 ? opened : directory.steps.size();
        int steps = random.nextInt(last + 1);
        boolean kill = random.nextInt(4) == 0;
        return new State(
                kill ? CrashStates.kill(directory, steps, random) : CrashStates.powerLoss(directory, steps, random),
                kill ? most(written, Math.max(0, steps - 1)) : most(forced, steps),
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
