package io.messaging.selftest.shared;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Groups;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Hands messages out in another order, where their priorities differ: SHR-05. */
final class Shr05StoringOrder {
    static final Mutant PRIORITY_FIRST =
            mutant("hands out what has the highest priority", false, byId()).representative();

    static final Mutant OLDEST_FIRST = mutant("hands out what is oldest by its id", false, Orders.BY_TIME);

    static final Mutant BACKLOG_BY_PRIORITY =
            mutant("reads a new group's backlog in id order", true, byId()).inEveryBuild();

    private Shr05StoringOrder() {}

    private static Comparator<Message> byId() {
        return Comparator.comparing(Message::id);
    }

    private static Mutant mutant(String name, boolean backlogOnly, Comparator<Message> order) {
        return Mutant.of("SHR-05", name)
                .perhapsBreaking("what it hands out instead may be earlier than a start", "SHR-02")
                .sharedFault("another order", () -> reordering(backlogOnly, order));
    }

    /** Replaces each message by the first in the order that no one has got yet. */
    private static Fault reordering(boolean backlogOnly, Comparator<Message> order) {
        Map<String, Set<GemstoneId>> backlogs = new ConcurrentHashMap<>();
        Set<GemstoneId> taken = ConcurrentHashMap.newKeySet();
        return correct -> Groups.subscribing(correct, joining -> {
            backlogs.computeIfAbsent(
                    joining.key(),
                    k -> correct.getMessagesForTopic(joining.topic()).stream()
                            .map(Message::id)
                            .collect(Collectors.toSet()));
            return joining.subscribe(
                    MessageHandler.ofDelivery(delivery -> {
                        List<Message> all = correct.getMessagesForTopic(joining.topic());
                        Set<GemstoneId> backlog = backlogs.get(joining.key());
                        boolean affected = mixed(all)
                                && (!backlogOnly
                                        || backlog.contains(delivery.message().id()));
                        joining.handle(
                                affected
                                        ? replaced(delivery, first(all, backlogOnly, backlog, taken, order))
                                        : delivery);
                    }),
                    joining.options());
        });
    }

    private static boolean mixed(List<Message> messages) {
        return messages.stream().map(message -> message.priority()).distinct().count() > 1;
    }

    private static Message first(
            List<Message> all,
            boolean backlogOnly,
            Set<GemstoneId> backlog,
            Set<GemstoneId> taken,
            Comparator<Message> order) {
        synchronized (taken) {
            Message first = all.stream()
                    .filter(message -> !taken.contains(message.id()))
                    .filter(message -> !backlogOnly || backlog.contains(message.id()))
                    .min(order)
                    .orElseThrow();
            taken.add(first.id());
            return first;
        }
    }

    private static Delivery replaced(Delivery delivery, Message message) {
        return new Delivery(
                message, delivery.topic(), delivery.attempt(), delivery.redelivered(), delivery.subscription());
    }
}
