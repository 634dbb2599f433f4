package io.messaging.selftest.reading;

import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;

/** Takes the priority for a part of the time: RD-08. */
final class Rd08SinceAndPriority {
    static final Mutant WHOLE_IDS = Orders.since(
                    "RD-08", "compares whole ids", "missing", (m, id) -> m.id().compareTo(id) > 0)
            .representative();

    static final Mutant WHOLE_IDS_SIGNED =
            Orders.since("RD-08", "compares whole ids signed", "since(", (m, id) -> m.id().bits() > id.bits());

    static final Mutant SAME_PRIORITY_ONLY = Orders.since(
            "RD-08",
            "keeps to the priority of the id it is given",
            "missing",
            (m, id) -> m.id().chronologicalKey() > id.chronologicalKey() && m.priority() == id.priority());

    static final Mutant LOSES_LESS_URGENT = Orders.since(
                    "RD-08",
                    "loses what is less urgent than the id it is given",
                    "missing",
                    (m, id) -> m.id().chronologicalKey() > id.chronologicalKey()
                            && m.priority().number() <= id.priority().number())
            .inEveryBuild();

    static final Mutant TIME_PER_PRIORITY = Mutant.of("RD-08", "remembers the time per priority")
            .fault(
                    "extra",
                    Changes.since((backend, topic, since, right) -> since.bits() == 0
                            ? right
                            : backend.getMessagesForTopic(topic).stream()
                                    .filter(m -> m.priority().number()
                                                    > since.priority().number()
                                            || m.id().chronologicalKey() > since.chronologicalKey())
                                    .toList()));

    static final Mutant WHOLE_IDS_WITHIN_MILLISECOND = Mutant.of("RD-08", "compares whole ids within a millisecond")
            .inEveryBuild()
            .fault(
                    "one millisecond and all priorities",
                    Changes.since((backend, topic, since, right) -> Orders.later(
                            backend,
                            topic,
                            m -> m.timestampMillis() > since.epochMillis()
                                    || m.timestampMillis() == since.epochMillis()
                                            && m.id().compareTo(since) > 0
                                            && m.id().chronologicalKey() != since.chronologicalKey())));

    static final Mutant WHOLE_IDS_IF_UNKNOWN = Mutant.of("RD-08", "compares whole ids if it does not know the id")
            .fault(
                    "one millisecond and all priorities",
                    Changes.since((backend, topic, since, right) -> Orders.knows(backend, topic, since)
                            ? right
                            : Orders.later(backend, topic, m -> m.id().compareTo(since) > 0)));
}
