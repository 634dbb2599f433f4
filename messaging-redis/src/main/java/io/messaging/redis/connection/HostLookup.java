package io.messaging.redis.connection;

import io.messaging.concurrent.Uninterruptibly;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Resolves names as the JVM does, with its hosts file and cache, on its own threads: an I/O thread must not wait for a
 * name server. Thread-safe.
 *
 * <p>The client's own resolver speaks DNS over a socket per I/O thread, and leaks that socket when the thread ends
 * first (LIFE-03).
 */
final class HostLookup extends AddressResolverGroup<InetSocketAddress> {
    private static final int THREADS = 2;
    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            SharedThreads.named("messaging-redis-lookup"));

    HostLookup() {
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new Resolver(executor).asAddressResolver();
    }

    /** Ends the threads; one that waits for a name server ends after the answer. */
    void end(long waitMillis) {
        close();
        threads.shutdownNow();
        Uninterruptibly.await(
                TimeUnit.MILLISECONDS.toNanos(waitMillis),
                left -> threads.awaitTermination(left, TimeUnit.NANOSECONDS));
    }

    private interface Query<T> {
        T ask() throws UnknownHostException;
    }

    private final class Resolver extends InetNameResolver {
        Resolver(EventExecutor executor) {
            super(executor);
        }

        @Override
        protected void doResolve(String host, Promise<InetAddress> promise) {
            lookUp(host, () -> InetAddress.getByName(host), promise);
        }

        @Override
        protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
            lookUp(host, () -> Arrays.asList(InetAddress.getAllByName(host)), promise);
        }

        private <T> void lookUp(String host, Query<T> query, Promise<T> promise) {
            if (NetUtil.createByteArrayFromIpAddressString(host) != null) {
                answer(query, promise); // an address; nobody is asked
                return;
            }
            try {
                threads.execute(() -> answer(query, promise));
            } catch (RejectedExecutionException closed) {
                promise.tryFailure(closed);
            }
        }
    }

    private static <T> void answer(Query<T> query, Promise<T> promise) {
        try {
            promise.trySuccess(query.ask());
        } catch (UnknownHostException e) {
            promise.tryFailure(e);
        }
    }
}
