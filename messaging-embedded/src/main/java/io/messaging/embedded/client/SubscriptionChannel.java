package io.messaging.embedded.client;

import io.messaging.backend.MessagingException;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.embedded.protocol.Command.Acknowledge;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.embedded.protocol.Command.AttachDurable;
import io.messaging.embedded.protocol.Command.Fail;
import io.messaging.embedded.protocol.ErrorCode;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Replies;
import io.messaging.embedded.protocol.Requests;
import io.messaging.embedded.protocol.Words;
import io.messaging.log.SafeLog;
import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The connection on which messages come in. One thread reads; requests are written by anyone, under the monitor of the
 * queue that holds what to do with their replies, so that the two have the same order. Thread-safe.
 */
final class SubscriptionChannel {
    private static final System.Logger LOGGER = SafeLog.of(SubscriptionChannel.class);

    private static final int LEAST_QUIET_MILLIS = 250;
    private static final int MOST_QUIET_MILLIS = 5_000;
    private static final int LEAST_ANSWER_MILLIS = 1_000;

    private record Attached(ClientSubscription subscription, ChannelSource source) {}

    private final WireConnection connection;
    private final ServerIdentity identity;
    private final Executor executor;
    private final VirtualCallers callers;
    private final Queue<Consumer<Words>> replies = new ArrayDeque<>();
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Attached> attached = new ConcurrentHashMap<>();

    /** Who has something new and does not know yet. Used by the reading thread alone. */
    private final Set<ClientSubscription> unsignalled = new LinkedHashSet<>();

    private ClientSubscription newest;

    /** In the plain dialect: who shares the connection's one subscription to a topic. */
    private final Map<String, Map<ClientSubscription, QueueSource>> sharers = new ConcurrentHashMap<>();

    SubscriptionChannel(WireConnection connection, ServerIdentity identity, Executor executor, VirtualCallers callers) {
        this.connection = connection;
        this.identity = identity;
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
        if (subscription.options().isDurable()) {
            attachDurable(subscription);
        } else if (identity.isPlain()) {
            share(subscription);
        } else {
            attach(subscription);
        }
    }

    private void attachDurable(ClientSubscription subscription) throws IOException {
        if (identity.isPlain()) {
            refused(
                    subscription,
                    new MessagingException("the server speaks the plain dialect and keeps no durable subscriptions; "
                            + "run one of this library's (./messaging serve), or subscribe without a client id"));
            return;
        }
        long id = ids.incrementAndGet();
        DurableClaim claim = subscription.claimAt(identity.id());
        AttachDurable attach = new AttachDurable(
                id,
                subscription.topic(),
                subscription.options().clientId().orElseThrow(),
                DurableWindowSource.WINDOW,
                claim.number(),
                subscription.options().namespace().orElse(null));
        DurableWindowSource source = new DurableWindowSource(this, id, claim);
        attached.put(id, new Attached(subscription, source));
        request(out -> Requests.attachDurable(out, attach), reply -> attached(subscription, source, reply));
    }

    private void attach(ClientSubscription subscription) throws IOException {
        long id = ids.incrementAndGet();
        String namespace = subscription.options().namespace().orElse(null);
        Attach attach = new Attach(
                id, subscription.topic(), subscription.startAt(identity.id()), WindowSource.WINDOW, namespace);
        // Noted before the server knows of it, so that a removal at any moment finds it.
        WindowSource source = new WindowSource(this, id, identity.id());
        attached.put(id, new Attached(subscription, source));
        request(out -> Requests.attach(out, attach), reply -> attached(subscription, source, reply));
    }

    private static void attached(ClientSubscription subscription, ChannelSource source, Words reply) {
        try {
            if (!reply.command().equals("OK")) {
                throw ServerErrorException.of(reply);
            }
            source.startsAt(reply.unsignedNumber(3, "the position"));
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

    private void share(ClientSubscription subscription) throws IOException {
        QueueSource source = new QueueSource();
        synchronized (replies) {
            Map<ClientSubscription, QueueSource> sharing =
                    sharers.computeIfAbsent(subscription.topic(), topic -> new ConcurrentHashMap<>());
            sharing.put(subscription, source);
            request(out -> Requests.subscribe(out, subscription.topic()), reply -> shared(subscription, source, reply));
        }
    }

    private static void shared(ClientSubscription subscription, QueueSource source, Words reply) {
        try {
            if (!reply.command().equals("OK")) {
                throw ServerErrorException.of(reply);
            }
            subscription.feedFrom(source);
        } catch (ServerErrorException e) {
            refused(subscription, e.toMessagingException());
        } catch (ProtocolException e) {
            refused(subscription, new MessagingException("the server gave " + e.getMessage(), e));
        }
    }

    /** Takes a subscription out; the future completes when the server has confirmed, or at once where it need not. */
    CompletableFuture<Void> remove(ClientSubscription subscription) throws IOException {
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        Consumer<Words> onReply = reply -> confirmed.complete(null);
        if (identity.isPlain()) {
            synchronized (replies) {
                Map<ClientSubscription, QueueSource> sharing = sharers.getOrDefault(subscription.topic(), Map.of());
                if (sharing.containsKey(subscription) && sharing.size() == 1) {
                    sharers.remove(subscription.topic());
                    request(out -> Requests.unsubscribe(out, subscription.topic()), onReply);
                    return confirmed;
                }
                if (!sharing.isEmpty()) {
                    sharing.remove(subscription);
                }
            }
        } else {
            for (Attached entry : Set.copyOf(attached.values())) {
                if (entry.subscription() == subscription
                        && !subscription.options().isDurable()) {
                    attached.remove(entry.source().id());
                    request(out -> Requests.detach(out, entry.source().id()), onReply);
                    return confirmed;
                }
            }
        }
        confirmed.complete(null);
        return confirmed;
    }

    /** Makes room for more of a subscription's messages, or answers a sync. */
    void acknowledge(Acknowledge acknowledge) {
        send(out -> Requests.acknowledge(out, acknowledge));
    }

    /** A durable client has handled everything up to a token. */
    void handled(long id, long token) {
        send(out -> Requests.handled(out, id, token));
    }

    /** A durable client's handler has failed for good. */
    void failed(Fail fail) {
        send(out -> Requests.fail(out, fail));
    }

    /** Ends an attached subscription; completes when the server has confirmed, or the connection is gone. */
    CompletableFuture<Void> detach(long id) {
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        attached.remove(id);
        try {
            request(out -> Requests.detach(out, id), reply -> confirmed.complete(null));
        } catch (IOException e) {
            connection.close();
            confirmed.complete(null);
        }
        return confirmed;
    }

    private void ping() {
        try {
            request(Requests::ping, reply -> {});
        } catch (IOException e) {
            connection.close(); // the reader notices
        }
    }

    private void send(Consumer<LineWriter> write) {
        try {
            callers.run(() -> write(write, null));
        } catch (IOException e) {
            connection.close(); // the reader notices
        }
    }

    private void request(Consumer<LineWriter> write, Consumer<Words> onReply) throws IOException {
        callers.run(() -> write(write, onReply));
    }

    /** Writes what has no reply where that is null. */
    private Void write(Consumer<LineWriter> write, Consumer<Words> onReply) throws IOException {
        synchronized (replies) {
            write.accept(connection.request());
            if (onReply != null) {
                replies.add(onReply);
            }
            connection.send();
            return null;
        }
    }

    /**
     * Reads until the connection ends; asks a server that has been quiet for a sign of life, as one that is out of reach
     * looks just the same.
     */
    void readToEnd(int timeoutMillis) throws IOException, ProtocolException {
        int quietMillis = Math.max(LEAST_QUIET_MILLIS, Math.min(timeoutMillis / 2, MOST_QUIET_MILLIS));
        connection.keepAlive(quietMillis, Math.max(timeoutMillis, LEAST_ANSWER_MILLIS), () -> execute(this::ping));
        connection.in().beforeReading(this::signal);
        try {
            while (true) {
                read(connection.in().readLine());
            }
        } finally {
            signal();
        }
    }

    /** Many in a row are mostly for one. */
    private void newFor(ClientSubscription subscription) {
        if (subscription != newest) {
            newest = subscription;
            unsignalled.add(subscription);
        }
    }

    /** Wakes handlers once for all that has come in together, not once for each message. */
    private void signal() {
        if (newest != null) {
            newest = null;
            unsignalled.forEach(ClientSubscription::signal);
            unsignalled.clear();
        }
    }

    private void read(Words line) throws ProtocolException {
        String first = line.count() == 0 ? "" : line.command();
        if (first.equals("DELIVER") || first.equals("DELIVER_RAW")) {
            deliver(line);
        } else if (first.equals("MESSAGE")) {
            pushed(line);
        } else if (first.equals("SYNC")) {
            sync(line);
        } else if (first.equals(Replies.END)) {
            ended(line);
        } else {
            replied(line);
        }
    }

    private void deliver(Words line) throws ProtocolException {
        Attached entry = attached.get(line.unsignedNumber(1, "the subscription"));
        if (entry != null) { // else it was closed while this was on the way
            boolean lifeTold = line.count() > 4;
            Message message = message(line, lifeTold ? 4 : 3);
            long expiryNanos = lifeTold
                    ? Expiry.afterMillis(line.unsignedNumber(3, "the milliseconds to live"))
                    : Expiry.atMostOf(message);
            entry.source().offer(message, line.unsignedNumber(2, "the position"), expiryNanos);
            newFor(entry.subscription());
        }
    }

    private void ended(Words line) throws ProtocolException {
        Attached entry = attached.get(line.unsignedNumber(1, "the subscription"));
        if (entry != null) {
            entry.subscription().endedByBroker(line.text(2).equals(Replies.TAKEN_OVER));
        }
    }

    private void sync(Words line) throws ProtocolException {
        Attached entry = attached.get(line.unsignedNumber(1, "the subscription"));
        if (entry != null) { // else the server learns that it was closed
            entry.source().offerSync(line.unsignedNumber(2, "the sync"));
            newFor(entry.subscription());
        }
    }

    /** A push of the plain dialect, or a text that was published and not stored. */
    private void pushed(Words line) throws ProtocolException {
        String topic = line.text(1);
        Message message;
        try {
            message = message(line, 2);
        } catch (ProtocolException e) {
            LOGGER.log(Level.DEBUG, () -> "dropped what was published to '" + topic + "', which is no message", e);
            return;
        }
        sharers.getOrDefault(topic, Map.of()).forEach((subscription, source) -> {
            source.offer(message);
            newFor(subscription);
        });
        for (Attached entry : attached.values()) {
            if (entry.subscription().topic().equals(topic)) {
                entry.source().offerPublished(message);
                newFor(entry.subscription());
            }
        }
    }

    private static Message message(Words line, int index) throws ProtocolException {
        if (line.count() <= index) {
            throw new ProtocolException(ErrorCode.INVALID, "a push without a message: '" + line.shown() + "'");
        }
        ByteBuffer json = line.decoded(index);
        try {
            return Message.fromJson(json.array(), json.arrayOffset() + json.position(), json.remaining());
        } catch (InvalidMessageException e) {
            throw new ProtocolException(ErrorCode.INVALID, "a push that is no message: " + e.getMessage(), e);
        }
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

    /** Has the server forget this connection's subscriptions, and then end it, which the reader sees. */
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
