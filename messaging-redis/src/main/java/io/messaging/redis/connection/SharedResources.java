package io.messaging.redis.connection;

import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.util.concurrent.TimeUnit;

/**
 * The I/O threads, which all backends of a JVM share: they start with the first backend and end with the last.
 * Thread-safe: guarded by the class.
 */
final class SharedResources {
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

    static synchronized ClientResources open() {
        if (users == 0) {
            resources = Resources.start();
        }
        users++;
        return resources.client();
    }

    /** Gives back one {@link #open}. Waits a bounded time for the threads to end. Never called from one of them. */
    static void release() {
        Resources last = giveBack();
        if (last != null) {
            last.end();
        }
    }

    private static synchronized Resources giveBack() {
        if (--users > 0) {
            return null;
        }
        Resources last = resources;
        resources = null;
        return last;
    }
}
