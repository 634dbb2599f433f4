package io.messaging.testing;

import io.messaging.testing.Faults.Delivery;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * What is dropped, delivered twice, or held back. Thread-safe: held deliveries wait on this object's monitor.
 *
 * <p>What chance decides depends on the seed, the receiver, the topic and how many deliveries it had before, so a run
 * with the same seed and the same order of messages decides alike, whatever its threads do.
 */
final class DeliveryRules {
    private record Rule(Predicate<Delivery> selects, double probability, int times, int number) {}

    private final long seed;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final Set<Set<String>> partitions = new HashSet<>();

    DeliveryRules(long seed) {
        this.seed = seed;
    }

    void add(Predicate<Delivery> selects, double probability, int times) {
        rules.add(new Rule(selects, probability, times, rules.size()));
    }

    synchronized void partition(String one, String other) {
        partitions.add(Set.of(one, other));
    }

    synchronized void heal(String one, String other) {
        partitions.remove(Set.of(one, other));
        notifyAll();
    }

    synchronized void clear() {
        rules.clear();
        partitions.clear();
        notifyAll();
    }

    /** How often to deliver; waits while sender and receiver are partitioned. */
    int times(Delivery delivery, long count) {
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

    /** Who is kept apart from whom. */
    synchronized List<Set<String>> partitions() {
        return List.copyOf(partitions);
    }
}
