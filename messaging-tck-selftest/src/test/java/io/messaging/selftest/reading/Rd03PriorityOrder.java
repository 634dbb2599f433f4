package io.messaging.selftest.reading;

import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Answers in another order than that of priority and id: RD-03. */
final class Rd03PriorityOrder {
    static final Mutant SIGNED_IDS = Mutant.of("RD-03", "compares ids signed")
            .representative()
            .fault("another order", Faults.sorts(Orders.sortedBy(Comparator.comparingLong(m -> m.id().bits()))));

    static final Mutant TIME_ONLY = Mutant.of("RD-03", "orders by time alone")
            .fault("another order", Faults.sorts(Orders.sortedBy(Orders.BY_TIME)));

    static final Mutant LEAST_URGENT_FIRST = Mutant.of("RD-03", "puts the least urgent first")
            .fault(
                    "another order",
                    Faults.sorts(Orders.sortedBy(
                            Comparator.comparing((Message m) -> -m.priority().number())
                                    .thenComparing(Orders.BY_TIME))));

    static final Mutant IDS_AS_TEXT = Mutant.of("RD-03", "orders ids as text")
            .alsoBreaking("ids of ten years have more or less digits", "RD-11")
            .fault("another order", Faults.sorts(Orders.sortedBy(Comparator.comparing(m -> m.id().toString()))));

    static final Mutant TWO_PRIORITIES = Mutant.of("RD-03", "knows two priorities only")
            .inEveryBuild()
            .fault(
                    "another order",
                    Faults.sorts(Orders.sortedBy(
                            Comparator.comparing((Message m) -> m.priority().number() >= 4)
                                    .thenComparing(Orders.BY_TIME))));

    static final Mutant SINCE_BY_TIME = Mutant.of("RD-03", "orders since by time")
            .fault(
                    "getMessagesForTopicSince",
                    Changes.since((backend, topic, since, right) ->
                            Orders.sortedBy(Orders.BY_TIME).apply(right)));

    static final Mutant SORTS_EACH_PAGE = Mutant.of("RD-03", "sorts each page of a thousand separately")
            .fault("another order", Faults.sorts(right -> {
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
            }));
}
