package io.messaging.bus;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.log.SafeLog;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The requests of one client. Answers come to its inbox, through a plain subscription of their own: a durable client handles
 * one message at a time (DUR-07), so one of its handlers could not wait for an answer. Thread-safe.
 */
final class Requests {
    private static final System.Logger LOGGER = SafeLog.of(Requests.class);

    /** So many requests are remembered, so that late answers are not taken for messages that nobody asked for. */
    private static final int REMEMBERED = 1_000;

    private final MessageBus bus;
    private final String client;

    /** The name of the client at the backend. */
    private final String clientId;

    private final Map<GemstoneId, Question<?>> open = new ConcurrentHashMap<>();
    private final Map<GemstoneId, Boolean> asked = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<GemstoneId, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    /** Null before the first request; guarded by this object's monitor. */
    private Subscription answers;

    /** Why no further request can be answered; guarded by this object's monitor. */
    private MessagingException ended;

    Requests(MessageBus bus, String client, String clientId) {
        this.bus = bus;
        this.client = client;
        this.clientId = clientId;
    }

    /**
     * Publishes a question, and waits for answers without blocking.
     *
     * @param question the message, complete, with one topic
     * @param publish publishes it
     * @param wanted how many answers end it
     * @param limit the longest time
     * @param enough whether fewer answers will do when the time is over
     * @param result makes what the program gets of the answers
     */
    <R> CompletableFuture<R> ask(
            Message question,
            UnaryOperator<Message> publish,
            int wanted,
            Duration limit,
            boolean enough,
            Function<List<Message>, R> result) {
        GemstoneId id = question.id();
        List<String> topics = bus.outbox().topics(question);
        if (topics.size() != 1) {
            throw new IllegalArgumentException("request " + id + " has topics " + topics + "; a request has one");
        }
        String topic = topics.get(0);
        long nanos = Checks.nanos("timeout", limit);
        Question<R> waiting = new Question<>(wanted, result, bus.callbacks());
        boolean done = false;
        try {
            subscribe();
            asked.put(id, true);
            open.put(id, waiting);
            if (bus.audience().isEmpty(topic, clientId)) {
                throw new NoSubscriberException("no other client is subscribed to topic '" + topic
                        + "' of namespace '" + bus.namespace() + "', so request " + id + " of client '" + client
                        + "' was not published; start its recipient, or check the name");
            }
            waiting.after(nanos, () -> expire(id, waiting, topic, limit, enough));
            publish.apply(question);
            done = true;
        } catch (MessagingException refused) {
            waiting.fail(refused);
        } finally {
            if (!done) {
                open.remove(id);
            }
        }
        return waiting.future();
    }

    private <R> void expire(GemstoneId id, Question<R> waiting, String topic, Duration limit, boolean enough) {
        open.remove(id);
        if (enough) {
            waiting.complete();
        } else {
            waiting.fail(new MessagingTimeoutException("no answer to request " + id + " of client '" + client
                    + "' came within " + limit.toMillis() + " ms (topic '" + topic
                    + "'); check that the recipient is running, or increase the timeout"));
        }
    }

    /** Whether a message answers a request of this client, or one that is over. */
    boolean isAnswer(Message message) {
        return message.inResponseTo()
                .map(id -> open.containsKey(id) || asked.containsKey(id))
                .orElse(false);
    }

    private synchronized void subscribe() {
        if (ended != null) {
            throw ended;
        }
        if (answers != null && !answers.isActive()) {
            lost(answers, "the subscription to its inbox has ended", true);
        }
        if (answers == null) {
            Subscription subscription = bus.backend().subscribe(BusTopics.inbox(client), this::receive);
            answers = subscription;
            subscription
                    .ended()
                    .thenAccept(end ->
                            lost(subscription, end.detail(), end.reason() == SubscriptionEnd.Reason.CONNECTION_LOST));
        }
    }

    private void receive(Message message) {
        GemstoneId id = message.inResponseTo().orElse(null);
        if (id == null) {
            return; // a direct message, which is for a handler
        }
        Question<?> question = open.get(id);
        if (question == null) {
            LOGGER.log(
                    Level.DEBUG,
                    () -> "message " + message.id() + " for client '" + client + "' answers " + id
                            + ", for which no request waits (any more); dropped");
        } else if (question.answer(message)) {
            open.remove(id);
        }
    }

    /** Ends what was asked through a subscription, once. */
    private void lost(Subscription subscription, String detail, boolean connection) {
        synchronized (this) {
            if (answers != subscription) {
                return;
            }
            answers = null;
        }
        String what = "client '" + client + "' gets no answers any more: " + detail;
        failAll(connection ? new MessagingConnectionException(what) : new BackendClosedException(what));
    }

    private void failAll(MessagingException failure) {
        List.copyOf(open.values()).forEach(question -> question.fail(failure));
        open.clear();
    }

    /** Ends the requests, and refuses further ones. */
    void close(MessagingException why) {
        Subscription known;
        synchronized (this) {
            ended = why;
            known = answers;
            answers = null;
        }
        failAll(why);
        if (known != null) {
            known.close();
        }
    }
}
