package io.messaging.redis.shared;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingException;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.SubscriptionEnd.Reason;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.log.SafeLog;
import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;
import io.messaging.redis.subscription.RedisSubscription;
import io.messaging.redis.subscription.WakeUps;
import io.messaging.spi.delivery.ConcurrentDelivery;
import io.messaging.spi.delivery.FailureText;
import io.messaging.spi.delivery.SharedHandler;
import io.messaging.spi.group.GroupOptions;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A member of a group, which joins again when its membership was given up. A message is settled where it came from, so one
 * that was given to others meanwhile stays theirs. Thread-safe.
 */
final class SharedSubscription extends RedisSubscription {
    private static final System.Logger LOGGER = SafeLog.of(SharedSubscription.class);

    /** How long nobody has to have listened on the channel of a member that does not renew its lease. */
    private static final long CONFIRM_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final SharedManager manager;
    private final GroupId id;
    private final GroupOptions agreed;
    private final WakeUps wakeUps;
    private final LostMembers lostMembers;

    private final Filer filer;

    private final SharedHandler handler;
    private final ConcurrentDelivery<Taken> delivery;

    /** Something was stored, or the group was forgotten, which the next step tells. */
    private final WakeUps.Listener listener = message -> wake();

    /** Calls of the handler that are running. */
    private final AtomicInteger busy = new AtomicInteger();

    /** Whether a thread is joining again. */
    private final AtomicBoolean joining = new AtomicBoolean();

    /** Null before the first. Changed under this object's monitor, and not after the release. */
    private volatile Membership membership;

    /** Guarded by this object's monitor. */
    private boolean released;

    SharedSubscription(SharedManager manager, String topic, MessageHandler handler, SubscriptionOptions options) {
        super(topic, options, manager.callbacks());
        this.manager = manager;
        this.id = new GroupId(options.group().orElseThrow(), topic);
        this.agreed = GroupOptions.of(options);
        this.wakeUps = manager.wakeUps();
        this.lostMembers = manager.lostMembers(id);
        this.filer = new Filer(manager.memory(), id, agreed.orderedBy());
        this.handler = new SharedHandler(
                topic,
                handler,
                options,
                () -> manager.refusesCalls() || delivery().isHalted());
        delivery = new ConcurrentDelivery<>(
                topic, options.concurrency(), manager.executor(), this::next, this::handle, this::release);
    }

    /** Joins the group. */
    void start() {
        wakeUps.add(manager.keys().log(topic()), listener);
        wakeUps.add(manager.keys().groupChannel(topic(), id.group()), listener);
        join(false);
        delivery.signal();
    }

    private void join(boolean again) {
        Membership joined = manager.membership(id, options().concurrency(), busy, new Serving());
        String channel = manager.keys().memberChannel(topic(), id.group(), joined.name());
        WakeUps.Listener onWoken = message -> {
            if (joined == membership) {
                joined.wake();
            }
        };
        wakeUps.add(channel, onWoken); // before the join: who does not listen is taken to be gone
        boolean done = false;
        try {
            done = manager.joining(id, options(), lostMembers)
                    .join(new Applicant(
                            joined.name(),
                            options().concurrency(),
                            agreed,
                            subscriber().origin(),
                            again));
        } finally {
            if (!done) {
                wakeUps.remove(channel, onWoken);
            }
        }
        if (!done) {
            forgotten();
            return;
        }
        manager.joined(joined, () -> wakeUps.remove(channel, onWoken));
        boolean late;
        synchronized (this) {
            late = released;
            membership = joined;
        }
        if (late) {
            manager.leave(joined);
        } else if (delivery.isHalted()) {
            joined.close();
        }
        joined.wake();
    }

    /** Joins again where that is due and failed before. Called every second; does not block. */
    void beat() {
        Membership current = membership;
        if (current != null && current.isOver() && !delivery.isHalted()) {
            executeOnce(joining, this::joinAgain);
        }
    }

    private void joinAgain() {
        try {
            if (membership.isOver() && !delivery.isHalted()) {
                join(true);
            }
        } catch (IllegalArgumentException refused) {
            end(Reason.CONNECTION_LOST, refused.getMessage());
        } catch (RuntimeException e) {
            LOGGER.log(Level.DEBUG, () -> "cannot join group '" + id.group() + "' again; retrying", e);
        }
    }

    private Taken next() {
        Membership current = membership;
        return current == null ? null : current.next();
    }

    private void handle(Taken taken) {
        Message message;
        try {
            message = Message.fromJson(taken.json());
        } catch (InvalidMessageException e) {
            LOGGER.log(
                    Level.WARNING,
                    () -> "topic '" + topic() + "' has no message at "
                            + taken.attempt().entry() + "; another program wrote there",
                    e);
            ended(taken, Outcome.of(Outcome.Kind.HANDLED, taken));
            return;
        }
        handler.handle(
                new Delivery(
                        message,
                        topic(),
                        taken.attempt().number(),
                        taken.attempt().isRedelivered(),
                        this),
                new Settling(taken, message));
    }

    private void ended(Taken taken, Outcome outcome) {
        taken.membership().ended(outcome);
        Membership current = membership;
        if (current != taken.membership()) {
            current.wake(); // there is room for one more
        }
    }

    /** What follows the handler. */
    private final class Settling implements SharedHandler.Settlement {
        private final Taken taken;
        private final Message message;

        /** The outcome of storing it is unknown: with the same id it can be retried and is stored once. */
        private Message letter;

        Settling(Taken taken, Message message) {
            this.taken = taken;
            this.message = message;
        }

        @Override
        public void handled() {
            ended(taken, Outcome.of(Outcome.Kind.HANDLED, taken));
        }

        @Override
        public void failed(FailureText failure, Duration retryAfter, boolean rejected) {
            if (rejected || taken.attempt().number() >= agreed.maxAttempts()) {
                if (isStored(failure)) {
                    handled();
                } else { // others have it; or Redis has lost that this member has, and it comes again
                    ended(taken, new Outcome(Outcome.Kind.FAILED, taken.attempt(), 0));
                }
            } else {
                long nanos = agreed.pauseNanos(taken.attempt().number(), retryAfter);
                long millis = TimeUnit.NANOSECONDS.toMillis(nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1);
                ended(taken, new Outcome(Outcome.Kind.FAILED, taken.attempt(), millis));
            }
        }

        /** Stores the dead letter, where there is to be one; returns false if the message is no longer this member's. */
        private boolean isStored(FailureText failure) {
            if (DeadLetter.isDeadLetterTopic(topic())) {
                return true;
            }
            if (!manager.memory().holds(id, taken.membership().name(), taken.attempt())) {
                return false;
            }
            letter = letter == null ? manager.deadLetters().letter(id.group(), topic(), message, failure) : letter;
            try {
                manager.deadLetters().store(letter, topic(), agreed.namespace());
            } catch (RejectedMessageException idTaken) {
                letter = null;
                throw idTaken;
            }
            return true;
        }

        @Override
        public void abandoned() {
            ended(taken, new Outcome(Outcome.Kind.FAILED, taken.attempt(), 0));
        }
    }

    /** What the membership asks for. */
    private final class Serving implements Membership.Owner {
        @Override
        public void onMessages() {
            delivery.signal();
        }

        /** How often the group has asked to file since that was last done. */
        private final AtomicInteger filings = new AtomicInteger();

        private final AtomicBoolean checking = new AtomicBoolean();

        @Override
        public void onFile() {
            if (filings.getAndIncrement() == 0) {
                execute(this::file);
            }
        }

        private void file() {
            int asked;
            do {
                asked = filings.get();
                try {
                    filer.file();
                } catch (MessagingException e) {
                    LOGGER.log(Level.DEBUG, () -> "cannot read topic '" + topic() + "'; retrying", e);
                }
                membership.wake();
            } while (!filings.compareAndSet(asked, 0));
        }

        @Override
        public void onSuspects(Map<String, String> suspects) {
            executeOnce(checking, () -> release(suspects));
        }

        private void release(Map<String, String> suspects) {
            Map<String, String> gone = lostMembers.gone(suspects, CONFIRM_NANOS);
            if (!gone.isEmpty()) {
                membership.release(gone);
            }
        }

        @Override
        public void onOver(boolean forgotten) {
            if (forgotten) {
                execute(SharedSubscription.this::forgotten);
            } else {
                LOGGER.log(
                        Level.WARNING,
                        () -> "group '" + id.group() + "' of topic '" + topic()
                                + "' does not know this member any more, which "
                                + "was not heard of for too long, or whose data Redis lost; it joins again, and what it has "
                                + "is handled by others");
                executeOnce(joining, SharedSubscription.this::joinAgain);
            }
        }
    }

    /** Executes a task unless one with the same mark is running. */
    private void executeOnce(AtomicBoolean mark, Runnable task) {
        if (mark.compareAndSet(false, true)) {
            execute(() -> {
                try {
                    task.run();
                } finally {
                    mark.set(false);
                }
            });
        }
    }

    private void execute(Runnable task) {
        try {
            manager.executor().execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOGGER.log(Level.DEBUG, () -> "a task of group '" + id.group() + "' failed; retrying", e);
                }
            });
        } catch (RejectedExecutionException closing) {
            LOGGER.log(Level.DEBUG, () -> "closed before a task of group '" + id.group() + "' started", closing);
        }
    }

    private void wake() {
        Membership current = membership;
        if (current != null) {
            current.wake();
        }
    }

    private void forgotten() {
        end(Reason.UNSUBSCRIBED, "the group was forgotten");
    }

    @Override
    protected void poll() {
        wake();
    }

    /** What a handler has that outlives the close goes to others, and is no longer its own to settle (SHR-08). */
    @Override
    protected void giveUp() {
        if (!delivery.isOnHandlerThread()) {
            release();
        }
    }

    /** Leaves the group, with what is left. Idempotent. */
    private void release() {
        Membership last;
        synchronized (this) {
            released = true;
            last = membership;
        }
        if (last != null) {
            manager.leave(last);
        }
        manager.left(this);
    }

    @Override
    protected ConcurrentDelivery<Taken> delivery() {
        return delivery;
    }

    @Override
    protected void closeSource() {
        wakeUps.remove(manager.keys().log(topic()), listener);
        wakeUps.remove(manager.keys().groupChannel(topic(), id.group()), listener);
        Membership current = membership;
        if (current != null) {
            current.close();
        }
    }
}
