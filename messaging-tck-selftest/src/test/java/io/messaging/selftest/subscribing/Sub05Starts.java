package io.messaging.selftest.subscribing;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.handmade.Engine;
import io.messaging.selftest.handmade.EngineBackend;
import io.messaging.selftest.handmade.Sub;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts a subscription in the wrong place, or in two steps: SUB-05. */
final class Sub05Starts {
    static final Mutant MISSES_THIRD = Mutant.of("SUB-05", "misses the third message after a start in the middle")
            .perhapsBreaking("it waits for some messages of each late subscription", "SUB-09")
            .fault("missing (1)", Faults.plainHandlers((correct, topic, handler, options) -> {
                boolean inTheMiddle = correct.getMessagesForTopic(topic).size() > 20;
                AtomicInteger count = new AtomicInteger();
                return message -> {
                    if (!inTheMiddle || count.incrementAndGet() != 3) {
                        handler.onMessage(message);
                    }
                };
            }));

    static final Mutant REPEATS_SECOND = Mutant.of("SUB-05", "repeats the second message after a start in the middle")
            .inEveryBuild()
            .fault("repeated (1)", Faults.plainHandlers((correct, topic, handler, options) -> {
                boolean inTheMiddle = correct.getMessagesForTopic(topic).size() > 20;
                AtomicInteger count = new AtomicInteger();
                return message -> {
                    handler.onMessage(message);
                    if (inTheMiddle && count.incrementAndGet() == 2) {
                        handler.onMessage(message);
                    }
                };
            }));

    static final Mutant SWAPS_TWO = Mutant.of("SUB-05", "swaps two messages after a start in the middle")
            .representative()
            .fault("another order", Faults.plainHandlers((correct, topic, handler, options) -> {
                boolean inTheMiddle = correct.getMessagesForTopic(topic).size() > 20;
                List<Message> held = new ArrayList<>();
                AtomicInteger count = new AtomicInteger();
                return message -> {
                    int number = count.incrementAndGet();
                    if (inTheMiddle && number == 2) {
                        held.add(message);
                        return;
                    }
                    handler.onMessage(message);
                    if (!held.isEmpty()) {
                        handler.onMessage(held.remove(0));
                    }
                };
            }));

    static final Mutant SECOND_REPLACES_FIRST = Mutant.of(
                    "SUB-05", "the second of two first subscriptions replaces the other")
            .perhapsBreaking("two subscribe at once", "DUR-04 CON-02")
            .sharedFault("receives", () -> new Engine() {
                private final Set<String> known = new HashSet<>();

                @Override
                protected Subscription subscribe(
                        EngineBackend instance, String topic, MessageHandler handler, SubscriptionOptions options) {
                    boolean isNew;
                    synchronized (this) {
                        isNew = !known.contains(topic);
                    }
                    Thread.yield();
                    Subscription subscription = super.subscribe(instance, topic, handler, options);
                    synchronized (this) {
                        if (isNew && known.contains(topic)) {
                            subs.removeIf(sub -> sub.topic.equals(topic) && sub != subscription);
                        }
                        known.add(topic);
                    }
                    return subscription;
                }
            });

    static final Mutant LAST_END_REMOVES_NEW = Mutant.of("SUB-05", "the last subscription that ends removes a new one")
            .perhapsBreaking("one subscribes as another leaves", "CON-02")
            .sharedFault("receives", () -> new Engine() {
                @Override
                protected Subscription subscribe(
                        EngineBackend instance, String topic, MessageHandler handler, SubscriptionOptions options) {
                    Subscription right = super.subscribe(instance, topic, handler, options);
                    return Faults.closing(right, open -> {
                        boolean last;
                        synchronized (this) {
                            last = subs.stream()
                                            .filter(sub -> sub.topic.equals(topic))
                                            .count()
                                    == 1;
                        }
                        open.close();
                        Thread.yield();
                        synchronized (this) {
                            if (last) {
                                subs.removeIf(sub -> sub.topic.equals(topic));
                            }
                        }
                    });
                }
            });

    static final Mutant DELIVERS_BEFORE_START_IS_KNOWN = Mutant.of(
                    "SUB-05", "starts to deliver before it knows its start")
            .perhapsBreaking("one subscribes while others store", "CON-02")
            .sharedFault("from the first one on", () -> new Engine() {
                @Override
                protected Subscription subscribe(
                        EngineBackend instance, String topic, MessageHandler handler, SubscriptionOptions options) {
                    Subscription right = super.subscribe(instance, topic, handler, options);
                    Thread.yield();
                    synchronized (this) {
                        if (right instanceof Sub sub && !sub.isDurable()) {
                            sub.cursor = log(topic).size();
                        }
                    }
                    return right;
                }
            });
}
