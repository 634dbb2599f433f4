package io.messaging.selftest.reading;

import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Takes the order of storing for that of the ids: RD-04. */
final class Rd04StoringOrder {
    static final Mutant STORING_ORDER = Mutant.of("RD-04", "returns messages in the order of storing")
            .alsoBreaking("their messages are stored in another order than that of their ids too", "RD-05 RD-11")
            .representative()
            .sharedFault("another order", () -> {
                Map<Message, Integer> arrivals = new ConcurrentHashMap<>();
                return correct -> Faults.sorts(
                        Orders.noting(correct, arrivals),
                        Orders.sortedBy(
                                Comparator.comparing((Message m) -> m.priority().number())
                                        .thenComparing(m -> arrivals.getOrDefault(m, 0))));
            });

    static final Mutant NEXT_IN_STORING_ORDER = Mutant.of(
                    "RD-04", "next looks at the neighbour in the order of storing")
            .alsoBreaking("it stores in another order, too", "RD-09")
            .alsoBreaking("their messages are stored in another order than that of their ids too", "RD-11 RD-10 RD-25")
            .sharedFault("a loop over", () -> {
                Map<Message, Integer> arrivals = new ConcurrentHashMap<>();
                return correct -> Changes.next(Orders.noting(correct, arrivals), (backend, topic, since, right) -> {
                    List<Message> all = backend.getMessagesForTopic(topic);
                    Optional<Integer> own = all.stream()
                            .filter(m -> m.id().equals(since))
                            .findFirst()
                            .map(m -> arrivals.getOrDefault(m, 0));
                    return own.isEmpty()
                            ? right
                            : all.stream()
                                    .filter(m -> arrivals.getOrDefault(m, 0) > own.get())
                                    .min(Comparator.comparing(m -> arrivals.getOrDefault(m, 0)));
                });
            });

    static final Mutant LATE_MESSAGE_NEAR_END = Mutant.of("RD-04", "inserts a late message among the last hundred only")
            .alsoBreaking("some of thousands are late by their priority", "RD-03")
            .sharedFault("another order", () -> {
                Map<String, List<Message>> logs = new ConcurrentHashMap<>();
                return correct -> Changes.topic(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            logs.compute(topic, (t, log) -> inserted(log, message));
                        }),
                        (backend, topic, right) -> {
                            Set<Message> present = new LinkedHashSet<>(right);
                            List<Message> log = logs.getOrDefault(topic, List.of()).stream()
                                    .filter(present::contains)
                                    .toList();
                            return log.size() == right.size() ? log : right;
                        });
            });

    private static List<Message> inserted(List<Message> log, Message message) {
        List<Message> longer = new ArrayList<>(log == null ? List.of() : log);
        if (longer.contains(message)) {
            return longer;
        }
        int place = longer.size();
        while (place > 0
                && place > longer.size() - 100
                && longer.get(place - 1).id().compareTo(message.id()) > 0) {
            place--;
        }
        longer.add(place, message);
        return longer;
    }
}
