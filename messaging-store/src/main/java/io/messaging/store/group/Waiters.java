package io.messaging.store.group;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The members that asked and got nothing, in the order in which they asked, and those of them that were notified
 * and have not asked since. Guarded by the group's lock, but for {@link #isEmpty}.
 */
final class Waiters {
    private final Set<Member> waiting = new LinkedHashSet<>();
    private final Set<Member> woken = new LinkedHashSet<>();

    /**
     * Whether somebody waits, readable without the lock, so that storing costs nothing while nobody does. A member first
     * waits and then looks for work, a storer first stores and then looks here: one sees the other.
     */
    private volatile boolean any;

    boolean isEmpty() {
        return !any;
    }

    void add(Member member) {
        waiting.add(member);
        any = true;
    }

    void remove(Member member) {
        woken.remove(member);
        if (any && waiting.remove(member)) {
            any = !waiting.isEmpty();
        }
    }

    /** Returns whom to notify next, null when as many as there is work for have been notified. */
    Member wake(long work) {
        if (woken.size() >= work || waiting.isEmpty()) {
            return null;
        }
        Member next = waiting.iterator().next();
        waiting.remove(next);
        any = !waiting.isEmpty();
        woken.add(next);
        return next;
    }

    void clear() {
        waiting.clear();
        woken.clear();
        any = false;
    }
}
