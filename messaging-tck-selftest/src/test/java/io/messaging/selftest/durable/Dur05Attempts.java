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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Attempts and the pauses between them: DUR-05. */
public final class Dur05Attempts {

    private Dur05Attempts() {}

    public static List<Mutant> all() {
        return Stream.of(counts(), pauses(), ends()).flatMap(List::stream).toList();
    }

    private static List<Mutant> counts() {
        return List.of(
                Mutant.shared("DUR-05", "counts failures of one message after another", "receives", () -> new Engine() {
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
                }),
                Mutant.shared("DUR-05", "keeps the attempts of a client's first subscription", "receives", () -> {
                    return new Engine() {
                        private final Map<Client, SubscriptionOptions> first = new HashMap<>();

                        @Override
                        protected synchronized int maxAttempts(Sub sub) {
                            return first.computeIfAbsent(sub.client, c -> sub.options)
                                    .maxAttempts();
                        }
                    };
                }));
    }

    private static List<Mutant> pauses() {
        return List.of(
                pausing("takes no notice of retryBackoff", (first, attempts) -> Duration.ZERO),
                pausing(
                        "pauses before the second attempt only",
                        (first, attempts) -> attempts == 1 ? first : Duration.ZERO),
                pausing("pauses as long each time", (first, attempts) -> first),
                pausing(
                        "pauses longer by the same amount each time",
                        (first, attempts) -> first.multipliedBy(attempts)),
                pausing(
                        "begins with half a pause",
                        (first, attempts) ->
                                first.multipliedBy(1L << (attempts - 1)).dividedBy(2)));
    }

    private interface Pausing {
        Duration pause(Duration first, int attempts);
    }

    private static Mutant pausing(String name, Pausing pausing) {
        return Mutant.shared("DUR-05", name, "pause", () -> new Engine() {
            @Override
            protected Duration pause(Sub sub, int attempts) {
                return pausing.pause(sub.options.retryBackoff(), attempts);
            }
        });
    }

    private static List<Mutant> ends() {
        return List.of(
                Mutant.shared("DUR-05", "a pause holds up everybody in the topic", "receives", () -> new Engine() {
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
                }),
                Mutant.shared("DUR-05", "a pause outlives its subscription", "receives", () -> new Engine() {
                    @Override
                    protected synchronized void pause(Sub sub, Duration pause) {
                        long end = System.nanoTime() + pause.toNanos();
                        while (end - System.nanoTime() > 0 && !clients.isEmpty()) {
                            await(end - System.nanoTime());
                        }
                    }
                }),
                Mutant.shared("DUR-05", "gives up what pauses when its client leaves", "receives", () -> new Engine() {
                    @Override
                    protected void pause(Sub sub, Duration pause) {
                        super.pause(sub, pause);
                        if (!sub.isActive()) {
                            settle(sub, next(sub));
                        }
                    }
                }));
    }
}
