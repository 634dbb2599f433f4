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
import java.util.stream.Stream;

/** Mixes up what is of one millisecond: RD-05. */
public final class Rd05OneMillisecond {

    private Rd05OneMillisecond() {}

    public static List<Mutant> all() {
        return Stream.of(order(), rareOrder()).flatMap(List::stream).toList();
    }

    private static List<Mutant> order() {
        return List.of(
                Mutant.shared("RD-05", "sorts by the millisecond", "another order", () -> {
                    Map<Message, Integer> arrivals = new ConcurrentHashMap<>();
                    return correct -> Faults.sorts(
                            Orders.noting(correct, arrivals),
                            Orders.sortedBy(Comparator.comparing(
                                            (Message m) -> m.priority().number())
                                    .thenComparing(Message::timestampMillis)
                                    .thenComparing(m -> arrivals.getOrDefault(m, 0))));
                }),
                Mutant.of(
                        "RD-05",
                        "puts the sequence before the machine",
                        "another order",
                        correct -> Faults.sorts(
                                correct,
                                Orders.sortedBy(Comparator.comparing(
                                                (Message m) -> m.priority().number())
                                        .thenComparing(Message::timestampMillis)
                                        .thenComparing(m -> m.id().sequence())
                                        .thenComparing(m -> m.id().machine())))),
                Mutant.of(
                        "RD-05",
                        "compares ids as doubles",
                        "another order",
                        correct -> Faults.sorts(correct, list -> {
                            List<Message> shuffled = new ArrayList<>(list);
                            Collections.reverse(shuffled);
                            return Orders.sortedBy(Comparator.comparingDouble(
                                            m -> m.id().toBigInteger().doubleValue()))
                                    .apply(shuffled);
                        })),
                Mutant.of(
                        "RD-05",
                        "knows 256 machines only",
                        "another order",
                        correct -> Faults.sorts(
                                correct,
                                Orders.sortedBy(Comparator.comparing(
                                                (Message m) -> m.priority().number())
                                        .thenComparing(Message::timestampMillis)
                                        .thenComparing(m -> m.id().machine() & 255)
                                        .thenComparing(m -> m.id().sequence())))));
    }

    private static List<Mutant> rareOrder() {
        return List.of(Mutant.of(
                "RD-05",
                "orders urgent messages of one millisecond by their sequence",
                "another order",
                correct -> Faults.sorts(
                        correct,
                        list -> list.stream()
                                .sorted(Comparator.comparing(
                                                (Message m) -> m.priority().number())
                                        .thenComparing(Message::timestampMillis)
                                        .thenComparing(m -> m.priority() == Priority.URGENT ? m.id().sequence() : 0)
                                        .thenComparing(Message::id))
                                .toList())));
    }
}
