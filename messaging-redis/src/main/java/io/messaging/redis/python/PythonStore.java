package io.messaging.redis.python;

import io.lettuce.core.SetArgs;
import io.lettuce.core.ZAddArgs;
import io.messaging.backend.StoreFullException;
import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.connection.Script;
import io.messaging.redis.connection.TransientRedisException;
import io.messaging.redis.store.Conflict;
import io.messaging.redis.store.PendingBytes;
import io.messaging.redis.store.Worker;
import io.messaging.spi.delivery.UserFuture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Stores as the Python framework does, but atomically and idempotently. The stores into one topic keep the order of the
 * calls. Thread-safe.
 */
public final class PythonStore {
    private static final Script STORE = Script.load(PythonStore.class, "store.lua");
    private static final Script BY_ID = Script.load(PythonStore.class, "byid.lua");
    private static final long RETRY_PAUSE_MILLIS = 20;
    private static final long LONGEST_TTL_SECONDS = 100_000_000_000L;

    private final RedisLink link;
    private final PythonNames names;
    private final Worker worker;
    private final Executor callbacks;
    private final long messageTtlSeconds;
    private final PendingBytes pending;

    /** The last pending store of each topic. */
    private final Map<String, CompletableFuture<Void>> tails = new ConcurrentHashMap<>();

    private final PythonExpiry expiry;

    public PythonStore(
            RedisLink link,
            String prefix,
            Worker worker,
            Executor callbacks,
            long messageTtlSeconds,
            long maxPendingBytes) {
        this.link = link;
        this.names = new PythonNames(prefix);
        this.worker = worker;
        this.callbacks = callbacks;
        this.messageTtlSeconds = messageTtlSeconds;
        this.pending = new PendingBytes(link.settings().where(), maxPendingBytes);
        this.expiry = new PythonExpiry(link, names, worker);
    }

    /** Stores a message and waits. */
    public void store(String namespace, String topic, Message message) {
        try {
            link.await(enqueue(namespace, topic, message));
        } catch (TransientRedisException e) {
            throw e.meaning();
        }
    }

    /** Stores a message without waiting; the future's callbacks never run on an I/O thread. */
    public CompletableFuture<Void> storeAsync(String namespace, String topic, Message message) {
        UserFuture<Void> told = new UserFuture<>(callbacks);
        try {
            enqueue(namespace, topic, message)
                    .whenComplete((done, failure) -> told.settle(null, failure == null ? null : meaning(failure)));
        } catch (StoreFullException e) {
            told.settle(null, e);
        }
        return told;
    }

    private RuntimeException meaning(Throwable failure) {
        RuntimeException meaning = link.translate(failure);
        return meaning instanceof TransientRedisException e ? e.meaning() : meaning;
    }

    /** Waits for pending stores, at most the given time. */
    public void drain(long nanos) {
        pending.drain(nanos);
    }

    private CompletableFuture<Void> enqueue(String namespace, String topic, Message message) {
        int bytes = message.jsonLength();
        pending.reserve(bytes);
        long deadline = System.nanoTime() + link.settings().requestTimeout().toNanos();
        CompletableFuture<Void> mine = tails.compute(
                topic,
                (name, tail) -> (tail == null
                                ? CompletableFuture.<Void>completedFuture(null)
                                : tail.<Void>handle((done, failure) -> null))
                        .thenCompose(done -> attempt(namespace, topic, message, List.of(), deadline)));
        mine.whenComplete((done, failure) -> {
            pending.release(bytes);
            tails.remove(topic, mine);
        });
        return mine;
    }

    private CompletableFuture<Void> attempt(
            String namespace, String topic, Message message, List<byte[]> others, long deadline) {
        // In a cluster no script can note the expiry and publish: subscribers must find the note.
        CompletableFuture<?> noted = link.isCluster() && message.ttlSeconds().isPresent()
                ? noteExpiry(topic, message, ZAddArgs.Builder.nx())
                : CompletableFuture.completedFuture(null);
        return noted.thenCompose(done -> link.run(STORE, keys(namespace, topic, message), args(topic, message, others)))
                .thenCompose(answer -> answered(namespace, topic, message, others, deadline, answer))
                .exceptionallyCompose(failure -> retry(namespace, topic, message, others, deadline, failure));
    }

    private List<String> keys(String namespace, String topic, Message message) {
        return link.isCluster()
                ? List.of(topic)
                : List.of(topic, names.byId(namespace, message.id()), names.expiring());
    }

    private List<byte[]> args(String topic, Message message, List<byte[]> others) {
        List<byte[]> args = new ArrayList<>();
        args.add(ascii(Long.toString(message.timestampMillis())));
        args.add(ascii(message.id().toString()));
        args.add(message.toJsonBytes());
        args.add(ascii(Long.toString(secondsById(message))));
        args.add(ascii(Long.toString(expires(message))));
        args.add(PythonNames.expiryNote(topic, message));
        args.addAll(others);
        return args;
    }

    private long secondsById(Message message) {
        return Math.min(messageTtlSeconds, message.ttlSeconds().orElse(messageTtlSeconds));
    }

    private static long expires(Message message) {
        return message.ttlSeconds().isEmpty()
                ? 0
                : System.currentTimeMillis()
                        + 1_000
                                * Math.min(
                                        LONGEST_TTL_SECONDS,
                                        message.ttlSeconds().getAsLong());
    }

    private CompletableFuture<Void> answered(
            String namespace, String topic, Message message, List<byte[]> others, long deadline, List<byte[]> answer) {
        if (message.ttlSeconds().isPresent()) {
            expiry.start();
        }
        if (answer.get(0)[0] != '?') {
            boolean isNew = answer.get(0)[0] == '+';
            return link.isCluster()
                    ? writeById(namespace, topic, message, isNew)
                    : CompletableFuture.completedFuture(null);
        }
        List<byte[]> known = new ArrayList<>(others);
        for (byte[] text : answer.subList(1, answer.size())) {
            Message there = read(text);
            if (there != null && there.id().equals(message.id())) {
                return there.equals(message)
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(Conflict.of(topic, message.id()));
            }
            known.add(text);
        }
        return attempt(namespace, topic, message, known, deadline);
    }

    /** In a cluster these are in other slots than the topic, so no script reaches them all. */
    private CompletableFuture<Void> writeById(String namespace, String topic, Message message, boolean isNew) {
        String key = names.byId(namespace, message.id());
        CompletableFuture<?> byId = isNew
                ? link.run(
                        BY_ID, List.of(key), List.of(message.toJsonBytes(), ascii(Long.toString(secondsById(message)))))
                : link.send(() -> link.commands()
                        .set(
                                key,
                                message.toJsonBytes(),
                                SetArgs.Builder.ex(secondsById(message)).nx()));
        // a known message keeps its expiry; that of a new one starts now, whatever an earlier one has left
        CompletableFuture<?> noted = isNew && message.ttlSeconds().isPresent()
                ? noteExpiry(topic, message, new ZAddArgs())
                : CompletableFuture.completedFuture(null);
        return byId.thenCombine(noted, (a, b) -> null);
    }

    private CompletableFuture<?> noteExpiry(String topic, Message message, ZAddArgs how) {
        byte[] note = PythonNames.expiryNote(topic, message);
        return link.send(() -> link.commands().zadd(names.expiring(), how, (double) expires(message), note));
    }

    private CompletableFuture<Void> retry(
            String namespace, String topic, Message message, List<byte[]> others, long deadline, Throwable failure) {
        RuntimeException meaning = link.translate(failure);
        if (!(meaning instanceof TransientRedisException) || System.nanoTime() - deadline > 0) {
            return CompletableFuture.failedFuture(meaning);
        }
        CompletableFuture<Void> later = new CompletableFuture<>();
        worker.later(RETRY_PAUSE_MILLIS, () -> {
            attempt(namespace, topic, message, others, deadline).whenComplete((done, again) -> {
                if (again == null) {
                    later.complete(null);
                } else {
                    later.completeExceptionally(again);
                }
            });
        });
        return later;
    }

    private static Message read(byte[] json) {
        try {
            return Message.fromJson(json);
        } catch (InvalidMessageException notOurs) {
            return null;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
