package io.messaging.redis.shared;

import io.messaging.message.Message;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.connection.Script;
import io.messaging.redis.store.Keys;
import io.messaging.redis.subscription.NewStart;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** The state of groups in Redis. Every call waits for the answer, except {@link #step}. Thread-safe. */
final class GroupMemory {
    private static final Script JOIN = load("join.lua");
    private static final Script STEP = load("step.lua");
    private static final Script LOOK = load("look.lua");
    private static final Script FILE = load("file.lua");
    private static final Script HOLDS = load("holds.lua");
    private static final Script FORGET = load("forget.lua");
    private static final Script REQUEUE = load("requeue.lua");
    private static final Script STATE = load("state.lua");

    private final RedisLink link;
    private final Keys keys;

    GroupMemory(RedisLink link, Keys keys) {
        this.link = link;
        this.keys = keys;
    }

    private static Script load(String name) {
        return Script.load(GroupMemory.class, "group.lua", name);
    }

    /**
     * Joins a group, which is registered first, so that it can always be found.
     *
     * @param start where the group starts if it is new
     * @param gone members that are gone, each with its lease
     * @return the words of the script
     */
    List<byte[]> join(GroupId id, Applicant applicant, NewStart start, Map<String, String> gone) {
        if (!applicant.again()) {
            register(id);
        }
        List<byte[]> args = new ArrayList<>(List.of(
                bytes(applicant.name()),
                bytes(Integer.toString(applicant.concurrency())),
                AgreedOptions.write(applicant.options()),
                bytes(AgreedOptions.order(applicant.options())),
                bytes(applicant.again() ? "1" : ""),
                applicant.originText()));
        args.addAll(start.args());
        gone.forEach((other, lease) -> {
            args.add(bytes(other));
            args.add(bytes(lease));
        });
        return run(JOIN, id, args);
    }

    /** Returns whether a group has a place in its topic. */
    boolean isKnown(GroupId id) {
        return link.call(() ->
                link.commands().hexists(keys.group(id.topic(), id.group()).get(0), "place"));
    }

    /** Has a group found by administrators, also one that Redis has lost. */
    void register(GroupId id) {
        link.call(() -> link.commands().sadd(keys.groups(), id.toBytes()));
    }

    /** Takes a step, without blocking. */
    CompletableFuture<StepAnswer> step(GroupId id, String member, Step step) {
        return link.run(STEP, names(id), step.args(member)).thenApply(StepAnswer::parse);
    }

    /** Returns whether a message is still a member's. */
    boolean holds(GroupId id, String member, Attempt attempt) {
        List<byte[]> args = List.of(bytes(member), bytes(attempt.entry()), bytes(Integer.toString(attempt.number())));
        return isOne(run(HOLDS, id, args));
    }

    /** Reads messages that are to be filed. */
    List<byte[]> look(GroupId id) {
        return run(LOOK, id, List.of());
    }

    /** Files messages; returns whether the group was still where they were read. */
    boolean file(GroupId id, List<byte[]> args) {
        return isOne(run(FILE, id, args));
    }

    boolean requeue(GroupId id, Message message) {
        byte[] call = bytes(Keys.hex(ThreadLocalRandom.current().nextLong()));
        return isOne(run(REQUEUE, id, List.of(message.toJsonBytes(), call)));
    }

    boolean forget(GroupId id) {
        boolean known = isOne(run(FORGET, id, List.of()));
        link.call(() -> link.commands().srem(keys.groups(), id.toBytes()));
        if (state(id).isKnown()) { // somebody has joined meanwhile
            register(id);
        }
        return known;
    }

    Set<GroupId> all() {
        return link.call(() -> link.members(keys.groups())).stream()
                .map(GroupId::parse)
                .collect(Collectors.toSet());
    }

    GroupState state(GroupId id) {
        return GroupState.parse(run(STATE, id, List.of()));
    }

    private List<byte[]> run(Script script, GroupId id, List<byte[]> args) {
        return link.call(() -> link.run(script, names(id), args));
    }

    private List<String> names(GroupId id) {
        return keys.group(id.topic(), id.group());
    }

    private static boolean isOne(List<byte[]> answer) {
        return answer.get(0)[0] == '1';
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
