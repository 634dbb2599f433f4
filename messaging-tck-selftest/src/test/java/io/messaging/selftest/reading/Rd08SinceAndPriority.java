package io.messaging.selftest.reading;

import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;
import java.util.List;
import java.util.stream.Stream;

/** Takes the priority for a part of the time: RD-08. */
public final class Rd08SinceAndPriority {

    private Rd08SinceAndPriority() {}

    public static List<Mutant> all() {
        return Stream.of(since(), positions()).flatMap(List::stream).toList();
    }

    private static List<Mutant> since() {
        return List.of(
                Orders.since("RD-08", "compares whole ids", "missing", (m, id) -> m.id().compareTo(id) > 0),
                Orders.since("RD-08", "compares whole ids signed", "since(", (m, id) -> m.id().bits() > id.bits()),
                Orders.since(
                        "RD-08",
                        "keeps to the priority of the id it is given",
                        "missing",
                        (m, id) -> m.id().chronologicalKey() > id.chronologicalKey() && m.priority() == id.priority()),
                Orders.since(
                        "RD-08",
                        "loses what is less urgent than the id it is given",
                        "missing",
                        (m, id) -> m.id().chronologicalKey() > id.chronologicalKey()
                                && m.priority().number() <= id.priority().number()),
                Mutant.of(
                        "RD-08",
                        "remembers the time per priority",
                        "extra",
                        correct -> Changes.since(
                                correct,
                                (backend, topic, since, right) -> since.bits() == 0
                                        ? right
                                        : backend.getMessagesForTopic(topic).stream()
                                                .filter(m -> m.priority().number()
                                                                > since.priority()
                                                                        .number()
                                                        || m.id().chronologicalKey() > since.chronologicalKey())
                                                .toList())));
    }

    private static List<Mutant> positions() {
        return List.of(
                Mutant.of(
                        "RD-08",
                        "compares whole ids within a millisecond",
                        "one millisecond and all priorities",
                        correct -> Changes.since(
                                correct,
                                (backend, topic, since, right) -> Orders.later(
                                        backend,
                                        topic,
                                        m -> m.timestampMillis() > since.epochMillis()
                                                || m.timestampMillis() == since.epochMillis()
                                                        && m.id().compareTo(since) > 0
                                                        && m.id().chronologicalKey() != since.chronologicalKey()))),
                Mutant.of(
                        "RD-08",
                        "compares whole ids where it does not know the id",
                        "one millisecond and all priorities",
                        correct -> Changes.since(
                                correct,
                                (backend, topic, since, right) -> Orders.knows(backend, topic, since)
                                        ? right
                                        : Orders.later(backend, topic, m -> m.id().compareTo(since) > 0))));
    }
}
