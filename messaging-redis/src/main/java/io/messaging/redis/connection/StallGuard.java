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
 * Closes a connection on which something was sent and nothing has come back for half as long again as the request
 * timeout: not before the command that waits has run into its own time limit, so that its caller learns of a server that
 * does not answer, not of a lost connection. A server that froze, or whose machine vanished, leaves a connection that
 * looks well for a quarter of an hour; the client has to give it up to ask Sentinel, or the cluster, who is in charge
 * now.
 *
 * <p>Belongs to its channel's I/O thread.
 */
final class StallGuard extends ChannelDuplexHandler {
    private static final System.Logger LOGGER = SafeLog.of(StallGuard.class);

    /** The time to connect is the request timeout, too: {@link LinkFactory} sets it. */
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

    /** One look for many writes: it is put off as long as answers come. */
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
                    () -> "nothing has come from " + context.channel().remoteAddress() + " for "
                            + TimeUnit.NANOSECONDS.toMillis(limitNanos) + " ms; connecting again");
            context.close();
        }
    }
}
