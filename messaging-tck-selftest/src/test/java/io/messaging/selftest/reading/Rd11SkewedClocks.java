package io.messaging.selftest.reading;

import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Contents;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Trusts its own clock, or keeps ids for itself: RD-11. */
public final class Rd11SkewedClocks {

    private Rd11SkewedClocks() {}

    public static List<Mutant> all() {
        return Stream.of(skewed(), order(), positions()).flatMap(List::stream).toList();
    }

    private static List<Mutant> skewed() {
        long year = 365L * 86_400_000;
        return List.of(
                Mutant.of(
                                "RD-11",
                                "refuses ids of the future",
                                "in the future",
                                correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                                    if (message != null
                                            && message.timestampMillis() > System.currentTimeMillis() + 3_600_000) {
                                        throw new RejectedMessageException("an id in the future");
                                    }
                                    backend.storeMessage(namespace, topic, message);
                                }))
                        .alsoBreaking("it has an id of the future", "SUB-01"),
                Mutant.of(
                        "RD-11",
                        "shows no message of the future",
                        "missing",
                        correct -> Faults.sorts(
                                correct,
                                list -> list.stream()
                                        .filter(m -> m.timestampMillis() < System.currentTimeMillis() + 30_000)
                                        .toList())),
                Mutant.of(
                        "RD-11",
                        "drops what is more than half a year old",
                        "missing",
                        correct -> Faults.sorts(
                                correct,
                                list -> list.stream()
                                        .filter(m -> m.timestampMillis() > System.currentTimeMillis() - year / 2)
                                        .toList())),
                Mutant.of(
                        "RD-11",
                        "orders what comes from the future as if it came now",
                        "another order",
                        correct -> Faults.sorts(correct, list -> {
                            long soon = System.currentTimeMillis() + 10_000;
                            return list.stream()
                                    .sorted(Comparator.comparing(
                                                    (Message m) -> m.priority().number())
                                            .thenComparing(m -> Math.min(m.timestampMillis(), soon))
                                            .thenComparing(m -> m.timestampMillis() > soon
                                                    ? -m.id().chronologicalKey()
                                                    : m.id().chronologicalKey()))
                                    .toList();
                        })));
    }

    private static List<Mutant> order() {
        return List.of(
                Mutant.of(
                        "RD-11",
                        "keeps the greatest id for its own use",
                        "missing",
                        correct -> Changes.topic(
                                correct, (backend, topic, right) -> Contents.without(right, m -> m.id().bits() == -1))),
                Mutant.of(
                        "RD-11",
                        "begins its reads at the least id plus one",
                        "missing",
                        correct -> Changes.topic(
                                correct, (backend, topic, right) -> Contents.without(right, m -> m.id().bits() == 1))));
    }

    private static List<Mutant> positions() {
        return List.of(Mutant.of(
                "RD-11",
                "finds by id nothing of the first days after the epoch",
                "getMessagesById",
                correct -> Changes.byId(
                        correct,
                        (backend, namespace, ids, right) -> Contents.without(
                                right, m -> m.timestampMillis() < GemstoneId.EPOCH_MILLIS + 86_400_000))));
    }
}
