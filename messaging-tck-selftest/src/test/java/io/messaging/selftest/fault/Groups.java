package io.messaging.selftest.fault;

import io.messaging.administration.SharedGroup;
import io.messaging.administration.SharedGroups;
import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Frames of faults in groups. Everything else goes to the correct backend. */
public final class Groups {
    private Groups() {}

    public static String key(String topic, SubscriptionOptions options) {
        return options.group().orElseThrow() + "\n" + topic;
    }

    @FunctionalInterface
    public interface Step {
        void take(Member member, Delivery delivery) throws Exception;
    }

    /** What a member subscribes with. */
    public record Member(MessagingBackend correct, String topic, MessageHandler handler, SubscriptionOptions options) {
        public String key() {
            return Groups.key(topic, options);
        }

        public void handle(Delivery delivery) throws Exception {
            handler.onDelivery(delivery);
        }

        public Subscription subscribe(MessageHandler other, SubscriptionOptions others) {
            return new Faults.Sub(correct.subscribe(topic, other, others)) {
                @Override
                public SubscriptionOptions options() {
                    return options;
                }
            };
        }
    }

    /** Changes what becomes of each delivery to a member. */
    public static Fault deliveries(Step step) {
        return correct -> deliveries(correct, step);
    }

    public static Delegate deliveries(MessagingBackend correct, Step step) {
        return subscribing(
                correct,
                member -> member.subscribe(
                        MessageHandler.ofDelivery(delivery -> step.take(member, delivery)), member.options()));
    }

    @FunctionalInterface
    public interface Subscribing {
        Subscription subscribe(Member member);
    }

    public static Fault subscribing(Subscribing change) {
        return correct -> subscribing(correct, change);
    }

    /** Changes how members join. */
    public static Delegate subscribing(MessagingBackend correct, Subscribing change) {
        return new Delegate(correct) {
            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                return topic == null || handler == null || options == null || !options.isShared()
                        ? super.subscribe(topic, handler, options)
                        : change.subscribe(new Member(correct, topic, handler, options));
            }
        };
    }

    /** Joins as a member that does not get some messages. */
    public static Subscription skipping(Member member, Set<GemstoneId> skipped) {
        return member.subscribe(
                MessageHandler.ofDelivery(delivery -> {
                    if (!skipped.contains(delivery.message().id())) {
                        member.handle(delivery);
                    }
                }),
                member.options());
    }

    /** Returns options that with another group or key; null leaves it as it is. */
    public static SubscriptionOptions with(SubscriptionOptions options, String group, String orderedBy) {
        SubscriptionOptions changed = SubscriptionOptions.shared(
                        group == null ? options.group().orElseThrow() : group)
                .concurrency(options.concurrency())
                .maxAttempts(options.maxAttempts())
                .retryBackoff(options.retryBackoff());
        String key = orderedBy == null ? options.orderedBy().orElse(null) : orderedBy;
        SubscriptionOptions ordered = key == null ? changed : changed.orderedBy(key);
        return options.namespace().map(ordered::namespace).orElse(ordered);
    }

    /** Knows the members that have joined, by group and topic. Shared by the instances of one test. Thread-safe. */
    public static final class Present {
        private final Map<String, List<Joined>> byKey = new ConcurrentHashMap<>();

        /** One that has joined. */
        public record Joined(Member member, Subscription subscription) {}

        /** Joins as the correct backend has it, with another handler. */
        public Subscription join(Member member, Step step) {
            Subscription subscription = member.subscribe(
                    MessageHandler.ofDelivery(delivery -> step.take(member, delivery)), member.options());
            all(member.key()).add(new Joined(member, subscription));
            return subscription;
        }

        private List<Joined> all(String key) {
            return byKey.computeIfAbsent(key, k -> new CopyOnWriteArrayList<>());
        }

        public List<Joined> active(String key) {
            return all(key).stream()
                    .filter(joined -> joined.subscription().isActive())
                    .toList();
        }

        public List<Joined> activeOthers(Member member) {
            return active(member.key()).stream()
                    .filter(joined -> joined.member() != member)
                    .toList();
        }

        public boolean wasThere(String key) {
            return !all(key).isEmpty();
        }
    }

    /** One holder at a time in each place, which enters as often as it likes. Thread-safe. */
    public static final class Turns {
        private final Map<String, Object> holders = new HashMap<>();
        private final Map<String, Integer> counts = new HashMap<>();

        public synchronized void enter(String place, Object holder) throws InterruptedException {
            while (!holders.getOrDefault(place, holder).equals(holder)) {
                wait();
            }
            holders.put(place, holder);
            counts.merge(place, 1, Integer::sum);
        }

        public synchronized void leave(String place) {
            if (counts.merge(place, -1, Integer::sum) == 0) {
                holders.remove(place);
                notifyAll();
            }
        }
    }

    public static Fault listing(UnaryOperator<List<SharedGroup>> change) {
        return correct -> new Delegate(correct) {
            @Override
            public SharedGroups sharedGroups() {
                return new Forwarding(super.sharedGroups()) {
                    @Override
                    public List<SharedGroup> list() {
                        return change.apply(super.list());
                    }
                };
            }
        };
    }

    /** Forwards every call to the correct view of groups. */
    public static class Forwarding implements SharedGroups {
        private final SharedGroups groups;

        public Forwarding(SharedGroups groups) {
            this.groups = groups;
        }

        @Override
        public List<SharedGroup> list() {
            return groups.list();
        }

        @Override
        public boolean forget(String group, String topic) {
            return groups.forget(group, topic);
        }

        @Override
        public void requeue(Message deadLetter) {
            groups.requeue(deadLetter);
        }
    }
}
