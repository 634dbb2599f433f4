package io.messaging.selftest.reading;

import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Answers by id in an order of its own: RD-14. */
public final class Rd14OrderById {

    private Rd14OrderById() {}

    public static List<Mutant> all() {
        return Stream.of(byId(), rareById()).flatMap(List::stream).toList();
    }

    private static List<Mutant> byId() {
        return List.of(
                byId(
                        "answers by id in id order",
                        list -> list.stream()
                                .sorted(Comparator.comparing(Message::id))
                                .toList()),
                byId("answers by id backwards", list -> {
                    List<Message> backwards = new ArrayList<>(list);
                    Collections.reverse(backwards);
                    return backwards;
                }),
                byId("answers by id in the order of time", Orders.sortedBy(Orders.BY_TIME)),
                byId(
                        "answers by id as a hash map has it",
                        list -> list.stream()
                                .sorted(Comparator.comparing(m -> m.id().hashCode()))
                                .toList()));
    }

    private static List<Mutant> rareById() {
        return List.of(Mutant.of(
                "RD-14",
                "answers more than a thousand ids in the order of the ids",
                "another order",
                correct -> Changes.byId(
                        correct,
                        (backend, namespace, ids, right) -> ids.size() <= 1_000
                                ? right
                                : right.stream()
                                        .sorted(Comparator.comparing(Message::id))
                                        .toList())));
    }

    private static Mutant byId(String name, UnaryOperator<List<Message>> change) {
        return Mutant.of(
                "RD-14",
                name,
                "another order",
                correct -> Changes.byId(correct, (backend, namespace, ids, right) -> change.apply(right)));
    }
}
