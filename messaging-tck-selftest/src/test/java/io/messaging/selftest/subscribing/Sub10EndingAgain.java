package io.messaging.selftest.subscribing;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Harms others where there is nothing to end: SUB-10. */
final class Sub10EndingAgain {
    static final Mutant SECOND_CLOSE_ENDS_NEIGHBOUR = Mutant.of(
                    "SUB-10", "ends a neighbour when a subscription is closed twice")
            .representative()
            .sharedFault("missing", () -> correct -> {
                Map<String, List<Subscription>> subscriptions = new ConcurrentHashMap<>();
                return Changes.subscribe(correct, (backend, topic, handler, options) -> {
                    Subscription now = backend.subscribe(topic, handler, options);
                    List<Subscription> all = subscriptions.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>());
                    all.add(now);
                    return Faults.closing(now, open -> {
                        if (open.isActive()) {
                            open.close();
                        } else if (!options.isDurable()) {
                            all.stream()
                                    .filter(Subscription::isActive)
                                    .findFirst()
                                    .ifPresent(Subscription::close);
                        }
                    });
                });
            });

    static final Mutant UNSUBSCRIBE_NOTHING_THROWS = Mutant.of("SUB-10", "throws when there is nothing to unsubscribe")
            .fault("MessagingException", correct -> new Delegate(correct) {
                @Override
                public void unsubscribe(String topic) {
                    super.unsubscribe(topic);
                    if (seen.remove(topic) == null) {
                        throw new MessagingException("no subscription to " + topic);
                    }
                }

                private final Map<String, String> seen = new ConcurrentHashMap<>();

                @Override
                public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                    Subscription now = super.subscribe(topic, handler, options);
                    seen.put(topic, topic);
                    return now;
                }
            });

    static final Mutant SECOND_CLOSE_THROWS = Mutant.of("SUB-10", "throws when a subscription is closed twice")
            .inEveryBuild()
            .fault("IllegalState", Changes.subscribe((backend, topic, handler, options) -> {
                AtomicBoolean closed = new AtomicBoolean();
                return Faults.closing(backend.subscribe(topic, handler, options), open -> {
                    if (closed.getAndSet(true)) {
                        throw new IllegalStateException("closed already");
                    }
                    open.close();
                });
            }));

    static final Mutant UNSUBSCRIBE_UNKNOWN_CLIENT_ENDS_TOPIC = Mutant.of(
                    "SUB-10", "unsubscribing an unknown client ends the topic's subscriptions")
            .fault("the other topic's subscription goes on", correct -> new Delegate(correct) {
                @Override
                public void unsubscribe(String topic, String clientId) {
                    super.unsubscribe(topic, clientId);
                    if (correct.loadSubscribers("n").stream().noneMatch(s -> clientId.equals(s.clientId()))
                            && known.add(topic + clientId)) {
                        super.unsubscribe(topic);
                    }
                }

                private final Set<String> known = ConcurrentHashMap.newKeySet();

                @Override
                public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                    Subscription right = super.subscribe(topic, handler, options);
                    options.clientId().ifPresent(id -> known.add(topic + id));
                    return right;
                }
            });

    static final Mutant UNSUBSCRIBE_ENDS_OTHER_INSTANCES = Mutant.of(
                    "SUB-10", "unsubscribe ends other instances' subscriptions too")
            .perhapsBreaking("they unsubscribe at one instance and listen at others", "CON-02")
            .sharedFault("receives", () -> {
                List<MessagingBackend> instances = new CopyOnWriteArrayList<>();
                return correct -> {
                    instances.add(correct);
                    return new Delegate(correct) {
                        @Override
                        public void unsubscribe(String topic) {
                            super.unsubscribe(topic);
                            for (MessagingBackend other : instances) {
                                try {
                                    other.unsubscribe(topic);
                                } catch (MessagingException closed) {
                                    instances.remove(other);
                                }
                            }
                        }

                        @Override
                        public void close() {
                            instances.remove(correct);
                            super.close();
                        }
                    };
                };
            });

    static final Mutant SECOND_CLOSE_ENDS_LATER_SUBSCRIPTION = Mutant.of(
                    "SUB-10", "closing a closed subscription ends a later one that its handler started")
            .sharedFault("the later subscription goes on", () -> {
                Map<String, Subscription> last = new ConcurrentHashMap<>();
                return Changes.subscribe((backend, topic, handler, options) -> {
                    Subscription subscription = backend.subscribe(topic, handler, options);
                    String key = topic + System.identityHashCode(handler);
                    if (!options.isDurable()) {
                        last.put(key, subscription);
                    }
                    return Faults.closing(subscription, open -> {
                        if (!open.isActive() && last.containsKey(key)) {
                            last.get(key).close();
                        }
                        open.close();
                    });
                });
            });
}
