package io.messaging.selftest.reading;

import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Contents;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.Comparator;

/** Trusts its own clock, or keeps ids for itself: RD-11. */
final class Rd11SkewedClocks {
    private static final long YEAR = 365L * 86_400_000;

    static final Mutant REFUSES_FUTURE = Mutant.of("RD-11", "refuses ids of the future")
            .alsoBreaking("it has an id of the future", "SUB-01")
            .inEveryBuild()
            .fault("in the future", Faults.stores((backend, namespace, topic, message) -> {
                if (message != null && message.timestampMillis() > System.currentTimeMillis() + 3_600_000) {
                    throw new RejectedMessageException("an id in the future");
                }
                backend.storeMessage(namespace, topic, message);
            }));

    static final Mutant HIDES_FUTURE = Mutant.of("RD-11", "hides messages of the future")
            .fault(
                    "missing",
                    Faults.sorts(list -> list.stream()
                            .filter(m -> m.timestampMillis() < System.currentTimeMillis() + 30_000)
                            .toList()));

    static final Mutant DROPS_OLD = Mutant.of("RD-11", "drops what is more than half a YEAR old")
            .fault(
                    "missing",
                    Faults.sorts(list -> list.stream()
                            .filter(m -> m.timestampMillis() > System.currentTimeMillis() - YEAR / 2)
                            .toList()));

    static final Mutant FUTURE_COUNTS_AS_NOW = Mutant.of("RD-11", "orders messages of the future as if they came now")
            .representative()
            .fault("another order", Faults.sorts(list -> {
                long soon = System.currentTimeMillis() + 10_000;
                return list.stream()
                        .sorted(Comparator.comparing((Message m) -> m.priority().number())
                                .thenComparing(m -> Math.min(m.timestampMillis(), soon))
                                .thenComparing(m -> m.timestampMillis() > soon
                                        ? -m.id().chronologicalKey()
                                        : m.id().chronologicalKey()))
                        .toList();
            }));

    static final Mutant RESERVES_GREATEST_ID = Mutant.of("RD-11", "reserves the greatest id for its own use")
            .fault(
                    "missing",
                    Changes.topic((backend, topic, right) -> Contents.without(right, m -> m.id().bits() == -1)));

    static final Mutant STARTS_AFTER_LEAST_ID = Mutant.of("RD-11", "starts its reads at the least id plus one")
            .fault(
                    "missing",
                    Changes.topic((backend, topic, right) -> Contents.without(right, m -> m.id().bits() == 1)));

    static final Mutant BY_ID_MISSES_EPOCH = Mutant.of(
                    "RD-11", "by id, finds nothing of the first days after the epoch")
            .fault(
                    "getMessagesById",
                    Changes.byId((backend, namespace, ids, right) ->
                            Contents.without(right, m -> m.timestampMillis() < GemstoneId.EPOCH_MILLIS + 86_400_000)));
}
