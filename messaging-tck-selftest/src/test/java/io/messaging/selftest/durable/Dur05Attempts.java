package io.messaging.selftest.durable;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.handmade.Client;
import io.messaging.selftest.handmade.Engine;
import io.messaging.selftest.handmade.Item;
import io.messaging.selftest.handmade.Sub;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Attempts and the pauses between them: DUR-05. */
final class Dur05Attempts {
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

    static final Mutant PAUSE_ENDS_IN_DEAD_LETTER = Mutant.of(
                    "DUR-05", "makes a dead letter of a message in a pause when its client leaves")
            .sharedFault("receives", () -> new Engine() {
                @Override
                protected void pause(Sub sub, Duration pause) {
                    super.pause(sub, pause);
                    if (!sub.isActive()) {
                        settle(sub, next(sub));
                    }
                }
            });

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
