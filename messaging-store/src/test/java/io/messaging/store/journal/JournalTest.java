package io.messaging.store.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.store.log.LogOptions;
import io.messaging.store.log.LogOwner;
import io.messaging.store.log.MessageLog;
import io.messaging.store.log.QuietRecovery;
import io.messaging.store.log.RecordKind;
import io.messaging.store.log.RecordingDirectory;
import io.messaging.store.log.SyncMode;
import io.messaging.store.log.segment.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(QuietRecovery.class)
class JournalTest {
    private RecordingDirectory directory = new RecordingDirectory(Map.of());
    private Journal journal;
    private MessageLog log;

    JournalTest() {
        open();
    }

    private void open() {
        LogOptions options = new LogOptions(SyncMode.INTERVAL, 0, 4_096, 1_024, 1, 4_096);
        log = MessageLog.open(directory, "boot", options, opened -> {
            journal = new Journal(opened);
            return new Owner(journal);
        });
    }

    private record Owner(Journal journal) implements LogOwner {
        @Override
        public void recovered(LogRecord record, long location) {
            journal.recovered(record, location);
        }

        @Override
        public void copyOn(LogRecord record, long location) {
            journal.copyOn(record, location);
        }

        @Override
        public void beforeWrite() {
            journal.tryFlush();
        }
    }

    private void restart() {
        journal.write();
        directory = new RecordingDirectory(directory.contents());
        open();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String read(Subject subject, byte kind, long place) {
        return subject.has(kind, 0, place)
                ? new String(subject.read(kind, 0, place).body(), StandardCharsets.UTF_8)
                : null;
    }

    @Test
    void whatHasChangedIsWrittenOnceBeforeTheLogIs() {
        Subject subject = journal.create();
        int[] saved = new int[1];
        subject.onSave(() -> subject.put(RecordKind.CLIENT, 0, bytes("saved " + ++saved[0])));
        for (int i = 0; i < 100; i++) {
            subject.changed();
        }
        assertFalse(subject.has(RecordKind.CLIENT, 0, 0));
        journal.write();
        journal.write();
        assertEquals("saved 1", read(subject, RecordKind.CLIENT, 0));
        subject.changed();
        restart();
        assertEquals("saved 2", read(journal.recovered(RecordKind.CLIENT).get(0), RecordKind.CLIENT, 0));
    }

    @Test
    void whatDoesNotFitOnTheDiskIsWrittenWhenThereIsSpace() {
        Subject subject = journal.create();
        subject.onSave(() -> subject.put(RecordKind.CLIENT, 0, new byte[3_000]));
        directory.limitSpace(0);
        for (int i = 0; i < 10; i++) {
            subject.changed();
            journal.flush();
        }
        directory.limitSpace(Long.MAX_VALUE);
        subject.put(RecordKind.PLACE, 0, 0, bytes("later"));
        journal.flush();
        restart();
        assertTrue(journal.recovered(RecordKind.CLIENT).get(0).has(RecordKind.PLACE, 0, 0));
    }

    @Test
    void compactionKeepsWhatCountsAndNothingElse() {
        Random random = new Random(3);
        Map<Integer, TreeMap<Long, String>> model = new HashMap<>();
        Map<Integer, Subject> subjects = new HashMap<>();
        for (int i = 0; i < 6_000; i++) {
            int number = random.nextInt(4);
            Subject subject = subjects.computeIfAbsent(number, unknown -> {
                Subject created = journal.create();
                created.put(RecordKind.CLIENT, 0, bytes("client " + unknown));
                model.put(unknown, new TreeMap<>());
                return created;
            });
            long place = random.nextInt(30);
            int choice = random.nextInt(100);
            if (choice < 70) {
                subject.put(RecordKind.ENTRY, 0, place, bytes(number + ":" + i));
                model.get(number).put(place, number + ":" + i);
            } else if (choice < 90) {
                if (subject.has(RecordKind.ENTRY, 0, place)) {
                    subject.putEnd(RecordKind.ENTRY, 0, place);
                    model.get(number).remove(place);
                }
            } else if (choice < 92) {
                subject.forget();
                model.remove(number);
                subjects.remove(number);
            } else {
                journal.write();
                log.maintain();
            }
            if (i % 500 == 0) {
                restart();
                subjects.clear();
                for (Subject recovered : journal.recovered(RecordKind.CLIENT)) {
                    String name = read(recovered, RecordKind.CLIENT, 0);
                    subjects.put(Integer.parseInt(name.substring(7)), recovered);
                }
                assertEquals(model, read(subjects));
            }
        }
        while (log.maintain()) {
            // there may be more
        }
        assertTrue(log.stats().bytes() < 60_000, () -> "the log has " + log.stats());
    }

    private static Map<Integer, TreeMap<Long, String>> read(Map<Integer, Subject> subjects) {
        Map<Integer, TreeMap<Long, String>> read = new HashMap<>();
        subjects.forEach((number, subject) -> {
            TreeMap<Long, String> entries = new TreeMap<>();
            for (long place : subject.places(RecordKind.ENTRY, 0)) {
                String body = read(subject, RecordKind.ENTRY, place);
                if (!body.isEmpty()) {
                    entries.put(place, body);
                }
            }
            read.put(number, entries);
        });
        return read;
    }
}
