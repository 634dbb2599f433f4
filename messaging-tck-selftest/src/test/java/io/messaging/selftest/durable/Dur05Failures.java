package io.messaging.selftest.durable;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.handmade.Client;
import io.messaging.selftest.handmade.Engine;
import io.messaging.selftest.handmade.EngineBackend;
import io.messaging.selftest.handmade.Item;
import io.messaging.selftest.handmade.Sub;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** Handles failures, attempts and pauses wrong: DUR-05. */
final class Dur05Failures {
    static final Mutant FAILURE_SORTS_WAITING = Mutant.of(
                    "DUR-05", "sorts the waiting messages by id after a failure, durable")
            .inEveryBuild()
            .sharedFault("another order", () -> new Engine() {
                @Override
                protected void failed(Sub sub, Item item, Throwable failure) {
                    super.failed(sub, item, failure);
                    sortRest(sub);
                }
            });

    static final Mutant ATTEMPT_SORTS_WAITING = Mutant.of(
                    "DUR-05", "sorts the waiting messages by id between two attempts")
            .sharedFault("receives", () -> new Engine() {
                @Override
                protected java.time.Duration pause(Sub sub, int attempts) {
                    synchronized (this) {
                        sub.client.position++; // the one that is tried again stays where it is
                        sortRest(sub);
                        sub.client.position--;
                    }
                    return super.pause(sub, attempts);
                }
            });

    static final Mutant NAMESPACE_DEFAULT = inNamespace(
                    "puts all dead letters into the namespace 'default'", (sub, letter) -> "default")
            .inEveryBuild();

    static final Mutant NAMESPACE_OF_TOPIC = inNamespace(
            "puts dead letters into the topic's namespace, whatever the subscription's",
            (sub, letter) -> letter.namespace(null));

    static final Mutant NAMESPACE_DEFAULT_IF_NONE = inNamespace(
            "puts dead letters into 'default' where the subscription has no namespace",
            (sub, letter) -> sub.options.namespace().orElse("default"));

    static final Mutant NAMESPACE_OF_TOPIC_PREFIX = inNamespace(
            "prefers a topic's prefix to the subscription's namespace",
            (sub, letter) -> letter.originalTopic().contains(":")
                    ? letter.namespace(null)
                    : letter.namespace(sub.options.namespace().orElse(null)));

    static final Mutant NAMESPACE_OF_ORIGINAL = Mutant.of(
                    "DUR-05", "puts dead letters where their originals were stored")
            .sharedFault("namespace", () -> new Engine() {
                @Override
                protected String namespace(Sub sub, DeadLetter letter) {
                    synchronized (this) {
                        return log(sub.topic).stream()
                                .filter(entry -> entry.message().equals(letter.original()))
                                .map(entry -> entry.namespace())
                                .findFirst()
                                .orElse("default");
                    }
                }
            });

    static final Mutant WHOLE_LONG_MESSAGE = Mutant.of(
                    "DUR-05", "puts the whole of a long error message into a dead letter")
            .sharedFault("10", () -> new Engine() {
                @Override
                protected DeadLetter letter(Sub sub, Message message, Throwable failure) {
                    DeadLetter right = super.letter(sub, message, failure);
                    return withMessage(
                            right, failure.getMessage() == null ? right.errorMessage() : failure.getMessage());
                }
            });

    static final Mutant OMITS_LONG_MESSAGE = Mutant.of("DUR-05", "leaves out an error message that is too long")
            .sharedFault("characters", () -> new Engine() {
                @Override
                protected DeadLetter letter(Sub sub, Message message, Throwable failure) {
                    DeadLetter right = super.letter(sub, message, failure);
                    return right.errorMessage().length() < 4_000 ? right : withMessage(right, "too long");
                }
            });

    static final Mutant DEAD_LETTER_LATER = Mutant.of(
                    "DUR-05", "moves the position, and stores the dead letter a moment later")
            .perhapsBreaking("some look for dead letters at once", "DUR-06 DUR-10")
            .sharedFault("dead letters", () -> new Engine() {
                @Override
                protected void failed(Sub sub, Item item, Throwable failure) {
                    settle(sub, item);
                    Faults.later(() -> storeDeadLetter(sub, item.message(), failure));
                }
            });

    static final Mutant DEAD_LETTER_NOT_DELIVERED = Mutant.of("DUR-05", "does not deliver dead letters")
            .alsoBreaking("it subscribes to dead letters", "DUR-06")
            .sharedFault("receives", () -> new Engine() {
                @Override
                protected void storeDeadLetter(Sub sub, Message message, Throwable failure) {
                    if (!DeadLetter.isDeadLetterTopic(sub.topic)) {
                        DeadLetter letter = letter(sub, message, failure);
                        Message stored = letter.toMessage(nextId());
                        storeOnly(
                                (EngineBackend) sub.instance,
                                namespace(sub, letter),
                                stored.topics().get(0),
                                stored);
                    }
                }
            });

    static final Mutant LEAVING_MAKES_DEAD_LETTER = Mutant.of(
                    "DUR-05", "makes a dead letter of a message that fails as its client leaves")
            .alsoBreaking("a client leaves with a requeued message", "DUR-10")
            .alsoBreaking("a claim fails after it was taken over", "DUR-04")
            .sharedFault("receives", () -> new Engine() {
                @Override
                protected void abandoned(Sub sub, Item item) {
                    failed(sub, item, new IllegalStateException("failed as its client left"));
                }
            });

    static final Mutant LEAVING_COUNTS_AS_HANDLED = Mutant.of(
                    "DUR-05", "counts a message that fails as its client leaves as handled")
            .alsoBreaking("a client leaves with a requeued message", "DUR-10")
            .alsoBreaking("a claim fails after it was taken over", "DUR-04")
            .sharedFault("receives", () -> new Engine() {
                @Override
                protected void abandoned(Sub sub, Item item) {
                    settle(sub, item);
                }
            });

    static final Mutant POSITION_BEFORE_HANDLER = Mutant.of("DUR-05", "moves the position before the handler runs")
            .alsoBreaking("a client leaves with a requeued message", "DUR-10")
            .alsoBreaking("it looks at the list while a handler runs", "DUR-11")
            .alsoBreaking("a claim fails after it was taken over", "DUR-04")
            .sharedFault("receives", () -> new Engine() {
                @Override
                protected void taken(Sub sub, Item item) {
                    super.taken(sub, item);
                    if (sub.isDurable()) {
                        settle(sub, item);
                    }
                }
            });

    static final Mutant COUNTS_FAILURES_ACROSS_MESSAGES = Mutant.of("DUR-05", "counts failures across messages")
            .sharedFault("receives", () -> new Engine() {
                private final Map<Client, Integer> failures = new HashMap<>();

                @Override
                protected synchronized int maxAttempts(Sub sub) {
                    int count = failures.merge(sub.client, 1, Integer::sum);
                    return count >= sub.options.maxAttempts() ? 0 : Integer.MAX_VALUE;
                }

                @Override
                protected void failed(Sub sub, Item item, Throwable failure) {
                    synchronized (this) {
                        failures.remove(sub.client);
                    }
                    super.failed(sub, item, failure);
                }
            });

    static final Mutant KEEPS_FIRST_MAX_ATTEMPTS = Mutant.of(
                    "DUR-05", "keeps the attempts of a client's first subscription")
            .sharedFault("receives", () -> new Engine() {
                private final Map<Client, SubscriptionOptions> first = new HashMap<>();

                @Override
                protected synchronized int maxAttempts(Sub sub) {
                    return first.computeIfAbsent(sub.client, c -> sub.options).maxAttempts();
                }
            });

    static final Mutant IGNORES_BACKOFF = pausing("ignores retryBackoff", (first, attempts) -> Duration.ZERO);

    static final Mutant PAUSES_ONCE = pausing(
            "pauses before the second attempt only", (first, attempts) -> attempts == 1 ? first : Duration.ZERO);

    static final Mutant CONSTANT_PAUSES = pausing(
                    "pauses for the same time after each attempt", (first, attempts) -> first)
            .inEveryBuild();

    static final Mutant LINEAR_PAUSES =
            pausing("pauses longer by the same amount each time", (first, attempts) -> first.multipliedBy(attempts));

    static final Mutant HALF_FIRST_PAUSE = pausing(
            "begins with half a pause",
            (first, attempts) -> first.multipliedBy(1L << (attempts - 1)).dividedBy(2));

    static final Mutant PAUSE_BLOCKS_TOPIC = Mutant.of("DUR-05", "a pause blocks all subscriptions of the topic")
            .sharedFault("receives", () -> new Engine() {
                private final Set<String> pausing = new HashSet<>();

                @Override
                protected boolean mayStart(Sub sub) {
                    return !pausing.contains(sub.topic) && super.mayStart(sub);
                }

                @Override
                protected synchronized void pause(Sub sub, Duration pause) {
                    pausing.add(sub.topic);
                    super.pause(sub, pause);
                    pausing.remove(sub.topic);
                }
            });

    static final Mutant PAUSE_OUTLIVES_SUBSCRIPTION = Mutant.of("DUR-05", "a pause outlives its subscription")
            .sharedFault("receives", () -> new Engine() {
                @Override
                protected synchronized void pause(Sub sub, Duration pause) {
                    long end = System.nanoTime() + pause.toNanos();
                    while (end - System.nanoTime() > 0 && !clients.isEmpty()) {
                        await(end - System.nanoTime());
                    }
                }
            });

    static final Mutant PAUSE_COUNTS_AS_HANDLED = Mutant.of(
                    "DUR-05", "counts a message in a pause as handled when its client leaves")
            .sharedFault("receives", () -> new Engine() {
                @Override
                protected void pause(Sub sub, Duration pause) {
                    super.pause(sub, pause);
                    if (!sub.isActive()) {
                        settle(sub, next(sub));
                    }
                }
            });

    private static Mutant inNamespace(String name, BiFunction<Sub, DeadLetter, String> namespace) {
        return Mutant.of("DUR-05", name).sharedFault("namespace", () -> new Engine() {
            @Override
            protected String namespace(Sub sub, DeadLetter letter) {
                return namespace.apply(sub, letter);
            }
        });
    }

    private static DeadLetter withMessage(DeadLetter letter, String message) {
        return new DeadLetter(
                letter.backend(),
                letter.clientId(),
                letter.originalTopic(),
                letter.original(),
                letter.errorType(),
                message);
    }

    private interface Pausing {
        Duration pause(Duration first, int attempts);
    }

    private static Mutant pausing(String name, Pausing pausing) {
        return Mutant.of("DUR-05", name).sharedFault("pause", () -> new Engine() {
            @Override
            protected Duration pause(Sub sub, int attempts) {
                return pausing.pause(sub.options.retryBackoff(), attempts);
            }
        });
    }
}
