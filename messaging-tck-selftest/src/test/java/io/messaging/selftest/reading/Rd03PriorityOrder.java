package io.messaging.selftest.reading;

import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Answers in another order than that of priority and id: RD-03. */
public final class Rd03PriorityOrder {

    private Rd03PriorityOrder() {}

    public static List<Mutant> all() {
        return Stream.of(order(), rareOrder()).flatMap(List::stream).toList();
    }

    private static List<Mutant> order() {
        return List.of(
                Mutant.of(
                        "RD-03",
                        "compares ids signed",
                        "another order",
                        correct ->
                                Faults.sorts(correct, Orders.sortedBy(Comparator.comparingLong(m -> m.id().bits())))),
                Mutant.of(
                        "RD-03",
                        "orders by time alone",
                        "another order",
                        correct -> Faults.sorts(correct, Orders.sortedBy(Orders.BY_TIME))),
                Mutant.of(
                        "RD-03",
                        "puts the least urgent first",
                        "another order",
                        correct -> Faults.sorts(
                                correct,
                                Orders.sortedBy(Comparator.comparing(
                                                (Message m) -> -m.priority().number())
                                        .thenComparing(Orders.BY_TIME)))),
                Mutant.of(
                                "RD-03",
                                "orders ids as text",
                                "another order",
                                correct -> Faults.sorts(
                                        correct, Orders.sortedBy(Comparator.comparing(m -> m.id().toString()))))
                        .alsoBreaking("ids of ten years have more or less digits", "RD-11"),
                Mutant.of(
                        "RD-03",
                        "knows two priorities only",
                        "another order",
                        correct -> Faults.sorts(
                                correct,
                                Orders.sortedBy(Comparator.comparing(
                                                (Message m) -> m.priority().number() >= 4)
                                        .thenComparing(Orders.BY_TIME)))),
                Mutant.of(
                        "RD-03",
                        "orders since by time",
                        "getMessagesForTopicSince",
                        correct -> Changes.since(
                                correct,
                                (backend, topic, since, right) ->
                                        Orders.sortedBy(Orders.BY_TIME).apply(right))));
    }

    private static List<Mutant> rareOrder() {
        return List.of(Mutant.of(
                "RD-03",
                "sorts each page of a thousand by itself",
                "another order",
                correct -> Faults.sorts(correct, right -> {
                    List<Message> byTime = right.stream()
                            .sorted(Comparator.comparing((Message m) -> m.id().chronologicalKey()))
                            .toList();
                    List<Message> pages = new ArrayList<>();
                    for (int i = 0; i < byTime.size(); i += 1_000) {
                        byTime.subList(i, Math.min(byTime.size(), i + 1_000)).stream()
                                .sorted(Comparator.comparing(Message::id))
                                .forEach(pages::add);
                    }
                    return pages;
                })));
    }
}
