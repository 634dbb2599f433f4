package io.messaging.store.group;

import io.messaging.spi.group.GroupOptions;
import io.messaging.store.CursorStart;
import io.messaging.store.journal.Subject;

/** Writes a group down, where it is kept. Guarded by the group's lock. */
final class GroupJournal {
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
        return new Backlog(registry.timer(), Backlog.Limits.DEFAULTS, records, goneBefore);
    }

    /** Says what {@link Subject#onSave} says. */
    void onSave(Runnable action) {
        subject.onSave(action);
    }

    /** Reads what a group with these names was. */
    BacklogRecords.Place read(GroupRecords.Names names) {
        namesChanged = false;
        return records.read(names.position());
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
            GroupRecords.write(
                    subject,
                    new GroupRecords.Names(
                            id, options, start, place.position(), goneBefore, registry.lastMemberNumber()));
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
}
