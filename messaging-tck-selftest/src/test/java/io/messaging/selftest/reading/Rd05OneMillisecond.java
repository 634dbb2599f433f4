package io.messaging.selftest.reading;

import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Mixes up what is of one millisecond: RD-05. */
final class Rd05OneMillisecond {
    static final Mutant MILLISECOND_ONLY = Mutant.of("RD-05", "sorts by the millisecond")
            .sharedFault("another order", () -> {
                Map<Message, Integer> arrivals = new ConcurrentHashMap<>();
                return correct -> Faults.sorts(
                        Orders.noting(correct, arrivals),
                        Orders.sortedBy(
                                Comparator.comparing((Message m) -> m.priority().number())
                                        .thenComparing(Message::timestampMillis)
                                        .thenComparing(m -> arrivals.getOrDefault(m, 0))));
            });

    static final Mutant SEQUENCE_BEFORE_MACHINE = Mutant.of("RD-05", "puts the sequence before the machine")
            .representative()
            .fault(
                    "another order",
                    Faults.sorts(Orders.sortedBy(
                            Comparator.comparing((Message m) -> m.priority().number())
                                    .thenComparing(Message::timestampMillis)
                                    .thenComparing(m -> m.id().sequence())
                                    .thenComparing(m -> m.id().machine()))));

    static final Mutant IDS_AS_DOUBLES = Mutant.of("RD-05", "compares ids as doubles")
            .inEveryBuild()
            .fault("another order", Faults.sorts(list -> {
                List<Message> shuffled = new ArrayList<>(list);
                Collections.reverse(shuffled);
                return Orders.sortedBy(Comparator.comparingDouble(
                                m -> m.id().toBigInteger().doubleValue()))
                        .apply(shuffled);
            }));

    static final Mutant DISTINGUISHES_256_MACHINES = Mutant.of("RD-05", "distinguishes 256 machines only")
            .fault(
                    "another order",
                    Faults.sorts(Orders.sortedBy(
                            Comparator.comparing((Message m) -> m.priority().number())
                                    .thenComparing(Message::timestampMillis)
                                    .thenComparing(m -> m.id().machine() & 255)
                                    .thenComparing(m -> m.id().sequence()))));

    static final Mutant URGENT_BY_SEQUENCE = Mutant.of(
                    "RD-05", "orders urgent messages of one millisecond by their sequence")
            .fault(
                    "another order",
                    Faults.sorts(list -> list.stream()
                            .sorted(Comparator.comparing(
                                            (Message m) -> m.priority().number())
                                    .thenComparing(Message::timestampMillis)
                                    .thenComparing(m -> m.priority() == Priority.URGENT ? m.id().sequence() : 0)
                                    .thenComparing(Message::id))
                            .toList()));
}
