package io.messaging.store.group;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.Origin;
import io.messaging.administration.SharedGroup;
import io.messaging.administration.SharedGroups;
import io.messaging.administration.Subscriber;
import io.messaging.message.Message;
import io.messaging.spi.group.GroupOptions;
import io.messaging.store.Cursor;
import io.messaging.store.CursorStart;
import io.messaging.store.DeadLetters;
import io.messaging.store.MessageStore;
import io.messaging.store.journal.Journal;
import io.messaging.store.journal.Subject;
import io.messaging.store.log.RecordKind;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A broker's memory of groups: what each has not settled of its topic, and who its members are.
 *
 * <p>Thread-safe: each group has a lock of its own, taken before a topic's and never with another group's.
 */
public final class GroupRegistry implements SharedGroups {
    /** Identifies a group. */
    record Id(String name, String topic) {}

    /**
     * How many numbers are left out after a restart: those that were given since the log was written last are not known.
     */
    static final long NOT_WRITTEN = 1_000_000;

    private final MessageStore store;
    private final InstantSource clock;
    private final DeadLetters deadLetters;
    private final RetryTimer timer;
    private final Map<Id, Group> groups = new ConcurrentHashMap<>();
    private final AtomicLong lastMember = new AtomicLong();
    private final Journal journal;

    /**
     * Creates a registry of the groups that the store's log has, none of which has a member.
     *
     * @param store the messages, and where dead letters go
     * @param backendName the simple class name of the backend, for dead letters
     * @param clock for the time a group was last seen, and in the ids of dead letters
     * @param timer for pauses between attempts
     */
    public GroupRegistry(MessageStore store, String backendName, InstantSource clock, RetryTimer timer) {
        this(store, backendName, clock, timer, store.journal());
    }

    GroupRegistry(MessageStore store, String backendName, InstantSource clock, RetryTimer timer, Journal journal) {
        this.store = store;
        this.clock = clock;
        this.deadLetters = new DeadLetters(store, backendName, clock);
        this.timer = timer;
        this.journal = journal;
        journal.recovered(RecordKind.GROUP).forEach(this::recover);
    }

    private void recover(Subject subject) {
        GroupJournal.Names names = GroupJournal.readNames(subject);
        groups.put(names.id(), new Group(this, names, subject));
        lastMember.accumulateAndGet(names.lastMember() + NOT_WRITTEN, Math::max);
    }

    /** Joins a group; a new group starts with the topic's whole backlog. */
    public Member join(String name, String topic, GroupOptions options, int concurrency, Member.Owner owner) {
        return join(name, topic, options, CursorStart.at(0), concurrency, owner);
    }

    /**
     * Joins a group. One that is known goes on where it was. Options are those of the members that are there; while there are
     * none, the newcomer's replace them.
     *
     * @param name the group
     * @param topic the topic
     * @param options the same for all members
     * @param start where a new group starts, and what it leaves out as long as it is known
     * @param concurrency how many messages this member may have at once, 1 or more
     * @param owner whom to notify; call {@link Member#next} once after this has returned
     * @return the member
     * @throws IllegalArgumentException when the members that are there have other options, concurrency is less than 1, or a
     *     new group is to start behind a message that the topic does not hold
     * @throws io.messaging.backend.StoreFullException when there is no room for a new topic or group
     * @throws io.messaging.backend.RejectedMessageException when a name is too long
     */
    public Member join(
            String name, String topic, GroupOptions options, CursorStart start, int concurrency, Member.Owner owner) {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency is " + concurrency + "; it is 1 or more");
        }
        while (true) {
            Member member = groups.computeIfAbsent(new Id(name, topic), id -> new Group(this, id))
                    .join(options, start, concurrency, owner);
            if (member != null) {
                return member;
            }
        }
    }

    /**
     * Takes the place of a member that lost its connection and was not released yet. What is still in hand stays out, what was
     * finished meanwhile is settled, and whatever else the member had never reached it and is given back.
     *
     * @param name the group
     * @param topic the topic
     * @param number the member's number
     * @param request a number greater than those of the instance's earlier requests, or 0 where it does not count them
     * @param inHand the tokens of messages that are being handled
     * @param finished how others ended, in this order
     * @param owner whom to notify; call {@link Member#next} once after this has returned
     * @return the member, of the same number and concurrency
     * @throws MemberLostException when the member was released, the group forgotten, or a newer request came before
     */
    public Member reattach(
            String name,
            String topic,
            long number,
            long request,
            Set<Long> inHand,
            Collection<Outcome> finished,
            Member.Owner owner) {
        Group group = groups.get(new Id(name, topic));
        if (group == null) {
            throw new MemberLostException(name, topic, number, true);
        }
        return group.reattach(number, request, inHand, finished, owner);
    }

    /**
     * Returns whether some group, with or without members, has a place in a topic.
     *
     * @param topic the topic
     * @return true while its positions must hold
     */
    public boolean hasGroupOf(String topic) {
        return groups.keySet().stream().anyMatch(id -> id.topic().equals(topic));
    }

    /** {@return the members, and groups that have none, of all namespaces} */
    public Stream<Subscriber> subscribers() {
        return list().stream().flatMap(GroupRegistry::subscribers);
    }

    private static Stream<Subscriber> subscribers(SharedGroup group) {
        return group.members().isEmpty()
                ? Stream.of(subscriber(group, false))
                : group.members().stream()
                        .map(member -> member.connected()
                                ? subscriber(group, true).from(member.origin())
                                : subscriber(group, false));
    }

    private static Subscriber subscriber(SharedGroup group, boolean connected) {
        return new Subscriber(group.topic(), null, group.namespace(), connected, group.name());
    }

    @Override
    public List<SharedGroup> list() {
        return groups.values().stream()
                .map(Group::status)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public boolean forget(String name, String topic) {
        Group group = groups.get(new Id(name, topic));
        return group != null && group.forget();
    }

    @Override
    public void requeue(Message deadLetter) {
        DeadLetter letter = DeadLetter.fromMessage(deadLetter);
        Id id = new Id(letter.clientId(), letter.originalTopic());
        Group group = groups.get(id);
        if (group == null) {
            throw unknown(id);
        }
        journal.awaitSafe(group.requeue(letter.original().compact()));
    }

    IllegalArgumentException unknown(Id id) {
        return new IllegalArgumentException(
                "no group '" + id.name() + "' of topic '" + id.topic()
                        + "' exists (it may have been forgotten); a member must subscribe before its dead letters can be requeued");
    }

    void reserve(Id id, long bytes) {
        store.reserveForGroup(id.name(), bytes);
    }

    void take(long bytes) {
        store.takeForClient(bytes);
    }

    void release(long bytes) {
        store.releaseForClient(bytes);
    }

    void drop(Group group) {
        groups.remove(group.id, group);
    }

    Cursor openCursor(String topic, CursorStart start, Runnable onNew) {
        return store.openCursor(topic, start, onNew);
    }

    long goneSoFar(String topic, long position) {
        return store.goneSoFar(topic, position);
    }

    long goneFrom(String topic, long position) {
        return store.goneFrom(topic, position);
    }

    long countFrom(String topic, CursorStart from) {
        return store.countFrom(topic, from);
    }

    long nextMemberNumber() {
        return lastMember.incrementAndGet();
    }

    long lastMemberNumber() {
        return lastMember.get();
    }

    Subject createSubject() {
        return journal.create();
    }

    void awaitSafe(long location) {
        journal.awaitSafe(location);
    }

    InstantSource clock() {
        return clock;
    }

    long nowMillis() {
        return clock.millis();
    }

    /** Returns an origin as of now, null for null. */
    Origin since(Origin origin) {
        return origin == null ? null : origin.at(clock.instant());
    }

    DeadLetters deadLetters() {
        return deadLetters;
    }

    RetryTimer timer() {
        return timer;
    }
}
