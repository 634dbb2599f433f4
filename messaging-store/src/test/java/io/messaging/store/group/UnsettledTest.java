package io.messaging.store.group;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.store.journal.Journal;
import io.messaging.store.journal.Subject;
import io.messaging.store.log.LogOptions;
import io.messaging.store.log.LogOwner;
import io.messaging.store.log.MessageLog;
import io.messaging.store.log.segment.LogRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is written down of a backlog is read again the same. */
class UnsettledTest {
    private static final LogOwner NOBODY = new LogOwner() {
        @Override
        public void recovered(LogRecord log, long location) {
            throw new AssertionError("a log in memory has nothing to recover");
        }

        @Override
        public void copyOn(LogRecord log, long location) {
            throw new AssertionError("nothing is compacted");
        }
    };

    private final Groups groups = new Groups();
    private final MessageLog log = MessageLog.inMemory(LogOptions.IN_MEMORY, opened -> NOBODY);
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;
    private final BlockFormat format = new BlockFormat(clock, groups, false);

    @Test
    void randomStatesComeBackTheSame() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            Subject subject = new Journal(log).create();
            Unsettled unsettled = new Unsettled(0);
            TreeMap<Long, Integer> model = new TreeMap<>();
            long end = random.nextInt(1_000);
            int most = 1 + random.nextInt(500);
            for (int step = 0; step < 60; step++) {
                for (int i = random.nextInt(80); i > 0; i--) {
                    change(random, unsettled, model, end, most);
                    end += random.nextInt(3) == 0 ? 1 + random.nextInt(1 << random.nextInt(12)) : 1;
                }
                long lowest = model.isEmpty() ? end : model.firstKey();
                assertEquals(lowest, unsettled.lowest(end));
                unsettled.write(subject, end, format);
                unsettled.written(subject, end);
                if (random.nextInt(10) == 0) {
                    unsettled = new Unsettled(0);
                    unsettled.read(subject, lowest, format);
                }
                assertEquals(model, read(unsettled), "seed " + seed);
            }
        }
    }

    private static void change(Random random, Unsettled unsettled, TreeMap<Long, Integer> model, long next, int most) {
        if (model.size() > most || (random.nextInt(3) == 0 && !model.isEmpty())) {
            Long any = model.ceilingKey(model.firstKey() + random.nextInt(2_000));
            long settled = any == null || random.nextBoolean() ? model.firstKey() : any;
            unsettled.remove(settled);
            model.remove(settled);
        } else if (random.nextBoolean()) {
            unsettled.add(next);
            model.put(next, 0);
        } else {
            Entry entry = Entry.of(next, false);
            entry.attempts = 1 + random.nextInt(200);
            unsettled.put(next, entry);
            model.put(next, entry.attempts);
        }
    }

    private static Map<Long, Integer> read(Unsettled unsettled) {
        Map<Long, Integer> read = new TreeMap<>();
        unsettled.forEach(entry -> read.put(entry.position, entry.attempts), position -> read.put(position, 0));
        assertEquals(read.size(), unsettled.count());
        return read;
    }

    @Test
    void aPauseGoesOnByTheTimeOfDayAndNeverGetsLonger() {
        assertEquals(40, secondsLeft(20));
        assertEquals(0, secondsLeft(61));
        assertEquals(0, secondsLeft(TimeUnit.DAYS.toSeconds(365)));
        assertEquals(60, secondsLeft(-20));
        assertEquals(60, secondsLeft(-TimeUnit.DAYS.toSeconds(365)));
    }

    /** Returns what is left of a pause of a minute when it is read at another time of day. */
    private long secondsLeft(long passed) {
        Entry entry = Entry.of(7, false);
        entry.attempts = 1;
        entry.pausing = true;
        entry.dueNanos = groups.nanoTime() + Groups.seconds(60);
        Subject subject = new Journal(log).create();
        Unsettled unsettled = new Unsettled(0);
        unsettled.put(7, entry);
        unsettled.write(subject, 8, format);
        now = now.plusSeconds(passed);
        Unsettled again = new Unsettled(0);
        assertEquals(8, again.read(subject, 0, format));
        long[] left = new long[1];
        again.forEach(
                read -> left[0] = read.pausing ? TimeUnit.NANOSECONDS.toSeconds(read.dueNanos - groups.nanoTime()) : 0,
                position -> {});
        return left[0];
    }
}
