package io.messaging.redis.store;

import io.lettuce.core.cluster.SlotHash;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.backend.StoreFullException;
import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.connection.TransientRedisException;
import io.messaging.spi.delivery.UserFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Stores messages in the order of the calls: over all topics on a single server, per slot in a cluster. Messages that
 * arrive while a batch is in flight form the next one, so a single store costs one round trip and concurrent stores
 * share it.
 *
 * <p>Thread-safe. A batch is owned by its lane until it has ended.
 */
public final class StorePipeline {
    private static final long RETRY_PAUSE_MILLIS = 20;

    private final RedisLink link;
    private final Keys keys;
    private final Worker worker;
    private final Executor callbacks;
    private final Expiry expiry;
    private final IdIndex index;
    private final PendingBytes pending;
    private final AtomicReferenceArray<StoreLane> lanes;

    /** Creates an empty pipeline; {@code maxPendingBytes} limits what may be waiting. */
    public StorePipeline(
            RedisLink link, Keys keys, Worker worker, Executor callbacks, Expiry expiry, long maxPendingBytes) {
        this.link = link;
        this.keys = keys;
        this.worker = worker;
        this.callbacks = callbacks;
        this.expiry = expiry;
        this.index = new IdIndex(link, keys);
        this.pending = new PendingBytes(link.settings().where(), maxPendingBytes);
        this.lanes = new AtomicReferenceArray<>(link.isCluster() ? SlotHash.SLOT_COUNT : 1);
    }

    /**
     * Stores a message and waits.
     *
     * @throws MessagingException when it is not stored, or the outcome is unknown
     */
    public void store(String namespace, String topic, Message message) {
        PendingStore store = new PendingStore(namespace, topic, message, new CompletableFuture<>(), deadline());
        submit(store);
        try {
            link.await(store.done);
        } finally {
            store.abandoned = true;
            release(store);
        }
    }

    /** Stores a message without waiting; the future's callbacks never run on an I/O thread. */
    public CompletableFuture<Void> storeAsync(String namespace, String topic, Message message) {
        PendingStore store = new PendingStore(namespace, topic, message, new UserFuture<>(callbacks), deadline());
        try {
            submit(store);
        } catch (StoreFullException e) {
            return CompletableFuture.failedFuture(e);
        }
        return store.done;
    }

    /** Waits for pending stores, at most the given time. */
    public void drain(long nanos) {
        pending.drain(nanos);
    }

    private long deadline() {
        return System.nanoTime() + link.settings().requestTimeout().toNanos();
    }

    private void submit(PendingStore store) {
        pending.reserve(store.bytes());
        StoreLane lane = lane(store.topic);
        send(lane, lane.add(store));
    }

    private void release(PendingStore store) {
        if (store.release()) {
            pending.release(store.bytes());
        }
    }

    private StoreLane lane(String topic) {
        int number = link.isCluster() ? SlotHash.getSlot(keys.log(topic)) : 0;
        StoreLane lane = lanes.get(number);
        if (lane == null) {
            lanes.compareAndSet(number, null, new StoreLane());
            lane = lanes.get(number);
        }
        return lane;
    }

    /** Sends a batch, and the following ones while answers are there at once. */
    private void send(StoreLane lane, StoreBatch first) {
        boolean indexed = !link.isCluster();
        for (StoreBatch next = first; next != null; ) {
            StoreBatch batch = next;
            CompletableFuture<List<byte[]>> answer =
                    link.run(StoreBatch.SCRIPT, batch.keys(keys, indexed), batch.args(indexed));
            if (!answer.isDone()) {
                answer.whenComplete((outcomes, failure) -> send(lane, ended(lane, batch, outcomes, failure)));
                return;
            }
            next = ended(
                    lane,
                    batch,
                    answer.isCompletedExceptionally() ? null : answer.join(),
                    answer.handle((outcomes, failure) -> failure).join());
        }
    }

    /** Handles the answer to a batch; returns the next batch, or null. */
    private StoreBatch ended(StoreLane lane, StoreBatch batch, List<byte[]> answer, Throwable failure) {
        List<PendingStore> again = new ArrayList<>();
        for (int i = 0; i < batch.stores().size(); i++) {
            PendingStore store = batch.stores().get(i);
            RuntimeException problem = failure == null ? settle(store, answer, i) : link.translate(failure);
            if (mayComeAgain(store, problem)) {
                again.add(store);
            } else if (problem != null) {
                end(store, problem);
            }
        }
        if (again.isEmpty()) {
            return lane.ended();
        }
        worker.later(RETRY_PAUSE_MILLIS, () -> send(lane, new StoreBatch(again)));
        return null;
    }

    private static boolean mayComeAgain(PendingStore store, RuntimeException problem) {
        return problem instanceof TransientRedisException
                && !store.abandoned
                && System.nanoTime() - store.deadlineNanos < 0;
    }

    /** Completes a stored message, or fails it. */
    private RuntimeException settle(PendingStore store, List<byte[]> answer, int number) {
        StoreBatch.Outcome outcome = StoreBatch.outcome(answer, number);
        RuntimeException problem = problem(store, outcome);
        if (problem != null) {
            return problem;
        }
        if (outcome.expiresMillis() > 0) {
            expiry.stored();
        }
        if (link.isCluster() || outcome.kind() == 'j') {
            writeBeside(store, outcome, StoreBatch.serverMillis(answer));
        } else {
            end(store, null);
        }
        return null;
    }

    private RuntimeException problem(PendingStore store, StoreBatch.Outcome outcome) {
        if (outcome.kind() == '!') {
            RuntimeException known = link.failures().ofServerError(outcome.words(), null);
            return known != null
                    ? known
                    : new MessagingConnectionException(link.settings().where() + " did not store message "
                            + store.message.id() + ": " + outcome.words() + "; look at the topic's keys");
        }
        return outcome.kind() == 'j' && !isEqual(store.message, outcome.text())
                ? Conflict.of(store.topic, store.message.id())
                : null;
    }

    private static boolean isEqual(Message message, byte[] outcome) {
        try {
            return Message.fromJson(outcome, 1, outcome.length - 1).equals(message);
        } catch (InvalidMessageException notOurs) {
            return false;
        }
    }

    /** Completes what the script could not do: entries in other slots, and comparing JSON. */
    private void writeBeside(PendingStore store, StoreBatch.Outcome outcome, long serverMillis) {
        CompletionStage<?> written = index.add(store.namespace, store.message.id(), store.topic, outcome, serverMillis);
        if (link.isCluster() && outcome.expiresMillis() > 0) {
            written = written.thenCombine(
                    expiry.note(store.topic, outcome.expiresMillis(), serverMillis), (a, b) -> null);
        }
        written.whenComplete((ok, lost) -> {
            RuntimeException problem = lost == null ? null : link.translate(lost);
            if (mayComeAgain(store, problem)) {
                worker.later(RETRY_PAUSE_MILLIS, () -> writeBeside(store, outcome, serverMillis));
            } else {
                end(store, problem);
            }
        });
    }

    private void end(PendingStore store, RuntimeException failure) {
        release(store);
        RuntimeException told = failure instanceof TransientRedisException e ? e.meaning() : failure;
        UserFuture.settle(store.done, null, told);
    }
}
