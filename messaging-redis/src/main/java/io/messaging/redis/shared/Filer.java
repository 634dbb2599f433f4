package io.messaging.redis.shared;

import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;
import io.messaging.redis.store.Keys;
import io.messaging.redis.subscription.NewStart;
import io.messaging.spi.group.OrderingKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads messages ahead and files them by their keys, when the group asks a member to: one that is ordered, or leaves out messages
 * up to its start. Any number of members may do so at once: the group takes what fits where it is. Thread-safe; waits for Redis.
 */
final class Filer {
    private static final byte[] NO_KEY = {};
    private static final byte[] GONE = {'!'};
    private static final byte[] LEFT_OUT = {'-'};
    private static final int PLACES = 2;
    private static final int HEAD = 3;

    private final GroupMemory memory;
    private final GroupId id;

    /** Null for a group without an order. */
    private final OrderingKey order;

    Filer(GroupMemory memory, GroupId id, OrderingKey order) {
        this.memory = memory;
        this.id = id;
        this.order = order;
    }

    void file() {
        List<byte[]> found = memory.look(id);
        List<byte[]> args = new ArrayList<>(found.size() + 1);
        args.add((order == null ? "" : order.toString()).getBytes(StandardCharsets.UTF_8));
        args.addAll(found.subList(0, PLACES));
        long lastKeyLeftOut = NewStart.lastKeyLeftOut(found.get(PLACES));
        for (int i = HEAD; i + 1 < found.size(); i += 2) {
            args.add(found.get(i));
            args.add(digest(found.get(i + 1), lastKeyLeftOut));
        }
        memory.file(id, args);
    }

    private byte[] digest(byte[] json, long lastKeyLeftOut) {
        if (json.length == 0) {
            return GONE;
        }
        String key;
        try {
            Message message = Message.fromJson(json);
            if (message.id().chronologicalKey() <= lastKeyLeftOut) {
                return LEFT_OUT;
            }
            key = order == null ? null : order.of(message);
        } catch (InvalidMessageException e) {
            return NO_KEY; // another program wrote there; whoever gets it says so
        }
        return key == null ? NO_KEY : digest(key).getBytes(StandardCharsets.US_ASCII);
    }

    /** Where two keys have one digest, their messages are handled in one order. */
    private static String digest(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return Keys.hex(ByteBuffer.wrap(hash).getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
