package io.messaging.selftest.subscribing;

import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingException;
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
final class Sub15Capabilities {
    private static final Set<Capability> NO_SUBSCRIPTION = Set.of(Capability.SHARED, Capability.RECONNECT);
    private static final Set<Capability> NOT_DURABLE =
            EnumSet.of(Capability.SHARED, Capability.SUBSCRIPTION, Capability.ASYNC_DELIVERY, Capability.RECONNECT);

    static final Mutant UNDECLARED_BUT_WORKS = Mutant.of("SUB-15", "declares no SUBSCRIPTION, and works")
            .representative()
            .fault("subscribe without SUBSCRIPTION", correct -> Faults.declaring(correct, NO_SUBSCRIPTION));

    static final Mutant UNDECLARED_AND_SILENT = Mutant.of("SUB-15", "declares no SUBSCRIPTION, and returns silently")
            .fault(
                    "subscribe without SUBSCRIPTION",
                    correct -> Changes.subscribe(
                            Faults.declaring(correct, NO_SUBSCRIPTION), (backend, topic, handler, options) -> {
                                Subscription now = backend.subscribe(topic, handler, options);
                                now.close();
                                return now;
                            }));

    static final Mutant UNDECLARED_WRONG_EXCEPTION = Mutant.of(
                    "SUB-15", "declares no SUBSCRIPTION, and refuses with another exception")
            .inEveryBuild()
            .fault(
                    "throws UnsupportedOperationException",
                    correct -> Changes.subscribe(
                            Faults.declaring(correct, NO_SUBSCRIPTION), (backend, topic, handler, options) -> {
                                backend.subscribe(topic, handler, options).close();
                                throw new MessagingException("not supported");
                            }));

    static final Mutant REFUSES_BUT_DELIVERS = Mutant.of(
                    "SUB-15", "declares no SUBSCRIPTION, refuses, and delivers nevertheless")
            .fault(
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
                    });

    static final Mutant SUPPORTS_BUT_UNDECLARED = Mutant.of(
                    "SUB-15", "reports support for subscriptions, and does not declare them")
            .alsoBreaking("it asks a closed backend the same", "LIFE-02")
            .fault("supportsSubscription()", correct -> new Delegate(correct) {
                @Override
                public Set<Capability> capabilities() {
                    return NO_SUBSCRIPTION;
                }

                @Override
                public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                    super.subscribe(topic, handler, options).close();
                    throw new UnsupportedOperationException("not supported");
                }
            });

    static final Mutant DECLARED_BUT_DENIED = Mutant.of("SUB-15", "denies support for subscriptions")
            .alsoBreaking("it asks a closed backend the same", "LIFE-02")
            .fault("supportsSubscription()", correct -> new Delegate(correct) {
                @Override
                public boolean supportsSubscription() {
                    return false;
                }
            });

    static final Mutant ACCEPTS_CLIENT_ID = Mutant.of("SUB-15", "accepts a client id that it does not remember")
            .fault("subscribe without DURABLE_SUBSCRIPTION", correct -> Faults.declaring(correct, NOT_DURABLE));

    static final Mutant ACCEPTS_START = Mutant.of("SUB-15", "starts where it declares that it cannot")
            .inEveryBuild()
            .fault("subscribe without START_POSITION", correct -> {
                EnumSet<Capability> declared = EnumSet.copyOf(correct.capabilities());
                declared.remove(Capability.START_POSITION);
                return Faults.declaring(correct, declared);
            });

    static final Mutant ACCEPTS_PREFIX = Mutant.of("SUB-15", "subscribes to prefixes, and declares that it cannot")
            .fault("subscribe to a prefix without", correct -> {
                EnumSet<Capability> declared = EnumSet.copyOf(correct.capabilities());
                declared.remove(Capability.PREFIX_SUBSCRIPTION);
                return Faults.declaring(correct, declared);
            });

    static final Mutant DURABLE_WITHOUT_SUBSCRIPTION = Mutant.of(
                    "SUB-15", "declares DURABLE_SUBSCRIPTION without SUBSCRIPTION")
            .alsoBreaking("they go by what is declared, and subscribe plainly beside it", "DUR-08 RD-25")
            .fault(
                    "is declared with SUBSCRIPTION only",
                    correct -> Changes.subscribe(
                            Faults.declaring(
                                    correct,
                                    EnumSet.of(
                                            Capability.SHARED, Capability.RECONNECT, Capability.DURABLE_SUBSCRIPTION)),
                            (backend, topic, handler, options) -> {
                                Subscription now = backend.subscribe(topic, handler, options);
                                if (!options.isDurable()) {
                                    now.close();
                                    throw new UnsupportedOperationException("not supported");
                                }
                                return now;
                            }));

    static final Mutant CAPABILITIES_VANISH = Mutant.of("SUB-15", "forgets its capabilities after a while")
            .perhapsBreaking(
                    "what they do hangs on the capabilities that they are told",
                    "LIFE-02 RD-22 RD-12 RD-25 SUB-14 DUR-02 CON-02 SUB-08")
            .fault("capabilities()", correct -> new Delegate(correct) {
                private final AtomicInteger asked = new AtomicInteger();

                @Override
                public Set<Capability> capabilities() {
                    Set<Capability> right = super.capabilities();
                    return asked.incrementAndGet() % 7 == 0
                            ? EnumSet.of(Capability.SUBSCRIPTION, Capability.SHARED)
                            : right;
                }
            });
}
