package io.messaging.testing.fault;

import io.messaging.testing.event.Delivery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Rules that drop, duplicate or hold back messages. Thread-safe: held deliveries wait on this object's monitor.
 *
 * <p>Random decisions depend on the seed, the receiver, the topic and its number of earlier deliveries, so a run with
 * the same seed and the same order of messages decides alike, whatever its threads do.
 */
public final class DeliveryRules {
    private record Rule(String words, Predicate<? super Delivery> selects, double probability, int times, int number) {}

    private final long seed;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final Set<Set<String>> partitions = new HashSet<>();

    public DeliveryRules(long seed) {
        this.seed = seed;
    }

    /** Delivers the selected messages another number of times than once, with a probability. */
    public void add(String words, Predicate<? super Delivery> selects, double probability, int times) {
        rules.add(new Rule(words, selects, probability, times, rules.size()));
    }

    /** Holds back messages between two agents. */
    public synchronized void partition(String one, String other) {
        partitions.add(pair(one, other));
    }

    /** Ends a partition. */
    public synchronized void heal(String one, String other) {
        partitions.remove(pair(one, other));
        notifyAll();
    }

    private static Set<String> pair(String one, String other) {
        if (one.equals(other)) {
            throw new IllegalArgumentException("'" + one + "' cannot be partitioned from itself; name two agents");
        }
        return Set.of(one, other);
    }

    public synchronized void clear() {
        rules.clear();
        partitions.clear();
        notifyAll();
    }

    /** Returns how often to deliver; waits while sender and receiver are partitioned. */
    public int times(Delivery delivery, long count) {
        awaitHealed(delivery);
        for (Rule rule : rules) {
            if (rule.selects().test(delivery) && draws(rule, delivery, count)) {
                return rule.times();
            }
        }
        return 1;
    }

    private boolean draws(Rule rule, Delivery delivery, long count) {
        if (rule.probability() >= 1) {
            return true;
        }
        long mixed = seed
                ^ (31L * delivery.to().hashCode() + delivery.topic().hashCode())
                ^ (count << 32)
                ^ ((long) rule.number() << 56);
        return new SplittableRandom(mixed).nextDouble() < rule.probability();
    }

    private synchronized void awaitHealed(Delivery delivery) {
        if (delivery.from() == null || delivery.from().equals(delivery.to())) {
            return;
        }
        Set<String> pair = Set.of(delivery.from(), delivery.to());
        try {
            while (partitions.contains(pair)) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the backend is being closed; the handler sees it
        }
    }

    /** Describes the rules in force. */
    public synchronized List<String> active() {
        List<String> active = new ArrayList<>();
        partitions.forEach(pair -> active.add("partition between " + String.join(" and ", new TreeSet<>(pair))));
        rules.forEach(rule -> active.add(rule.words()));
        return active;
    }
}
