package io.messaging.embedded.client.subscription;

import io.messaging.backend.MessagingException;
import io.messaging.embedded.client.link.VirtualCallers;
import io.messaging.embedded.client.shared.RemoteMembership;
import io.messaging.embedded.client.subscription.ChannelEntries.Entry;
import io.messaging.embedded.client.wire.ConnectionPool;
import io.messaging.embedded.client.wire.Dialect;
import io.messaging.embedded.client.wire.ServerErrorException;
import io.messaging.embedded.client.wire.WireConnection;
import io.messaging.embedded.protocol.Command.Acknowledge;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.embedded.protocol.Command.AttachDurable;
import io.messaging.embedded.protocol.Command.AttachPrefix;
import io.messaging.embedded.protocol.Command.AttachShared;
import io.messaging.embedded.protocol.Command.Fail;
import io.messaging.embedded.protocol.ErrorCode;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Requests;
import io.messaging.embedded.protocol.Words;
import io.messaging.spi.group.GroupOptions;
import io.messaging.store.CursorStart;
import io.messaging.store.durable.Attachment;
import io.messaging.store.group.Outcome;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
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
    private static final int MIN_QUIET_MILLIS = 250;
    private static final int MAX_QUIET_MILLIS = 5_000;
    private static final int MIN_ANSWER_MILLIS = 1_000;
    static final long NONE_BEGUN = 0;

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
    void add(HubSubscription subscription) throws IOException {
        long id = ids.incrementAndGet();
        try {
            subscription.attachTo(this, id);
        } catch (MessagingException e) {
            forget(id);
            subscription.refused(e);
        }
    }

    void addPlain(ClientSubscription subscription, long id) throws IOException {
        if (subscription.options().startsAfter().isPresent()) {
            dialect.requireOwn("start positions");
        }
        Attach attach = new Attach(
                id,
                subscription.topic(),
                subscription.startAt(serverId),
                WindowSource.WINDOW,
                subscription.options().namespace().orElse(null));
        WindowSource source = new WindowSource(this, id, serverId);
        add(subscription, source, out -> dialect.attach(out, attach), () -> subscription.feedFrom(source));
    }

    void addPrefix(ClientSubscription subscription, long id) throws IOException {
        dialect.requireOwn("prefix subscriptions");
        AttachPrefix attach = subscription.prefixAt(serverId, id);
        PrefixSource source = new PrefixSource(this, id, serverId);
        add(subscription, source, out -> Requests.attachPrefix(out, attach), () -> subscription.feedFrom(source));
    }

    void addDurable(ClientSubscription subscription, long id) throws IOException {
        dialect.requireOwn("durable subscriptions");
        DurableClaim claim = subscription.claimAt(serverId);
        AttachDurable attach = new AttachDurable(
                id,
                subscription.topic(),
                subscription.options().clientId().orElseThrow(),
                DurableWindowSource.WINDOW,
                claim.number() == Attachment.NEW ? subscription.startOfNew() : CursorStart.at(0),
                claim.number(),
                subscription.options().namespace().orElse(null));
        DurableWindowSource source = new DurableWindowSource(this, id, claim);
        add(subscription, source, out -> Requests.attachDurable(out, attach), () -> subscription.feedFrom(source));
    }

    void addShared(SharedSubscription subscription, long id) throws IOException {
        dialect.requireOwn("shared subscriptions");
        RemoteMembership membership = subscription.membershipAt(serverId);
        AttachShared attach = membership.request(
                id,
                subscription.topic(),
                subscription.options().group().orElseThrow(),
                GroupOptions.of(subscription.options()),
                subscription.startOfNew());
        add(
                subscription,
                new SharedChannelSource(this, id, membership),
                out -> Requests.attachShared(out, attach),
                () -> subscription.feedFrom(membership));
    }

    /** Notes the subscription before the server knows of it, so that a removal at any moment finds it. */
    private void add(HubSubscription subscription, ChannelSource source, Consumer<LineWriter> attach, Runnable feed)
            throws IOException {
        synchronized (replies) {
            entries.add(new Entry(subscription, source));
            write(always(attach), reply -> attached(subscription, source, feed, reply));
        }
    }

    private void attached(HubSubscription subscription, ChannelSource source, Runnable feed, Words reply) {
        try {
            if (!reply.command().equals("OK")) {
                throw ServerErrorException.of(reply);
            }
            source.attached(reply, dialect);
            feed.run();
        } catch (ServerErrorException e) {
            forget(source.id());
            notAttached(subscription, e);
        } catch (ProtocolException e) {
            subscription.refused(new MessagingException("the server gave " + e.getMessage(), e));
        }
    }

    private void notAttached(HubSubscription subscription, ServerErrorException e) {
        Optional<String> newer = subscription.newerRequest();
        if (e.isMemberLost()) {
            subscription.memberLost();
            sendOrClose(subscription);
        } else if (e.isClaimLost()) {
            subscription.endedByBroker(e.isTakenOver());
        } else if (newer.isPresent() && e.isInvalid()) {
            subscription.refused(new IllegalArgumentException(e.getMessage(), e));
        } else if (newer.isPresent() && e.isUnknownCommand()) {
            subscription.refused(new MessagingException(
                    "the server has no " + newer.get() + ": it is of an older version; update the process that runs it",
                    e));
        } else {
            subscription.refused(e.toMessagingException());
        }
    }

    /** Joins anew. */
    private void sendOrClose(HubSubscription subscription) {
        try {
            add(subscription);
        } catch (IOException e) {
            connection.close(); // the reader notices
        }
    }

    /**
     * Removes a subscription; a durable one is detached by its source when its handler is at rest.
     *
     * @return completes when the server has confirmed, or at once where there is nothing to confirm
     */
    CompletableFuture<Void> remove(HubSubscription subscription) throws IOException {
        Optional<Entry> entry = subscription.detachesItself() ? Optional.empty() : entries.of(subscription);
        return entry.isPresent()
                ? detachEntry(entry.get().source().id(), NONE_BEGUN)
                : CompletableFuture.completedFuture(null);
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

    /** Messages of a group's member have ended. */
    void settled(long id, List<Outcome> outcomes) {
        send(always(out -> outcomes.forEach(outcome -> Requests.settleShared(out, id, outcome))));
    }

    /** A message of a group's member goes to others. */
    void givenBack(long id, long token) {
        send(always(out -> out.word("GIVE_BACK").number(id).number(token).end()));
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
