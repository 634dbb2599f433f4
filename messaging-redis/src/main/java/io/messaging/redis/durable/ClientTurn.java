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
 * The turn of one client: at most one of its messages is handled at any time, over all its topics and instances
 * (DUR-07). Within this instance the subscriptions take turns in the order of their requests. Between instances a lease
 * in Redis circulates: its owner renews it until another instance requests it; a crashed owner loses it when a
 * requester has seen no renewal for the length of the lease. Only {@link System#nanoTime} counts: the clocks of Redis
 * and of the machines may be set.
 *
 * <p>Thread-safe: guarded by its monitor. Waits for Redis and wake-ups happen outside of it; renewing and releasing are
 * sent under it, so that Redis gets them in order.
 */
final class ClientTurn {
    private static final Script TURN = Script.load(ClientTurn.class, "turn.lua");
    private static final long LEASE_MILLIS = 5_000;

    /** A lease is not relied on in its last part: clocks and answers take time. */
    private static final long MARGIN_MILLIS = 1_000;

    /** Of the time between two looks, so much counts: in the rest this process may have stood still, and the owner with it. */
    private static final long LONGEST_GAP_MILLIS = 2_000;

    /** How long to leave the turn to other instances that requested it. */
    private static final long COURTESY_MILLIS = 30;

    private final RedisLink link;
    private final String key;
    private final String instance;
    private final WakeUps wakeUps;
    private final Worker worker;

    /** The subscriptions that take part, each with its wake-up. */
    private final Map<DurableSubscription, WakeUps.Listener> members = new HashMap<>();

    private final Set<DurableSubscription> waiting = new LinkedHashSet<>();
    private DurableSubscription holder;
    private boolean leased;

    /** Counts the released leases. */
    private int term;

    private long leaseEndNanos;

    /** Makes each renewal differ from the previous one. */
    private long renewals;

    /** The lease of another instance in Redis, and for how long this one has seen that it does not change. */
    private String standing = "";

    private long unchangedNanos;
    private long lookedNanos;
    private boolean wanted;
    private boolean courteous;

    ClientTurn(RedisLink link, Keys keys, String clientId, String instance, WakeUps wakeUps, Worker worker) {
        this.link = link;
        this.key = keys.turn(clientId);
        this.instance = instance;
        this.wakeUps = wakeUps;
        this.worker = worker;
    }

    /** Adds a subscription. */
    void join(DurableSubscription member) {
        WakeUps.Listener listener = this::heard;
        wakeUps.add(key, listener);
        synchronized (this) {
            members.put(member, listener);
        }
    }

    /**
     * Takes the turn if it is free; otherwise notes the request and wakes the subscription later. Called on the
     * subscription's handler thread; waits for Redis when the lease is elsewhere.
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
            note(granted ? "" : new String(answer.get(1), StandardCharsets.US_ASCII));
        } finally {
            granted = asked(asking, granted, now);
        }
        return granted;
    }

    /** Applies the answer to a request, unless the subscription has left meanwhile. */
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
        long now = System.nanoTime();
        unchangedNanos += Math.min(now - lookedNanos, TimeUnit.MILLISECONDS.toNanos(LONGEST_GAP_MILLIS));
        lookedNanos = now;
        boolean abandoned = unchangedNanos >= TimeUnit.MILLISECONDS.toNanos(LEASE_MILLIS);
        return send(++renewals, abandoned ? standing : "");
    }

    private synchronized void note(String found) {
        lookedNanos = System.nanoTime();
        if (!found.equals(standing)) {
            standing = found;
            unchangedNanos = 0;
        }
    }

    /** Sends the number of the renewal, 0 to release the lease, and the abandoned lease that may be replaced. */
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

    /** Ends a subscription's turn and wakes the next one. */
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

    /** Releases the lease to other instances, and requests it again a little later. Under the monitor. */
    private void passOn() {
        wanted = false;
        if (leased) {
            giveUp();
            courteous = true;
            worker.later(COURTESY_MILLIS, this::endCourtesy);
        }
    }

    /** Releases the lease. Under the monitor, so that no renewal reaches Redis after it. */
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

    /** Renews the lease, and repeats the request for one. Called periodically; does not block. */
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

    /** An answer after the release is about a lease that no longer exists. */
    private synchronized void renewed(int renewing, boolean granted, long nowNanos) {
        if (renewing == term) {
            lease(granted, nowNanos);
        }
    }

    /** Removes a subscription; the last one releases the lease. */
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
