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
import java.util.List;

/** Writes a group down, where it is kept. Guarded by the group's lock. */
final class GroupJournal {
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

    private final GroupRegistry registry;
    private final GroupRegistry.Id id;
    private final Subject subject;
    private final BacklogRecords records;

    /** Where the group started, and what it leaves out. */
    private final CursorStart start;

    /** Messages that were gone before the group came to be. */
    private final long goneBefore;

    /** Whether more has changed than the backlog. */
    private boolean namesChanged = true;

    GroupJournal(GroupRegistry registry, GroupRegistry.Id id, Subject subject, CursorStart start, long goneBefore) {
        this.registry = registry;
        this.id = id;
        this.subject = subject;
        this.records = new BacklogRecords(subject, registry.clock(), registry.timer());
        this.start = start;
        this.goneBefore = goneBefore;
    }

    CursorStart start() {
        return start;
    }

    Backlog createBacklog() {
        return new Backlog(registry.timer(), BacklogLimits.DEFAULTS, records, goneBefore);
    }

    /** Says what {@link Subject#onSave} says. */
    void onSave(Runnable action) {
        subject.onSave(action);
    }

    /** Reads what a group with these names was. */
    BacklogRecords.Place read(Names names) {
        namesChanged = false;
        return records.read(names.position());
    }

    /** Returns the entries that were read and are out at a member that may come back. */
    List<Entry> held() {
        return records.held();
    }

    /** Notes that there is a member more, perhaps with other options. */
    void joined() {
        namesChanged = true;
        subject.changed();
    }

    /** Writes a new group down at once, so that who joins is told where that fails. */
    void writeNew(GroupOptions options, BacklogRecords.Place place) {
        if (subject.isKept()) {
            write(options, place);
        }
    }

    void write(GroupOptions options, BacklogRecords.Place place) {
        if (namesChanged) {
            write(subject, new Names(id, options, start, place.position(), goneBefore, registry.lastMemberNumber()));
            namesChanged = false;
        }
        records.write(place);
    }

    /** Lets go of a group that did not come to be. */
    void discard() {
        subject.discard();
    }

    /** Writes down that the group is forgotten; returns where. */
    long forget() {
        return subject.isKept() ? subject.forget() : 0;
    }

    private static void write(Subject subject, Names names) {
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

    /** Reads the names of a group. */
    static Names readNames(Subject subject) {
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
