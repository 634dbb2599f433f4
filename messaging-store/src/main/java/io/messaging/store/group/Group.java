package io.messaging.store.group;

import io.messaging.administration.Origin;
import io.messaging.administration.SharedGroup;
import io.messaging.message.Message;
import io.messaging.spi.group.GroupOptions;
import io.messaging.store.Cursor;
import io.messaging.store.CursorStart;
import io.messaging.store.journal.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A group of one topic: its backlog and its members. Everything is guarded by {@link #lock}, which is taken before a
 * topic's and never with another group's; owners and the timer are called outside it, by {@link FollowUp}.
 */
final class Group {
    /** About what a group takes in the heap, apart from names. */
    private static final int BYTES = 1_024;

    final GroupRegistry registry;
    final GroupRegistry.Id id;
    final ReentrantLock lock = new ReentrantLock();
    final Waiters waiters = new Waiters();

    private final Map<Long, Member> members = new LinkedHashMap<>();

    private final Timers timers;

    /** Null before the first member has joined, as the next two are. */
    private Backlog backlog;

    private GroupJournal journal;
    private GroupOptions options;
    private long lastToken;
    private long lastSeenMillis;
    private boolean retired;

    Group(GroupRegistry registry, GroupRegistry.Id id) {
        this.registry = registry;
        this.id = id;
        this.timers = new Timers(registry.timer(), this::change);
    }

    /** Restores a group, without members, from what was written down. */
    Group(GroupRegistry registry, GroupRecords.Names names, Subject subject) {
        this(registry, names.id());
        options = names.options();
        journal = new GroupJournal(registry, id, subject, names.start(), names.goneBefore());
        journal.onSave(this::save);
        backlog = journal.createBacklog();
        BacklogRecords.Place place = journal.read(names);
        backlog.restore(place);
        lastToken = place.lastToken() + GroupRegistry.NOT_WRITTEN;
        lastSeenMillis = place.lastSeenMillis();
        registry.take(bytes());
    }

    private void save() {
        lock.lock();
        try {
            if (!isOver()) {
                journal.write(options, backlog.place(lastToken, lastSeenMillis));
            }
        } finally {
            lock.unlock();
        }
    }

    Backlog backlog() {
        return backlog;
    }

    GroupOptions options() {
        return options;
    }

    long nextToken() {
        return ++lastToken;
    }

    void seen() {
        lastSeenMillis = registry.nowMillis();
    }

    /** Adds a member; returns null when the group was dropped, and another is to be created. */
    Member join(GroupOptions wanted, CursorStart startOfNew, int concurrency, Member.Owner owner) {
        lock.lock();
        try {
            if (retired) {
                return null;
            }
            if (!members.isEmpty() && !options.equals(wanted)) {
                throw new IllegalArgumentException("the members of group '" + id.name() + "' of topic '" + id.topic()
                        + "' have " + options + ", and this one has " + wanted
                        + "; give all members of a group the same options, or this one another group");
            }
            prepare(wanted, startOfNew);
            Origin origin = registry.since(owner.origin());
            Member member = new Member(this, registry.nextMemberNumber(), 0, concurrency, origin, owner);
            members.put(member.number(), member);
            seen();
            journal.joined();
            return member;
        } finally {
            if (backlog == null) {
                retire();
            }
            lock.unlock();
        }
    }

    private void prepare(GroupOptions wanted, CursorStart startOfNew) {
        if (backlog == null) {
            start(wanted, startOfNew);
        } else if (members.isEmpty()) {
            backlog.open(registry.openCursor(id.topic(), next(), this::onNew), wanted.orderedBy());
        }
        options = wanted;
    }

    /** Returns where a cursor goes on. */
    private CursorStart next() {
        return journal.start().goingOnAt(backlog.position());
    }

    private void start(GroupOptions wanted, CursorStart first) {
        registry.reserve(id, bytes());
        Cursor cursor = null;
        GroupJournal created = null;
        try {
            cursor = registry.openCursor(id.topic(), first, this::onNew);
            long goneBefore = registry.goneSoFar(id.topic(), cursor.position());
            created = new GroupJournal(registry, id, registry.createSubject(), first, goneBefore);
            created.onSave(this::save);
            Backlog empty = created.createBacklog();
            empty.open(cursor, wanted.orderedBy());
            created.writeNew(wanted, empty.place(0, registry.nowMillis()));
            journal = created;
            backlog = empty;
        } finally {
            if (backlog == null) {
                undoStart(cursor, created);
            }
        }
    }

    private void undoStart(Cursor cursor, GroupJournal created) {
        if (cursor != null) {
            cursor.close();
        }
        if (created != null) {
            created.discard();
        }
        registry.release(bytes());
    }

    private long bytes() {
        return BYTES + 2L * (id.name().length() + id.topic().length());
    }

    private void retire() {
        retired = true;
        registry.drop(this);
    }

    /**
     * Puts a member in the place of one that lost its connection. What the earlier one has and the new one does not name
     * was lost on the way, and is given back.
     */
    Member reattach(long number, long request, Set<Long> inHand, Collection<Outcome> finished, Member.Owner owner) {
        Set<Long> kept = new HashSet<>(inHand);
        finished.forEach(outcome -> kept.add(outcome.token()));
        Replacement replacement = call(() -> replace(number, request, kept, owner));
        replacement.earlier().notifyClosed(true);
        finished.forEach(replacement.member()::finish);
        return replacement.member();
    }

    private record Replacement(Member earlier, Member member) {}

    private Replacement replace(long number, long request, Set<Long> kept, Member.Owner owner) {
        Member earlier = members.get(number);
        if (earlier == null || earlier.hasNewer(request)) {
            throw new MemberLostException(id.name(), id.topic(), number, retired);
        }
        Member member = earlier.replaceBy(owner, request, kept);
        members.put(number, member);
        seen();
        return new Replacement(earlier, member);
    }

    /** Called under the lock. */
    void remove(Member member) {
        members.remove(member.number());
        if (members.isEmpty()) {
            backlog.close();
        }
    }

    /** Called for each stored message, on the storing thread. */
    private void onNew() {
        if (!waiters.isEmpty()) {
            change(() -> {});
        }
    }

    /** Changes something under the lock, and does outside it what follows. */
    void change(Runnable change) {
        call(() -> {
            change.run();
            return null;
        });
    }

    /** Does what {@link #change} does, and returns what the change returns. */
    <T> T call(Supplier<T> change) {
        T result;
        FollowUp followUp;
        lock.lock();
        try {
            result = change.get();
            followUp = followUp();
        } finally {
            lock.unlock();
        }
        followUp.run();
        return result;
    }

    /** Finds out whom to wake, and when. Called under the lock, after whatever may have changed that. */
    private FollowUp followUp() {
        if (waiters.isEmpty()) {
            return FollowUp.NONE;
        }
        List<Member> woken = List.of();
        long work = backlog.work();
        for (Member next = waiters.wake(work); next != null; next = waiters.wake(work)) {
            woken = woken.isEmpty() ? new ArrayList<>() : woken;
            woken.add(next);
        }
        Runnable timer = waiters.isEmpty() ? null : timers.startFor(backlog.nextDue());
        return woken.isEmpty() && timer == null ? FollowUp.NONE : new FollowUp(woken, timer);
    }

    /** Returns where the message is written down. */
    long requeue(Message message) {
        return call(() -> {
            if (isOver()) {
                throw registry.unknown(id);
            }
            return backlog.requeue(message);
        });
    }

    /** Also where no member has joined yet. */
    private boolean isOver() {
        return retired || backlog == null;
    }

    /** Ends the group and all its members; returns false when it was over. */
    boolean forget() {
        List<Member> ended;
        long location;
        lock.lock();
        try {
            if (isOver()) {
                return false;
            }
            location = journal.forget();
            ended = List.copyOf(members.values());
            ended.forEach(Member::forget);
            members.clear();
            waiters.clear();
            backlog.close();
            registry.release(bytes());
            retire();
        } finally {
            lock.unlock();
        }
        ended.forEach(member -> member.notifyClosed(false));
        registry.awaitSafe(location);
        return true;
    }

    /** Counts what is not settled. Called under the lock. */
    long lag() {
        return backlog.unsettled() + registry.countFrom(id.topic(), next());
    }

    /** Returns null when it is no group any more. */
    SharedGroup status() {
        lock.lock();
        try {
            if (isOver()) {
                return null;
            }
            return new SharedGroup(
                    id.name(),
                    id.topic(),
                    options.namespace(),
                    options.orderedBy() == null ? null : options.orderedBy().toString(),
                    options.maxAttempts(),
                    backlog.position(),
                    lag(),
                    backlog.inFlight(),
                    backlog.retriesWaiting(),
                    backlog.attempts(),
                    backlog.lost(registry.goneFrom(id.topic(), backlog.position())),
                    Instant.ofEpochMilli(lastSeenMillis),
                    members.values().stream().map(Member::status).toList());
        } finally {
            lock.unlock();
        }
    }
}
