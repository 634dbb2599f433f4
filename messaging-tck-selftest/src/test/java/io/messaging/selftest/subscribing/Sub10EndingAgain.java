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
import java.util.stream.Stream;

/** Harms others where there is nothing to end: SUB-10. */
public final class Sub10EndingAgain {

    private Sub10EndingAgain() {}

    public static List<Mutant> all() {
        return Stream.of(several(), ending(), ends()).flatMap(List::stream).toList();
    }

    private static List<Mutant> several() {
        return List.of(Mutant.shared(
                "SUB-10", "ends a neighbour when a subscription is closed twice", "missing", () -> correct -> {
                    Map<String, List<Subscription>> subscriptions = new ConcurrentHashMap<>();
                    return Changes.subscribe(correct, (backend, topic, handler, options) -> {
                        Subscription now = backend.subscribe(topic, handler, options);
                        List<Subscription> all =
                                subscriptions.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>());
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
                }));
    }

    private static List<Mutant> ending() {
        return List.of(
                Mutant.of(
                        "SUB-10",
                        "throws when there is nothing to unsubscribe",
                        "MessagingException",
                        correct -> new Delegate(correct) {
                            @Override
                            public void unsubscribe(String topic) {
                                super.unsubscribe(topic);
                                if (seen.remove(topic) == null) {
                                    throw new MessagingException("no subscription to " + topic);
                                }
                            }

                            private final Map<String, String> seen = new ConcurrentHashMap<>();

                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                Subscription now = super.subscribe(topic, handler, options);
                                seen.put(topic, topic);
                                return now;
                            }
                        }),
                Mutant.of(
                        "SUB-10",
                        "throws when a subscription is closed twice",
                        "IllegalState",
                        correct -> Changes.subscribe(correct, (backend, topic, handler, options) -> {
                            AtomicBoolean closed = new AtomicBoolean();
                            return Faults.closing(backend.subscribe(topic, handler, options), open -> {
                                if (closed.getAndSet(true)) {
                                    throw new IllegalStateException("closed already");
                                }
                                open.close();
                            });
                        })),
                Mutant.of(
                        "SUB-10",
                        "unsubscribing an unknown client ends the topic's subscriptions",
                        "the other topic's subscription goes on",
                        correct -> new Delegate(correct) {
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
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                Subscription right = super.subscribe(topic, handler, options);
                                options.clientId().ifPresent(id -> known.add(topic + id));
                                return right;
                            }
                        }),
                Mutant.shared("SUB-10", "unsubscribe ends other instances' subscriptions too", "receives", () -> {
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
                        })
                        .perhapsBreaking("they unsubscribe at one instance and listen at others", "CON-02"));
    }

    private static List<Mutant> ends() {
        return List.of(Mutant.shared(
                "SUB-10",
                "closing a closed subscription ends what its handler began later",
                "the later subscription goes on",
                () -> {
                    Map<String, Subscription> last = new ConcurrentHashMap<>();
                    return correct -> Changes.subscribe(correct, (backend, topic, handler, options) -> {
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
                }));
    }
}
