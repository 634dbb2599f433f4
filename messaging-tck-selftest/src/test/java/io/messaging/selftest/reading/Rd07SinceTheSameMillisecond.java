package io.messaging.selftest.reading;

import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;
import java.util.List;

/** Loses later messages of the same millisecond: RD-07. */
public final class Rd07SinceTheSameMillisecond {

    private Rd07SinceTheSameMillisecond() {}

    public static List<Mutant> all() {
        return List.of(
                Orders.since(
                                "RD-07",
                                "goes by the timestamp alone",
                                "missing",
                                (m, id) -> m.timestampMillis() > id.epochMillis())
                        .alsoBreaking("all of its ids are of one millisecond", "RD-08"),
                Orders.since(
                                "RD-07",
                                "forgets the machine",
                                "with later ones of the same millisecond",
                                (m, id) -> m.timestampMillis() > id.epochMillis()
                                        || m.timestampMillis() == id.epochMillis() && m.id().sequence() > id.sequence())
                        .alsoBreaking("all of its ids are of one millisecond", "RD-08"),
                Orders.since(
                                "RD-07",
                                "repeats earlier ones of the same millisecond",
                                "extra",
                                (m, id) -> m.timestampMillis() >= id.epochMillis() && !m.id().equals(id))
                        .alsoBreaking("a twin of another priority is of the same millisecond", "RD-08"),
                Mutant.of(
                                "RD-07",
                                "next goes by the timestamp alone",
                                "next(",
                                correct -> Changes.next(
                                        correct,
                                        (backend, topic, since, right) -> since.bits() == 0
                                                ? right
                                                : backend.getMessagesForTopic(topic).stream()
                                                        .filter(m -> m.timestampMillis() > since.epochMillis())
                                                        .min(Orders.BY_TIME)))
                        .alsoBreaking("messages of one millisecond hide each other", "RD-09"));
    }
}
