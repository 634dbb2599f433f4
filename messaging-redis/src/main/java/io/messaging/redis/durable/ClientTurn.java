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
 * goes round: who has it keeps it, and renews it, until another one wants it; a crashed one loses it when one that wants
 * it has seen no renewal for the length of the lease. Only {@link System#nanoTime} counts: clocks of Redis and of
 * machines may be set.
 *
 * <p>Thread-safe: guarded by its monitor. Redis is waited for, and subscriptions are woken, outside of it;
 * what gives up or renews the lease is sent under it, so that Redis gets it in the order in which it was meant.
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

    /** Counts the leases given up. */
    private int term;

    private long leaseEndNanos;

    /** Makes each renewal differ from the one before. */
    private long renewals;

    /** What stood in Redis when another instance had the turn, and since when it has stood there. */
    private String standing = "";

    private long standingSinceNanos;
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
        boolean granted = false;
        long now = System.nanoTime();
        try {
            List<byte[]> answer = link.call(this::ask);
            granted = isGranted(answer);
            note(granted ? "" : new String(answer.get(1), StandardCharsets.US_ASCII), now);
        } finally {
            granted = asked(asking, granted, now);
        }
        return granted;
    }

    /** Takes in what the answer says to the one who asked, unless it has quit meanwhile. */
    private synchronized boolean asked(DurableSubscription asking, boolean granted, long nowNanos) {
        if (holder != asking) {
            if (granted && !leased && holder == null) {
                send(0, "");
            }
            return false;
        }
        lease(granted, nowNanos);
        if (granted) {
            waiting.remove(asking);
        } else {
            holder = null;
            waiting.add(asking);
        }
        return granted;
    }

    private synchronized CompletionStage<List<byte[]>> ask() {
        boolean abandoned = System.nanoTime() - standingSinceNanos >= TimeUnit.MILLISECONDS.toNanos(LEASE_MILLIS);
        return send(++renewals, abandoned ? standing : "");
    }

    private synchronized void note(String found, long nowNanos) {
        if (!found.equals(standing)) {
            standing = found;
            standingSinceNanos = nowNanos;
        }
    }

    /** Sends the number of the renewal, 0 to give the lease up, and what may be taken away because it is abandoned. */
    private CompletionStage<List<byte[]>> send(long renewal, String abandoned) {
        return link.run(TURN, List.of(key), List.of(ascii(instance), ascii(Long.toString(renewal)), ascii(abandoned)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isGranted(List<byte[]> answer) {
        return answer.get(0)[0] == '1';
    }

    private void lease(boolean granted, long nowNanos) {
        leased = granted;
        leaseEndNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(LEASE_MILLIS - MARGIN_MILLIS);
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
            giveUp();
            courteous = true;
            worker.later(COURTESY_MILLIS, this::endCourtesy);
        }
    }

    /** Gives the lease up. Under the monitor, so that nobody's renewal comes to Redis after it. */
    private CompletionStage<?> giveUp() {
        leased = false;
        term++;
        return send(0, "");
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
        synchronized (this) {
            if (leased) {
                int renewing = term;
                long now = System.nanoTime();
                send(++renewals, "").thenAccept(answer -> renewed(renewing, isGranted(answer), now));
            }
        }
        wakeFirst();
    }

    /** An answer that comes after the lease was given up tells of a lease that is no more. */
    private synchronized void renewed(int renewing, boolean granted, long nowNanos) {
        if (renewing == term) {
            lease(granted, nowNanos);
        }
    }

    /** Ends a subscription's part in this; the last one gives up the lease. */
    CompletionStage<?> quit(DurableSubscription member) {
        CompletionStage<?> done;
        synchronized (this) {
            WakeUps.Listener listener = members.remove(member);
            if (listener == null) {
                return CompletableFuture.completedFuture(null);
            }
            wakeUps.remove(key, listener);
            waiting.remove(member);
            done = members.isEmpty() && leased ? giveUp() : CompletableFuture.completedFuture(null);
        }
        leave(member);
        return done;
    }
}
