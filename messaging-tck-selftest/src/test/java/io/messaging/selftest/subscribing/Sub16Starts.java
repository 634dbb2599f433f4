package io.messaging.selftest.subscribing;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.handmade.Engine;
import io.messaging.selftest.handmade.Entry;
import io.messaging.selftest.handmade.Sub;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Plain subscriptions that start somewhere else: SUB-16. */
final class Sub16Starts {
    private static final SubscriptionOptions FROM_NOW = SubscriptionOptions.plain();

    static final Mutant FROM_NOW_ON = Mutant.of("SUB-16", "ignores every start")
            .representative()
            .fault(
                    "missing",
                    starts((correct, topic, handler, options) -> correct.subscribe(topic, handler, FROM_NOW)));

    static final Mutant BACKLOG_IN_ID_ORDER = Mutant.of("SUB-16", "delivers the backlog in id order")
            .inEveryBuild()
            .fault("another order", starts((correct, topic, handler, options) -> {
                correct.subscribe(topic, message -> {}, options).close(); // refuses what is to be refused
                return readFirst(correct, topic, handler, options.startsAfter().orElseThrow());
            }));

    static final Mutant LOSES_ONE_AT_THE_SEAM = Mutant.of("SUB-16", "loses the first message behind the backlog")
            .inEveryBuild()
            .fault("missing (1)", atTheSeam((count, seam) -> count == seam + 1 ? 0 : 1));

    static final Mutant REPEATS_ONE_AT_THE_SEAM = Mutant.of("SUB-16", "delivers the last one of the backlog twice")
            .inEveryBuild()
            .fault("repeated (1)", atTheSeam((count, seam) -> count == seam ? 2 : 1));

    static final Mutant BACKLOG_OF_A_HUNDRED = Mutant.of("SUB-16", "delivers a hundred messages of the backlog")
            .fault("missing", atTheSeam((count, seam) -> count > 100 && count <= seam ? 0 : 1));

    static final Mutant FROM_THE_BEGINNING_ONCE = Mutant.of("SUB-16", "starts from the beginning of a topic only once")
            .inEveryBuild()
            .fault("missing", correct -> {
                Set<String> begun = ConcurrentHashMap.newKeySet();
                return starts(
                        correct,
                        (backend, topic, handler, options) ->
                                backend.subscribe(topic, handler, begun.add(topic) ? options : FROM_NOW));
            });

    static final Mutant AFTER_INCLUDES_THE_ID = Mutant.of("SUB-16", "starts with the message of the id, not after it")
            .sharedFault("extra (1)", () -> new Engine() {
                @Override
                protected boolean isLeftOut(Sub sub, Message message) {
                    return super.isLeftOut(sub, message)
                            && !sub.options.startsAfter().orElseThrow().equals(message.id());
                }
            });

    static final Mutant AFTER_COMPARES_WHOLE_IDS = Mutant.of("SUB-16", "compares whole ids, with their priorities")
            .inEveryBuild()
            .sharedFault("receives is", () -> new Engine() {
                @Override
                protected boolean isLeftOut(Sub sub, Message message) {
                    return sub.options
                            .startsAfter()
                            .filter(after -> message.id().compareTo(after) <= 0)
                            .isPresent();
                }
            });

    static final Mutant AFTER_IS_A_POSITION = Mutant.of("SUB-16", "starts behind the id in storing order")
            .inEveryBuild()
            .sharedFault("what the subscriber after", () -> new Engine() {
                @Override
                protected int start(String topic, SubscriptionOptions options) {
                    int right = super.start(topic, options);
                    GemstoneId after = options.startsAfter().orElse(GemstoneId.ZERO);
                    List<Entry> log = log(topic);
                    for (int index = 0; index < log.size(); index++) {
                        if (log.get(index).message().id().equals(after)) {
                            return index + 1;
                        }
                    }
                    return right;
                }

                @Override
                protected boolean isLeftOut(Sub sub, Message message) {
                    return false;
                }
            });

    static final Mutant AFTER_LEAVES_OUT_OF_THE_BACKLOG_ONLY = Mutant.of(
                    "SUB-16", "delivers what is not later than the id when it is stored later")
            .inEveryBuild()
            .fault("extra (1)", starts((correct, topic, handler, options) -> {
                Set<GemstoneId> there = ConcurrentHashMap.newKeySet();
                correct.getMessagesForTopic(topic).forEach(message -> there.add(message.id()));
                GemstoneId after = options.startsAfter().orElseThrow();
                correct.subscribe(topic, message -> {}, options).close();
                return correct.subscribe(
                        topic,
                        message -> {
                            boolean left = message.id().chronologicalKey() <= after.chronologicalKey();
                            if (after.equals(GemstoneId.ZERO) || !left || !there.contains(message.id())) {
                                handler.onMessage(message);
                            }
                        },
                        FROM_NOW.fromBeginning());
            }));

    static final Mutant UNKNOWN_IS_FROM_NOW = Mutant.of("SUB-16", "starts from now after an unknown id")
            .inEveryBuild()
            .fault(
                    "subscribe after",
                    refusals((correct, topic, handler, options, refusal) ->
                            correct.subscribe(topic, handler, FROM_NOW)));

    static final Mutant UNKNOWN_IS_FROM_BEGINNING = Mutant.of("SUB-16", "starts from the beginning after an unknown id")
            .fault(
                    "subscribe after",
                    refusals((correct, topic, handler, options, refusal) ->
                            correct.subscribe(topic, handler, FROM_NOW.fromBeginning())));

    static final Mutant REFUSES_AND_STAYS = Mutant.of("SUB-16", "refuses an unknown id, and stays subscribed")
            .inEveryBuild()
            .fault("who is subscribed", refusals((correct, topic, handler, options, refusal) -> {
                correct.subscribe(
                        topic, handler, FROM_NOW.namespace(options.namespace().orElse("any")));
                throw refusal;
            }));

    static final Mutant REFUSES_WITHOUT_THE_ID = Mutant.of("SUB-16", "refuses an unknown id without naming it")
            .fault("names the option and the value", refusals((correct, topic, handler, options, refusal) -> {
                throw new IllegalArgumentException("unknown start");
            }));

    static final Mutant REFUSES_WITH_ANOTHER_EXCEPTION = Mutant.of(
                    "SUB-16", "refuses an unknown id with another exception")
            .fault("throws IllegalArgumentException", refusals((correct, topic, handler, options, refusal) -> {
                throw new MessagingException(refusal.getMessage());
            }));

    static final Mutant ACCEPTS_FOREIGN_IDS = Mutant.of("SUB-16", "accepts the ids of all topics")
            .inEveryBuild()
            .sharedFault("an id of another topic", () -> new Engine() {
                @Override
                protected int start(String topic, SubscriptionOptions options) {
                    return knows(logs.values().stream().flatMap(List::stream).toList(), options)
                            ? 0
                            : super.start(topic, options);
                }

                private boolean knows(List<Entry> all, SubscriptionOptions options) {
                    return options.startsAfter()
                            .filter(after -> all.stream()
                                    .anyMatch(entry -> !entry.isExpired()
                                            && entry.message().id().equals(after)))
                            .isPresent();
                }
            });

    static final Mutant ACCEPTS_TWINS = Mutant.of("SUB-16", "accepts an id that differs in its priority")
            .sharedFault("differs from a stored one in its priority", () -> new Engine() {
                @Override
                protected int start(String topic, SubscriptionOptions options) {
                    long key = options.startsAfter().orElse(GemstoneId.ZERO).chronologicalKey();
                    return key != 0
                                    && log(topic).stream()
                                            .anyMatch(entry -> !entry.isExpired()
                                                    && entry.message().id().chronologicalKey() == key)
                            ? 0
                            : super.start(topic, options);
                }
            });

    static final Mutant ACCEPTS_EXPIRED_IDS = Mutant.of("SUB-16", "accepts the id of an expired message")
            .sharedFault("the id of an expired message", () -> new Engine() {
                @Override
                protected int start(String topic, SubscriptionOptions options) {
                    return options.startsAfter()
                                    .filter(after -> log(topic).stream()
                                            .anyMatch(entry ->
                                                    entry.message().id().equals(after)))
                                    .isPresent()
                            ? 0
                            : super.start(topic, options);
                }
            });

    private Sub16Starts() {}

    @FunctionalInterface
    private interface Times {
        /** Returns how often to deliver a message of this number; the backlog has so many. */
        int of(int count, int seam);
    }

    @FunctionalInterface
    private interface Refusal {
        Subscription instead(
                MessagingBackend correct,
                String topic,
                MessageHandler handler,
                SubscriptionOptions options,
                IllegalArgumentException refusal);
    }

    /** Changes subscriptions with a start only. */
    private static Fault starts(Changes.Subscribe change) {
        return correct -> starts(correct, change);
    }

    private static MessagingBackend starts(MessagingBackend correct, Changes.Subscribe change) {
        return Changes.subscribe(
                correct,
                (backend, topic, handler, options) ->
                        options.startsAfter().isEmpty() || options.isDurable() || options.isShared()
                                ? backend.subscribe(topic, handler, options)
                                : change.subscribe(backend, topic, handler, options));
    }

    private static Fault refusals(Refusal refusal) {
        return starts((correct, topic, handler, options) -> {
            try {
                return correct.subscribe(topic, handler, options);
            } catch (IllegalArgumentException right) {
                return refusal.instead(correct, topic, handler, options, right);
            }
        });
    }

    private static Fault atTheSeam(Times times) {
        return starts((correct, topic, handler, options) -> {
            int seam = correct.getMessagesForTopicSince(
                            topic, options.startsAfter().orElseThrow())
                    .size();
            AtomicInteger count = new AtomicInteger();
            return correct.subscribe(
                    topic,
                    message -> {
                        for (int left = times.of(count.incrementAndGet(), seam); left > 0; left--) {
                            handler.onMessage(message);
                        }
                    },
                    options);
        });
    }

    /** Live messages wait for the backlog. */
    private static Subscription readFirst(
            MessagingBackend correct, String topic, MessageHandler handler, GemstoneId after) {
        Object turn = new Object();
        synchronized (turn) {
            Subscription live = correct.subscribe(
                    topic,
                    message -> {
                        synchronized (turn) {
                            handler.onMessage(message);
                        }
                    },
                    FROM_NOW);
            for (Message message : correct.getMessagesForTopicSince(topic, after)) {
                try {
                    handler.onMessage(message);
                } catch (Exception failure) {
                    throw new IllegalStateException("a handler of the backlog failed", failure);
                }
            }
            return live;
        }
    }
}
