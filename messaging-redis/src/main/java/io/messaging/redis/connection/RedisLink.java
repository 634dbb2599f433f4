package io.messaging.redis.connection;

import io.lettuce.core.AbstractRedisClient;
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
import io.messaging.spi.delivery.BackendThreads;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The way to Redis, whatever stands there: one multiplexed connection for commands (one to each master of a cluster),
 * which mends itself and sends again what was under way. Thread-safe.
 */
public abstract class RedisLink implements AutoCloseable {
    static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private static final System.Logger LOGGER = SafeLog.of(RedisLink.class);
    private static final long RETRY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long ANSWER_SLACK_MILLIS = 250;
    private static final long TIDY_MILLIS = 500;
    private static final long SHUTDOWN_MILLIS = 2_000;

    private final RedisSettings settings;
    private final RedisFailures failures;
    private final AbstractRedisClient client;
    private final RedisServer anyServer = new RedisServer(this, this::commands);
    private final Set<StatefulRedisPubSubConnection<String, byte[]>> pubSubs = ConcurrentHashMap.newKeySet();

    /** Held while a connection is made: the client's threads must not end in the middle of that. */
    private final ReentrantLock connecting = new ReentrantLock();

    private final CompletableFuture<Void> ending = new CompletableFuture<>();
    private volatile boolean closed;

    /** The server did not answer in {@link #briefly}, and has not since. */
    private volatile boolean silent;

    RedisLink(RedisSettings settings, RedisFailures failures, AbstractRedisClient client) {
        this.settings = settings;
        this.failures = failures;
        this.client = client;
    }

    /** Makes a client and uses it; gives everything back when that fails. */
    static <C extends AbstractRedisClient> RedisLink connecting(Supplier<C> create, Function<C, RedisLink> connect) {
        C client = create.get();
        boolean done = false;
        try {
            RedisLink link = connect.apply(client);
            done = true;
            return link;
        } finally {
            if (!done) {
                shutDown(client);
            }
        }
    }

    /**
     * Gives the commands, of which only those whose answer is one text or number are to be used: see {@link #list}.
     * Their futures complete on an I/O thread, which must not be blocked.
     *
     * @return the commands, at most so much behind each other as the server allows
     */
    public abstract RedisClusterAsyncCommands<String, byte[]> commands();

    /** Gives the commands of each server that has keys: of one, or of the masters of a cluster. May block. */
    abstract List<RedisClusterAsyncCommands<String, byte[]>> masters();

    abstract boolean isConnected();

    abstract CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub();

    /** Closes the connection for commands. The client would too, but those of a cluster twice, and complain of it. */
    abstract CompletableFuture<Void> closeConnection();

    /**
     * Opens a connection of its own for channels.
     *
     * @return closes with this
     */
    public final StatefulRedisPubSubConnection<String, byte[]> openPubSub() {
        connecting.lock();
        try {
            StatefulRedisPubSubConnection<String, byte[]> opened =
                    closed ? null : awaitPubSub(NettyLocals.leavingNone(this::connectPubSub));
            if (opened == null) {
                throw translate(new RedisException("Connection closed"));
            }
            pubSubs.add(opened);
            return opened;
        } catch (RedisException e) {
            throw closed ? translate(e) : failures.notConnected(e);
        } finally {
            connecting.unlock();
        }
    }

    /** Gives null when this closes first: the client's future may then never complete. */
    private StatefulRedisPubSubConnection<String, byte[]> awaitPubSub(
            CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> opening) {
        try {
            Uninterruptibly.get(
                    CompletableFuture.anyOf(opening, ending),
                    2 * settings.requestTimeout().toNanos());
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

    /**
     * Tells whether keys are spread over several servers, so that a script sees those of one slot only.
     *
     * @return true for a cluster
     */
    public final boolean isCluster() {
        return settings.mode() == RedisSettings.Mode.CLUSTER;
    }

    /**
     * Gives the settings.
     *
     * @return the settings it was opened with
     */
    public final RedisSettings settings() {
        return settings;
    }

    /**
     * Gives the meaning of failures.
     *
     * @return the translator
     */
    public final RedisFailures failures() {
        return failures;
    }

    /**
     * Runs a script, and brings it along if the server does not know it.
     *
     * @param script the script
     * @param keys its keys; in a cluster, of one slot
     * @param args its arguments
     * @return the list of texts that it gives; every failure comes through the future
     */
    public final CompletableFuture<List<byte[]>> run(Script script, List<String> keys, List<byte[]> args) {
        return anyServer.run(script, keys, args);
    }

    /**
     * Gives the servers that have keys, one by one.
     *
     * @return one, or the masters that a cluster has at the moment
     */
    public final List<RedisServer> servers() {
        return call(() -> CompletableFuture.completedFuture(masters().stream()
                .map(commands -> new RedisServer(this, () -> commands))
                .toList()));
    }

    /**
     * Sends a command whose answer is a list of any kind. Not to be sent through {@link #commands}: see
     * {@link ListAnswer}.
     *
     * @param command the command
     * @param words adds its arguments; in a cluster, with keys of one slot
     * @return the list, a map's keys and values in turn; every failure comes through the future
     */
    public final CompletableFuture<List<byte[]>> list(
            CommandType command, Consumer<CommandArgs<String, byte[]>> words) {
        return anyServer.list(command, words);
    }

    /**
     * Reads a hash.
     *
     * @param key where
     * @return its fields; every failure comes through the future
     */
    public final CompletableFuture<Map<String, byte[]>> hash(String key) {
        return list(CommandType.HGETALL, words -> words.addKey(key)).thenApply(pairs -> {
            Map<String, byte[]> fields = new LinkedHashMap<>();
            for (int i = 0; i + 1 < pairs.size(); i += 2) {
                fields.put(new String(pairs.get(i), StandardCharsets.UTF_8), pairs.get(i + 1));
            }
            return fields;
        });
    }

    /**
     * Reads the members of a set.
     *
     * @param key where
     * @return its members; every failure comes through the future
     */
    public final CompletableFuture<List<byte[]>> members(String key) {
        return list(CommandType.SMEMBERS, words -> words.addKey(key));
    }

    /**
     * Reads members of a sorted set in the order of their scores.
     *
     * @param key where
     * @param from the least score, as Redis writes it
     * @param to the greatest score
     * @param offset how many of them to pass over
     * @param limit how many at the most; negative for all
     * @return the members; every failure comes through the future
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

    /**
     * Reads many texts, wherever in a cluster they lie.
     *
     * @param keys where
     * @return a text for each key, null where there is none; every failure comes through the future
     */
    public final CompletableFuture<List<byte[]>> texts(List<String> keys) {
        List<CompletableFuture<byte[]>> answers =
                keys.stream().map(key -> send(() -> commands().get(key))).toList();
        return all(answers);
    }

    /**
     * Waits for many answers as for one.
     *
     * @param <T> one answer
     * @param answers under way
     * @return the answers in the same order, or the failure of one of them
     */
    public static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> answers) {
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }

    /**
     * Sends a command.
     *
     * @param <T> the answer
     * @param command sends it
     * @return the answer; every failure comes through the future, also that of a client that closes at this moment
     */
    public final <T> CompletableFuture<T> send(Supplier<? extends CompletionStage<T>> command) {
        try {
            return NettyLocals.leavingNone(command).toCompletableFuture();
        } catch (RedisException | IllegalStateException | RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e); // the latter two: its threads have ended
        }
    }

    /**
     * Sends something that need not succeed, and waits a little for it: a server that is away must not hold up a close.
     * While it is, nobody waits a second time.
     *
     * @param command sends it
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
            LOGGER.log(Level.DEBUG, "could not tidy up; leases will", e);
        }
    }

    /**
     * Calls and waits for the answer; tries again, within the time limit, what was refused for the moment.
     *
     * @param <T> the answer
     * @param call sends a command that may be repeated
     * @return the answer
     * @throws MessagingException when there was none in time, or it was an error
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
     * Waits for an answer, however often the thread is interrupted: the wait is bounded by the time limit.
     *
     * @param <T> the answer
     * @param stage the command
     * @return the answer
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
            throw timedOut(e);
        }
    }

    /**
     * Translates a failure.
     *
     * @param failure what a command failed with
     * @return what it means
     */
    public final RuntimeException translate(Throwable failure) {
        return failures.translate(failure, isConnected(), closed);
    }

    /**
     * Says that the time is up.
     *
     * @param cause what is known of the reason, or null
     * @return what to tell the caller
     */
    public final MessagingException timedOut(Throwable cause) {
        return failures.timedOut(cause, isConnected());
    }

    /** Marks the link as closing: what fails from now on failed because of that. Lets a connection be made up, or not. */
    public final void closing() {
        closed = true;
        boolean quiet = Uninterruptibly.await(
                TimeUnit.MILLISECONDS.toNanos(SHUTDOWN_MILLIS / 2),
                left -> connecting.tryLock(left, TimeUnit.NANOSECONDS));
        ending.complete(null);
        if (quiet) {
            connecting.unlock();
        }
    }

    /** Closes all connections. What is under way fails. Bounded in time. */
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
        for (StatefulRedisPubSubConnection<String, byte[]> pubSub : pubSubs) {
            if (pubSubs.remove(pubSub)) {
                closing.add(pubSub.closeAsync());
            }
        }
        awaitQuietly(CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new)));
        shutDown(client);
    }

    private static void shutDown(AbstractRedisClient client) {
        awaitQuietly(client.shutdownAsync(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS));
        SharedResources.release();
    }

    private static void awaitQuietly(CompletableFuture<Void> closing) {
        try {
            Uninterruptibly.get(closing, TimeUnit.MILLISECONDS.toNanos(2 * SHUTDOWN_MILLIS));
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(Level.DEBUG, "a connection did not close in time", e);
        }
    }
}
