package io.messaging.store;

import static io.messaging.store.Messages.START;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.store.log.CrashStates;
import io.messaging.store.log.LogOptions;
import io.messaging.store.log.Maintenance;
import io.messaging.store.log.RecordingDirectory;
import io.messaging.store.log.SyncMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A store in a directory that lives through many failures; one seed gives one run. Not thread-safe. */
final class StoreCrashRun {
    private static final List<String> TOPICS = List.of("a", "b", "c", "d");
    private static final List<String> NAMESPACES = List.of("m", "n");
    private static final int STATES_OF_A_LIFE = 10;

    private final long seed;
    private final SyncMode sync;
    private final Random random;
    private final LogOptions options;

    /** What is there after each number of operations, and which of them clear several topics, one after the other. */
    private List<StoreModel> history = new ArrayList<>(List.of(StoreModel.EMPTY));

    private final Set<Integer> clearings = new HashSet<>();

    /** How many operations cannot be lost any more from a number of steps of the directory on. */
    private NavigableMap<Integer, Integer> forced = new TreeMap<>();

    private NavigableMap<Integer, Integer> written = new TreeMap<>();
    private NavigableMap<Integer, Integer> issued = new TreeMap<>();
    private final Map<GemstoneId, Long> deadlines = new HashMap<>();
    private long now = START;
    private int lastId;
    private long boots;
    private long lost;

    StoreCrashRun(long seed, SyncMode sync) {
        this.seed = seed;
        this.sync = sync;
        random = new Random(seed);
        options = new LogOptions(sync, 0, 8_192, 1_024, 1, 8_192);
    }

    /** Checks so many states; returns how many operations were lost that nobody had been told of. */
    long check(int states) {
        int checked = 0;
        try {
            Map<String, byte[]> files = Map.of();
            while (checked < states) {
                RecordingDirectory directory = new RecordingDirectory(files);
                live(directory);
                StoreModel found = StoreModel.EMPTY;
                for (int i = 0; i < STATES_OF_A_LIFE && checked < states; i++, checked++) {
                    State state = state(directory);
                    found = recover(state);
                    files = state.files();
                }
                history = new ArrayList<>(List.of(found));
                clearings.clear();
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ", " + sync + ", after " + checked + " states: " + e, e);
        }
        return lost;
    }

    private MessageStore open(RecordingDirectory directory) {
        MessageStore store = MessageStore.inDirectory(
                StoreLimits.NONE, () -> Instant.ofEpochMilli(now), directory, "boot" + boots, options);
        store.openWithoutThread();
        return store;
    }

    private void live(RecordingDirectory directory) {
        forced = new TreeMap<>(Map.of(0, 0));
        written = new TreeMap<>(Map.of(0, 0));
        issued = new TreeMap<>(Map.of(0, 0));
        MessageStore store = open(directory);
        StoreBatch batch = store.batch();
        for (int i = random.nextInt(80); i > 0; i--) {
            int choice = random.nextInt(100);
            if (choice < 70) {
                store(batch);
            } else if (choice < 80) {
                Maintenance.run(store.log());
            } else if (choice < 85) {
                now += random.nextInt(1_500);
                store.reclaimExpired();
            } else if (choice < 95) {
                batch.awaitSafe();
                acknowledge(directory, sync == SyncMode.ALWAYS);
            } else {
                clear(store, directory);
            }
            issued.put(directory.stepCount(), history.size() - 1);
        }
        if (random.nextInt(6) == 0) {
            store.close();
            acknowledge(directory, true);
        }
    }

    private void store(StoreBatch batch) {
        String topic = TOPICS.get(random.nextInt(TOPICS.size()));
        String namespace = NAMESPACES.get(random.nextInt(NAMESPACES.size()));
        List<StoreModel.Entry> there = model().readable(topic, now);
        Message message = random.nextInt(8) == 0 && !there.isEmpty()
                ? there.get(random.nextInt(there.size())).message()
                : newMessage();
        batch.store(namespace, topic, message);
        history.add(model().store(namespace, topic, message, now));
    }

    private StoreModel model() {
        return history.get(history.size() - 1);
    }

    private Message newMessage() {
        int ttlSeconds = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 0;
        GemstoneId id = GemstoneId.of(Priority.of(random.nextInt(8)), START + lastId++, 1, 0);
        deadlines.put(id, ttlSeconds == 0 ? Long.MAX_VALUE : now + 1_000 * ttlSeconds);
        return Message.builder(id)
                .payload(Map.of("text", "x".repeat(random.nextInt(600))))
                .ttlSeconds(ttlSeconds)
                .build();
    }

    private void clear(MessageStore store, RecordingDirectory directory) {
        String topic = TOPICS.get(random.nextInt(TOPICS.size()));
        boolean all = random.nextBoolean();
        if (all) {
            clearings.add(history.size());
        }
        history.add(model().clear(all ? name -> true : topic::equals));
        issued.put(directory.stepCount(), history.size() - 1);
        long cleared = all ? store.clearAll(topic::equals) : store.clear(topic);
        if (cleared > 0) { // else nothing was appended, and what was before need not be safe
            acknowledge(directory, sync == SyncMode.ALWAYS);
        }
    }

    private void acknowledge(RecordingDirectory directory, boolean isForced) {
        written.put(directory.stepCount(), history.size() - 1);
        if (isForced) {
            forced.put(directory.stepCount(), history.size() - 1);
        }
    }

    /** What a failure has left. */
    private record State(Map<String, byte[]> files, int least, int most, boolean sameBoot) {}

    private State state(RecordingDirectory directory) {
        int steps = random.nextInt(directory.stepCount() + 1);
        boolean kill = random.nextInt(3) == 0;
        Map.Entry<Integer, Integer> next = issued.ceilingEntry(steps);
        return new State(
                kill ? CrashStates.kill(directory, steps, random) : CrashStates.powerLoss(directory, steps, random),
                kill
                        ? written.floorEntry(Math.max(0, steps - 1)).getValue()
                        : forced.floorEntry(steps).getValue(),
                next == null ? history.size() - 1 : next.getValue(),
                kill);
    }

    /** Recovers a state twice, and returns what it has. */
    private StoreModel recover(State state) {
        boots += state.sameBoot() ? 0 : 1;
        RecordingDirectory directory = new RecordingDirectory(state.files());
        MessageStore store = open(directory);
        StoreModel found = find(store, state);
        MessageStore again = open(new RecordingDirectory(directory.contents()));
        if (!again.id().equals(store.id())) {
            throw new AssertionError("the store has another id the second time");
        }
        for (String topic : TOPICS) {
            if (!read(again, topic).equals(read(store, topic))) {
                throw new AssertionError("topic " + topic + " has " + read(again, topic) + " the second time, and "
                        + read(store, topic) + " the first");
            }
        }
        return found;
    }

    private List<StoreModel.Entry> read(MessageStore store, String topic) {
        return StoreModel.read(store, topic, NAMESPACES, deadlines);
    }

    private StoreModel find(MessageStore store, State state) {
        Map<String, List<StoreModel.Entry>> there = new HashMap<>();
        TOPICS.forEach(topic -> there.put(topic, read(store, topic)));
        // The fewest that match: what has expired meanwhile cannot be told from what was lost.
        for (int operations = state.least(); operations <= state.most(); operations++) {
            StoreModel match = match(there, operations);
            if (match != null) {
                requirePositions(store, match);
                lost += state.most() - operations;
                return match;
            }
        }
        throw new AssertionError((state.sameBoot() ? "after a kill" : "after a loss of power") + " at " + (now - START)
                + " there are " + there + "; acknowledged, and possible, are "
                + history.subList(state.least(), state.most() + 1));
    }

    /** Returns what there was after some operations; of one that clears several topics some may have been, the others not. */
    private StoreModel match(Map<String, List<StoreModel.Entry>> there, int operations) {
        StoreModel model = history.get(operations);
        StoreModel half = clearings.contains(operations + 1) ? history.get(operations + 1) : model;
        StoreModel match = model;
        for (String topic : TOPICS) {
            if (!there.get(topic).equals(model.readable(topic, now))) {
                if (!there.get(topic).equals(half.readable(topic, now))) {
                    return null;
                }
                match = match.clear(topic::equals);
            }
        }
        return match;
    }

    /** The next position is none that a message has had. */
    private void requirePositions(MessageStore store, StoreModel model) {
        for (String topic : TOPICS) {
            Cursor end = store.openCursor(topic, Cursor.NOW, () -> {});
            long had = model.stored().getOrDefault(topic, 0L);
            if (end.position() < had) {
                throw new AssertionError(
                        "topic " + topic + " goes on at " + end.position() + " after " + had + " messages");
            }
            end.close();
        }
    }
}
