package io.messaging.redis.shared;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.StoreFullException;
import io.messaging.log.SafeLog;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.Keys;
import io.messaging.redis.store.Worker;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One share in a group, from its join until it leaves or is out. It has one step under way, sends that again until it is
 * answered, and tells in the next one what has happened meanwhile. {@code docs/redis.md} describes leases and fencing.
 *
 * <p>Thread-safe: guarded by its monitor, under which nothing is sent and nobody is called.
 */
final class Membership {
    /** Whom it serves. Called outside the monitor, often on an I/O thread: must be quick and never throw. */
    interface Owner {
        /** There may be messages to take, or they may be begun again. */
        void onMessages();

        /** The group wants this member to look for messages and file them. */
        void onFile();

        /** These members may be gone, each with its lease. */
        void onSuspects(Map<String, String> suspects);

        /** It is no member any more. */
        void onOver(boolean forgotten);
    }

    private static final System.Logger LOGGER = SafeLog.of(Membership.class);
    private static final long RETRY_MILLIS = 100;
    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Longer pauses end at some beat. */
    private static final long LONGEST_TIMER_MILLIS = 1_000;

    /** Less than the shortest time after which others may have the messages of a member. */
    private static final long FENCE_NANOS = TimeUnit.SECONDS.toNanos(4);

    private final GroupMemory memory;
    private final GroupId id;
    private final RedisLink link;
    private final Worker worker;
    private final int concurrency;
    private final Owner owner;

    /** Calls of the handler that are running, for this membership or an earlier one. */
    private final AtomicInteger busy;

    private final String name = Keys.hex(ThreadLocalRandom.current().nextLong() & Long.MAX_VALUE);

    /** Taken and not begun. */
    private final Deque<Taken> buffer = new ArrayDeque<>();

    /** Those, and messages that are being handled, by their entries. */
    private final Map<String, Attempt> held = new HashMap<>();

    private List<Outcome> outcomes = new ArrayList<>();
    private final RecentOutcomes told = new RecentOutcomes();
    private Map<String, String> gone = Map.of();

    /** Null while none is under way. */
    private Step underWay;

    private long lastStep;

    /** What the next step says besides. */
    private Step.Kind next = Step.Kind.PLAIN;

    /** There may be messages that were not asked for. */
    private boolean hungry = true;

    /** The lease is to be renewed. */
    private boolean due;

    private boolean closed;
    private boolean over;
    private boolean warned;

    /** When the last step that succeeded was sent. */
    private long confirmedNanos = System.nanoTime();

    private long checkedNanos = confirmedNanos - CHECK_NANOS;

    /** When a timer ends that was started; in the past while there is none. */
    private long timerNanos = confirmedNanos;

    Membership(
            GroupMemory memory,
            GroupId id,
            RedisLink link,
            Worker worker,
            int concurrency,
            AtomicInteger busy,
            Owner owner) {
        this.memory = memory;
        this.id = id;
        this.link = link;
        this.worker = worker;
        this.concurrency = concurrency;
        this.busy = busy;
        this.owner = owner;
    }

    /** Returns its name in the group. */
    String name() {
        return name;
    }

    /** Takes a message that may be begun now; null when there is none. */
    Taken next() {
        Taken taken = null;
        synchronized (this) {
            if (System.nanoTime() - confirmedNanos > FENCE_NANOS) {
                due = true; // others may have the messages by now; the answer tells
            } else {
                taken = closed || over ? null : buffer.poll();
                while (taken != null && taken.isExpired()) {
                    end(Outcome.of(Outcome.Kind.EXPIRED, taken));
                    taken = buffer.poll();
                }
            }
            if (taken != null) {
                busy.incrementAndGet(); // here, or a step would ask for one too many
            }
        }
        if (taken == null) {
            proceed();
        }
        return taken;
    }

    /** The handler of a message has ended. */
    void ended(Outcome outcome) {
        synchronized (this) {
            busy.decrementAndGet(); // here, or a step would ask for the next one before it says how this one ended
            end(outcome);
        }
        proceed();
    }

    private void end(Outcome outcome) {
        held.remove(outcome.attempt().entry());
        outcomes.add(outcome);
    }

    /** There may be something new. */
    void wake() {
        synchronized (this) {
            hungry = true;
        }
        proceed();
    }

    /** Renews the lease. Called every second, until it has left. */
    void beat() {
        synchronized (this) {
            due = true;
            hungry = true;
        }
        proceed();
    }

    /** These members are gone: what they had is for others. */
    void release(Map<String, String> lost) {
        synchronized (this) {
            gone = lost;
        }
        proceed();
    }

    /** Takes nothing more, and gives back what was not begun. */
    void close() {
        synchronized (this) {
            closed = true;
            buffer.forEach(taken -> end(Outcome.of(Outcome.Kind.UNBEGUN, taken)));
            buffer.clear();
        }
        proceed();
    }

    /** Leaves the group, with what ended before; completes when the group knows. */
    CompletionStage<?> leave() {
        Step last;
        synchronized (this) {
            if (over) {
                return CompletableFuture.completedFuture(null);
            }
            over = true;
            List<Outcome> all = new ArrayList<>(underWay == null ? List.of() : underWay.outcomes());
            all.addAll(outcomes);
            buffer.forEach(taken -> all.add(Outcome.of(Outcome.Kind.UNBEGUN, taken)));
            last = new Step(++lastStep, 0, Step.Kind.LEAVE, Map.of(), all, List.of());
        }
        return memory.step(id, name, last);
    }

    synchronized boolean isOver() {
        return over;
    }

    private void proceed() {
        Step step;
        synchronized (this) {
            boolean may = underWay == null && !over;
            step = may && hasReason() ? step() : null;
            underWay = may ? step : underWay;
        }
        if (step != null) {
            send(step);
        }
    }

    private boolean hasReason() {
        return due || !outcomes.isEmpty() || !gone.isEmpty() || next != Step.Kind.PLAIN || hungry && wanted() > 0;
    }

    private int wanted() {
        return closed ? 0 : Math.max(0, concurrency - busy.get() - buffer.size());
    }

    private Step step() {
        List<Attempt> kept = next == Step.Kind.PLAIN ? List.of() : List.copyOf(held.values());
        Step step = new Step(++lastStep, wanted(), next, gone, outcomes, kept);
        told.add(outcomes);
        outcomes = new ArrayList<>();
        gone = Map.of();
        next = Step.Kind.PLAIN;
        due = false;
        hungry = hungry && step.wanted() == 0;
        return step;
    }

    private void send(Step step) {
        long sentNanos = System.nanoTime();
        memory.step(id, name, step).whenComplete((answer, failure) -> {
            if (failure == null) {
                answered(step, answer, sentNanos);
            } else {
                failed(step, failure);
            }
        });
    }

    private void failed(Step step, Throwable failure) {
        RuntimeException meaning = link.translate(failure);
        boolean again;
        boolean warn;
        synchronized (this) {
            over |= meaning instanceof BackendClosedException;
            again = !over && underWay == step;
            warn = again && !warned && needsHelp(meaning);
            warned |= warn;
        }
        LOGGER.log(
                warn ? Level.WARNING : Level.DEBUG,
                () -> this + " waits: " + meaning.getMessage() + (again ? "; trying again" : ""),
                meaning);
        if (again) {
            worker.later(RETRY_MILLIS, () -> sendAgain(step));
        }
    }

    private static boolean needsHelp(RuntimeException failure) {
        return failure instanceof StoreFullException || failure instanceof MessagingConfigurationException;
    }

    private void sendAgain(Step step) {
        boolean again;
        synchronized (this) {
            again = !over && underWay == step;
        }
        if (again) {
            send(step);
        }
    }

    private void answered(Step step, StepAnswer answer, long sentNanos) {
        boolean messages;
        boolean isOut;
        boolean check;
        synchronized (this) {
            if (over || underWay != step) {
                return;
            }
            underWay = null;
            isOut = answer.status() == StepAnswer.Status.LOST || answer.status() == StepAnswer.Status.GONE;
            over = isOut;
            messages = !isOut && apply(step, answer, sentNanos);
            long now = System.nanoTime();
            check = !answer.suspects().isEmpty() && now - checkedNanos >= CHECK_NANOS;
            checkedNanos = check ? now : checkedNanos;
        }
        if (isOut) {
            owner.onOver(answer.status() == StepAnswer.Status.GONE);
            return;
        }
        if (messages) {
            owner.onMessages();
        }
        if (answer.file()) {
            owner.onFile();
        }
        if (check) {
            owner.onSuspects(answer.suspects());
        }
        startTimer(answer.dueMillis());
        proceed();
    }

    /** Takes over what the answer says, and returns whether there may be messages to begin. */
    private boolean apply(Step step, StepAnswer answer, long sentNanos) {
        boolean wasFenced = System.nanoTime() - confirmedNanos > FENCE_NANOS;
        boolean isGap = answer.status() == StepAnswer.Status.GAP;
        confirmedNanos = isGap ? confirmedNanos : sentNanos; // it has to be told what this member has
        if (answer.status() != StepAnswer.Status.OK) {
            next = isGap ? Step.Kind.KEEP : Step.Kind.UNBEGUN;
            hungry = true;
            if (isGap) {
                outcomes.addAll(0, told.all()); // in the steps that Redis has lost
            }
        }
        buffer.removeIf(taken -> isRefused(taken.attempt(), answer));
        hungry |= answer.more();
        long now = System.nanoTime();
        for (StepAnswer.Message message : answer.messages()) {
            add(message, now);
        }
        return wasFenced || !answer.messages().isEmpty();
    }

    /** Others may have what this member named as its own and has not begun. */
    private boolean isRefused(Attempt attempt, StepAnswer answer) {
        return answer.refused().contains(attempt.entry()) && held.remove(attempt.entry(), attempt);
    }

    /** Redis may have lost that it handed a message out before, and how that ended: then that counts. */
    private void add(StepAnswer.Message message, long nowNanos) {
        Attempt attempt = message.attempt();
        if (held.containsKey(attempt.entry())) {
            return;
        }
        Outcome known = told.of(attempt);
        if (known != null) {
            outcomes.add(known);
            return;
        }
        long nanos = TimeUnit.MILLISECONDS.toNanos(message.leftMillis());
        Taken taken = new Taken(this, attempt, message.leftMillis() > 0, nowNanos + nanos, message.json());
        if (closed) {
            outcomes.add(Outcome.of(Outcome.Kind.UNBEGUN, taken));
        } else {
            held.put(attempt.entry(), attempt);
            buffer.add(taken);
        }
    }

    private void startTimer(long millis) {
        if (millis < 0 || millis > LONGEST_TIMER_MILLIS) {
            return;
        }
        synchronized (this) {
            long now = System.nanoTime();
            long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
            if (closed || timerNanos - now > 0 && timerNanos - end <= 0) {
                return;
            }
            timerNanos = end;
        }
        worker.later(millis, this::wake);
    }

    @Override
    public String toString() {
        return "member " + name + " of group '" + id.group() + "' and topic '" + id.topic() + "'";
    }
}
