package io.messaging.embedded.client.subscription;

import io.messaging.backend.MessagingException;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.embedded.client.link.VirtualCallers;
import io.messaging.embedded.client.subscription.ChannelEntries.Entry;
import io.messaging.embedded.client.wire.ConnectionPool;
import io.messaging.embedded.client.wire.Dialect;
import io.messaging.embedded.client.wire.ServerErrorException;
import io.messaging.embedded.client.wire.WireConnection;
import io.messaging.embedded.protocol.Command.Acknowledge;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.embedded.protocol.Command.AttachDurable;
import io.messaging.embedded.protocol.Command.Fail;
import io.messaging.embedded.protocol.ErrorCode;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Requests;
import io.messaging.embedded.protocol.Words;
import io.messaging.log.SafeLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The connection on which messages arrive. One thread reads; requests are written by any thread, under the monitor of
 * the queue that holds what to do with their replies, so that the two have the same order. Thread-safe.
 */
final class SubscriptionChannel {
    private static final System.Logger LOGGER = SafeLog.of(SubscriptionChannel.class);
    private static final int MIN_QUIET_MILLIS = 250;
    private static final int MAX_QUIET_MILLIS = 5_000;
    private static final int MIN_ANSWER_MILLIS = 1_000;
    private static final long NONE_BEGUN = 0;

    /** Writes a request; returns false when there is nothing to send. */
    @FunctionalInterface
    private interface Request {
        boolean write(LineWriter out);
    }

    private final WireConnection connection;
    private final Dialect dialect;
    private final String serverId;
    private final Executor executor;
    private final VirtualCallers callers;
    private final Queue<Consumer<Words>> replies = new ArrayDeque<>();
    private final AtomicLong ids = new AtomicLong();
    private final ChannelEntries entries = new ChannelEntries();

    SubscriptionChannel(WireConnection connection, ConnectionPool pool, Executor executor, VirtualCallers callers) {
        this.connection = connection;
        this.dialect = pool.dialect();
        this.serverId = pool.identity().id();
        this.executor = executor;
        this.callers = callers;
    }

    /** Runs something on another thread; false when the backend is closing and has none left. */
    boolean execute(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Puts a subscription in force, or back in force, once the server has answered. */
    void add(ClientSubscription subscription) throws IOException {
        long id = ids.incrementAndGet();
        try {
            if (subscription.options().isDurable()) {
                addDurable(subscription, id);
            } else {
                Attach attach = new Attach(
                        id,
                        subscription.topic(),
                        subscription.startAt(serverId),
                        WindowSource.WINDOW,
                        subscription.options().namespace().orElse(null));
                add(subscription, new WindowSource(this, id, serverId), out -> dialect.attach(out, attach));
            }
        } catch (MessagingException e) {
            forget(id);
            refused(subscription, e);
        }
    }

    private void addDurable(ClientSubscription subscription, long id) throws IOException {
        dialect.requireOwn("durable subscriptions");
        DurableClaim claim = subscription.claimAt(serverId);
        AttachDurable attach = new AttachDurable(
                id,
                subscription.topic(),
                subscription.options().clientId().orElseThrow(),
                DurableWindowSource.WINDOW,
                claim.number(),
                subscription.options().namespace().orElse(null));
        add(subscription, new DurableWindowSource(this, id, claim), out -> Requests.attachDurable(out, attach));
    }

    /** Notes the subscription before the server knows of it, so that a removal at any moment finds it. */
    private void add(ClientSubscription subscription, ChannelSource source, Consumer<LineWriter> attach)
            throws IOException {
        synchronized (replies) {
            entries.add(new Entry(subscription, source));
            write(always(attach), reply -> attached(subscription, source, reply));
        }
    }

    private void attached(ClientSubscription subscription, ChannelSource source, Words reply) {
        try {
            if (!reply.command().equals("OK")) {
                throw ServerErrorException.of(reply);
            }
            source.startsAt(dialect.start(reply));
            subscription.feedFrom(source);
        } catch (ServerErrorException e) {
            if (e.isClaimLost()) {
                subscription.endedByBroker(e.isTakenOver());
            } else {
                refused(subscription, e.toMessagingException());
            }
        } catch (ProtocolException e) {
            refused(subscription, new MessagingException("the server gave " + e.getMessage(), e));
        }
    }

    private static void refused(ClientSubscription subscription, MessagingException reason) {
        if (!subscription.inForce().completeExceptionally(reason)) {
            LOGGER.log(Level.WARNING, () -> "cannot subscribe again to '" + subscription.topic() + "'", reason);
            subscription.end(SubscriptionEnd.Reason.CONNECTION_LOST, reason.getMessage());
        }
    }

    /**
     * Removes a subscription; a durable one is detached by its source when its handler is at rest.
     *
     * @return completes when the server has confirmed, or at once where there is nothing to confirm
     */
    CompletableFuture<Void> remove(ClientSubscription subscription) throws IOException {
        for (Entry entry : entries.to(subscription.topic())) {
            if (entry.subscription() == subscription && !subscription.options().isDurable()) {
                return detachEntry(entry.source().id(), NONE_BEGUN);
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Ends a durable subscription.
     *
     * @param begun the token of the message that its handler has begun with and not ended; 0 for none
     * @return completes when the server has confirmed, or the connection is gone
     */
    CompletableFuture<Void> detachDurable(long id, long begun) {
        try {
            return callers.run(() -> detachEntry(id, begun));
        } catch (IOException e) {
            connection.close();
            return CompletableFuture.completedFuture(null);
        }
    }

    private CompletableFuture<Void> detachEntry(long id, long begun) throws IOException {
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        synchronized (replies) {
            Entry entry = forget(id);
            if (entry == null) {
                return CompletableFuture.completedFuture(null);
            }
            String topic = entry.subscription().topic();
            boolean last = entries.to(topic).isEmpty();
            if (!write(out -> dialect.detach(out, id, topic, last, begun), reply -> confirmed.complete(null))) {
                confirmed.complete(null);
            }
        }
        return confirmed;
    }

    private Entry forget(long id) {
        synchronized (replies) {
            return entries.remove(id);
        }
    }

    /** Makes room for more of a subscription's messages, or answers a sync. */
    void acknowledge(Acknowledge acknowledge) {
        send(out -> dialect.acknowledge(out, acknowledge));
    }

    /** A durable client has handled everything up to a token. */
    void handled(long id, long token) {
        send(out -> {
            out.word("ACK").number(id).number(token).end();
            return true;
        });
    }

    /** A durable client's handler has failed for good. */
    void failed(Fail fail) {
        send(always(out -> Requests.fail(out, fail)));
    }

    private static Request always(Consumer<LineWriter> request) {
        return out -> {
            request.accept(out);
            return true;
        };
    }

    private void ping() {
        sendOrClose(always(out -> out.word("PING").end()), reply -> {});
    }

    /** Sends what has no reply. */
    private void send(Request request) {
        sendOrClose(request, null);
    }

    private void sendOrClose(Request request, Consumer<Words> onReply) {
        try {
            callers.run(() -> write(request, onReply));
        } catch (IOException e) {
            connection.close(); // the reader notices
        }
    }

    private boolean write(Request request, Consumer<Words> onReply) throws IOException {
        synchronized (replies) {
            if (!request.write(connection.request())) {
                return false;
            }
            if (onReply != null) {
                replies.add(onReply);
            }
            connection.send();
            return true;
        }
    }

    /**
     * Reads until the connection ends; pings a server that has been quiet, since one that is out of reach looks the
     * same.
     */
    void readToEnd(int timeoutMillis) throws IOException, ProtocolException {
        int quietMillis = Math.max(MIN_QUIET_MILLIS, Math.min(timeoutMillis / 2, MAX_QUIET_MILLIS));
        connection.keepAlive(quietMillis, Math.max(timeoutMillis, MIN_ANSWER_MILLIS), () -> execute(this::ping));
        new ChannelReader(connection.in(), dialect, entries, this::replied).readToEnd();
    }

    private void replied(Words line) throws ProtocolException {
        Consumer<Words> onReply;
        synchronized (replies) {
            onReply = replies.poll();
        }
        if (onReply == null) {
            throw new ProtocolException(ErrorCode.INVALID, "an answer to no request: '" + line.shown() + "'");
        }
        onReply.accept(line);
    }

    /** Has the server forget this connection's subscriptions and then close it, which the reader notices. */
    void endOutput() {
        try {
            connection.endOutput();
        } catch (IOException e) {
            connection.close();
        }
    }

    void close() {
        connection.close();
    }
}
