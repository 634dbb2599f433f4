package io.messaging.selftest.subscribing;

import io.messaging.administration.Subscriber;
import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.TopicFilter;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Subscriptions to the wrong topics: SUB-21. */
final class Sub21Prefixes {
    private static final SubscriptionOptions PLAIN = SubscriptionOptions.plain();

    static final Mutant TOPICS_OF_NOW = Mutant.of("SUB-21", "subscribes to the topics that are there")
            .representative()
            .fault("missing", deliveries((correct, handler) -> {
                Set<String> there = Set.copyOf(correct.topics());
                return delivery -> {
                    if (there.contains(delivery.topic())) {
                        handler.onDelivery(delivery);
                    }
                };
            }));

    static final Mutant LOSES_FIRST_OF_NEW_TOPICS = Mutant.of("SUB-21", "loses the first message of a new topic")
            .inEveryBuild()
            .fault("missing (1)", firstOfNewTopics(0));

    static final Mutant REPEATS_FIRST_OF_NEW_TOPICS = Mutant.of(
                    "SUB-21", "delivers the first message of a new topic twice")
            .inEveryBuild()
            .fault("repeated (1)", firstOfNewTopics(2));

    static final Mutant ONE_CHARACTER_LESS = Mutant.of("SUB-21", "ignores the last character of the prefix")
            .inEveryBuild()
            .alsoBreaking("its subscribers are listed with a shorter prefix", "SUB-14")
            .fault("extra", prefixes((correct, topics, handler, options) -> {
                String prefix = topics.prefix();
                return correct.subscribe(
                        TopicFilter.startingWith(prefix.substring(0, prefix.length() - 1)), handler, options);
            }));

    static final Mutant SWAPS_WITHIN_A_TOPIC = Mutant.of("SUB-21", "swaps two messages of a topic")
            .inEveryBuild()
            .fault("another order", deliveries((correct, handler) -> {
                Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
                Map<String, Delivery> held = new ConcurrentHashMap<>();
                return delivery -> {
                    int count = counts.computeIfAbsent(delivery.topic(), topic -> new AtomicInteger())
                            .incrementAndGet();
                    if (count == 2) {
                        held.put(delivery.topic(), delivery);
                        return;
                    }
                    handler.onDelivery(delivery);
                    Delivery before = held.remove(delivery.topic());
                    if (before != null) {
                        handler.onDelivery(before);
                    }
                };
            }));

    static final Mutant NAMES_THE_PREFIX = Mutant.of("SUB-21", "names the prefix as the topic of each message")
            .inEveryBuild()
            .fault(
                    "under the topic",
                    prefixes((correct, topics, handler, options) -> correct.subscribe(
                            topics,
                            MessageHandler.ofDelivery(delivery -> handler.onDelivery(new Delivery(
                                    delivery.message(), topics.prefix(), 1, false, delivery.subscription()))),
                            options)));

    static final Mutant THREAD_FOR_EACH_TOPIC = Mutant.of("SUB-21", "handles each topic on a thread of its own")
            .inEveryBuild()
            .fault("at once", deliveries((correct, handler) -> {
                Map<String, Executor> threads = new ConcurrentHashMap<>();
                return delivery -> threads.computeIfAbsent(delivery.topic(), topic -> thread())
                        .execute(() -> {
                            try {
                                handler.onDelivery(delivery);
                            } catch (Exception failure) {
                                throw new IllegalStateException("the handler failed", failure);
                            }
                        });
            }));

    static final Mutant ALWAYS_FROM_THE_BEGINNING = Mutant.of("SUB-21", "starts with what the topics hold")
            .inEveryBuild()
            .fault(
                    "extra",
                    prefixes((correct, topics, handler, options) -> correct.subscribe(
                            topics,
                            handler,
                            isPlain(options) && options.startsAfter().isEmpty() ? options.fromBeginning() : options)));

    static final Mutant NEVER_FROM_THE_BEGINNING = Mutant.of("SUB-21", "ignores the start")
            .fault(
                    "missing",
                    prefixes((correct, topics, handler, options) -> correct.subscribe(
                            topics, handler, options.equals(PLAIN.fromBeginning()) ? PLAIN : options)));

    static final Mutant ACCEPTS_ALL_OPTIONS = Mutant.of("SUB-21", "accepts options that it does not keep")
            .inEveryBuild()
            .fault(
                    "subscribe to a prefix with",
                    prefixes((correct, topics, handler, options) ->
                            correct.subscribe(topics, handler, isPlain(options) ? options : PLAIN)));

    static final Mutant ACCEPTS_START_AFTER = Mutant.of("SUB-21", "accepts a start after an id")
            .fault(
                    "subscribe to a prefix with",
                    prefixes((correct, topics, handler, options) -> correct.subscribe(
                            topics,
                            handler,
                            isPlain(options) && options.startsAfter().isPresent() ? PLAIN.fromBeginning() : options)));

    static final Mutant UNSUBSCRIBE_ENDS_IT = Mutant.of("SUB-21", "ends with unsubscribe of the prefix as a topic")
            .fault("leaves prefix subscriptions", correct -> new Delegate(correct) {
                @Override
                public void unsubscribe(String topic) {
                    super.unsubscribe(topic);
                    super.subscriptions().stream()
                            .filter(open ->
                                    open.filter().isPresent() && open.topic().equals(topic))
                            .forEach(Subscription::close);
                }
            });

    static final Mutant IS_NOT_LISTED = Mutant.of("SUB-21", "is not listed among the subscribers")
            .inEveryBuild()
            .fault(
                    "who is listed",
                    Changes.subscribers((correct, namespace, right) -> right.stream()
                            .filter(subscriber -> !subscriber.prefix())
                            .toList()));

    static final Mutant IS_LISTED_AS_A_TOPIC = Mutant.of("SUB-21", "is listed as a subscriber of a topic")
            .fault(
                    "who is listed",
                    Changes.subscribers((correct, namespace, right) -> right.stream()
                            .map(subscriber -> new Subscriber(
                                    subscriber.topic(),
                                    subscriber.clientId(),
                                    subscriber.namespace(),
                                    subscriber.connected(),
                                    subscriber.group()))
                            .toList()));

    static final Mutant NEW_TOPICS_GO_ON = Mutant.of("SUB-21", "is fed from new topics after its close")
            .inEveryBuild()
            .fault("a subscriber that leaves", prefixes((correct, topics, handler, options) -> {
                Set<String> seen = ConcurrentHashMap.newKeySet();
                boolean[] closed = {false};
                Subscription real = correct.subscribe(
                        topics,
                        MessageHandler.ofDelivery(delivery -> {
                            if (seen.add(delivery.topic()) || !closed[0]) {
                                handler.onDelivery(delivery);
                            }
                        }),
                        options);
                return new Faults.Sub(real) {
                    @Override
                    public boolean isActive() {
                        return !closed[0] && super.isActive();
                    }

                    @Override
                    public void close() {
                        closed[0] = true;
                    }
                };
            }));

    private Sub21Prefixes() {}

    @FunctionalInterface
    private interface Subscribe {
        Subscription subscribe(
                MessagingBackend correct, TopicFilter topics, MessageHandler handler, SubscriptionOptions options);
    }

    @FunctionalInterface
    private interface Step {
        void take(Delivery delivery) throws Exception;
    }

    @FunctionalInterface
    private interface Between {
        Step between(MessagingBackend correct, MessageHandler handler);
    }

    /** Calls with null go to the correct backend. */
    private static Fault prefixes(Subscribe change) {
        return correct -> new Delegate(correct) {
            @Override
            public Subscription subscribe(TopicFilter topics, MessageHandler handler, SubscriptionOptions options) {
                return topics == null || handler == null || options == null
                        ? super.subscribe(topics, handler, options)
                        : change.subscribe(correct, topics, handler, options);
            }
        };
    }

    private static Fault deliveries(Between between) {
        return prefixes((correct, topics, handler, options) -> {
            Step step = between.between(correct, handler);
            return correct.subscribe(topics, MessageHandler.ofDelivery(step::take), options);
        });
    }

    private static Fault firstOfNewTopics(int times) {
        return deliveries((correct, handler) -> {
            Set<String> known = ConcurrentHashMap.newKeySet();
            known.addAll(correct.topics());
            return delivery -> {
                int left = known.add(delivery.topic()) ? times : 1;
                for (; left > 0; left--) {
                    handler.onDelivery(delivery);
                }
            };
        });
    }

    private static boolean isPlain(SubscriptionOptions options) {
        return !options.isDurable() && !options.isShared();
    }

    private static Executor thread() {
        ThreadPoolExecutor thread =
                new ThreadPoolExecutor(1, 1, 50, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread daemon = new Thread(work, "of-a-topic");
                    daemon.setDaemon(true);
                    return daemon;
                });
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }
}
