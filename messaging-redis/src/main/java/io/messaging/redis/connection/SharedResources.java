package io.messaging.redis.connection;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.messaging.concurrent.Uninterruptibly;
import io.messaging.log.SafeLog;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The clients' I/O threads, which all backends of a JVM share: they start with the first and end with the last.
 * Thread-safe: guarded by the class.
 */
final class SharedResources {
    private static final System.Logger LOGGER = SafeLog.of(SharedResources.class);
    private static final int IO_THREADS = 2;
    private static final long SHUTDOWN_MILLIS = 2_000;

    private static Resources resources;
    private static int users;

    private record Resources(ClientResources client, HostLookup lookup) {
        static Resources start() {
            HostLookup lookup = new HostLookup();
            ClientResources client = DefaultClientResources.builder()
                    .ioThreadPoolSize(IO_THREADS)
                    .computationThreadPoolSize(2)
                    .threadFactoryProvider(SharedThreads::named)
                    .addressResolverGroup(lookup)
                    .nettyCustomizer(StallGuard.ON_EVERY_CHANNEL)
                    .reconnectDelay(Delay.equalJitter(5, 500, 10, TimeUnit.MILLISECONDS))
                    .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                    .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled())
                    .build();
            return new Resources(client, lookup);
        }

        void end() {
            client.shutdown(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(2 * SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
            lookup.end(SHUTDOWN_MILLIS);
        }
    }

    private SharedResources() {}

    /** Creates a client and connects it; releases everything when that fails. */
    static <C extends AbstractRedisClient> RedisLink connect(
            Function<ClientResources, C> create, Function<C, RedisLink> connect) {
        C client = create.apply(open());
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

    /** Closes a client that {@link #connect} created. Waits a bounded time. Never called from one of the threads. */
    static void shutDown(AbstractRedisClient client) {
        awaitQuietly(client.shutdownAsync(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS));
        Resources last = release();
        if (last != null) {
            last.end();
        }
    }

    /** Waits a bounded time for something to close. */
    static void awaitQuietly(CompletableFuture<Void> closing) {
        try {
            Uninterruptibly.get(closing, TimeUnit.MILLISECONDS.toNanos(2 * SHUTDOWN_MILLIS));
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(Level.DEBUG, "a connection did not close in time", e);
        }
    }

    private static synchronized ClientResources open() {
        if (users == 0) {
            resources = Resources.start();
        }
        users++;
        return resources.client();
    }

    private static synchronized Resources release() {
        if (--users > 0) {
            return null;
        }
        Resources last = resources;
        resources = null;
        return last;
    }
}
