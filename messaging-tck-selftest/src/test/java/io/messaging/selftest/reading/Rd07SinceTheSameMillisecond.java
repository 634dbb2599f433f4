package io.messaging.selftest.reading;

import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;

/** Loses later messages of the same millisecond: RD-07. */
final class Rd07SinceTheSameMillisecond {
    static final Mutant TIMESTAMP_ONLY = Orders.since(
                    "RD-07",
                    "goes by the timestamp alone",
                    "missing",
                    (m, id) -> m.timestampMillis() > id.epochMillis())
            .alsoBreaking("all of its ids are of one millisecond", "RD-08")
            .representative();

    static final Mutant FORGETS_MACHINE = Orders.since(
                    "RD-07",
                    "forgets the machine",
                    "with later ones of the same millisecond",
                    (m, id) -> m.timestampMillis() > id.epochMillis()
                            || m.timestampMillis() == id.epochMillis() && m.id().sequence() > id.sequence())
            .alsoBreaking("all of its ids are of one millisecond", "RD-08")
            .inEveryBuild();

    static final Mutant REPEATS_SAME_MILLISECOND = Orders.since(
                    "RD-07",
                    "repeats earlier ones of the same millisecond",
                    "extra",
                    (m, id) -> m.timestampMillis() >= id.epochMillis() && !m.id().equals(id))
            .alsoBreaking("a twin of another priority is of the same millisecond", "RD-08");

    static final Mutant NEXT_TIMESTAMP_ONLY = Mutant.of("RD-07", "next goes by the timestamp alone")
            .alsoBreaking("messages of one millisecond hide each other", "RD-09")
            .fault(
                    "next(",
                    Changes.next((backend, topic, since, right) -> since.bits() == 0
                            ? right
                            : backend.getMessagesForTopic(topic).stream()
                                    .filter(m -> m.timestampMillis() > since.epochMillis())
                                    .min(Orders.BY_TIME)));
}
