package io.messaging.selftest.subscribing;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.handmade.Engine;
import io.messaging.selftest.handmade.EngineBackend;
import io.messaging.selftest.handmade.Sub;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Registers subscriptions in two steps: SUB-05. */
public final class Sub05Registrations {

    private Sub05Registrations() {}

    public static List<Mutant> all() {
        return List.of(
                Mutant.shared("SUB-05", "the second of two first subscriptions replaces the other", "receives", () -> {
                            return new Engine() {
                                private final Set<String> known = new HashSet<>();

                                @Override
                                protected Subscription subscribe(
                                        EngineBackend instance,
                                        String topic,
                                        MessageHandler handler,
                                        SubscriptionOptions options) {
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
                            };
                        })
                        .perhapsBreaking("two subscribe at once", "DUR-04", "CON-02"),
                Mutant.shared("SUB-05", "the last subscription that ends takes a new one with it", "receives", () -> {
                            return new Engine() {
                                @Override
                                protected Subscription subscribe(
                                        EngineBackend instance,
                                        String topic,
                                        MessageHandler handler,
                                        SubscriptionOptions options) {
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
                            };
                        })
                        .perhapsBreaking("one subscribes as another leaves", "CON-02"),
                Mutant.shared(
                                "SUB-05",
                                "begins to deliver before it knows where it begins",
                                "from the first one on",
                                () -> {
                                    return new Engine() {
                                        @Override
                                        protected Subscription subscribe(
                                                EngineBackend instance,
                                                String topic,
                                                MessageHandler handler,
                                                SubscriptionOptions options) {
                                            Subscription right = super.subscribe(instance, topic, handler, options);
                                            Thread.yield();
                                            synchronized (this) {
                                                if (right instanceof Sub sub && !sub.isDurable()) {
                                                    sub.cursor = log(topic).size();
                                                }
                                            }
                                            return right;
                                        }
                                    };
                                })
                        .perhapsBreaking("one subscribes while others store", "CON-02"));
    }
}
