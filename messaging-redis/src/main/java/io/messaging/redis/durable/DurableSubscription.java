package io.messaging.redis.durable;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingException;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.SubscriptionEnd.Reason;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.log.SafeLog;
import io.messaging.message.Message;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.DeadLetters;
import io.messaging.redis.store.Keys;
import io.messaging.redis.subscription.LogEntry;
import io.messaging.redis.subscription.LogSource;
import io.messaging.redis.subscription.NewStart;
import io.messaging.redis.subscription.Place;
import io.messaging.redis.subscription.RedisSubscription;
import io.messaging.redis.subscription.WakeUps;
import io.messaging.spi.delivery.DurableHandler;
import io.messaging.spi.delivery.FailureText;
import io.messaging.spi.delivery.SerialDelivery;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The handler of a durable client: takes one message when it is the client's turn, handles it, and moves the client's
 * position. Thread-safe; fields without another guard belong to the delivering thread.
 */
final class DurableSubscription extends RedisSubscription {
    private static final System.Logger LOGGER = SafeLog.of(DurableSubscription.class);

    private final ClientId id;
    private final String token = Keys.hex(ThreadLocalRandom.current().nextLong());
    private final RedisLink link;
    private final ClientMemory memory;
    private final ClientTurn turn;
    private final DeadLetters deadLetters;
    private final WakeUps wakeUps;
    private final String channel;
    private final Executor executor;
    private final LogSource source;
    private final SerialDelivery delivery;
    private final DurableHandler durable;
    private final WakeUps.Listener listener = this::told;

    /** There may be requeued messages. */
    private volatile boolean requeuedToo = true;

    private volatile boolean claimed;

    /** Its own claim was heard on the channel: later claims are newer, whatever the order of threads. */
    private volatile boolean claimHeard;

    private boolean started;

    private final NewStart newStart;

    /** The greatest chronological key that the client leaves out, as it is stored; empty for none. */
    private volatile byte[] after = {};

    private long lastKeyLeftOut = NewStart.lastKeyLeftOut(after);

    /** How many messages were left out since the position was stored, and the place of the last one. */
    private long leftOut;

    private Place lastLeftOut;

    /** The message of the handler: its place in the log, null for a requeued one. */
    private Place place;

    /** Whether an earlier attempt at it may have been begun. */
    private boolean redelivered;

    /** What was known of the client when the claim started; null once its first message was taken. */
    private ClientState before;

    /** The place of the message that the handler has begun with and not ended, or null. */
    private volatile Place begun;

    /** The place of the last handled message of the log. */
    private volatile Place handled = Place.START;

    /** Read by other threads. */
    private volatile boolean handling;

    DurableSubscription(
            DurableManager manager,
            ClientTurn turn,
            String topic,
            MessageHandler handler,
            SubscriptionOptions options) {
        super(topic, options, manager.callbacks());
        this.id = new ClientId(options.clientId().orElseThrow(), topic);
        this.link = manager.link();
        this.memory = manager.memory();
        this.turn = turn;
        this.deadLetters = manager.deadLetters();
        this.wakeUps = manager.wakeUps();
        this.channel = manager.keys().client(topic, id.client());
        this.executor = manager.executor();
        newStart = manager.start(topic, options);
        source = manager.source(topic, this::wake);
        durable = new DurableHandler(
                topic,
                handler,
                options,
                () -> manager.refusesCalls() || delivery().isHalted(),
                new Settling());
        delivery = new SerialDelivery(this, this::handle, this::next, executor, this::release);
    }

    /** Activates it; an older subscription of the same client and topic ends. */
    void start() {
        source.open();
        wakeUps.add(channel, listener);
        turn.join(this);
        memory.claim(id, token, options().namespace().orElse(null), newStart);
        claimed = true;
        delivery.signal();
    }

    void wake() {
        delivery.signal();
    }

    boolean isHandling() {
        return handling;
    }

    ClientId id() {
        return id;
    }

    private Message next() {
        boolean entered = false;
        Message message = null;
        try {
            entered = claimed && turn.enter(this);
            message = entered ? take() : null;
        } catch (MessagingException e) {
            LOGGER.log(Level.DEBUG, () -> "cannot read topic '" + topic() + "'; retrying", e);
        } finally {
            handling = message != null;
            if (entered && message == null) {
                turn.leave(this);
            }
        }
        return message;
    }

    private Message take() {
        if (!started) {
            before = memory.start(id);
            handled = before.place(); // not before its first turn: the previous claim may have moved it
            after = before.after();
            lastKeyLeftOut = NewStart.lastKeyLeftOut(after);
            source.cursor().startAt(handled);
            started = true;
        }
        place = null;
        if (requeuedToo) {
            requeuedToo = false;
            Message requeued = memory.requeued(id);
            if (requeued != null) {
                requeuedToo = true;
                redelivered = true;
                return requeued;
            }
        }
        LogEntry entry = nextWanted();
        if (entry == null) {
            return null;
        }
        place = entry.place();
        redelivered = before != null && before.mayHaveBegun(place);
        before = null;
        return entry.message();
    }

    private LogEntry nextWanted() {
        LogEntry entry = source.cursor().next();
        while (entry != null && entry.message().id().chronologicalKey() <= lastKeyLeftOut) {
            leftOut++;
            lastLeftOut = entry.place();
            entry = source.cursor().next();
        }
        if (entry == null && leftOut > 0) { // no message is there whose place would cover them
            if (memory.settle(id, lastLeftOut, leftOut)) {
                requeuedToo = true;
            }
            handled = lastLeftOut;
            leftOut = 0;
        }
        return entry;
    }

    private void handle(Delivery delivery) {
        try {
            durable.onDelivery(delivery);
        } finally {
            handling = false;
            turn.leave(this);
        }
    }

    /** Settles the message after the handler. */
    private final class Settling implements DurableHandler.Settlement {
        /** The outcome is unknown: with the same id it can be retried and is stored once. */
        private Message letter;

        @Override
        public boolean isRedelivered(Message message) {
            return redelivered;
        }

        @Override
        public void handled(Message message) {
            settle(message);
        }

        @Override
        public void failed(Message message, FailureText failure) {
            if (!DeadLetter.isDeadLetterTopic(topic())) {
                letter = letter == null ? deadLetters.letter(id.client(), topic(), message, failure) : letter;
                try {
                    deadLetters.store(letter, topic(), options().namespace().orElse(null));
                } catch (RejectedMessageException idTaken) {
                    letter = null;
                    throw idTaken;
                }
            }
            letter = null;
            settle(message);
        }

        @Override
        public void abandoned(Message message) {
            begun = place;
        }
    }

    /** Stores the position. If that fails, the next one covers it; only a crash repeats the message. */
    private void settle(Message message) {
        try {
            if (place == null) {
                memory.settleRequeued(id, message);
            } else {
                handled = place;
                if (memory.settle(id, place, leftOut + 1)) {
                    requeuedToo = true; // the channel may be slow to say so
                }
                leftOut = 0;
            }
        } catch (MessagingException e) {
            LOGGER.log(
                    Level.WARNING,
                    () -> "could not store that client '" + id.client() + "' handled message " + message.id()
                            + "; it may be redelivered",
                    e);
        }
    }

    /**
     * Handles a claim, on an I/O thread: a token, nothing for forgotten, or a plus for requeued. Other claims heard
     * before its own are older; if the connection loses its own, {@link #poll} finds newer ones.
     */
    private void told(byte[] message) {
        String word = message == null ? "" : new String(message, StandardCharsets.US_ASCII);
        if (message == null || word.equals("+")) {
            requeuedToo = true;
            delivery.signal();
        } else if (word.equals(token)) {
            claimHeard = true;
        } else if (claimHeard && word.isEmpty()) {
            executor.execute(this::forgotten);
        } else if (claimHeard) {
            executor.execute(this::takenOver);
        }
    }

    private void takenOver() {
        end(Reason.TAKEN_OVER, "a newer instance subscribed client '" + id.client() + "' to topic '" + topic() + "'");
    }

    private void forgotten() {
        end(Reason.UNSUBSCRIBED, "the client was forgotten");
    }

    @Override
    protected void poll() {
        requeuedToo = true;
        source.poll();
        if (!claimed) {
            return;
        }
        memory.owner(id).thenAccept(state -> {
            if (state.isForgotten()) {
                executor.execute(this::forgotten);
            } else if (!state.isKnown()) {
                executor.execute(this::restore);
            } else if (!state.owner().isEmpty() && !state.owner().equals(token)) {
                executor.execute(this::takenOver);
            }
        });
    }

    /** Redis lost everything: what it holds from now on is new, so the position is still valid. */
    private void restore() {
        try {
            Place restored = handled;
            memory.restore(id, token, options().namespace().orElse(null), restored, after);
            Place passed = handled;
            if (!passed.equals(restored)) { // what was settled in between found no client
                memory.restore(id, token, options().namespace().orElse(null), passed, after);
            }
        } catch (MessagingException e) {
            LOGGER.log(Level.DEBUG, () -> "cannot restore client '" + id.client() + "'; retrying", e);
        }
    }

    private void release() {
        if (claimed) {
            link.briefly(() -> memory.release(id, token, begun));
        }
        link.briefly(() -> turn.quit(this)); // the next in turn sees what was released
    }

    @Override
    protected SerialDelivery delivery() {
        return delivery;
    }

    @Override
    protected void closeSource() {
        source.close();
        wakeUps.remove(channel, listener);
    }
}
