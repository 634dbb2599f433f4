package io.messaging.selftest.together;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Has instances that know too little, or too much, of each other: CON-03. */
final class Con03Instances {
    static final Mutant STORE_PER_INSTANCE = Mutant.of("CON-03", "declares SHARED, and each instance has its own")
            .perhapsBreaking(
                    "they use several instances too",
                    "RD-01 RD-12 RD-13 RD-25 RD-26 SUB-01 SUB-02 SUB-03 SUB-04 SUB-10 SUB-14 CON-02 DUR-01 DUR-02 DUR-04 DUR-05 DUR-07")
            .sharedFault("CON-03: ", () -> new Fault() {
                @Override
                public MessagingBackend open(MessagingBackend correct) {
                    String own = UUID.randomUUID().toString();
                    return Faults.topics(correct, name -> own + name);
                }
            });

    static final Mutant DELIVERS_OWN_STORES_ONLY = Mutant.of("CON-03", "delivers only what the same instance stores")
            .perhapsBreaking("one of two instances may be the one whose message stands", "RD-13")
            .perhapsBreaking(
                    "they use several instances too", "RD-12 SUB-01 SUB-02 SUB-03 SUB-04 SUB-10 CON-02 LIFE-05")
            .sharedFault("receives", () -> {
                Map<Message, MessagingBackend> storers = new ConcurrentHashMap<>();
                return correct -> Faults.plainHandlers(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            if (message != null) {
                                storers.putIfAbsent(message, correct);
                            }
                            backend.storeMessage(namespace, topic, message);
                        }),
                        (topic, handler, options) -> message -> {
                            if (storers.get(message) == correct) {
                                handler.onMessage(message);
                            }
                        });
            });

    static final Mutant CLOSE_ENDS_OTHER_SUBSCRIPTIONS = Mutant.of(
                    "CON-03", "closing an instance ends the others' subscriptions")
            .alsoBreaking("it closes the instance that a claim was taken over from", "DUR-04")
            .perhapsBreaking(
                    "they close instances beside one that is subscribed", "CON-02 SUB-14 LIFE-01 DUR-02 SHR-07")
            .representative()
            .sharedFault("a subscriber that was there before", () -> {
                List<MessagingBackend> instances = new CopyOnWriteArrayList<>();
                Set<String> topics = ConcurrentHashMap.newKeySet();
                return correct -> {
                    instances.add(correct);
                    return new Delegate(correct) {
                        @Override
                        public Subscription subscribe(
                                String topic, MessageHandler handler, SubscriptionOptions options) {
                            topics.add(String.valueOf(topic));
                            return super.subscribe(topic, handler, options);
                        }

                        @Override
                        public void close() {
                            super.close();
                            instances.remove(correct);
                            instances.forEach(other -> topics.forEach(topic -> {
                                try {
                                    other.unsubscribe(topic);
                                } catch (RuntimeException closed) {
                                    // It has ended already.
                                }
                            }));
                        }
                    };
                };
            });

    static final Mutant CLOSE_CLOSES_OTHERS = Mutant.of("CON-03", "closing an instance closes the others")
            .perhapsBreaking(
                    "they close one instance and go on with another",
                    "CON-02 LIFE-01 LIFE-02 LIFE-03 SUB-14 DUR-02 SUB-01 DUR-04")
            .sharedFault("BackendClosedException", () -> {
                List<MessagingBackend> instances = new CopyOnWriteArrayList<>();
                return correct -> {
                    instances.add(correct);
                    return new Delegate(correct) {
                        @Override
                        public void close() {
                            instances.forEach(MessagingBackend::close);
                        }
                    };
                };
            });

    static final Mutant FIRST_CLOSE_ENDS_OTHERS = Mutant.of(
                    "CON-03", "the instance that was opened first ends all others' subscriptions")
            .sharedFault("receives", () -> {
                List<MessagingBackend> instances = new CopyOnWriteArrayList<>();
                List<Subscription> all = new CopyOnWriteArrayList<>();
                return correct -> {
                    instances.add(correct);
                    return new Delegate(correct) {
                        @Override
                        public Subscription subscribe(
                                String topic, MessageHandler handler, SubscriptionOptions options) {
                            Subscription subscription = super.subscribe(topic, handler, options);
                            if (instances.get(0) != correct) {
                                all.add(subscription);
                            }
                            return subscription;
                        }

                        @Override
                        public void close() {
                            super.close();
                            if (instances.get(0) == correct) {
                                all.forEach(Subscription::close);
                            }
                        }
                    };
                };
            });
}
