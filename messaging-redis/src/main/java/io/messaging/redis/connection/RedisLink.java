package io.messaging.redis.connection;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandKeyword;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.messaging.backend.MessagingException;
import io.messaging.concurrent.Uninterruptibly;
import io.messaging.log.SafeLog;
import io.messaging.redis.options.RedisOptions;
import io.messaging.spi.delivery.BackendThreads;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The connections to Redis, Sentinel or a cluster: one multiplexed connection for commands (one to each master of a
 * cluster), which reconnects automatically and resends the commands in flight. Thread-safe.
 */
public abstract class RedisLink implements AutoCloseable {
    static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private static final System.Logger LOGGER = SafeLog.of(RedisLink.class);
    private static final long RETRY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long ANSWER_SLACK_MILLIS = 250;
    private static final long TIDY_MILLIS = 500;
    private static final long PUB_SUB_MILLIS = 1_000;

    private final RedisSettings settings;
    private final RedisFailures failures;
    private final AbstractRedisClient client;
    private final RedisServer anyServer = new RedisServer(this, this::commands);
    private final PubSubConnections pubSubs = new PubSubConnections();
    private volatile boolean closed;

    /** The server did not answer in {@link #briefly}, and has not answered since. */
    private volatile boolean silent;

    RedisLink(RedisSettings settings, RedisFailures failures, AbstractRedisClient client) {
        this.settings = settings;
        this.failures = failures;
        this.client = client;
    }

    /**
     * Returns the commands. Only those that reply with one text or number may be used: see {@link #list}. Their futures
     * complete on an I/O thread, which must not be blocked.
     */
    public abstract RedisClusterAsyncCommands<String, byte[]> commands();

    /** Returns the commands of each server that has keys: of one, or of the masters of a cluster. May block. */
    abstract List<RedisClusterAsyncCommands<String, byte[]>> masters();

    /** Returns the commands of each server that clients may be connected to, replicas of a cluster included. May block. */
    abstract List<RedisClusterAsyncCommands<String, byte[]>> nodes();

    abstract boolean isConnected();

    abstract CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub();

    /** Closes the connection for commands. The client would do it too, but twice for a cluster, with a warning. */
    abstract CompletableFuture<Void> closeConnection();

    /** Opens another connection, for channels, which closes with this link. */
    public final StatefulRedisPubSubConnection<String, byte[]> openPubSub() {
        try {
            StatefulRedisPubSubConnection<String, byte[]> opened = pubSubs.open(
                    this::connectPubSub, 2 * settings.requestTimeout().toNanos());
            if (opened == null) {
                throw translate(new RedisException("Connection closed"));
            }
            return opened;
        } catch (RedisException e) {
            throw closed ? translate(e) : failures.notConnected(e);
        }
    }

    /**
     * Calls back, on an I/O thread, when the connection for commands may have been lost or found: with whether there is
     * one. Connections for channels and to single nodes of a cluster count only as far as commands are concerned.
     */
    public final void onChange(Consumer<Boolean> change) {
        client.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
                report();
            }

            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                report();
            }

            private void report() {
                if (!closed) {
                    change.accept(isConnected());
                }
            }
        });
    }

    /** Returns whether keys are spread over several servers, so that a script sees the keys of one slot only. */
    public final boolean isCluster() {
        return settings.mode() == RedisOptions.Mode.CLUSTER;
    }

    public final RedisSettings settings() {
        return settings;
    }

    public final RedisFailures failures() {
        return failures;
    }

    /**
     * Runs a script that replies with a list, and sends its text if the server does not know it; in a cluster, all keys
     * are in one slot. Every failure comes through the future.
     */
    public final CompletableFuture<List<byte[]>> run(Script script, List<String> keys, List<byte[]> args) {
        return anyServer.run(script, keys, args);
    }

    /** Returns the server, or the current masters of a cluster. */
    public final List<RedisServer> servers() {
        return call(() -> CompletableFuture.completedFuture(servers(masters())));
    }

    /** Returns the server, or the current nodes of a cluster that have not failed, replicas included. */
    public final List<RedisServer> allServers() {
        return call(() -> CompletableFuture.completedFuture(servers(nodes())));
    }

    private List<RedisServer> servers(List<RedisClusterAsyncCommands<String, byte[]>> servers) {
        return servers.stream()
                .map(commands -> new RedisServer(this, () -> commands))
                .toList();
    }

    /**
     * Sends a command that replies with a list of any kind, of keys and values in turn for a map. Must not be sent
     * through {@link #commands}: see {@link ListAnswer}. In a cluster, all keys are in one slot. Every failure comes
     * through the future.
     */
    public final CompletableFuture<List<byte[]>> list(
            CommandType command, Consumer<CommandArgs<String, byte[]>> words) {
        return anyServer.list(command, words);
    }

    /** Reads a hash. Every failure comes through the future. */
    public final CompletableFuture<Map<String, byte[]>> hash(String key) {
        return list(CommandType.HGETALL, words -> words.addKey(key)).thenApply(pairs -> {
            Map<String, byte[]> fields = new LinkedHashMap<>();
            for (int i = 0; i + 1 < pairs.size(); i += 2) {
                fields.put(new String(pairs.get(i), StandardCharsets.UTF_8), pairs.get(i + 1));
            }
            return fields;
        });
    }

    /** Reads the members of a set. Every failure comes through the future. */
    public final CompletableFuture<List<byte[]>> members(String key) {
        return list(CommandType.SMEMBERS, words -> words.addKey(key));
    }

    /**
     * Reads members of a sorted set in the order of their scores, from and to as Redis writes them; a negative limit
     * means all. Every failure comes through the future.
     */
    public final CompletableFuture<List<byte[]>> byScore(String key, String from, String to, long offset, long limit) {
        return list(
                CommandType.ZRANGEBYSCORE,
                words -> words.addKey(key)
                        .add(from)
                        .add(to)
                        .add(CommandKeyword.LIMIT)
                        .add(offset)
                        .add(limit));
    }

    /** Reads texts, on any servers of a cluster; null where there is none. Every failure comes through the future. */
    public final CompletableFuture<List<byte[]>> texts(List<String> keys) {
        List<CompletableFuture<byte[]>> answers =
                keys.stream().map(key -> send(() -> commands().get(key))).toList();
        return all(answers);
    }

    /** Combines answers, in the same order; fails when one of them fails. */
    public static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> answers) {
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }

    /** Sends a command. Every failure comes through the future, including that of a client that is closing. */
    public final <T> CompletableFuture<T> send(Supplier<? extends CompletionStage<T>> command) {
        try {
            return NettyLocals.leavingNone(command).toCompletableFuture();
        } catch (RedisException | IllegalStateException | RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e); // the latter two: its threads have ended
        }
    }

    /**
     * Sends a best-effort command and waits a short time for it: an unreachable server must not delay a close. While it
     * is unreachable, later calls do not wait.
     */
    public final void briefly(Supplier<? extends CompletionStage<?>> command) {
        CompletableFuture<?> answer = send(() -> command.get().thenApply(done -> {
            silent = false;
            return done;
        }));
        try {
            Uninterruptibly.get(answer, silent ? 0 : TimeUnit.MILLISECONDS.toNanos(TIDY_MILLIS));
        } catch (ExecutionException | TimeoutException e) {
            silent |= e instanceof TimeoutException;
            LOGGER.log(Level.DEBUG, "cleanup failed; leases will expire instead", e);
        }
    }

    /**
     * Sends a command that may be repeated and waits for the answer; retries transient failures within the time limit.
     *
     * @throws MessagingException when there was no answer in time, or it was an error
     */
    public final <T> T call(Supplier<? extends CompletionStage<T>> call) {
        long deadline = System.nanoTime() + settings.requestTimeout().toNanos();
        while (true) {
            try {
                return await(send(call));
            } catch (TransientRedisException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e.meaning();
                }
                Uninterruptibly.sleep(RETRY_PAUSE_NANOS);
            }
        }
    }

    /**
     * Waits for an answer, up to the time limit. Interrupts do not end the wait.
     *
     * @throws MessagingException when there was none in time, or it was an error
     * @throws TransientRedisException when a retry may help
     */
    public final <T> T await(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        long deadline = System.nanoTime()
                + settings.requestTimeout().toNanos()
                + TimeUnit.MILLISECONDS.toNanos(ANSWER_SLACK_MILLIS);
        try {
            return Uninterruptibly.get(future, deadline - System.nanoTime());
        } catch (ExecutionException | CancellationException e) {
            throw translate(e);
        } catch (TimeoutException e) {
            throw failures.timedOut(e, isConnected());
        }
    }

    public final RuntimeException translate(Throwable failure) {
        return failures.translate(failure, isConnected(), closed);
    }

    /** Marks the link as closing, which explains later failures. Waits a limited time for a connection that is being made. */
    public final void closing() {
        closed = true;
        pubSubs.closing(TimeUnit.MILLISECONDS.toNanos(PUB_SUB_MILLIS));
    }

    /** Closes all connections, in limited time. Commands in flight fail. */
    @Override
    public final void close() {
        closing();
        BackendThreads.call("messaging-redis-closer", () -> {
            closeAll();
            return null;
        });
    }

    private void closeAll() {
        List<CompletableFuture<Void>> closing = new ArrayList<>(List.of(closeConnection()));
        closing.addAll(pubSubs.closeAll());
        SharedResources.awaitQuietly(CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new)));
        SharedResources.shutDown(client);
    }
}
