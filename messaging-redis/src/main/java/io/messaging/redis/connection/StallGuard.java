package io.messaging.redis.connection;

import io.lettuce.core.resource.NettyCustomizer;
import io.messaging.log.SafeLog;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection that has been silent for 1.5 times the request timeout after something was sent: later than the
 * time limit of the waiting command, so that its caller learns that the server does not answer, not of a lost
 * connection. A frozen server, or one whose machine vanished, leaves a connection that looks healthy for a quarter of
 * an hour; the client has to drop it before it asks Sentinel, or the cluster, for the current master.
 *
 * <p>Owned by its channel's I/O thread.
 */
final class StallGuard extends ChannelDuplexHandler {
    private static final System.Logger LOGGER = SafeLog.of(StallGuard.class);

    /** The connect timeout equals the request timeout: {@link LinkFactory} sets both. */
    static final NettyCustomizer ON_EVERY_CHANNEL = new NettyCustomizer() {
        @Override
        public void afterChannelInitialized(Channel channel) {
            channel.pipeline().addFirst(new StallGuard(channel.config().getConnectTimeoutMillis()));
        }
    };

    private final long limitNanos;
    private boolean waiting;
    private long waitingSinceNanos;
    private boolean scheduled;

    private StallGuard(long requestTimeoutMillis) {
        limitNanos = TimeUnit.MILLISECONDS.toNanos(requestTimeoutMillis) * 3 / 2;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (!waiting) {
            waiting = true;
            waitingSinceNanos = System.nanoTime();
            schedule(context, limitNanos);
        }
        super.write(context, message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        waiting = false;
        super.channelRead(context, message);
    }

    /** One check for many writes: it is postponed while answers arrive. */
    private void schedule(ChannelHandlerContext context, long nanos) {
        if (!scheduled) {
            scheduled = true;
            context.executor().schedule(() -> look(context), nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void look(ChannelHandlerContext context) {
        scheduled = false;
        if (!waiting || !context.channel().isActive()) {
            return;
        }
        long leftNanos = limitNanos - (System.nanoTime() - waitingSinceNanos);
        if (leftNanos > 0) {
            schedule(context, leftNanos);
        } else {
            LOGGER.log(
                    Level.DEBUG,
                    () -> "no data from " + context.channel().remoteAddress() + " for "
                            + TimeUnit.NANOSECONDS.toMillis(limitNanos) + " ms; reconnecting");
            context.close();
        }
    }
}
