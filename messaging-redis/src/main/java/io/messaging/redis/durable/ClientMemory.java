package io.messaging.redis.durable;

import io.messaging.message.Message;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.connection.Script;
import io.messaging.redis.store.Keys;
import io.messaging.redis.subscription.NewStart;
import io.messaging.redis.subscription.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** The state of durable clients in Redis. Every call waits for the answer, except the last two. Thread-safe. */
final class ClientMemory {
    private static final Script CLAIM = Script.load(ClientMemory.class, "claim.lua");
    private static final Script RESTORE = Script.load(ClientMemory.class, "restore.lua");
    private static final Script SETTLE = Script.load(ClientMemory.class, "settle.lua");
    private static final Script RELEASE = Script.load(ClientMemory.class, "release.lua");
    private static final Script FORGET = Script.load(ClientMemory.class, "forget.lua");
    private static final Script STATE = Script.load(ClientMemory.class, "state.lua");
    private static final Script REQUEUE = Script.load(ClientMemory.class, "requeue.lua");

    private final RedisLink link;
    private final Keys keys;

    ClientMemory(RedisLink link, Keys keys) {
        this.link = link;
        this.keys = keys;
    }

    private String key(ClientId id) {
        return keys.client(id.topic(), id.client());
    }

    private String requeuedKey(ClientId id) {
        return keys.requeued(id.topic(), id.client());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Claims a client, which is registered first, so that a claimed client can always be found. A known client goes on where
     * it was.
     *
     * @throws IllegalArgumentException when it is new and the topic does not hold the message to start after; nothing has
     *     changed then
     */
    void claim(ClientId id, String token, String namespace, NewStart start) {
        NewStart from = start.isPending() && !isKnown(id) ? start.found() : start;
        link.call(() -> link.commands().sadd(keys.durableClients(), id.toBytes()));
        if (!tryClaim(id, token, namespace, from)) { // it was forgotten meanwhile
            tryClaim(id, token, namespace, from.found());
        }
    }

    private boolean isKnown(ClientId id) {
        return link.call(() -> link.commands().hexists(key(id), "place"));
    }

    private boolean tryClaim(ClientId id, String token, String namespace, NewStart from) {
        List<byte[]> args = new ArrayList<>(List.of(bytes(token), bytes(namespace == null ? "" : namespace)));
        args.addAll(from.args());
        List<String> names = List.of(key(id), keys.log(id.topic()), keys.end(id.topic()));
        return isOne(link.call(() -> link.run(CLAIM, names, args)).get(0));
    }

    /** Registers a client again that Redis has lost: it was restarted without its data, or flushed. */
    void restore(ClientId id, String token, String namespace, Place handled, byte[] after) {
        link.call(() -> link.commands().sadd(keys.durableClients(), id.toBytes()));
        List<byte[]> args =
                List.of(bytes(token), bytes(namespace == null ? "" : namespace), bytes(handled.toString()), after);
        link.call(() -> link.run(RESTORE, List.of(key(id)), args));
    }

    /** Reads where a claim starts. */
    ClientState start(ClientId id) {
        return link.call(() -> owner(id));
    }

    /** Moves the client's place by a number of messages; returns whether there are requeued messages. */
    boolean settle(ClientId id, Place passed, long messages) {
        List<String> names = List.of(key(id), requeuedKey(id));
        List<byte[]> args = List.of(bytes(passed.toString()), bytes(Long.toString(messages)));
        return isOne(link.call(() -> link.run(SETTLE, names, args)).get(0));
    }

    /** Returns the first requeued message, or null. */
    Message requeued(ClientId id) {
        byte[] json = link.call(() -> link.commands().lindex(requeuedKey(id), 0));
        return json == null ? null : Message.fromJson(json);
    }

    void settleRequeued(ClientId id, Message handled) {
        link.call(() -> link.commands().lrem(requeuedKey(id), 1, handled.toJsonBytes()));
    }

    boolean requeue(ClientId id, Message message) {
        List<byte[]> done =
                link.call(() -> link.run(REQUEUE, List.of(key(id), requeuedKey(id)), List.of(message.toJsonBytes())));
        return isOne(done.get(0));
    }

    boolean forget(ClientId id) {
        List<byte[]> known = link.call(() -> link.run(FORGET, List.of(key(id), requeuedKey(id)), List.of()));
        link.call(() -> link.commands().srem(keys.durableClients(), id.toBytes()));
        if (isKnown(id)) { // subscribed again meanwhile
            link.call(() -> link.commands().sadd(keys.durableClients(), id.toBytes()));
        }
        return isOne(known.get(0));
    }

    Set<ClientId> all() {
        return link.call(() -> link.members(keys.durableClients())).stream()
                .map(ClientId::parse)
                .collect(Collectors.toSet());
    }

    ClientState state(ClientId id) {
        List<String> names = List.of(key(id), requeuedKey(id), keys.log(id.topic()), keys.end(id.topic()));
        return ClientState.parse(link.call(() -> link.run(STATE, names, List.of())));
    }

    /** Reads the claim, without blocking. */
    CompletionStage<ClientState> owner(ClientId id) {
        return link.hash(key(id)).thenApply(fields -> new ClientState(fields, 0, Place.START, Place.START, 0));
    }

    /** Releases a claim, without blocking; {@code begun} is what the handler has begun with and not ended, or null. */
    CompletionStage<?> release(ClientId id, String token, Place begun) {
        return link.run(RELEASE, List.of(key(id)), List.of(bytes(token), bytes(begun == null ? "" : begun.toString())));
    }

    private static boolean isOne(byte[] answer) {
        return answer[0] == '1';
    }
}
