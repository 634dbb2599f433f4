package io.messaging.embedded.client.pipeline;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessagingException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.concurrent.Uninterruptibly;
import io.messaging.embedded.client.link.LinkKeeper;
import io.messaging.embedded.client.wire.Deadline;
import io.messaging.message.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asynchronous stores, in the order in which they were asked for, many in flight at once over one connection. What
 * had no answer when a connection broke goes again over the next one, which is harmless since storing is idempotent.
 *
 * <p>Thread-safe: the two queues and the counts are guarded by the lock; one thread ({@link PipelineWriter}) moves
 * stores from the first to the second, and the reader of the connection takes them from there.
 */
public final class StorePipeline {
    private static final int MAX_IN_FLIGHT = 8_192;
    private static final long MAX_BYTES_IN_FLIGHT = 16L << 20;

    private final LinkKeeper keeper;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition roomOrEnd = lock.newCondition();
    private final Condition workOrEnd = lock.newCondition();
    private final ArrayDeque<PendingStore> waiting = new ArrayDeque<>();
    private final ArrayDeque<PendingStore> sent = new ArrayDeque<>();
    private long bytesInFlight;
    private volatile int inFlight;
    private boolean closed;
    private boolean connectionBroke;

    /** Counts connections: an answer of an earlier one is ignored, since its stores are sent again. */
    private int generation;

    private PipelineWriter writer;

    /** Makes a pipeline, whose threads start with the first store. */
    public StorePipeline(LinkKeeper keeper) {
        this.keeper = keeper;
    }

    /** Whether stores are in flight, so that a synchronous one has to queue behind them to keep its caller's order. */
    public boolean isBusy() {
        return inFlight > 0;
    }

    /** Queues a store, whose outcome it returns; waits for room when too many are in flight. */
    public CompletableFuture<Void> submit(
            String namespace, String topic, Message message, CompletableFuture<Void> outcome) {
        PendingStore store = new PendingStore(namespace, topic, message, keeper.deadline(), outcome);
        lock.lock();
        try {
            if (!awaitRoom(store)) {
                return CompletableFuture.failedFuture(closed ? closed() : timeout());
            }
            waiting.add(store);
            inFlight++;
            bytesInFlight += store.bytes();
            if (writer == null) {
                writer = new PipelineWriter(this, keeper);
                writer.start();
            }
            workOrEnd.signal();
        } finally {
            lock.unlock();
        }
        return store.outcome();
    }

    private boolean awaitRoom(PendingStore store) {
        boolean interrupted = false;
        while (!closed && inFlight > 0 && (inFlight >= MAX_IN_FLIGHT || bytesInFlight >= MAX_BYTES_IN_FLIGHT)) {
            try {
                if (!roomOrEnd.await(store.deadline().millisLeft(), TimeUnit.MILLISECONDS)
                        && store.deadline().isPassed()) {
                    return false;
                }
            } catch (InterruptedException e) {
                interrupted = true; // the wait is short and bounded, and giving up would lose the caller's store
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !closed;
    }

    private static MessagingException timeout() {
        return new MessagingTimeoutException("no answer came in time (request_timeout_millis) to earlier asynchronous "
                + "stores; storing the same message again is harmless");
    }

    private static MessagingException closed() {
        return new BackendClosedException("the backend was closed before the message was stored; open another one");
    }

    /**
     * Waits for stores and returns some, which count as sent from now on; none when the connection broke, null when the
     * pipeline is closed.
     */
    List<PendingStore> takeToSend(int maxCount, long maxBytes) {
        lock.lock();
        try {
            while (!closed && waiting.isEmpty() && !connectionBroke) {
                workOrEnd.awaitUninterruptibly();
            }
            if (closed) {
                return null;
            }
            List<PendingStore> taken = new ArrayList<>();
            if (connectionBroke) {
                connectionBroke = false;
                return taken;
            }
            for (long bytes = 0; !waiting.isEmpty() && taken.size() < maxCount && bytes < maxBytes; ) {
                PendingStore store = waiting.poll();
                bytes += store.bytes();
                taken.add(store);
                sent.add(store);
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of the current connection, for {@link #answered}. */
    int generation() {
        lock.lock();
        try {
            return generation;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The oldest sent stores were answered, so many of them at once: with success where the failure is null.
     *
     * @return false when fewer were asked, of that connection at least
     */
    boolean answered(int of, int count, MessagingException failure) {
        List<PendingStore> answered = new ArrayList<>(count);
        lock.lock();
        try {
            while (of == generation && answered.size() < count && !sent.isEmpty()) {
                answered.add(sent.poll());
            }
            answered.forEach(this::forget);
            roomOrEnd.signalAll();
        } finally {
            lock.unlock();
        }
        answered.forEach(store -> store.complete(failure));
        return answered.size() == count;
    }

    boolean awaitsAnswers() {
        lock.lock();
        try {
            return !sent.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The reader has ended; the writer has to see to what was sent. */
    void connectionBroke() {
        lock.lock();
        try {
            connectionBroke = true;
            workOrEnd.signal();
        } finally {
            lock.unlock();
        }
    }

    private void forget(PendingStore store) {
        inFlight--;
        bytesInFlight -= store.bytes();
    }

    /** The connection broke: what was sent and not answered goes again, before what waits; what is too old fails. */
    void resend(MessagingException reason) {
        List<PendingStore> failed = new ArrayList<>();
        lock.lock();
        try {
            generation++;
            while (!sent.isEmpty()) {
                waiting.addFirst(sent.pollLast().forAnotherTry());
            }
            for (PendingStore store = waiting.peek();
                    store != null && store.deadline().isPassed();
                    store = waiting.peek()) {
                waiting.poll();
                forget(store);
                failed.add(store);
            }
            roomOrEnd.signalAll();
        } finally {
            lock.unlock();
        }
        failed.forEach(store -> store.complete(reason));
    }

    /** Waits, a bounded time, for answers; then fails what has none. */
    public void close(Deadline deadline) {
        List<PendingStore> failed = new ArrayList<>();
        PipelineWriter ending;
        lock.lock();
        try {
            Uninterruptibly.await(deadline.nanosLeft(), left -> awaitAnswers(deadline));
        } finally {
            closed = true;
            failed.addAll(sent);
            failed.addAll(waiting);
            sent.clear();
            waiting.clear();
            inFlight = 0;
            ending = writer;
            workOrEnd.signalAll();
            roomOrEnd.signalAll();
            lock.unlock();
        }
        failed.forEach(store -> store.complete(closed()));
        if (ending != null) {
            ending.end(deadline);
        }
    }

    private boolean awaitAnswers(Deadline deadline) throws InterruptedException {
        while (inFlight > 0 && !deadline.isPassed()) {
            roomOrEnd.await(deadline.millisLeft(), TimeUnit.MILLISECONDS);
        }
        return inFlight == 0;
    }

    /** Waits for the thread to end, which takes no time once there are no more connections. */
    public void awaitEnd() {
        PipelineWriter ending;
        lock.lock();
        try {
            ending = writer;
        } finally {
            lock.unlock();
        }
        if (ending != null) {
            ending.awaitEnd();
        }
    }
}
