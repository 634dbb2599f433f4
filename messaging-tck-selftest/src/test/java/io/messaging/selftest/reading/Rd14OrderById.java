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

/** Answers by id in an order of its own: RD-14. */
final class Rd14OrderById {
    static final Mutant ID_ORDER = byId(
            "answers by id in id order",
            list -> list.stream().sorted(Comparator.comparing(Message::id)).toList());

    static final Mutant REVERSED = byId("answers by id backwards", list -> {
        List<Message> backwards = new ArrayList<>(list);
        Collections.reverse(backwards);
        return backwards;
    });

    static final Mutant TIME_ORDER = byId("answers by id in the order of time", Orders.sortedBy(Orders.BY_TIME))
            .representative();

    static final Mutant HASH_ORDER = byId(
            "answers by id as a hash map has it",
            list -> list.stream()
                    .sorted(Comparator.comparing(m -> m.id().hashCode()))
                    .toList());

    static final Mutant ID_ORDER_BEYOND_1000 = Mutant.of(
                    "RD-14", "answers more than a thousand ids in the order of the ids")
            .fault(
                    "another order",
                    Changes.byId((backend, namespace, ids, right) -> ids.size() <= 1_000
                            ? right
                            : right.stream()
                                    .sorted(Comparator.comparing(Message::id))
                                    .toList()));

    private static Mutant byId(String name, UnaryOperator<List<Message>> change) {
        return Mutant.of("RD-14", name)
                .fault("another order", Changes.byId((backend, namespace, ids, right) -> change.apply(right)));
    }
}
