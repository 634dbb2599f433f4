package io.messaging.store.log.check;

import io.messaging.store.log.LogOptions;
import io.messaging.store.log.LogOwner;
import io.messaging.store.log.MessageLog;
import io.messaging.store.log.RecordKind;
import io.messaging.store.log.SyncMode;
import io.messaging.store.log.file.BootId;
import io.messaging.store.log.file.DiskDirectory;
import io.messaging.store.log.segment.LogRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Data directories for tests: with one topic, whose messages have the ids 1, 2, ... and positions one less. */
final class Directories {
    static final String FIRST = "0000000001.log";
    static final String SECOND = "0000000002.log";

    static final LogOptions SMALL = new LogOptions(SyncMode.INTERVAL, 1_000, 4_096, 1_024, 1, Integer.MAX_VALUE);
    static final LogOptions LARGE = new LogOptions(SyncMode.INTERVAL, 1_000, 1 << 24, 1 << 16, 1, Integer.MAX_VALUE);

    private static final int TOPIC = 7;
    private static final int BODY = 400;

    private Directories() {}

    /** Ids of messages, and other records, that a log has. */
    static final class Seen implements LogOwner {
        final List<Long> ids = new ArrayList<>();

        @Override
        public void recovered(LogRecord log, long location) {
            if (log.kind() == RecordKind.MESSAGE) {
                ids.add(log.id());
            }
        }

        @Override
        public void copyOn(LogRecord log, long location) {
            throw new IllegalStateException("nothing is released, so nothing is compacted");
        }
    }

    /** Appends messages with the ids after a number, in a process of its own. */
    static void store(Path directory, int after, int count) throws IOException {
        try (MessageLog log = open(directory, new Seen())) {
            log.append(named(RecordKind.TOPIC, TOPIC, after, "orders"));
            for (int id = after + 1; id <= after + count; id++) {
                log.append(message(id, 0));
            }
            log.force();
        }
    }

    static MessageLog open(Path directory, LogOwner owner) throws IOException {
        return open(directory, owner, SMALL);
    }

    static MessageLog open(Path directory, LogOwner owner, LogOptions options) throws IOException {
        return MessageLog.open(DiskDirectory.open(directory), BootId.current(), options, log -> owner);
    }

    static LogRecord message(long id, long deadlineMillis) {
        byte[] body = "x".repeat(BODY).getBytes(StandardCharsets.US_ASCII);
        return new LogRecord(RecordKind.MESSAGE, TOPIC, 1, id - 1, id, deadlineMillis, body, 0, BODY);
    }

    static LogRecord cleared(long position) {
        return LogRecord.of(RecordKind.CLEARED, TOPIC, position);
    }

    static LogRecord named(byte kind, int subject, long position, String name) {
        byte[] body = name.getBytes(StandardCharsets.UTF_8);
        return new LogRecord(kind, subject, 0, position, 0, 0, body, 0, body.length);
    }

    /** Returns the ids of the messages that a start finds. */
    static List<Long> ids(Path directory) throws IOException {
        Seen seen = new Seen();
        open(directory, seen).close();
        return seen.ids;
    }

    /** Returns where a message's record is in a file. */
    static int offsetOf(Path file, long id) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 16; at < bytes.length; at += ByteBuffer.wrap(bytes).getInt(at) + 7 & -8) {
            if (bytes[at + 16] == RecordKind.MESSAGE && ByteBuffer.wrap(bytes).getLong(at + 36) == id) {
                return at;
            }
        }
        throw new IllegalArgumentException("no message " + id + " in " + file);
    }

    static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 0x10;
        Files.write(file, bytes);
    }

    static void truncate(Path file, int size) throws IOException {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), size));
    }
}
