package io.messaging.redis.connection;

import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.messaging.concurrent.Uninterruptibly;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The connections of a link that are subscribed to channels. Thread-safe. */
final class PubSubConnections {
    private final Set<StatefulRedisPubSubConnection<String, byte[]>> open = ConcurrentHashMap.newKeySet();

    /** Held while a connection is made: the client's threads must not end in the middle of that. */
    private final ReentrantLock connecting = new ReentrantLock();

    private final CompletableFuture<Void> ending = new CompletableFuture<>();
    private volatile boolean closed;

    /**
     * Opens a connection.
     *
     * @return null when the link closes first: the client's future may then never complete
     * @throws RedisException when it cannot connect in time
     */
    StatefulRedisPubSubConnection<String, byte[]> open(
            Supplier<CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>>> connect, long timeoutNanos) {
        connecting.lock();
        try {
            StatefulRedisPubSubConnection<String, byte[]> opened =
                    closed ? null : await(NettyLocals.leavingNone(connect), timeoutNanos);
            if (opened != null) {
                open.add(opened);
            }
            return opened;
        } finally {
            connecting.unlock();
        }
    }

    private StatefulRedisPubSubConnection<String, byte[]> await(
            CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> opening, long timeoutNanos) {
        try {
            Uninterruptibly.get(CompletableFuture.anyOf(opening, ending), timeoutNanos);
            if (opening.isDone()) {
                return opening.join();
            }
        } catch (TimeoutException e) {
            throw new RedisException("no connection in time", e);
        } catch (ExecutionException | CompletionException e) {
            throw e.getCause() instanceof RedisException known ? known : new RedisException(e.getCause());
        } finally {
            if (!opening.isDone()) {
                opening.thenAccept(StatefulRedisPubSubConnection::closeAsync);
            }
        }
        return null;
    }

    /** Makes no more connections; waits a limited time for one that is being made. */
    void closing(long waitNanos) {
        closed = true;
        boolean quiet = Uninterruptibly.await(waitNanos, left -> connecting.tryLock(left, TimeUnit.NANOSECONDS));
        ending.complete(null);
        if (quiet) {
            connecting.unlock();
        }
    }

    /** Starts closing all connections. */
    List<CompletableFuture<Void>> closeAll() {
        return open.stream()
                .filter(open::remove)
                .map(StatefulRedisPubSubConnection::closeAsync)
                .toList();
    }
}
