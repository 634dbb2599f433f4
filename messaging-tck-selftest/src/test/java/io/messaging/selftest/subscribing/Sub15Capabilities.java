package io.messaging.selftest.subscribing;

import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscriber;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Does not tell the truth about what it can: SUB-15. */
public final class Sub15Capabilities {

    private static final Set<Capability> NO_SUBSCRIPTION = Set.of(Capability.SHARED, Capability.RECONNECT);
    private static final Set<Capability> NOT_DURABLE =
            EnumSet.of(Capability.SHARED, Capability.SUBSCRIPTION, Capability.ASYNC_DELIVERY, Capability.RECONNECT);

    private Sub15Capabilities() {}

    public static List<Mutant> all() {
        return List.of(
                Mutant.of(
                        "SUB-15",
                        "declares no SUBSCRIPTION, and works",
                        "subscribe without SUBSCRIPTION",
                        correct -> Faults.declaring(correct, NO_SUBSCRIPTION)),
                Mutant.of(
                        "SUB-15",
                        "declares no SUBSCRIPTION, and keeps silent",
                        "subscribe without SUBSCRIPTION",
                        correct -> Changes.subscribe(
                                Faults.declaring(correct, NO_SUBSCRIPTION), (backend, topic, handler, options) -> {
                                    Subscription now = backend.subscribe(topic, handler, options);
                                    now.close();
                                    return now;
                                })),
                Mutant.of(
                        "SUB-15",
                        "declares no SUBSCRIPTION, and refuses with another exception",
                        "throws UnsupportedOperationException",
                        correct -> Changes.subscribe(
                                Faults.declaring(correct, NO_SUBSCRIPTION), (backend, topic, handler, options) -> {
                                    backend.subscribe(topic, handler, options).close();
                                    throw new MessagingException("not supported");
                                })),
                Mutant.of(
                        "SUB-15",
                        "declares no SUBSCRIPTION, refuses, and delivers all the same",
                        "what a handler that was refused",
                        correct -> new Delegate(Faults.declaring(correct, NO_SUBSCRIPTION)) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                super.subscribe(topic, handler, options);
                                throw new UnsupportedOperationException("not supported");
                            }

                            @Override
                            public List<Subscriber> loadSubscribers(String namespace) {
                                super.loadSubscribers(namespace);
                                return List.of();
                            }

                            @Override
                            public void unsubscribe(String topic) {
                                super.unsubscribe(
                                        topic == null || topic.isBlank() || !Faults.encodable(topic)
                                                ? topic
                                                : topic + " of nobody");
                            }
                        }),
                Mutant.of(
                                "SUB-15",
                                "says that it supports subscriptions, and does not declare them",
                                "supportsSubscription()",
                                correct -> new Delegate(correct) {
                                    @Override
                                    public Set<Capability> capabilities() {
                                        return NO_SUBSCRIPTION;
                                    }

                                    @Override
                                    public Subscription subscribe(
                                            String topic, MessageHandler handler, SubscriptionOptions options) {
                                        super.subscribe(topic, handler, options).close();
                                        throw new UnsupportedOperationException("not supported");
                                    }
                                })
                        .alsoBreaking("it asks a closed backend the same", "LIFE-02"),
                Mutant.of(
                                "SUB-15",
                                "denies that it supports subscriptions",
                                "supportsSubscription()",
                                correct -> new Delegate(correct) {
                                    @Override
                                    public boolean supportsSubscription() {
                                        return false;
                                    }
                                })
                        .alsoBreaking("it asks a closed backend the same", "LIFE-02"),
                Mutant.of(
                        "SUB-15",
                        "takes a client id that it will not remember",
                        "subscribe without DURABLE_SUBSCRIPTION",
                        correct -> Faults.declaring(correct, NOT_DURABLE)),
                Mutant.of(
                                "SUB-15",
                                "declares DURABLE_SUBSCRIPTION without SUBSCRIPTION",
                                "is declared with SUBSCRIPTION only",
                                correct -> Changes.subscribe(
                                        Faults.declaring(
                                                correct,
                                                EnumSet.of(
                                                        Capability.SHARED,
                                                        Capability.RECONNECT,
                                                        Capability.DURABLE_SUBSCRIPTION)),
                                        (backend, topic, handler, options) -> {
                                            Subscription now = backend.subscribe(topic, handler, options);
                                            if (!options.isDurable()) {
                                                now.close();
                                                throw new UnsupportedOperationException("not supported");
                                            }
                                            return now;
                                        }))
                        .alsoBreaking(
                                "they go by what is declared, and subscribe plainly beside it", "DUR-08", "RD-25"),
                Mutant.of(
                                "SUB-15",
                                "forgets its capabilities after a while",
                                "capabilities()",
                                correct -> new Delegate(correct) {
                                    private final AtomicInteger asked = new AtomicInteger();

                                    @Override
                                    public Set<Capability> capabilities() {
                                        Set<Capability> right = super.capabilities();
                                        return asked.incrementAndGet() % 7 == 0
                                                ? EnumSet.of(Capability.SUBSCRIPTION, Capability.SHARED)
                                                : right;
                                    }
                                })
                        .perhapsBreaking(
                                "what they do hangs on the capabilities that they are told",
                                "LIFE-02",
                                "RD-22",
                                "RD-12",
                                "RD-25",
                                "SUB-14",
                                "DUR-02",
                                "CON-02",
                                "SUB-08"));
    }
}
