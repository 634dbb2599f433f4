package io.messaging.store.group;

import io.messaging.message.GemstoneId;
import io.messaging.spi.group.GroupOptions;
import io.messaging.spi.group.OrderingKey;
import io.messaging.store.CursorStart;
import io.messaging.store.journal.BodyReader;
import io.messaging.store.journal.BodyWriter;
import io.messaging.store.journal.Subject;
import io.messaging.store.log.RecordKind;
import io.messaging.store.log.segment.LogRecord;
import java.time.Duration;

/** How a group's names and options are written down, which change when somebody joins. Stateless. */
final class GroupRecords {
    private static final int VERSION = 1;

    /**
     * A group as it was written down. Immutable.
     *
     * @param position where it started, or later
     * @param goneBefore messages that were gone before it came to be
     * @param lastMember the greatest number of a member so far
     */
    record Names(
            GroupRegistry.Id id,
            GroupOptions options,
            CursorStart start,
            long position,
            long goneBefore,
            long lastMember) {}

    private GroupRecords() {}

    static void write(Subject subject, Names names) {
        GroupOptions options = names.options();
        OrderingKey key = options.orderedBy();
        byte[] body = new BodyWriter(VERSION)
                .text(names.id().name())
                .text(names.id().topic())
                .text(options.namespace())
                .number(options.maxAttempts())
                .number(options.retryBackoff().getSeconds())
                .number(options.retryBackoff().getNano())
                .text(key == null ? null : key.source().name())
                .text(key == null ? null : key.field())
                .number(names.position())
                .number(names.goneBefore())
                .number(names.lastMember())
                .toBytes();
        subject.put(RecordKind.GROUP, names.start().after().bits(), body);
    }

    static Names read(Subject subject) {
        LogRecord log = subject.read(RecordKind.GROUP, 0, 0);
        BodyReader body = new BodyReader(log, VERSION);
        return new Names(
                new GroupRegistry.Id(body.text(), body.text()),
                new GroupOptions(
                        body.text(),
                        body.integer(),
                        Duration.ofSeconds(body.number(), body.number()),
                        key(body.text(), body.text())),
                new CursorStart(0, GemstoneId.of(log.id())),
                body.number(),
                body.number(),
                body.number());
    }

    private static OrderingKey key(String source, String field) {
        return source == null ? null : new OrderingKey(OrderingKey.Source.valueOf(source), field);
    }
}
