package io.messaging.redis.durable;

import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.connection.Script;
import io.messaging.redis.store.Keys;
import io.messaging.redis.store.Worker;
import io.messaging.redis.subscription.WakeUps;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * One client's turn: at most one of its messages is handled at any time, over all its topics and instances (DUR-07).
 * Within this instance the subscriptions take turns in the order in which they ask. Between instances a lease in Redis
 * goes round: who has it keeps it, and renews it, until another one wants it; a crashed one loses it when it runs out.
 *
 * <p>Thread-safe: guarded by its monitor. Redis is called, and subscriptions are woken, outside of it.
 */
final class ClientTurn {
    private static final Script TURN = Script.load(ClientTurn.class, "turn.lua");
    private static final long LEASE_MILLIS = 5_000;

    /** How long before its end a lease is no longer relied on: clocks and answers are not that quick. */
    private static final long MARGIN_MILLIS = 1_000;

    /** How long to leave the turn to others after they asked for it. */
    private static final long COURTESY_MILLIS = 30;

    private final RedisLink link;
    private final String key;
    private final String instance;
    private final WakeUps wakeUps;
    private final Worker worker;

    /** Who takes part, each with an ear of its own. */
    private final Map<DurableSubscription, WakeUps.Listener> members = new HashMap<>();

    private final Set<DurableSubscription> waiting = new LinkedHashSet<>();
    private DurableSubscription holder;
    private boolean leased;
    private long leaseEndNanos;
    private boolean wanted;
    private boolean courteous;

    ClientTurn(RedisLink link, Keys keys, String clientId, String instance, WakeUps wakeUps, Worker worker) {
        this.link = link;
        this.key = keys.turn(clientId);
        this.instance = instance;
        this.wakeUps = wakeUps;
        this.worker = worker;
    }

    /** Lets a subscription take part. */
    void join(DurableSubscription member) {
        WakeUps.Listener listener = this::heard;
        wakeUps.add(key, listener);
        synchronized (this) {
            members.put(member, listener);
        }
    }

    /**
     * Takes the turn, if it is there to be taken; else notes that the subscription wants it, and wakes it later.
     * Called on the subscription's handler thread; waits for Redis when the lease lies elsewhere.
     */
    boolean enter(DurableSubscription asking) {
        synchronized (this) {
            boolean first = waiting.isEmpty() || waiting.iterator().next() == asking;
            if (holder != null || !first || courteous || !members.containsKey(asking)) {
                waiting.add(asking);
                return false;
            }
            holder = asking;
            if (leased && System.nanoTime() - leaseEndNanos < 0) {
                waiting.remove(asking);
                return true;
            }
        }
        boolean mine = false;
        try {
            long now = System.nanoTime();
            mine = lease(link.call(() -> send(LEASE_MILLIS)), now);
        } finally {
            if (!mine) {
                giveBack();
            }
        }
        synchronized (this) {
            if (mine) {
                waiting.remove(asking);
            } else {
                waiting.add(asking);
            }
        }
        return mine;
    }

    private synchronized void giveBack() {
        holder = null;
    }

    private CompletionStage<List<byte[]>> send(long leaseMillis) {
        return link.run(
                TURN,
                List.of(key),
                List.of(
                        instance.getBytes(StandardCharsets.US_ASCII),
                        Long.toString(leaseMillis).getBytes(StandardCharsets.US_ASCII)));
    }

    private synchronized boolean lease(List<byte[]> answer, long nowNanos) {
        leased = answer.get(0)[0] == '1';
        leaseEndNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(LEASE_MILLIS - MARGIN_MILLIS);
        return leased;
    }

    /** Ends a subscription's turn: the next one is woken. */
    void leave(DurableSubscription leaving) {
        DurableSubscription next;
        synchronized (this) {
            if (holder != leaving) {
                return;
            }
            holder = null;
            if (wanted) {
                passOn();
            }
            next = courteous ? null : first();
        }
        if (next != null) {
            next.wake();
        }
    }

    private DurableSubscription first() {
        Iterator<DurableSubscription> queue = waiting.iterator();
        return queue.hasNext() ? queue.next() : null;
    }

    /** Gives the lease to those who want it, and asks for it again a little later. Under the monitor. */
    private void passOn() {
        wanted = false;
        if (leased) {
            leased = false;
            courteous = true;
            send(0);
            worker.later(COURTESY_MILLIS, this::endCourtesy);
        }
    }

    private void endCourtesy() {
        synchronized (this) {
            courteous = false;
        }
        wakeFirst();
    }

    private void wakeFirst() {
        DurableSubscription next;
        synchronized (this) {
            next = holder == null ? first() : null;
        }
        if (next != null) {
            next.wake();
        }
    }

    private void heard(byte[] message) {
        if (message == null || message[0] == 'f') {
            wakeFirst();
            return;
        }
        synchronized (this) {
            wanted = leased;
            if (wanted && holder == null) {
                passOn();
            }
        }
    }

    /** Renews the lease, and asks again where one is waited for. Called from time to time; does not block. */
    void poll() {
        boolean renew;
        synchronized (this) {
            renew = leased;
        }
        if (renew) {
            long now = System.nanoTime();
            send(LEASE_MILLIS).thenAccept(answer -> {
                lease(answer, now);
            });
        }
        wakeFirst();
    }

    /** Ends a subscription's part in this; the last one gives up the lease. */
    CompletionStage<?> quit(DurableSubscription member) {
        boolean last;
        synchronized (this) {
            WakeUps.Listener listener = members.remove(member);
            if (listener == null) {
                return CompletableFuture.completedFuture(null);
            }
            wakeUps.remove(key, listener);
            waiting.remove(member);
            last = members.isEmpty() && leased;
            leased &= !last;
        }
        leave(member);
        return last ? send(0) : CompletableFuture.completedFuture(null);
    }
}
